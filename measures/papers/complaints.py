"""The yearly complaints performance and service improvement report of the Complaint Handling Code.

Source: domain.md 2.3. Its texts are written in the portal; its figures are those of the release: the
regulator's complaint measures, and every measure of the promises that hold one of them.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from charter.models import Body
from charter.translated import lazily as _lazy
from measures import presenters
from measures.papers import Document, Fact, Kind, Order, Paper, Table, register
from measures.papers.written import facts_of_texts, missing_of, written_for
from measures.papers.yearly import (
    HIDDEN,
    NOTHING,
    facts_of_rows,
    figure_words,
    frame_of,
    table_of,
    table_of_texts,
    texts_in,
    year_row,
)
from measures.presenters import ReleaseView

ABOUT_COMPLAINTS = ("CH01", "CH02", "TP09")
LAST = "response"  # the governing body's own words stand at the end, apart
MOST_PARTS = 12  # periods of a year


def _build(order: Order) -> Paper:
    measures = presenters.documents(order.release, "measures")
    promises = presenters.documents(order.release, "promises")
    found = about_complaints(measures, promises)
    texts = texts_in(order)
    rows = [year_row(one, order.given) for one in found]
    parts = [made for made in (_parts(one, order.given) for one in found) if made["rows"]]
    context = frame_of(order, texts) | {
        "rows": rows,
        "parts": parts,
        "reports": [one for one in texts if one["key"] != LAST],
        "response": [one for one in texts if one["key"] == LAST],
    }
    return Paper(
        title=_("Complaints report, {year}").format(year=order.given["year_label"]),
        template="measures/reports/complaints.html",
        context=context,
        facts=(*facts_of_rows(rows), *_facts_of_parts(parts), *facts_of_texts(texts)),
        tables=(
            table_of("figures", rows, order.given["year"]),
            _table_of_parts(parts),
            table_of_texts(texts),
        ),
        missing=missing_of(texts),
    )


def about_complaints(measures: Mapping[str, Document], promises: Mapping[str, Document]) -> list[Document]:
    """The measures that the report is about, the regulator's first, then by title."""
    own = {slug for slug, one in measures.items() if _is_regulators(one)}
    held = [{line["measure"]["slug"] for line in one["lines"]} for one in promises.values()]
    slugs = own.union(*(lines for lines in held if lines & own))
    found = [measures[slug] for slug in slugs if slug in measures]
    return sorted(found, key=lambda one: (one.get("regulator") or "~", one["title"], one["slug"]))


def _is_regulators(one: Document) -> bool:
    return (one.get("regulator") or "").partition(".")[0] in ABOUT_COMPLAINTS


def _parts(one: Document, given: Document) -> dict[str, Any]:
    """The periods of the year that the measure was taken in, such as its quarters."""
    start, end = given["year_start"], given["year_end"]
    inside = [
        row
        for row in one["results"]
        if start <= row["start"] and row["end"] <= end and row["period"] != given["year"]
    ]
    rows = [
        {
            "slug": one["slug"],
            "period": row["period"],
            "label": row["label"],
            "figure": figure_words(row),
            "base": "" if figure_words(row) == HIDDEN else row["base"],
            "word": row["word"],
        }
        for row in inside[-MOST_PARTS:]
    ]
    return {"title": one["title"], "rows": rows}


def _facts_of_parts(parts: list[dict[str, Any]]) -> tuple[Fact, ...]:
    rows = [(one["title"], row) for one in parts for row in one["rows"]]
    return tuple(
        Fact(row["slug"], row[key], after=title)
        for title, row in rows
        for key in ("label", "figure", "base")
        if row[key] not in ("", NOTHING)
    )


def _table_of_parts(parts: list[dict[str, Any]]) -> Table:
    keys = ("slug", "period", "figure", "base", "word")
    rows = tuple(tuple(row[key] or None for key in keys) for one in parts for row in one["rows"])
    return Table("parts", ("measure", "period", "figure", "base", "status"), rows)


def _gives(release: ReleaseView, body: Body | None, today: date) -> Document:
    return written_for("complaints", release)


register(Kind("complaints", _lazy("Complaints report"), _build, _gives))
