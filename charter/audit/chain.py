"""Hashes over what happened on a day, and whether they still hold (reliability.md P15).

A day (UTC) is sealed once it is over: SHA-256 over each table's rows in the order of their keys, each row as
the JSON array of its columns; then over the day, these hashes and the seal of the day before. Whoever
changes, adds or takes away one row of a sealed day would have to make anew every seal after it, and those
are also kept elsewhere (docs/operations.md).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from pghistory.models import Context
from psycopg import sql

from charter.database_roles import history_tables
from charter.models import AuditDay, AuditEvent, BreakGlass

# What began before midnight may be over a little later; nothing of the portal takes this long.
SETTLED_AFTER = timedelta(hours=2)


@dataclass(frozen=True)
class Source:
    """A table that is only added to, the column of its time, its key, and the columns that are hashed."""

    table: str
    at: str
    key: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Broken:
    """A day that is not as it was sealed, and in what."""

    day: date
    says: str


Hashed = dict[str, Any]  # columns, rows and hash of one table on one day


def sources() -> dict[str, Source]:
    """Audit events, opened restricted data, every history table and whom its rows name, with their columns.

    By name, with the columns they have today. One query.
    """
    keys = {
        AuditEvent._meta.db_table: ("at", "id"),
        BreakGlass._meta.db_table: ("opened_at", "id"),
        Context._meta.db_table: ("created_at", "id"),
    }
    tables = [*keys, *history_tables()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, array_agg(column_name::text ORDER BY column_name) "
            "FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name = ANY(%s) GROUP BY table_name",
            [tables],
        )
        columns = {name: tuple(found) for name, found in cursor.fetchall()}
    return {
        name: Source(name, *keys.get(name, ("pgh_created_at", "pgh_id")), columns[name])
        for name in sorted(tables)
        if name in columns
    }


def first_day(found: Iterable[Source]) -> date | None:
    """The day of the oldest row; None while nothing has happened. One query a table."""
    days = []
    with connection.cursor() as cursor:
        for source in found:
            query = sql.SQL("SELECT (min({at}) AT TIME ZONE 'UTC')::date FROM {table}").format(
                at=sql.Identifier(source.at), table=sql.Identifier(source.table)
            )
            cursor.execute(query.as_string(cursor.connection))
            days += [row[0] for row in cursor.fetchall() if row[0] is not None]
    return min(days, default=None)


def hashed(source: Source, first: date, last: date) -> dict[date, Hashed]:
    """Number and hash of a table's rows by day, both days included; days without rows are left out."""
    names = [sql.Identifier(column) for column in source.columns]
    query = sql.SQL(
        "SELECT ({at} AT TIME ZONE 'UTC')::date, count(*), encode(sha256(string_agg(sha256(convert_to("
        "jsonb_build_array({columns})::text, 'UTF8')), ''::bytea ORDER BY {key})), 'hex') "
        "FROM {table} WHERE {at} >= %s AND {at} < %s GROUP BY 1"
    ).format(
        at=sql.Identifier(source.at),
        key=sql.Identifier(source.key),
        table=sql.Identifier(source.table),
        columns=sql.SQL(", ").join(names),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            query.as_string(cursor.connection), [_midnight(first), _midnight(last + timedelta(days=1))]
        )
        rows = cursor.fetchall()
    return {
        day: {"columns": list(source.columns), "rows": count, "hash": digest} for day, count, digest in rows
    }


def seal_of(day: date, tables: Mapping[str, Hashed], before: str) -> str:
    """The seal of a day: over the seal before it, the day, and the hashes of its tables."""
    written = json.dumps(tables, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{day.isoformat()}\n{written}".encode()).hexdigest()


def broken_links(days: Sequence[AuditDay]) -> list[Broken]:
    """Seals that do not follow from their own row and the one before, and days that are missing between."""
    found = []
    for before, this in zip([None, *days], days, strict=False):
        if before is not None and this.day != before.day + timedelta(days=1):
            found.append(Broken(before.day + timedelta(days=1), _("The seal of this day is gone.")))
        if this.before != (before.seal if before else ""):
            found.append(Broken(this.day, _("This day does not follow from the day before.")))
        if this.seal != seal_of(this.day, this.tables, this.before):
            found.append(Broken(this.day, _("The seal itself was changed.")))
    return found


def broken_days(days: Sequence[AuditDay]) -> list[Broken]:
    """Sealed days whose rows are not those that were sealed, and rows before them. A few queries a table."""
    if not days:
        return []
    today = sources()
    found = _before_the_first(today.values(), days[0].day)
    for table in sorted(set(today) | {name for one in days for name in one.tables}):
        found += _broken_table(table, today.get(table), days)
    return found


def _before_the_first(today: Iterable[Source], first: date) -> list[Broken]:
    """Rows dated before the first seal, which began with the oldest row that there was."""
    oldest = first_day(today)
    says = _("There are rows of a time before the first seal.")
    return [Broken(oldest, says)] if oldest is not None and oldest < first else []


def _broken_table(table: str, source: Source | None, days: Sequence[AuditDay]) -> list[Broken]:
    if source is None:
        return [
            Broken(one.day, _("The table {table} is gone.").format(table=table))
            for one in days
            if table in one.tables
        ]
    ways = {tuple(one.tables[table]["columns"]) for one in days if table in one.tables} or {source.columns}
    found: list[Broken] = []
    for columns in sorted(ways):
        named = [one for one in days if tuple(one.tables.get(table, {}).get("columns", columns)) == columns]
        gone = set(columns) - set(source.columns)
        if gone:
            says = _("{table} cannot be proved: the column {columns} is gone.").format(
                table=table, columns=", ".join(sorted(gone))
            )
            found += [Broken(one.day, says) for one in named]
            continue
        now = hashed(Source(table, source.at, source.key, columns), days[0].day, days[-1].day)
        found += [said for one in named if (said := _difference(table, one, now.get(one.day)))]
    return found


def _difference(table: str, sealed: AuditDay, now: Hashed | None) -> Broken | None:
    was = sealed.tables.get(table)
    if was == now:
        return None
    before, after = (one["rows"] if one else 0 for one in (was, now))
    if before == after:
        return Broken(sealed.day, _("A row of {table} was changed.").format(table=table))
    what = _("{before} rows were sealed in {table}, {after} are there.").format(
        before=before, table=table, after=after
    )
    return Broken(sealed.day, what)


def not_kept(days: Sequence[AuditDay], elsewhere: Mapping[date, str]) -> list[Broken]:
    """Days whose seal is not the one that was kept elsewhere."""
    here = {one.day: one.seal for one in days}
    return [
        Broken(day, _("The seal is not the one that was kept elsewhere."))
        for day, seal in sorted(elsewhere.items())
        if here.get(day) != seal
    ]


def last_settled(now: datetime) -> date:
    """The last day that is surely over."""
    return (now - SETTLED_AFTER).astimezone(UTC).date() - timedelta(days=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
