"""What the page of a body shows of the release on show, or of an earlier one (docs/adr/0034).

Everything is frozen, so that a page, a paper and the public page of one release never differ.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from charter.models import Body
from charter.periods import KIND_OF_FREQUENCY
from measures import sections
from measures.bodies import Watched, about_documents, watched
from measures.exceptions import (
    KIND_WORDS,
    KINDS,
    Document,
    Exceptional,
    Matrix,
    Moved,
    is_hidden,
    matrix_of,
    moved_since,
)
from measures.filtering import Choice, Counted, Filter, counted
from measures.models import Meeting, Release
from measures.presenters import ReleaseView, as_manifest, label_of, release_named
from measures.querysets.owed_documents import next_due_days
from measures.querysets.papers import OUT
from measures.querysets.releases import public_releases

MOST_PERIODS = 8
WITHOUT_MEETING = timedelta(days=91)  # how far back other apps are asked where no meeting was held
LONGEST = 40  # of a value that we do not know, as much is repeated
ENTERED = frozenset(
    {"percentage", "rate", "average", "duration", "count", "money", "satisfaction", "cases", "grade"}
)


@dataclass(frozen=True)
class Asked:
    """What the query string asks for, and what it asks for in vain, in words. Empty texts ask for all."""

    promise: str = ""
    kind: str = ""
    period: str = ""
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """An exception with its measure's document, and the newest period of its own whose history is kept."""

    told: Exceptional
    measure: Document
    history: str


@dataclass(frozen=True)
class LeftOut:
    """A measure that the matrix cannot place, and why."""

    measure: Document
    why: str


