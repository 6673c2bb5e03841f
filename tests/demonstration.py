"""The demonstration in the test's database, for a module of tests, and gone after it.

Making it takes many seconds, and a run asks for it some twenty times. So each run makes it once, as the
command does, and keeps what the tables then hold; whoever asks again gets those rows put back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from psycopg import Cursor, sql
from pytest_django.plugin import DjangoDbBlocker

COLUMNS = """
SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position)
FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
  AND table_name <> 'django_migrations'
GROUP BY table_name
"""
WATCHED = """
SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger
WHERE NOT tgisinternal AND tgrelid::regclass::text NOT LIKE 'pg\\_%'
"""


@dataclass(frozen=True)
class Kept:
    """One table of the made demonstration: its columns, and its rows as COPY writes them."""

    table: str
    columns: list[str]
    rows: bytes


_kept: list[Kept] = []


def is_a_test_database() -> bool:
    """Whether the connection leads to the tests' own database."""
    return str(connection.settings_dict["NAME"]).startswith("test")


def refuse_a_real_database() -> None:
    """Tests write into a database of their own; pytest-django makes it only for tests marked `django_db`."""
    if not is_a_test_database():
        name = connection.settings_dict["NAME"]
        raise RuntimeError(f"A test would write into “{name}”. Mark the tests of the module with django_db.")


@contextmanager
def loaded(blocker: DjangoDbBlocker) -> Iterator[None]:
    """The whole demonstration in the test's database, gone when the block ends."""
    with blocker.unblock():
        refuse_a_real_database()
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            put_in()
            yield
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
            ContentType.objects.clear_cache()


def put_in() -> None:
    """Make the demonstration, or put back what an earlier making of this run left."""
    with connection.cursor() as cursor:
        if _kept:
            put_back(cursor.cursor)
        else:
            call_command("load_demonstration", verbosity=0)
            _kept.extend(keep(cursor.cursor))
        cursor.execute("ANALYZE")  # nobody else does before the block ends, and guesses are slow


def keep(cursor: Cursor) -> list[Kept]:
    """What every table holds now; columns that the database works out itself are left to it."""
    cursor.execute(COLUMNS)
    return [Kept(table, columns, rows(cursor, table, columns)) for table, columns in cursor.fetchall()]


def rows(cursor: Cursor, table: str, columns: list[str]) -> bytes:
    """The rows of a table as COPY writes them."""
    with cursor.copy(copying("COPY {table} ({columns}) TO STDOUT", table, columns)) as copy:
        return b"".join(bytes(part) for part in copy)


def put_back(cursor: Cursor) -> None:
    """Every table as it was kept. Triggers rest meanwhile: what they wrote is among the rows."""
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # tables come in the order of their names
    cursor.execute(WATCHED)
    watched = [table for (table,) in cursor.fetchall()]
    for table in watched:
        cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
    for one in _kept:
        cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(one.table)))
    for one in _kept:
        with cursor.copy(copying("COPY {table} ({columns}) FROM STDIN", one.table, one.columns)) as copy:
            copy.write(one.rows)
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks outstanding takes no change
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for table in watched:
        cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table)))
    ContentType.objects.clear_cache()


def copying(statement: str, table: str, columns: list[str]) -> sql.Composed:
    """A COPY of these columns."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL(statement).format(table=sql.Identifier(table), columns=names)
