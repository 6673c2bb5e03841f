"""`docs/published-statuses.md`: every published status that does not follow, every row that needs a word."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.published_kpis.published import NO_CASES, WORDS, YEAR_END, Row

DOCUMENT = Path(__file__).parents[2] / "docs" / "published-statuses.md"
OURS = {"met": "met", "near": "near", "missed": "missed", "not_judged": "not judged"}

INTRODUCTION = """\
# Statuses that landlords published, and what follows from their own targets

Several landlords publish a target, a tolerance, a figure and a verdict for each measure.
`tests/data/landlord_kpis_published.csv` holds {total} such rows. The tests make one charter file and one
results file of each landlord's rows, load both into an empty portal, have every figure scored, and compare.
This page is written by the same tests and fails them when it is out of date.

- {agreed} published verdicts follow from the landlord's own target, and the portal gives the same.
- {contradicted} published verdicts do not follow from the landlord's own target. They are listed below.
- {silent} rows carry a figure without a verdict, so there is nothing to agree with. They are listed as well.
- {unloaded} rows could not be expressed at all.

## How their words were read

Every status here is worked out; none is typed. A landlord's own words are only compared with it.

| They say | Rows | We say |
|---|---|---|
{words}

A tolerance is in percentage points (“absolute”), as its landlord uses it; where none is published it is 0,
so there is no “near”. On target counts as met, and on the edge of the tolerance as near. Figures are judged
as published, because the counts behind them were not. Rent collected may pass 100% of the rent owed, so it is
not held to 100.
"""
COLUMNS = "| Row | Landlord | Period | Measure | Target | Figure | They say | We say | Why |"
RULE = "|---|---|---|---|---|---|---|---|---|"


def document(statuses: Mapping[int, str]) -> str:
    """The whole page, from our status of each row by its number in the file."""
    from tests.published_kpis.published import rows

    listed = rows()
    wrong = [row for row in listed if row.published is not None and statuses[row.number] != row.published]
    silent = [row for row in listed if row.published is None]
    strained = [(row, why) for row in listed if (why := expressed(row))]
    agreed = len(listed) - len(wrong) - len(silent)
    counted = Counter(row.said for row in listed)
    words = "\n".join(
        f"| {said or '(nothing)'} | {counted[said]} | {ours or 'nothing to compare'} |"
        for said, ours in WORDS.items()
    )
    head = INTRODUCTION.format(
        total=len(listed), agreed=agreed, contradicted=len(wrong), silent=len(silent), unloaded=0, words=words
    )
    parts = [
        head,
        "## Verdicts that do not follow from the landlord's own target\n",
        _table(wrong, statuses, contradiction),
        "## Figures without a verdict\n",
        _table(silent, statuses, silence),
        "## Rows that had to be put differently\n",
        "Nothing was left out, but these rows could not be expressed as they stand.\n",
        "| Row | Landlord | As published | In the portal |",
        "|---|---|---|---|",
        *(f"| {row.number} | {row.landlord} | {_cell(_odd(row))} | {why} |" for row, why in strained),
    ]
    return "\n".join(parts) + "\n"


def _table(rows: Iterable[Row], statuses: Mapping[int, str], reason) -> str:
    lines = [COLUMNS, RULE]
    for row in rows:
        target = f"{row.target} ± {row.tolerance}" if row.tolerance else row.target
        cells = [
            str(row.number),
            row.landlord,
            row.period.label,
            row.title,
            f"{target} ({row.direction} is better)" if target else "none",
            row.actual,
            row.said or "(nothing)",
            OURS[statuses[row.number]],
            reason(row, statuses[row.number]),
        ]
        lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def contradiction(row: Row, status: str) -> str:
    """Why the published verdict does not follow."""
    if row.actual == NO_CASES:
        return "There were no cases in the month. Nothing to measure is neither met nor missed."
    side = "below" if row.direction == "higher" else "above"
    return f"{row.actual} is {side} {row.target} and no tolerance is published: the icon is wrong."


def silence(row: Row, status: str) -> str:
    """Why there is no verdict to compare."""
    if not row.target:
        return "No target is published, so the figure is shown and not judged."
    if row.said == "current performance":
        return f"Their words are a heading, not a verdict. Their note: {row.note}."
    return "The page gave no verdict that could be read for this quarter."


def expressed(row: Row) -> str:
    """How a row was put that could not be expressed as it stands; "" for all others."""
    if row.actual == NO_CASES:
        return "0 out of 0: no cases, so no value."
    if YEAR_END.fullmatch(row.period_text):
        return f"A figure stated for the whole year {row.period.key}; the year is inferred."
    if row.title.startswith("("):
        return "The measure's name is lost; these words stand for it, and the target is kept."
    return ""


def _odd(row: Row) -> str:
    if row.actual == NO_CASES:
        return f"{row.title}: {row.actual}"
    return row.title if row.title.startswith("(") else f"{row.title}: {row.period_text}"
