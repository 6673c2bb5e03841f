"""Makes one charter file and one results file of a landlord's published rows."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from charter.numbers import plain
from tests.published_kpis.published import (
    FREQUENCIES,
    KINDS,
    NO_CASES,
    Decimal,
    Row,
    by_landlord,
    by_measure,
)

# Rent collected can pass 100% of the rent owed: it is no share of a whole.
MAY_PASS_100 = "collected"


def charter_toml(landlord: str, rows: Sequence[Row]) -> str:
    """The landlord's charter: one promise with every measure and its published target and tolerance."""
    lines = [
        "[charter]",
        'slug = "published"',
        f"title = {_text(f'What {landlord} published')}",
        f"landlord = {_text(landlord)}",
        'stage = "published"',
        "",
        "[[themes]]",
        'slug = "published"',
        'title = "Published figures"',
        "",
        "[[promises]]",
        'slug = "published"',
        'theme = "published"',
        'title = "We publish how we do"',
    ]
    for slug, found in by_measure(rows).items():
        lines += _measure(slug, found)
    return "\n".join(lines) + "\n"


def _measure(slug: str, rows: Sequence[Row]) -> list[str]:
    first = rows[0]
    lines = [
        "",
        "[[measures]]",
        f"slug = {_text(slug)}",
        f"title = {_text(first.title)}",
        f"kind = {_text(KINDS[first.unit])}",
        f"direction = {_text(first.direction)}",
        f"frequency = {_text(FREQUENCIES[first.frequency])}",
        f"unit = {_text('' if first.unit == 'count' else first.unit)}",
        f"decimals = {max(row.decimals for row in rows)}",
        'promises = ["published"]',
        f"source = {_text(first.source)}",
    ]
    if KINDS[first.unit] == "percentage":
        lines.append(f"natural_max = {200 if MAY_PASS_100 in first.title else 100}")
    return lines + _targets(rows)


def _targets(rows: Sequence[Row]) -> list[str]:
    """The target from the first published period on; it never changes within the file's rows."""
    stated = {(plain(Decimal(row.target)), plain(Decimal(row.tolerance or 0))) for row in rows if row.target}
    if not stated:
        return []
    ((target, tolerance),) = stated
    starts = min(row.period.start for row in rows)
    return [
        "",
        "[[measures.targets]]",
        f"from = {starts.isoformat()}",
        f'target = "{target}"',
        f'tolerance = "{tolerance}"',
        'tolerance_kind = "absolute"',
    ]


def _text(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


def results_csv(rows: Sequence[Row]) -> str:
    """The landlord's figures; "N/A" for want of cases is nothing out of nothing."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["measure", "period", "numerator", "denominator", "value", "note"])
    for row in rows:
        parts = (0, 0, "") if row.actual == NO_CASES else ("", "", row.actual)
        writer.writerow([row.slug, row.period.key, *parts, row.note])
    return text.getvalue()


def write_all(folder: Path) -> list[tuple[str, Path, Path]]:
    """Write both files of every landlord; returns landlord, charter file, results file."""
    written = []
    for number, (landlord, rows) in enumerate(by_landlord().items(), 1):
        charter, results = folder / f"charter-{number}.toml", folder / f"results-{number}.csv"
        charter.write_text(charter_toml(landlord, rows), encoding="utf-8")
        results.write_text(results_csv(rows), encoding="utf-8")
        written.append((landlord, charter, results))
    return written
