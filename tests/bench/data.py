"""An invented landlord of any size, built by set-based inserts in a database of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

Connection = psycopg.Connection[tuple[str, str]]

LAST_MONTHS = 120
DROP_TRIES = 300
BROKER_DATABASE = "15"  # so that messages of the measurement never reach the portal's own worker


@dataclass(frozen=True)
class Size:
    """How many measures, segments and months; every measure has a figure for each segment and month."""

    measures: int = 200
    segments: int = 50
    months: int = LAST_MONTHS

    @property
    def results(self) -> int:
        """The figures of segments; those of the whole landlord come on top."""
        return self.measures * self.segments * self.months


@contextmanager
def database() -> Iterator[dict[str, str]]:
    """The environment of a portal on a fresh database, which is dropped at the end."""
    owner, app = urlsplit(os.environ["DATABASE_OWNER_URL"]), urlsplit(os.environ["DATABASE_URL"])
    name = f"{owner.path.lstrip('/')}_bench"
    environment = os.environ | {
        "DATABASE_OWNER_URL": owner._replace(path=f"/{name}").geturl(),
        "DATABASE_URL": app._replace(path=f"/{name}").geturl(),
        "REDIS_URL": urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{BROKER_DATABASE}").geturl(),
        "PORTAL_LOG_LEVEL": "ERROR",
    }
    with psycopg.connect(owner._replace(path="/postgres").geturl(), autocommit=True) as server:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        take_away(server, drop)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            manage(environment | {"PORTAL_AS_OWNER": "1"}, "prepare_database")
            yield environment
        finally:
            take_away(server, drop)


def take_away(server: Connection, drop: sql.Composed) -> None:
    """Drop the database; the server's own cleaning may be at work in it, and is waited for."""
    for _ in range(DROP_TRIES):
        with suppress(psycopg.errors.InsufficientPrivilege, psycopg.errors.ObjectInUse):
            server.execute(drop)
            return
        time.sleep(1)
    server.execute(drop)


def manage(environment: dict[str, str], *words: str) -> str:
    """Run a management command to its end; what it said."""
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        env=environment,
        check=True,
        text=True,
        capture_output=True,
    )
    return done.stdout


def fill(environment: dict[str, str], size: Size) -> None:
    """The landlord, its charter and every figure, ready to be scored."""
    frame = [sys.executable, "-m", "tests.bench.frame", str(size.measures), str(size.segments)]
    subprocess.run(frame, env=environment, check=True)
    with psycopg.connect(environment["DATABASE_OWNER_URL"], autocommit=True) as connection:
        add_figures(connection, size)
        connection.execute("VACUUM ANALYZE")


def add_figures(connection: Connection, size: Size) -> None:
    """The figures, month by month as they would come; the last month comes later, by a file.

    Keys, indexes and history are not what is measured.
    """
    connection.execute("ALTER TABLE measures_result DISABLE TRIGGER USER")
    keys, indexes = connection.execute(KEYS).fetchall(), connection.execute(INDEXES).fetchall()
    for name, _ in keys:
        connection.execute(f"ALTER TABLE measures_result DROP CONSTRAINT {name}")
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    connection.execute("SELECT setseed(0.42)")
    for month in range(size.months + 1, 1, -1):
        connection.execute(FIGURES, {"month": month})
    for _, definition in indexes:
        connection.execute(definition)
    for name, definition in keys:
        connection.execute(f"ALTER TABLE measures_result ADD CONSTRAINT {name} {definition} NOT VALID")
    connection.execute("ALTER TABLE measures_result ENABLE TRIGGER USER")


KEYS = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = 'measures_result'::regclass AND contype = 'f'
"""
INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes
    WHERE tablename = 'measures_result' AND indexname <> 'measures_result_pkey'
"""
# One month of every measure, for every segment and the whole landlord: shares of 88 to 100 %.
FIGURES = """
    INSERT INTO measures_result (
        version, measure_id, segment_id, period, period_kind, period_start, period_end,
        numerator, denominator, grade, marker, note, differs_because, workflow, approval, origin,
        returned_because, correction_reason,
        entered_by_id, entered_at, submitted_by_id, submitted_at, decided_by_id, decided_at
    )
    SELECT 1, measure.id, part.id, to_char(day, 'YYYY-MM'), 'month',
           day, (day + interval '1 month')::date - 1,
           base - floor(random() * base * 0.12), base, '', '', '', '', 'approved', 'final', 'form', '', '',
           people.first, sent, people.first, sent, people.last, sent
    FROM measures_measure measure
    CROSS JOIN (SELECT id, 80 AS size FROM measures_segment UNION ALL SELECT NULL, 5000) part
    CROSS JOIN LATERAL (
        SELECT part.size + floor(random() * part.size / 2) AS base, measure.id, part.id
    ) any_base
    CROSS JOIN (SELECT min(id) AS first, max(id) AS last FROM charter_user) people
    CROSS JOIN (
        SELECT (date_trunc('month', current_date) - %(month)s * interval '1 month')::date AS day
    ) month
    CROSS JOIN LATERAL (SELECT least(day + interval '40 days', now()) AS sent) moment
"""
