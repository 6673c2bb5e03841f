"""Speed of scoring as a ratio to a parallel sequential scan of the same figures: ./portal bench scoring

Everything runs in a database of its own. The scan is measured just before and after each thing.
"""

import os
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from psycopg import sql

from tests.bench.data import Connection, Size, database, fill, manage

SCAN = "SELECT count(*), sum(numerator), max(denominator) FROM measures_result"
ROUNDS = 5
# Gate and goal (docs/performance.md).
RESCORE_BAR, RESCORE_GOAL = 100, 30
ONE_BAR_MS, ONE_GOAL_MS = 25, 10
GROWTH_BAR, MEMORY_BAR_MB = 14, 512
MONTH_BAR, MONTH_GOAL = 10, 3
IMPORT_BAR_MB = 96
SMALL, LARGE = Size(), Size(segments=500)
# The rows of the month once more, as of a month that nothing is there of, by SQL alone.
ONCE_MORE = """
    CREATE TEMPORARY TABLE once_more AS
    SELECT (made).* FROM (
        SELECT jsonb_populate_record(one, '{"period": "1999-01"}') AS made FROM measures_result one
        WHERE batch_id IS NOT NULL ORDER BY id
    ) every;
    ALTER TABLE once_more DROP COLUMN id
"""


@dataclass(frozen=True)
class Line:
    """A row of the table: what was measured, and whether it misses its gate."""

    what: str
    measured: str
    bar: str
    missed: bool = False

    def __str__(self) -> str:
        return f"{self.what:<58}{self.measured:>20}{self.bar:>22}  {'MISSED' if self.missed else ''}"


def scan(connection: Connection) -> float:
    """Seconds of one parallel sequential scan, the median of five."""
    return statistics.median(timed(lambda: connection.execute(SCAN).fetchall()) for _ in range(5))


def timed(work: Callable[[], object]) -> float:
    """Seconds that the work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def against_scan(connection: Connection, work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the work, and of the scan around it."""
    before = scan(connection)
    seconds = timed(work)
    return seconds, (before + scan(connection)) / 2