@dataclass(frozen=True)
class Desk:
    """The page: `whole` is what the body watches, all else what the filters leave of it.

    `moved` is None where there is nothing to compare with. `is_newest`: the release on show was asked for.
    """

    whole: Watched
    asked: Asked
    filters: tuple[Filter, ...]
    lines: tuple[Line, ...]
    measures: tuple[Document, ...]
    counts: Counted
    matrix: Matrix
    left_out: tuple[LeftOut, ...]
    promises: tuple[Document, ...]
    publications: tuple[Document, ...]
    moved: tuple[Moved, ...] | None
    others: tuple[sections.Section, ...]
    is_newest: bool

    @property
    def release(self) -> ReleaseView | None:
        """The release that is read; None before the first."""
        return self.whole.release

    @property
    def hidden(self) -> tuple[Document, ...]:
        """The measures whose figures are kept back, good or bad (scoring.md 9): only that is told of them."""
        return tuple(one for one in self.measures if is_hidden(one))

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter leaves something out."""
        return bool(self.asked.promise or self.asked.kind)


def desk_of(body: Body, query: Mapping[str, str], last: Meeting | None, today: date) -> Desk:
    """The page of a body for what the query string asks. Five queries, and one for each other app.

    `last` is the last meeting that was held: what moved since is told of the newest results only.
    """
    periods, newest = _periods()
    asked = _asked_period(query, periods)
    earlier = release_named(asked.period) if asked.period else None
    since = last.release if last and earlier is None else None
    if since is not None and since.state not in OUT:
        since = None  # a withdrawn release is shown to nobody here
    whole = watched(body, release=earlier or newest, since=since)
    asked = _asked_rest(query, whole, asked)
    shown = whole.narrowed(promise=asked.promise, kind=asked.kind)
    matrix = matrix_of(shown.measures)
    documents = any(one["kind"] == "publication" for one in shown.measures)
    by_slug = {one["slug"]: one for one in shown.measures}
    return Desk(
        whole=whole,
        asked=asked,
        filters=_filters(whole, asked, periods),
        lines=tuple(_line(one, by_slug) for one in shown.exceptions),
        measures=shown.measures,
        counts=counted(shown.measures),
        matrix=matrix,
        left_out=tuple(LeftOut(one, _why_left_out(one)) for one in matrix.left_out),
        promises=shown.promises,
        publications=about_documents(
            shown.measures, next_due_days(today) if documents and earlier is None else {}
        ),
        moved=moved_since(shown.before, shown.measures) if since and whole.release else None,
        others=() if earlier else tuple(_others(body, last, today)),
        is_newest=earlier is None,
    )


def _periods() -> tuple[list[tuple[str, str]], ReleaseView | None]:
    """Address and label of the newest public release of each of the last periods, newest first. One query.

    And the release that the public pages show, which is one of them.
    """
    rows = public_releases().exclude(state="withdrawn").order_by("-period_end", "period_start", "-revision")
    newest: dict[str, Release] = {}
    shown = None
    for one in rows:
        newest.setdefault(one.period, one)
        if one.pk == getattr(one, "shown", None):
            shown = replace(as_manifest(one, {}).release, state="live")
    return [(one.slug, label_of(one)) for one in list(newest.values())[:MOST_PERIODS]], shown


def _asked_period(query: Mapping[str, str], periods: Sequence[tuple[str, str]]) -> Asked:
    """The earlier period that is asked for; the newest one is what everybody sees without asking."""
    wanted = query.get("period", "")
    if wanted in [slug for slug, label in periods[1:]]:
        return Asked(period=wanted)
    if not wanted or not periods or wanted == periods[0][0]:
        return Asked()
    words = _("We have no results of the period “{period}”, so these are the newest.")
    return Asked(faults=(words.format(period=wanted[:LONGEST]),))


def _asked_rest(query: Mapping[str, str], whole: Watched, asked: Asked) -> Asked:
    """The promise and the kind that are asked for, of those that there are; before a release nothing is."""
    if whole.release is None:
        return Asked()
    promise, kind = query.get("promise", ""), query.get("kind", "")
    faults = list(asked.faults)
    if promise and promise not in {one["slug"] for one in whole.promises}:
        words = _("There is no promise “{promise}” here, so these are all promises.")
        faults.append(words.format(promise=promise[:LONGEST]))
        promise = ""
    if kind and kind not in KINDS:
        words = _("We do not know the reason “{kind}”, so these are all reasons.")
        faults.append(words.format(kind=kind[:LONGEST]))
        kind = ""
    return Asked(promise, kind, asked.period, tuple(faults))


def _filters(whole: Watched, asked: Asked, periods: Sequence[tuple[str, str]]) -> tuple[Filter, ...]:
    """The choices with what each would leave: figures of a promise, rows of a reason."""
    promises = tuple(
        Choice(
            one["slug"],
            one["title"],
            len(whole.narrowed(promise=one["slug"]).measures),
            one["slug"] == asked.promise,
        )
        for one in whole.promises
    )
    kinds = tuple(
        Choice(
            kind,
            _(KIND_WORDS[kind]),
            len(whole.narrowed(promise=asked.promise, kind=kind).exceptions),
            kind == asked.kind,
        )
        for kind in KINDS
    )
    earlier = tuple(Choice(slug, label, None, slug == asked.period) for slug, label in periods[1:])
    made = [
        Filter("promise", _("Promise"), promises),
        Filter("kind", _("Why it needs an eye"), kinds),
        Filter("period", _("Time"), earlier),
    ]
    return tuple(one for one in made if one.choices)


def _line(told: Exceptional, measures: Mapping[str, Document]) -> Line:
    measure = measures.get(told.slug, {}) if told.subject == "measure" else {}
    return Line(told, measure, _history(measure))


def _history(measure: Document) -> str:
    """The newest period that somebody entered a figure for, as addresses write it; "" for hidden ones."""
    if measure.get("kind") not in ENTERED or is_hidden(measure):
        return ""
    own = KIND_OF_FREQUENCY[measure["frequency"]]
    kept = [one for one in measure.get("results", ()) if one["kind"] == own and not _is_marked(one)]
    newest: str = max(kept, key=lambda one: one["end"])["period"].lower() if kept else ""
    return newest


def _is_marked(result: Document) -> bool:
    """Whether only a mark stands for the figure, as it is hidden."""
    return result.get("marker") == "c" or "c" in result.get("flags", ())


def _why_left_out(measure: Document) -> str:
    spc: Mapping[str, Any] = measure.get("spc") or {}
    if measure.get("state") in ("judged", "no_target"):
        if spc.get("variation_icon"):
            return _("It has no target that its usual range could be held against.")
        return spc.get("why_not") or _("It is no run of figures that can be tested for chance.")
    return str(measure.get("reason") or measure["word"])


def _others(body: Body, last: Meeting | None, today: date) -> list[sections.Section]:
    first = last.held_on if last else today - WITHOUT_MEETING
    return sections.gathered("dashboard", sections.Asked(body, first, today, today))
