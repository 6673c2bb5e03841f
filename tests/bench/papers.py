"""Speed, size and memory of a paper beside Chromium's own print of the same HTML: ./portal bench papers

A Board report of about 24 pages with 40 tables and 40 charts. Rounds are interleaved, so that a busy machine
slows both. A worker that has started and a process that begins are each compared with a Chromium that begins.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pypdf import PdfReader

from tests.bench.data import database

ROUNDS = 5
ROOT = Path(__file__).resolve().parents[2]
# Gate and goal of each ratio to Chromium (docs/performance.md).
BARS = {"warm": (1.1, 0.9), "cold": (1.7, 1.4), "size": (0.7, 0.7), "memory": (0.8, 0.8)}
LOOK_EVERY = 0.05
# As it comes, and as the gates were set; a profile of its own is added.
CHROMIUM = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")


@dataclass(frozen=True)
class Round:
    """The ways, one after the other: seconds, and seconds of the processor."""

    warm: tuple[float, float]
    cold: tuple[float, float]
    chromium: tuple[float, float]


def verdicts(ratios: dict[str, float]) -> dict[str, str]:
    """For each ratio what is to be said of it: within the goal, within the gate, or missed."""
    found = {}
    for name, ratio in ratios.items():
        gate, goal = BARS[name]
        found[name] = "MISSED" if ratio > gate else "goal" if ratio <= goal else "gate"
    return found


def main(arguments: list[str]) -> int:
    """Measure, print, judge; 1 when a gate is missed, 2 without Chromium."""
    chromium = os.environ.get("PORTAL_CHROMIUM") or shutil.which("chromium") or ""
    if not chromium:
        print("Papers are measured beside Chromium, and there is none: install it, or set PORTAL_CHROMIUM.")
        return 2
    with TemporaryDirectory() as folder:
        ways = _Ways(Path(folder), chromium)
        rounds = ways.rounds()
        memory = ways.memory()
        ratios = {
            "warm": statistics.median(one.warm[0] / one.chromium[0] for one in rounds),
            "cold": statistics.median(one.cold[0] / one.chromium[0] for one in rounds),
            "size": ways.ours.stat().st_size / ways.theirs.stat().st_size,
            "memory": memory["worker"] / memory["chromium"],
        }
        _tell(ways, rounds, memory, ratios)
    return 1 if "MISSED" in verdicts(ratios).values() else 0


class _Ways:
    """The same HTML by a worker that has started, by a process that begins, and by Chromium."""

    def __init__(self, folder: Path, chromium: str) -> None:
        self.folder, self.ours, self.theirs = folder, folder / "ours.pdf", folder / "theirs.pdf"
        self.html, page = folder / "paper.html", folder / "page.html"
        with database() as environment:
            subprocess.run([*self._ours("html"), str(self.html)], env=environment, check=True)
        self.source = self.html.read_text(encoding="utf-8")
        page.write_text(self._as_files(self.source), encoding="utf-8")
        self.cold = [*self._ours("cold"), str(self.html), str(self.ours)]
        profile = f"--user-data-dir={folder / 'profile'}"
        self.chromium = [chromium, *CHROMIUM, profile, f"--print-to-pdf={self.theirs}", page.as_uri()]

    def _ours(self, what: str) -> list[str]:
        return [sys.executable, "-m", "tests.bench.paper", what]

    def _as_files(self, text: str) -> str:
        """The text with our assets as files, for who does not know `asset:`; sheets are written beside."""

        def file_of(found: re.Match[str]) -> str:
            path = ROOT / "static" / found[1]
            if path.suffix != ".css":
                return path.as_uri()
            sheet = self.folder / path.name
            sheet.write_text(self._as_files(path.read_text(encoding="utf-8")), encoding="utf-8")
            return sheet.as_uri()

        return re.sub(r"asset:([\w./-]+)", file_of, text)

    def rounds(self) -> list[Round]:
        """Each way once unmeasured, then five rounds of one after the other."""
        worker = self._worker()
        _timed(self.chromium)
        found = []
        for number in range(ROUNDS):
            seconds, worked = (float(one) for one in _asked(worker).split())
            found.append(Round((seconds, worked), _timed(self.cold), _timed(self.chromium)))
            told = ", ".join(f"{name} {value[0]:.2f} s" for name, value in vars(found[-1]).items())
            print(f"round {number + 1} of {ROUNDS}: {told}", flush=True)
        worker.kill()
        return found

    def _worker(self) -> subprocess.Popen[str]:
        command = [*self._ours("warm"), str(self.html), str(self.ours)]
        worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if worker.stdout is None or worker.stdout.readline().strip() != "ready":
            raise RuntimeError("The worker of the measurement did not begin.")
        return worker

    def memory(self) -> dict[str, int]:
        """The most megabytes that the processes of each way had together; what they share counts once."""
        worker = self._worker()
        found = {"worker": _watched(worker.pid, lambda: _asked(worker))}
        worker.kill()
        with subprocess.Popen(
            self.chromium, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as chromium:
            found["chromium"] = _watched(chromium.pid, None)
        return found


def _asked(worker: subprocess.Popen[str]) -> str:
    if worker.stdin is None or worker.stdout is None:
        raise RuntimeError("The worker of the measurement has no ends.")
    worker.stdin.write("\n")
    worker.stdin.flush()
    return worker.stdout.readline()


def _timed(command: list[str]) -> tuple[float, float]:
    start, worked = time.perf_counter(), sum(os.times()[2:4])
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start, sum(os.times()[2:4]) - worked


def _watched(pid: int, work: Callable[[], object] | None) -> int:
    """The most megabytes of a process and all below it while a piece of work is done, or until it ends."""
    from threading import Thread

    most, thread = 0, Thread(target=work) if work else None
    if thread is not None:
        thread.start()
    while thread.is_alive() if thread else _lives(pid):
        most = max(most, sum(_kilobytes(one) for one in _family(pid)))
        time.sleep(LOOK_EVERY)
    return most // 1024


def _lives(pid: int) -> bool:
    """Whether the process still does something: one that ended waits to be asked how."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def _family(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        with suppress(OSError):
            threads = Path(f"/proc/{one}/task").iterdir()
            found += [int(kid) for thread in threads for kid in (thread / "children").read_text().split()]
    return found


def _kilobytes(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def _tell(ways: _Ways, rounds: list[Round], memory: dict[str, int], ratios: dict[str, float]) -> None:
    tables, charts = ways.source.count("<table"), ways.source.count("<svg")
    print(f"\n{tables} tables, {charts} charts; load {os.getloadavg()[0]:.1f}")
    for name in ("warm", "cold", "chromium"):
        seconds, worked = (
            statistics.median(part) for part in zip(*(getattr(one, name) for one in rounds), strict=True)
        )
        print(f"{name:<12}{seconds:>8.2f} s, of the processor {worked:.2f} s")
    for name, path in (("ours", ways.ours), ("chromium", ways.theirs)):
        print(f"{name:<12}{path.stat().st_size / 1000:>8.0f} kB, {len(PdfReader(path).pages)} pages")
    print(f"memory      {memory['worker']} MB, chromium {memory['chromium']} MB")
    for name, said in verdicts(ratios).items():
        gate, goal = BARS[name]
        print(f"{name:<12}{ratios[name]:>8.2f} x chromium   gate {gate} [{goal}]   {said}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
