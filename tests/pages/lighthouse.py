"""Lighthouse's marks of four pages on a phone with slow 4G."""

import json
import os
import shutil
import statistics
import subprocess
from dataclasses import dataclass
from typing import Any

from launcher.system import find_chromium
from tests.pages.front import Missing
from tests.pages.installation import Installation

PAGES = ("/", "/promises/keep-your-home-safe/", "/measures/electrical-checks/", "/performance/")
BARS = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
LARGEST_PAINT = 1000  # milliseconds
ROUNDS = 3  # the middle one counts: other work on the machine slows a round


@dataclass(frozen=True)
class Marks:
    """What one round gave: marks of 100, milliseconds to the largest paint, bytes, what lost marks."""

    marks: dict[str, int]
    paint: float
    size: int
    lost: frozenset[str]


def needed() -> str:
    """Path of Lighthouse. Raises Missing with the way to get it."""
    named = os.environ.get("PORTAL_LIGHTHOUSE") or shutil.which("lighthouse")
    if not named:
        raise Missing(
            "Lighthouse is not here. Install the npm package lighthouse, or name it: "
            "PORTAL_LIGHTHOUSE=/path/to/lighthouse"
        )
    if find_chromium() is None:
        raise Missing("Lighthouse needs Chromium. Name one: PORTAL_CHROMIUM=/path/to/chromium")
    return named


def look(site: Installation) -> list[str]:
    """What misses its bar, page by page; the figures are printed."""
    faults = []
    print(f"{'lighthouse':<38}" + "".join(f"{name:>16}" for name in BARS) + f"{'paint ms':>10}{'bytes':>9}")
    for path in PAGES:
        middle = middle_of([one_round(site.site + path) for _ in range(ROUNDS)])
        told = "".join(f"{middle.marks[name]:>16}" for name in BARS)
        print(f"{path:<38}{told}{middle.paint:>10.0f}{middle.size:>9}", flush=True)
        faults += [f"{path}: {fault}" for fault in missed(middle)]
    return faults


def missed(found: Marks) -> list[str]:
    """What is below its bar, with the audits that lost marks."""
    because = f" ({', '.join(sorted(found.lost))})"
    low = [
        f"{name} {found.marks[name]}, not {BARS[name]}{because}"
        for name in BARS
        if found.marks[name] < BARS[name]
    ]
    slow = found.paint >= LARGEST_PAINT
    return low + ([f"largest paint after {found.paint:.0f} ms, not below {LARGEST_PAINT}"] if slow else [])


def middle_of(rounds: list[Marks]) -> Marks:
    """The median of each figure; what lost marks in any round."""
    return Marks(
        {name: int(statistics.median(one.marks[name] for one in rounds)) for name in BARS},
        statistics.median(one.paint for one in rounds),
        int(statistics.median(one.size for one in rounds)),
        frozenset[str]().union(*(one.lost for one in rounds)),
    )


def one_round(address: str) -> Marks:
    """Run Lighthouse once with a browser that knows nothing yet."""
    flags = "--headless=new --no-sandbox --ignore-certificate-errors"
    command = [needed(), address, "--quiet", "--output=json", f"--chrome-flags={flags}"]
    environment = os.environ | {"CHROME_PATH": find_chromium() or ""}
    done = subprocess.run(
        [*command, f"--only-categories={','.join(BARS)}"],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"Lighthouse failed on {address}:\n{done.stderr[-600:]}"
    return marks_of(json.loads(done.stdout))


def marks_of(report: dict[str, Any]) -> Marks:
    """The figures of a report."""
    audits = report["audits"]
    named = {
        one["id"] for kind in report["categories"].values() for one in kind["auditRefs"] if one["weight"]
    }
    return Marks(
        {name: round(100 * report["categories"][name]["score"]) for name in BARS},
        audits["largest-contentful-paint"]["numericValue"],
        audits["total-byte-weight"]["numericValue"],
        frozenset(name for name in named if audits[name]["score"] not in (1, None)),
    )
