"""Rows into a table by COPY: the one way of writing many at once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from types import TracebackType
from typing import Any, Self

from django.db import Error, transaction
from psycopg import Connection, Copy

ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
LINES_AT_ONCE = 1_000


def copy_in(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows to a table of ours."""
    with _copying(table, columns) as copy:
        for row in rows:
            copy.write_row(row)


class CopyBeside:
    """Adds written rows while the caller makes the next ones, on the caller's connection and transaction.

    Every question of the caller waits until what was added is there, so it never sees half of it. Used in a
    `with`, which ends when all is written; an error of the database is raised by the next question and, as
    somebody may take it for the answer to theirs, once more at the end. Nothing can be committed after it.
    """

    def __init__(self, table: str, columns: Sequence[str]) -> None:
        self._statement = _statement(table, columns)
        self._connection = transaction.get_connection()
        self._running: Future[None] | None = None
        self._failure: Exception | None = None

    def __enter__(self) -> Self:
        with ExitStack() as held:
            self._thread = held.enter_context(ThreadPoolExecutor(1))
            held.enter_context(self._connection.execute_wrapper(self._wait_first))
            self._held = held.pop_all()
        return self

    def add(self, lines: Sequence[str]) -> None:
        """Add rows whose columns are as `written` gives them, parted by tabs."""
        self.wait()
        self._connection.ensure_connection()
        self._running = self._thread.submit(_add_lines, self._connection.connection, self._statement, lines)

    def wait(self) -> None:
        """Until everything that was added is there. Raises Django's errors of the database."""
        running, self._running = self._running, None
        if running is None:
            return
        try:
            with self._connection.wrap_database_errors:
                running.result()
        except Exception as failure:
            self._failure = failure
            if self._connection.in_atomic_block:
                self._connection.needs_rollback = True
            raise

    def _wait_first(self, execute: Callable[..., Any], *question: Any) -> Any:
        self.wait()
        return execute(*question)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._held:
            if error is None:
                self.wait()
                if self._failure is not None:
                    raise self._failure
            else:
                with suppress(Error):  # the first error is what the caller must hear of
                    self.wait()


def _add_lines(connection: Connection, statement: str, lines: Sequence[str]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for piece in range(0, len(lines), LINES_AT_ONCE):
            copy.write("\n".join(lines[piece : piece + LINES_AT_ONCE]) + "\n")


@contextmanager
def _copying(table: str, columns: Sequence[str]) -> Iterator[Copy]:
    connection = transaction.get_connection()
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(_statement(table, columns)) as copy,
    ):
        yield copy


def _statement(table: str, columns: Sequence[str]) -> str:
    return f"COPY {table} ({', '.join(columns)}) FROM STDIN"


def written(value: object) -> str:
    """A value of a column as COPY reads it: text, exact and whole numbers, days and moments, None."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(ESCAPED) if not value.isalnum() else value
    return value.isoformat() if isinstance(value, date) else str(value)
