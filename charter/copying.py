"""Rows into a table by COPY: the one way of writing many at once."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction
from psycopg import Copy

ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
PIECE = 1 << 18  # characters that are handed over at once


def copy_in(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows to a table of ours."""
    with _copying(table, columns) as copy:
        for row in rows:
            copy.write_row(row)


def copy_lines(table: str, columns: Sequence[str], lines: Iterable[str]) -> None:
    """Add rows that are written already: their columns as `written` gives them, parted by tabs."""
    with _copying(table, columns) as copy:
        waiting: list[str] = []
        length = 0
        for line in lines:
            waiting.append(line)
            length += len(line)
            if length > PIECE:
                copy.write("\n".join(waiting) + "\n")
                waiting, length = [], 0
        if waiting:
            copy.write("\n".join(waiting) + "\n")


@contextmanager
def _copying(table: str, columns: Sequence[str]) -> Iterator[Copy]:
    connection = transaction.get_connection()
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        yield copy


def written(value: object) -> str:
    """A value of a column as COPY reads it: text, exact and whole numbers, days and moments, None."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(ESCAPED) if not value.isalnum() else value
    return value.isoformat() if isinstance(value, date) else str(value)
