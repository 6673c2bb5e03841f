"""The rows of a paper's tables: a promise and its counts, a measure with how it moves, beside others."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext

from measures.exceptions import matrix_of
from measures.presenters import Document
from measures.report_view.looked import listed

DATA_WORDS = {
    "provisional": N_("Provisional"),
    "final": N_("Final"),
    "revised": N_("Revised"),
    "overdue": N_("Overdue"),
}
COUNTED = ("met", "near", "missed")


def summary_row(promise: Document) -> Document:
    """A promise with the figure that says most about it, what that counts, and which way it went."""
    headline = promise["headline"] or {}
    figure = headline.get("figure") or {}
    unclear = promise["status"] not in COUNTED
    return {
        "title": promise["title"],
        "word": promise["word"],
        "status": promise["status"],
        "figure": figure.get("shown_unit") or _("None yet"),
        "counts": headline.get("title") or promise["sentence"],
        "unclear": promise["sentence"] if unclear and headline else "",
        "direction": direction_words(headline.get("before"), headline.get("change")),
    }


def score_row(promise: Document) -> Document:
    """A promise with how many of its measures stand where, and what it was called the time before."""
    held = promise.get("standing") or [line["measure"]["status"] for line in promise["lines"]]
    counts = {status: held.count(status) for status in COUNTED}
    earlier = [one for one in promise.get("history") or () if one.get("word")]
    return {
        "title": promise["title"],
        "word": promise["word"],
        "status": promise["status"],
        "points": promise.get("score_shown"),
        **counts,
        "unjudged": len(held) - sum(counts.values()),
        "before": earlier[-2]["word"] if len(earlier) > 1 else "",
    }


def direction_words(before: Document | None, change: Document | None = None) -> str:
    """Which way a figure went and whether that is good, by the test that speaks, as the pages say it."""
    if change is not None:
        return str(change["word"])
    if before is None:
        return _("Too early to say")
    since = _("a year ago") if before["a_year_ago"] else before["label"]
    if before["moved"] == "same":
        words = _("No change since {since}")
    elif before["good"] in ("better", "worse"):
        words = _("Better than {since}") if before["good"] == "better" else _("Worse than {since}")
    else:
        words = _("Up since {since}") if before["moved"] == "up" else _("Down since {since}")
    return words.format(since=since)


def data_words(figure: Document | None) -> str:
    """How sure a figure is: provisional, final or revised, with what else a reader must know."""
    if figure is None:
        return "–"
    status = figure["data_status"]
    words = [_(DATA_WORDS[status]) if status in DATA_WORDS else status.replace("_", " ").capitalize()]
    if figure["have"] < figure["needed"]:
        parts = ngettext("{have} of {needed} part", "{have} of {needed} parts", figure["needed"])
        words.append(parts.format(have=figure["have"], needed=figure["needed"]))
    words += [_("series breaks here")] if "b" in figure["flags"] else []
    return ", ".join(words)


def measure_row(measure: Document) -> Document:
    """A measure in a table: the same words as on its page."""
    figure = measure["figure"]
    return measure | {
        "shown": (figure or {}).get("shown_unit") or "–",
        "base": (figure or {}).get("base") or "–",
        "aim": (measure["target"] or _target_at(measure, measure.get("due"))).get("shown") or _("None"),
        "data": data_words(figure),
        "when": (figure or {}).get("label", ""),
        "moves": moves(measure),
    }


def _target_at(measure: Document, due: str | None) -> Document:
    """The target in force on the day a figure was due that never came; empty where none was, or no day."""
    if due is None:
        return {}
    held: list[Document] = [one for one in measure.get("targets") or () if one["from"] <= due]
    return held[-1] if held and (held[-1]["until"] or due) >= due else {}


def moves(measure: Document) -> Document:
    """How a measure moves and whether it can be relied on, each a word with its icon; "" where unknown."""
    control = measure.get("spc") or {}
    change = measure.get("change")
    assurance = control.get("assurance") or ""
    lower = "_lower" if control.get("lower_is_better") and assurance != "inconsistent" else ""
    icon = control.get("variation_icon") or ""
    said = str(change["word"]) if change else str(control.get("variation") or "") if icon else ""
    return {
        "icon": icon,
        "word": said,
        "relied_icon": f"{assurance}{lower}" if assurance else "",
        "relied": _first(control.get("assurance_word") or "") if assurance else "",
    }


def _first(text: str) -> str:
    """The first of several sentences; a single one is no sentence with a stop, but a label."""
    first, stop, _rest = text.partition(". ")
    return first + stop.strip()


def matrix(measures: Iterable[Document]) -> Document | None:
    """Variation down, assurance across, as titles; None where no measure can stand in it."""
    found = matrix_of(measures)
    rows: list[Document] = [
        {"key": row.key, "word": row.word, "cells": [_sure(row.cells[0]), *map(_cell, row.cells[1:])]}
        for row in found.rows
    ]
    shown = [row for row in rows if any(cell["count"] for cell in row["cells"])]
    if not shown:
        return None
    return {"columns": found.columns, "rows": shown, "left_out": _cell(found.left_out)}


def _cell(measures: Sequence[Mapping[str, Any]]) -> Document:
    """How many measures, and which."""
    return {"count": len(measures), "titles": listed([one["title"] for one in measures])}


def _sure(measures: Sequence[Mapping[str, Any]]) -> Document:
    """The measures that keep hitting their target; of those that did not this time that is said."""
    words = _("{title} (this time: {word})")
    titles = [
        words.format(title=one["title"], word=one["word"])
        if one["status"] in ("near", "missed")
        else one["title"]
        for one in measures
    ]
    return {"count": len(measures), "titles": listed(titles)}


def beside_others(measures: Iterable[Document]) -> list[Document]:
    """The measures that other landlords have too: our figure of that year, theirs, and what that says."""
    found = []
    for one in measures:
        said: dict[str, Any] = one.get("benchmark") or {}
        if not said:
            continue
        like: Document = next((row for row in one["benchmarks"] if row.get("compared") is not False), {})
        found.append(
            {
                "title": one["title"],
                "ours": (said.get("figure") or {}).get("shown_unit") or "–",
                "year": said.get("label", ""),
                "middle": (like.get("shown") or {}).get("median") or "–",
                "unit": one["unit"] if one["unit"] == "%" else "",
                "landlords": said.get("landlords"),
                "says": " ".join(said["sentences"][1:]),
                "source": said.get("source") or _("From the regulator's yearly figures"),
            }
        )
    return found
