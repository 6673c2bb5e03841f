"""Papers as their templates read them: only frozen documents of a release, and what was given beside it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings

from charter.models import Body
from charter.presenters import landlord
from measures.bodies import about_documents
from measures.charts.paper import paper_chart
from measures.models.meeting import MINUTE_KINDS
from measures.presenters import Document, ReleaseView
from measures.report_view import appendix, rows
from measures.report_view.appendix import rows_a_table
from measures.report_view.audience import Audience, the_board
from measures.report_view.charts import Drawing
from measures.report_view.looked import Looked, everything, watched_by
from measures.report_view.needs import first_page, needs_of
from measures.report_view.rows import data_words, direction_words
from measures.sections import from_document

__all__ = [
    "Looked",
    "board_report",
    "data_words",
    "direction_words",
    "everything",
    "paper_chart",
    "report",
    "rows_a_table",
    "watched_by",
]


def board_report(
    release: ReleaseView, given: Mapping[str, Any] | None = None, body: Body | None = None
) -> dict[str, Any]:
    """Everything that the Board's paper prints; its exceptions are only the body's where there is one."""
    return report(everything(release, body), given or {}, the_board())


def report(looked: Looked, given: Mapping[str, Any], audience: Audience) -> dict[str, Any]:
    """Everything that a paper with measures prints: summary, needs, promises, data quality, tables."""
    measures, drawing = looked.measures.values(), Drawing()
    with_figures = [one for one in measures if one["results"]]
    most = rows_a_table(len(one["results"]) for one in with_figures)
    needs = needs_of(looked)
    promises = _promises(looked, drawing, given.get("words", ()))
    others = _others(looked, drawing)
    corrections, more_corrections = appendix.corrections(measures)
    return {
        "release": looked.release,
        "audience": audience,
        "paper_name": audience.name,
        "paper_title": f"{audience.name}, {looked.release.label}",
        "body": looked.body,
        "landlord": landlord(),
        "site": settings.SITE,
        "charter": looked.charter,
        "summary": [rows.summary_row(one) for one in looked.promises],
        "scores": [rows.score_row(one) for one in looked.promises],
        "matrix": rows.matrix(measures),
        "promises": promises,
        "others": others,
        "more_charts": drawing.of_the_waiting(),
        "charts_left_out": drawing.left_out,
        "exceptions": needs,
        "first": first_page(needs),
        "elsewhere": looked.elsewhere,
        "needing": sum(one["kind"] != "near" for one in needs),
        "beside": rows.beside_others(measures),
        "publications": about_documents(measures, given.get("due_next", {})),
        "states": appendix.states(measures),
        "corrections": corrections,
        "more_corrections": more_corrections,
        "tables": [appendix.table(one, most) for one in with_figures],
        "without_figures": [one for one in measures if not one["results"]],
        "count": len(measures),
        **_given(given, looked),
    }


def _given(given: Mapping[str, Any], looked: Looked) -> dict[str, Any]:
    """What people wrote and other apps add, as it was on the day of the order."""
    ratings, words = given.get("ratings", {}), dict(MINUTE_KINDS)
    known = [(one["title"], *ratings[slug]) for slug, one in looked.measures.items() if slug in ratings]
    return {
        "sections": [from_document(one) for one in given.get("sections", ())],
        "words": [one for one in given.get("words", ()) if not one["promise"]],
        "minutes": [one | {"word": words[one["kind"]]} for one in given.get("minutes", ())],
        "meeting": _with_agenda(given.get("meeting")),
        "ratings": known,
    }


def _with_agenda(meeting: Document | None) -> Document | None:
    """The next meeting; a sentence of the agenda that begins with its title does not need it again."""
    if meeting is None:
        return None
    agenda = [one | {"names": one["says"].startswith(one["title"])} for one in meeting["agenda"]]
    return meeting | {"agenda": agenda}


def _promises(looked: Looked, drawing: Drawing, words: Iterable[Document]) -> list[Document]:
    """Each promise with its measures as rows, who checks them, its charts and what tenants say of it."""
    homes, said = _homes(looked.promises), list(words)
    found = []
    for promise in looked.promises:
        held = [looked.measures.get(line["measure"]["slug"], line["measure"]) for line in promise["lines"]]
        checked = {body["name"]: None for line in promise["lines"] for body in line["monitored_by"]}
        own = [
            one for one in held if homes[one["slug"]] == promise["slug"] and one["slug"] in looked.measures
        ]
        kept = promise["status"] == "met"
        found.append(
            promise
            | {
                "rows": [rows.measure_row(one) for one in held],
                "checked_by": list(checked),
                "charts": drawing.of_promise(own, rows=len(held), kept=kept),
                "kept": kept,
                "words": [one for one in said if one["promise"] == promise["slug"]],
            }
        )
    return found


def _homes(promises: Iterable[Document]) -> dict[str, str]:
    """The promise under which a measure is drawn: whose headline it is, else the first that names it."""
    listed = list(promises)
    homes = {found["headline"]["slug"]: found["slug"] for found in reversed(listed) if found["headline"]}
    for found in listed:
        for line in found["lines"]:
            homes.setdefault(line["measure"]["slug"], found["slug"])
    return homes


def _others(looked: Looked, drawing: Drawing) -> Document | None:
    """The measures that no promise of the paper names; None when there are none."""
    named = {line["measure"]["slug"] for promise in looked.promises for line in promise["lines"]}
    found = [one for slug, one in looked.measures.items() if slug not in named]
    if not found:
        return None
    return {"rows": [rows.measure_row(one) for one in found], "charts": drawing.of_all(found)}
