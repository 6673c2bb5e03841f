"""What the measurement of papers runs in processes of its own: python -m tests.bench.paper html|cold|warm

Printing needs settings and no apps, so the processes that only print do not load them.
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import django

MEASURES, QUARTERS = 40, 6  # a chart needs six figures
WHY = (
    "More calls than usual came in while two of our people were away, and the van of one of them was off the "
    "road for three weeks. Homes far from the depot had to wait longest."
)
ACTION = (
    "We have hired two people and share a van with the neighbouring team. The supervisor looks at every job "
    "that waits longer than promised each Monday, and rings the tenant."
)


def write_html(to: str) -> None:
    """The Board report of a release of 40 measures, each with a table and a chart, as the printer gets it."""
    django.setup()
    from django.template.loader import render_to_string

    from measures.papers import KINDS, Order
    from measures.papers.framing import framed
    from tests.measures import frozen

    whole = [told(frozen.measure(f"measure-{number}", results(number))) for number in range(MEASURES)]
    release = frozen.published(*whole, charter=frozen.charter())
    given = KINDS["board"].gives(release, None, date.today())
    order = Order("board", release, None, large=False, draft=False, given=given)
    paper = KINDS["board"].build(order)
    Path(to).write_text(render_to_string(paper.template, framed(order, paper)), encoding="utf-8")


def told(document: dict[str, Any]) -> dict[str, Any]:
    """The measure with an explanation and an action, as a Board is given them."""
    said = {"why": WHY, "action": ACTION, "by_when": "2026-12-31"}
    document["commentary"] = [said | {"period": document["results"][-1]["period"]}]
    return document


def results(number: int) -> list[dict[str, Any]]:
    """Quarters of one measure, going up and down so that no two charts are alike."""
    from tests.measures import frozen

    found = frozen.quarters(QUARTERS)
    for place, one in enumerate(found):
        share = 80 + (place * 7 + number * 3) % 19
        one |= {"value": str(share), "numerator": str(share), "denominator": "100"}
        one |= {"shown": f"{share}.0", "shown_unit": f"{share}.0%", "base": f"{share} of 100"}
    return found


def cold(html: str, to: str) -> None:
    """Print once in a process that has just begun."""
    print(printed(html, to))


def warm(html: str, to: str) -> None:
    """Print for each line that comes in, as a worker does, and say the seconds and those of the processor."""
    printed(html, to)
    print("ready", flush=True)
    for _ in sys.stdin:
        start, worked = time.perf_counter(), processor()
        printed(html, to)
        print(time.perf_counter() - start, processor() - worked, flush=True)


def processor() -> float:
    """Seconds of the processor that this process and its children had."""
    return sum(os.times()[:4])


def printed(html: str, to: str) -> int:
    """Print as papers are printed, in a child with limits; how many pages it has."""
    from measures.pdf import LIMITS
    from measures.pdf.bounded import in_child
    from measures.pdf.printing import drawn, library

    source = Path(html).read_text(encoding="utf-8")
    library()
    content, pages = in_child(lambda: drawn(source), LIMITS)
    Path(to).write_bytes(content)
    return pages


if __name__ == "__main__":
    what, *where = sys.argv[1:]
    ways: dict[str, Callable[..., None]] = {"html": write_html, "cold": cold, "warm": warm}
    ways[what](*where)