def rescored(environment: dict[str, str], connection: Connection) -> tuple[float, float, int]:
    """Seconds of a full rescoring with nothing stored, of the scan, and a process's most memory in MB."""
    connection.execute("TRUNCATE measures_score, measures_seriesscore")
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    seconds, base = against_scan(
        connection, lambda: manage(environment, "rescore", "--processes", str(os.cpu_count() or 1))
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    connection.execute("VACUUM ANALYZE measures_score, measures_seriesscore")
    return seconds, base, max(before, after) // 1024


def full(environment: dict[str, str], connection: Connection, size: Size) -> Iterator[Line]:
    """A full rescoring: time, memory of a process."""
    seconds, base, memory = rescored(environment, connection)
    ratio = seconds / base
    yield Line(
        f"scan of {size.results:,} figures, load of the machine",
        f"{base:.2f} s, {os.getloadavg()[0]:.1f}",
        "",
    )
    yield Line(
        f"all {size.results:,} rescored, {os.cpu_count()} processes",
        f"{ratio:.0f} x scan ({seconds:.1f} s)",
        f"{RESCORE_BAR} [{RESCORE_GOAL}] x scan",
        size == SMALL and ratio > RESCORE_BAR,
    )
    yield Line(
        "  memory of the largest process", f"{memory} MB", f"{MEMORY_BAR_MB} MB", memory > MEMORY_BAR_MB
    )


def one_figure(environment: dict[str, str]) -> Iterator[Line]:
    """One approved figure: what it costs in the database, with everything else scored."""
    told = part(environment, "one", str(ROUNDS))
    rounds = [[float(one) for one in line.split()] for line in told.splitlines()]
    inside, queries, whole = (statistics.median(column) for column in zip(*rounds, strict=True))
    yield Line(
        "one figure approved: work in the database",
        f"{inside:.1f} ms",
        f"{ONE_BAR_MS} [{ONE_GOAL_MS}] ms",
        inside > ONE_BAR_MS,
    )
    yield Line("  its queries, and the whole of it", f"{queries:.0f}, {whole:.0f} ms", "")


def part(environment: dict[str, str], name: str, *words: str) -> str:
    """Run a part of the measurement in a process of its own; what it printed."""
    command = [sys.executable, "-m", f"tests.bench.{name}", *words]
    return subprocess.run(command, env=environment, check=True, text=True, capture_output=True).stdout


@contextmanager
def filled(size: Size) -> Iterator[tuple[dict[str, str], Connection]]:
    """A database of this size, and a connection to it."""
    with database() as environment:
        print(f"building {size.results:,} figures …", flush=True)
        fill(environment, size)
        with psycopg.connect(environment["DATABASE_OWNER_URL"], autocommit=True) as connection:
            yield environment, connection


def month(environment: dict[str, str], connection: Connection, size: Size) -> Iterator[Line]:
    """A month comes by a file: imported and approved, and everything that hangs on it is scored."""
    with TemporaryDirectory() as folder:
        here, path = environment | {"PORTAL_DATA": folder}, f"{folder}/month.csv"
        part(here, "month", "file", path)
        rows = len(Path(path).read_text(encoding="utf-8").splitlines()) - 1
        before = scan(connection)
        said = part(here, "month", "bring", path).split()
        base = (before + scan(connection)) / 2
        started = timed(lambda: part(here, "month", "start"))
    memory, grown, imported, scored = int(said[0]), int(said[1]), float(said[2]), float(said[3])
    seconds = imported + scored
    yield Line(
        f"a month's {rows:,} figures imported, approved, rescored",
        f"{seconds / base:.0f} x scan ({seconds:.1f} s)",
        f"{MONTH_BAR} [{MONTH_GOAL}] x scan",
        size == LARGE and seconds / base > MONTH_BAR,
    )
    yield Line("  of which rescored", f"{scored / base:.1f} x scan ({scored:.1f} s)", "")
    yield Line("  the start of a command before it, not counted", f"{started:.1f} s", "")
    bare = bare_writing(connection)
    yield Line(
        "  its figures and their history written by SQL alone", f"{bare / base:.1f} x scan ({bare:.1f} s)", ""
    )
    yield Line(
        "  memory that the import took, with its process",
        f"{grown}, {memory} MB",
        f"{IMPORT_BAR_MB} MB",
        grown > IMPORT_BAR_MB,
    )
    yield Line("  the scan beside it, load of the machine", f"{base:.2f} s, {os.getloadavg()[0]:.1f}", "")


def bare_writing(connection: Connection) -> float:
    """Seconds of writing a month's figures with their history and their references held, and nothing else.

    No file is read, nothing is checked or scored: what the design leaves of the gate for all of that.
    """
    connection.execute(ONCE_MORE)
    named = connection.execute("SELECT * FROM once_more LIMIT 0").description or []
    columns = sql.SQL(", ").join(sql.Identifier(one.name) for one in named)
    insert = sql.SQL("INSERT INTO measures_result ({columns}) SELECT {columns} FROM once_more")
    written = insert.format(columns=columns)
    with connection.transaction(force_rollback=True):
        seconds = timed(lambda: connection.execute(written))
    connection.execute("DROP TABLE once_more")
    return seconds


def main(arguments: list[str]) -> int:
    """Measure, print, judge. `--large` adds ten times as many segments: 12 million figures, half an hour."""
    print(f"\n{'scoring':<58}{'measured':>20}{'gate [goal]':>22}")
    lines = list(told(measured(SMALL)))
    if "--large" in arguments:
        small = seconds_of(lines)
        large = list(told(measured(LARGE)))
        growth = seconds_of(large) / small
        what = "growth of rescoring, 10 times the figures"
        last = Line(what, f"{growth:.1f} x", f"{GROWTH_BAR} x", growth > GROWTH_BAR)
        lines += [*large, *told([last])]
    return 1 if any(line.missed for line in lines) else 0


def measured(size: Size) -> Iterator[Line]:
    """Everything that is measured at this size."""
    with filled(size) as (environment, connection):
        yield from full(environment, connection, size)
        yield from one_figure(environment)
        yield from month(environment, connection, size)


def told(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, each printed as soon as it is known: a run takes half an hour."""
    for line in lines:
        print(line, flush=True)
        yield line


def seconds_of(lines: list[Line]) -> float:
    """The seconds of the full rescoring among the lines."""
    return next(
        float(found[1]) for line in lines if (found := re.search(r"x scan \(([0-9.]+) s\)", line.measured))
    )
