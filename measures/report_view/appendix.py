"""The end of a paper: how good the data is, what was put right, and every figure in a table."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from measures.presenters import Document
from measures.report_view.looked import clipped, listed
from measures.report_view.rows import DATA_WORDS, data_words
from measures.sentences import long_date

MOST_ROWS, FEWEST_ROWS = 500, 4
MOST_CORRECTIONS = 40
MOST_AREAS = 12
SHORTENED = {"shown": "shown_unit", "target": "target"}
JUDGED_WORDS = {
    "provisional": N_("Judged, may still change before the year is closed"),
    "final": N_("Judged, final"),
    "revised": N_("Judged, and corrected since"),
    "": N_("Judged by its dates"),
}


def states(measures: Iterable[Document]) -> list[Document]:
    """How many measures are in which state, each measure once, so that the counts sum to all."""
    groups: dict[str, list[str]] = {}
    for one in measures:
        judged = _(JUDGED_WORDS[one["figure"]["data_status"] if one["figure"] else ""])
        groups.setdefault(judged if one["state"] == "judged" else one["word"], []).append(one["title"])
    known = [_(word) for word in JUDGED_WORDS.values()]
    order = [*known, *sorted(set(groups) - set(known))]
    return [
        {"word": word, "count": len(groups[word]), "titles": listed(groups[word])}
        for word in order
        if word in groups
    ]


def corrections(measures: Iterable[Document]) -> tuple[list[Document], int]:
    """Approved figures that were changed, the newest first, as many as a paper holds; how many are more."""
    rows = [
        one
        | {
            "title": measure["title"],
            "before": "" if one.get("hidden") else _numbers(one["old"]),
            "after": "" if one.get("hidden") else _numbers(one["new"]),
            "reason": clipped(one["reason"]),
        }
        for measure in measures
        for one in measure["revisions"]
    ]
    rows.sort(key=lambda row: (row["on"], row["title"], row["period"]), reverse=True)
    return rows[:MOST_CORRECTIONS], max(0, len(rows) - MOST_CORRECTIONS)


def _numbers(figure: Document) -> str:
    """What was typed in: a part of a whole, a value, or a grade."""
    if figure["denominator"] is not None:
        return _("{part} of {whole}").format(part=figure["numerator"], whole=figure["denominator"])
    if figure.get("done_on"):  # not in releases of older versions
        return _("done on {date}").format(date=long_date(date.fromisoformat(figure["done_on"])))
    return str(figure["value"] or figure["grade"] or _("no figure"))


def rows_a_table(lengths: Iterable[int]) -> int:
    """How many rows each table may show so that all of them together stay within what a paper holds."""
    sizes = sorted(lengths)
    room = MOST_ROWS
    for place, size in enumerate(sizes):
        share = room // (len(sizes) - place)
        if size > share:
            return max(share, FEWEST_ROWS)
        room -= size
    return MOST_ROWS


def table(one: Document, most: int) -> Document:
    """The newest figures of a measure, as many as its table may show; what all share stands above."""
    rows = [_figure_row(row, one["unit"]) for row in reversed(one["results"])]
    return one | {
        "rows": rows[:most],
        "left_out": max(0, len(rows) - most),
        "in_unit": one["unit"] if one["unit"] not in ("%", "£") else "",
        "aim": _one_aim(rows[:most], one["direction"]),
        "by_area": [_areas_line(table) for table in (one.get("areas") or {}).get("dimensions", ())],
    }


def _areas_line(table: Document) -> Document:
    """The newest figures of one dimension in a line, as many as a paper holds; hidden ones as [c]."""
    rows = table["rows"][:MOST_AREAS]
    parts = [f"{row['name']} {_of_area(row)}" for row in rows]
    more = len(table["rows"]) - len(rows)
    parts += [_("{count} more are on the public page").format(count=more)] if more else []
    return {
        "heading": _("By {dimension}, {period}").format(dimension=table["dimension"], period=table["label"]),
        "text": "; ".join(parts),
        "has_hidden": table["has_hidden"],
    }


def _of_area(row: Document) -> str:
    if row["hidden"]:
        return "[c]"
    words = [
        row["shown_unit"] or _("no figure"),
        row["word"].lower() if row["status"] != "not_judged" else "",
    ]
    return ", ".join(word for word in words if word)


def _one_aim(rows: list[Document], direction: str) -> str:
    """The target in words if it was the same, or missing, for all rows; nothing if it changed."""
    aims = {row["target_short"] for row in rows}
    if len(aims) != 1:
        return ""
    aim = aims.pop()
    if not aim:
        return _("No target")
    words = _("Limit {target} throughout") if direction == "lower" else _("Target {target} throughout")
    return words.format(target=aim)


def _figure_row(row: Document, unit: str) -> Document:
    short = {f"{name}_short": (row[key] or "").removesuffix(f" {unit}") for name, key in SHORTENED.items()}
    data = data_words(row).removeprefix(_(DATA_WORDS["final"])).removeprefix(", ")
    return row | short | {"marks": data.lower()}
