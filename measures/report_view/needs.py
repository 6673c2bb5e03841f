"""What needs an eye: the exceptions of a paper with explanation and action, and the few that page one has."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from measures.exceptions import Exceptional, explanation_of, kinds_of
from measures.presenters import Document
from measures.report_view.looked import Looked, beginning

MOST_ON_FIRST = 5
WORDS_ON_FIRST = 150  # letters of a cell of page one
ON_FIRST = ("missed", "worsening", "overdue")


def needs_of(looked: Looked) -> list[dict[str, Any]]:
    """A row for each measure that is an exception, in the order of need, then those that came close."""
    found = [one for one in looked.exceptions if one.subject == "measure"]
    rows = [_row(one, looked.measures[one.slug]) for one in found]
    known = {one.slug for one in found}
    watched = _watched(looked)
    near = [one for one in watched if one["status"] == "near" and one["slug"] not in known]
    return rows + [_close(one) for one in sorted(near, key=lambda one: one["title"].casefold())]


def _watched(looked: Looked) -> list[Document]:
    """The measures that are looked at for exceptions and are none."""
    return [one for slug, one in looked.measures.items() if slug in looked.watched and not kinds_of(one)]


def _row(one: Exceptional, measure: Document) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "heading": one.kind_word,
        "said_apart": one.kind in ("worsening", "doubtful"),
        "slug": one.slug,
        "title": one.title,
        "status": one.status,
        "word": one.word,
        "sentence": one.sentence,
        "names": one.title in one.sentence,
        "reasons": one.reasons,
        "owner": one.owner,
        "comment": comment_of(measure),
    }


def _close(measure: Document) -> dict[str, Any]:
    """A measure that came close to its target: no exception, yet somebody may have said why."""
    figure = (measure["figure"] or {}).get("shown_unit") or ""
    change = measure.get("change") or {}
    return {
        "kind": "near",
        "heading": measure["word"],
        "said_apart": False,
        "slug": measure["slug"],
        "title": measure["title"],
        "status": measure["status"],
        "word": measure["word"],
        "sentence": " ".join(part for part in (f"{figure}." if figure else "", measure["gap"]) if part),
        "names": False,
        "reasons": tuple(part for part in (change.get("sentence"), measure["reason"]) if part),
        "owner": measure["texts"].get("owner") or "",
        "comment": comment_of(measure),
    }


def comment_of(one: Document) -> Document | None:
    """The newest explanation inside the judged period; `about` names its own where that is a shorter one."""
    found = explanation_of(one)
    if found is None or found["period"] == one["figure"]["period"]:
        return dict(found) if found else None
    return {**found, "about": found["label"]}


def first_page(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The gravest rows in a few words; how many `more` need an eye, and how many came `near` their target."""
    every = list(rows)
    grave = [one for one in every if one["kind"] in ON_FIRST][:MOST_ON_FIRST]
    near = sum(one["kind"] == "near" for one in every)
    return {"rows": [_brief(one) for one in grave], "more": len(every) - len(grave) - near, "near": near}


def _brief(row: dict[str, Any]) -> dict[str, Any]:
    said = row["comment"] or {}
    sentence = row["sentence"] if row["names"] else f"{row['title']}. {row['sentence']}"
    return row | {
        "brief": sentence if len(sentence) <= 2 * WORDS_ON_FIRST else beginning(sentence, WORDS_ON_FIRST),
        "doing": beginning(said.get("action") or "", WORDS_ON_FIRST) or _("Nothing was written."),
        "by_when": said.get("by_when") or "",
    }
