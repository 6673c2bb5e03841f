"""What the releases before said of the promises, so that a page can say what changed since the last one."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q
from django.db.models.functions import Length

from charter.models import Charter
from charter.periods import Period
from measures.models import Release, ReleaseEntry
from measures.payload.canonical import Document
from measures.payload.languages import in_english, is_for_all, names_to_read
from measures.sentences import promise_word

REMEMBERED = 7  # earlier releases beside the newest: two years of quarters
ORDER = {"met": 3, "near": 2, "missed": 1}  # of the statuses that judge; any other says nothing of better


@dataclass(frozen=True)
class Earlier:
    """A release as it was out before this one: its address, its period, and its page of the charter."""

    slug: str
    label: str
    charter: Document


def earlier_releases(period: Period, cutoff: datetime, charter: Charter | None) -> tuple[Earlier, ...]:
    """The releases of the same charter that were out by the cut-off, the oldest first. One query.

    Of each period the last revision, of periods of the same length; what was withdrawn by then is left out.
    """
    if charter is None:
        return ()
    out = Release.objects.filter(period_kind=period.kind, period_end__lt=period.end, cutoff__lte=cutoff)
    out = out.exclude(withdrawn_at__lte=cutoff).filter(Q(scheduled_for=None) | Q(scheduled_for__lte=cutoff))
    names = names_to_read("charter")
    rows = ReleaseEntry.objects.filter(name__in=names, release__in=out).annotate(
        slug=F("release__slug"), body=F("document__body"), key=F("release__period")
    )
    newest: dict[str, Earlier] = {}
    # Of a release in two languages the better name comes last, and is what stays.
    in_order = rows.order_by("release__period_end", "release__revision", Length("name"))
    for row in in_order.values("slug", "body", "key", "name"):
        said = json.loads(row["body"])
        if said.get("slug") == charter.slug:
            told = in_english(said) if is_for_all(row["name"]) else said
            newest[row["key"]] = Earlier(row["slug"], told["label"], told)
    return tuple(newest.values())[-REMEMBERED:]


def since(before: Sequence[Earlier], now: Document) -> Document | None:
    """What the last release said, and each promise that stands differently now; None before a second one."""
    if not before:
        return None
    last = before[-1]
    was = {promise["slug"]: promise for promise in last.charter["promises"]}
    both = [(was[one["slug"]], one) for one in now["promises"] if one["slug"] in was]
    return {
        "release": last.slug,
        "label": last.label,
        "met": last.charter["counts"]["met"],
        "total": last.charter["counts"]["total"],
        "sentence": last.charter["sentence"],
        "moved": [_moved(then, one) for then, one in both if _word(then) != one["word"]],
    }


def promise_history(before: Sequence[Earlier], slug: str, label: str, now: Document) -> list[Document]:
    """How a promise stood in each release, the oldest first, this one last; empty before a second one."""
    found = [
        {"release": one.slug, "label": one.label, "status": promise["status"], "word": _word(promise)}
        for one in before
        for promise in one.charter["promises"]
        if promise["slug"] == slug
    ]
    last = {"release": None, "label": label, "status": now["status"], "word": now["word"]}
    return [*found, last] if found else []


def _word(promise: Document) -> str:
    """How a promise stood, in the words of today and in the language that is being written."""
    return promise_word(str(promise["status"]))


def _moved(then: Document, now: Document) -> Document:
    old, new = ORDER.get(then["status"]), ORDER.get(now["status"])
    went = "" if old is None or new is None else "better" if new > old else "worse"
    return {
        "slug": now["slug"],
        "title": now["title"],
        "status": now["status"],
        "word": now["word"],
        "was": _word(then),
        "was_status": then["status"],
        "went": went,
    }
