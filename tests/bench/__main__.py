"""Prints each page's speed beside its bar; ends with 1 when one is missed."""

import json
import statistics
import subprocess
import sys
from typing import Any

from tests.bench import papers, scoring

PAGES = [
    "/", "/charter/", "/promises/keep-your-home-safe/", "/measures/electrical-checks/", "/performance/",
    "/releases/", "/documents/", "/how-we-score/", "/api/v1/measures",
]  # fmt: skip
ROUNDS = 5
# Parts of the smallest Django answer's speed: a kept page, one that has not changed. Of that answer with the
# middleware of every project: a page made anew (docs/performance.md: why not 0.045). Then bytes, questions.
PAGE_BAR, UNCHANGED_BAR, ANEW_BAR, MOST_BYTES, MOST_QUERIES = 0.4, 0.3, 0.004, 60_000, 5
Base = dict[str, float]  # seconds of the smallest answers


def probe(which: str, *paths: str) -> dict[str, Any]:
    """Run one probe in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.probe", which, *paths]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def rounds() -> list[tuple[Base, dict[str, Any]]]:
    """The base before and after each look at the pages, so that a busy machine slows both."""
    found = []
    before: Base = probe("hello")
    for number in range(ROUNDS):
        pages = probe("portal", *PAGES)
        after: Base = probe("hello")
        found.append(({name: (before[name] + after[name]) / 2 for name in after}, pages))
        before = after
        told = ", ".join(f"{name} {seconds * 1e6:.0f} µs" for name, seconds in after.items())
        print(f"round {number + 1} of {ROUNDS}: the smallest answer takes {told}", flush=True)
    return found


def ratio(measured: list[tuple[Base, dict[str, Any]]], path: str, what: str) -> float | None:
    """Median of base to page; None when that was not measured."""
    name = "usual" if what == "anew" else "bare"
    ratios = [base[name] / pages[path][what] for base, pages in measured if what in pages[path]]
    return statistics.median(ratios) if ratios else None


def verdicts(measured: list[tuple[Base, dict[str, Any]]], path: str) -> list[str]:
    """What misses its bar on a page."""
    first = measured[0][1][path]["first"]
    bars = {
        "a kept page": ("seconds", PAGE_BAR),
        "“unchanged”": ("unchanged", UNCHANGED_BAR),
        "made anew": ("anew", ANEW_BAR),
    }
    missed = [f"status {first['status']}"] if first["status"] != 200 else []
    missed += [f"{first['queries']} questions"] if first["queries"] > MOST_QUERIES else []
    missed += [f"{first['size']} bytes"] if first["size"] > MOST_BYTES else []
    found = {name: (ratio(measured, path, what), bar) for name, (what, bar) in bars.items()}
    slow = [name for name, (part, bar) in found.items() if part is not None and part < bar]
    return missed + [f"{name} too slow" for name in slow]


def line(measured: list[tuple[Base, dict[str, Any]]], path: str) -> str:
    """A page's row of the table."""
    first = measured[0][1][path]["first"]
    page, unchanged = ratio(measured, path, "seconds"), ratio(measured, path, "unchanged")
    told = "–" if unchanged is None else f"{unchanged:.2f}"
    anew = ratio(measured, path, "anew") or 0
    faults = ", ".join(verdicts(measured, path))
    figures = f"{page or 0:>12.2f}{told:>12}{anew:>8.3f}{first['size']:>9}{first['queries']:>11}"
    return f"{path:<32}{figures}  {faults}"


def main(arguments: list[str]) -> int:
    """Measure pages, scoring and papers, or what the first word names; 1 when a gate is missed."""
    chosen = [word for word in arguments if not word.startswith("-")] or list(KINDS)
    unknown = [word for word in chosen if word not in KINDS]
    if unknown:
        print(f"There is nothing to measure by the name of “{unknown[0]}”: it is {' or '.join(KINDS)}.")
        return 2
    return max(KINDS[word](arguments) for word in chosen)


def pages(arguments: list[str]) -> int:
    """Measure pages, print, judge."""
    measured = rounds()
    print(f"\n{'page':<32}{'× smallest':>12}{'unchanged':>12}{'anew':>8}{'bytes':>9}{'questions':>11}")
    for path in PAGES:
        print(line(measured, path))
    print(
        f"\nBars: page {PAGE_BAR}, unchanged {UNCHANGED_BAR} of the bare answer, made anew {ANEW_BAR} of the "
        f"usual one; {MOST_BYTES} bytes, {MOST_QUERIES} questions."
    )
    return 1 if any(verdicts(measured, path) for path in PAGES) else 0


KINDS = {"pages": pages, "scoring": scoring.main, "papers": papers.main}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
