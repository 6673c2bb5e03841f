"""What the public sees of a release: pages, PDF, API, CSV and feeds all read it here and compute nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, Subquery
from django.utils.translation import gettext as _

from charter.languages.own import as_written
from charter.numbers import plain
from charter.periods import KIND_OF_FREQUENCY, MONTHS_IN, Period
from charter.querysets import first_period
from measures import csv_export, schedules, sentences
from measures.models import Benchmark, Measure, Release, ReleaseEntry
from measures.payload.languages import in_english, names_to_read, read
from measures.payload.moves import period_moves
from measures.querysets.corrected import corrected_later
from measures.querysets.releases import on_show, public_releases
from measures.scoring import DEFAULT_LINES, EditionDue, Outcome
from measures.scoring.versions import RULE_VERSIONS, RuleVersion
from measures.worked_examples import Example, worked_examples
from promises.presenters import EditionView, PublicationView, publications

Document = dict[str, Any]


@dataclass(frozen=True)
class ReleaseView:
    """A release without its documents."""

    pk: int
    slug: str
    period: str
    label: str
    period_end: str
    revision: int
    state: str
    hash: str
    published_at: datetime
    reason: str
    notice: Mapping[str, Any]
    withdrawn_because: str
    replaced_by: str
    rule_version: str
    cutoff: datetime
    correction: Mapping[str, Any] = field(default_factory=dict)
    corrected_later: tuple[str, ...] = ()
    without: tuple[Mapping[str, str], ...] = ()
    withdrawn_at: datetime | None = None

    @property
    def is_live(self) -> bool:
        """Whether this is what the public pages show."""
        return self.state == "live"


@dataclass(frozen=True)
class Manifest:
    """A release that is not public, with its documents as text by name: what a preview shows."""

    release: ReleaseView
    texts: Mapping[str, str]


_previewed: ContextVar[Manifest | None] = ContextVar("previewed", default=None)


@contextmanager
def previewing(manifest: Manifest) -> Iterator[None]:
    """Inside the block, for this request alone, the public pages read this manifest as the live release."""
    token = _previewed.set(manifest)
    try:
        yield
    finally:
        _previewed.reset(token)


def live_release() -> ReleaseView | None:
    """The release that the public pages show; None before the first. One query."""
    previewed = _previewed.get()
    if previewed is not None:
        return previewed.release
    found = on_show().first()
    return replace(_view(found), state="live") if found else None


def release_named(slug: str) -> ReleaseView | None:
    """A release by its slug, whatever its state but scheduled; None when there is none. Three queries."""
    found = public_releases().filter(slug=slug).first()
    if found is None:
        return None
    later = public_releases().filter(replaces=found).exclude(state="withdrawn").first()
    if later:
        return replace(_view(found, replaced_by=later.slug), correction=in_english(later.notice))
    return replace(_view(found), corrected_later=corrected_later([found]).get(found.pk, ()))


def releases() -> list[ReleaseView]:
    """Every release the public may read, newest period first; withdrawn ones with their reason. Two queries.

    Those with a figure that was corrected later name its measure; those published again name the release.
    """
    public = list(public_releases())
    again = {found.replaces_id: found.slug for found in public if found.state != "withdrawn"}
    since = corrected_later(found for found in public if found.pk not in again)
    return [
        replace(_view(found, again.get(found.pk, "")), corrected_later=since.get(found.pk, ()))
        for found in public
    ]


@dataclass(frozen=True)
class Published:
    """What the page of a release shows: its two lists, and by measure what was corrected later."""

    charter: Document | None
    measures: list[Document]
    corrected: list[Document]


def published(release: ReleaseView) -> Published:
    """A release as it was frozen, and what reads differently now where it was corrected. One query."""
    corrected = [f"measures/{slug}" for slug in release.corrected_later]
    also = [one for name in corrected for one in names_to_read(name)]
    wanted = [*names_to_read("charter"), *names_to_read("performance"), *also]
    shown = Subquery(on_show().values("pk")[:1])
    own = Q(release_id=release.pk, name__in=wanted)
    rows = ReleaseEntry.objects.filter(own | Q(release_id=shown, name__in=also))
    found = list(rows.values_list("release_id", "name", "document__body"))
    then = read((name, body) for pk, name, body in found if pk == release.pk)
    now = read((name, body) for pk, name, body in found if pk != release.pk)
    told = [_corrected(then[name], now[name]) for name in corrected if name in then and name in now]
    return Published(then.get("charter"), then.get("performance", {}).get("measures", []), told)


def _corrected(then: Document, now: Document) -> Document:
    """What reads differently of a measure, and the part of its page that says why."""
    return {
        "slug": now["slug"],
        "title": now["title"],
        "part": "corrections" if now["revisions"] else "target-changes",
        "moved": period_moves(then, now),
    }


def document(release: ReleaseView, name: str) -> Document | None:
    """A frozen document, such as `measures/emergency-repairs`; None if the release has none. One query.

    In the language that is being written; in English where the release was frozen before it was offered.
    """
    names, previewed = names_to_read(name), _previewed.get()
    if previewed is not None:
        return read((one, previewed.texts[one]) for one in names if one in previewed.texts).get(name)
    rows = ReleaseEntry.objects.filter(release_id=release.pk, name__in=names)
    return read(rows.values_list("name", "document__body")).get(name)


def documents(release: ReleaseView, folder: str) -> dict[str, Document]:
    """All documents of a folder (`measures`, `promises`, `themes`) by slug, as `document`. One query."""
    folders, previewed = tuple(names_to_read(f"{folder}/")), _previewed.get()
    if previewed is not None:
        found = read((name, text) for name, text in previewed.texts.items() if name.startswith(folders))
    else:
        within = reduce(or_, (Q(name__startswith=one) for one in folders))
        rows = ReleaseEntry.objects.filter(within, release_id=release.pk)
        found = read(rows.values_list("name", "document__body"))
    return {name.partition("/")[2]: one for name, one in found.items()}


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[csv_export.Cell]]) -> Iterator[bytes]:
    """A table as CSV, piece by piece, by the one writer: for pages of every app."""
    return csv_export.streamed(heads, rows)


def benchmarks() -> list[Document]:
    """Quartiles and deciles of the sector as documents carry them, newest year first. One query."""
    numbers = ("minimum", "lower_quartile", "median", "upper_quartile", "maximum")
    words = ("year", "stock", "size_band", "landlord_type", "landlords", "source")
    return [
        {name: getattr(row, name) for name in words}
        | {name: plain(getattr(row, name)) for name in numbers}
        | {"regulator": row.regulator_code, "deciles": list(row.deciles)}
        for row in Benchmark.objects.order_by(
            "-year", "regulator_code", "stock", "size_band", "landlord_type"
        )
    ]


def default_lines() -> Document:
    """The lines of a charter that draws none of its own, as documents carry them (scoring.md 5.2)."""
    met_from, near_from, coverage = DEFAULT_LINES.met_from, DEFAULT_LINES.near_from, DEFAULT_LINES.coverage
    return {
        "met_from": plain(met_from),
        "near_from": plain(near_from),
        "coverage": f"{coverage.numerator}/{coverage.denominator}",
    }


@dataclass(frozen=True)
class Method:
    """What “How we score” shows besides its texts: worked examples by step, and the versions of the rules."""

    examples: Mapping[str, list[Example]]
    versions: tuple[RuleVersion, ...]


def method() -> Method:
    """The examples and versions of the rules that this portal judges by; no queries."""
    versions = (RuleVersion(one.version, tuple(_(said) for said in one.changes)) for one in RULE_VERSIONS)
    return Method(worked_examples(), tuple(versions))


def as_manifest(found: Release, texts: Mapping[str, str]) -> Manifest:
    """A release that is not public, stored or not, as the public pages would read it."""
    return Manifest(replace(_view(found), state="live"), texts)


def _view(found: Release, replaced_by: str = "") -> ReleaseView:
    shown = getattr(found, "shown", None)
    is_open = shown is not None and found.state != "withdrawn"
    return ReleaseView(
        pk=found.pk,
        slug=found.slug,
        period=found.period,
        label=label_of(found),
        period_end=found.period_end.isoformat(),
        revision=found.revision,
        # By the clock: the worker may not have noted yet that a moment came.
        state=("live" if found.pk == shown else "earlier") if is_open else found.state,
        hash=found.hash,
        # The moment that was set is the moment of publication, whenever the worker notes it.
        published_at=found.scheduled_for or found.published_at,
        reason=as_written(found.reason),
        notice=in_english(found.notice),
        withdrawn_because=as_written(found.withdrawn_because),
        replaced_by=replaced_by,
        rule_version=found.rule_version,
        cutoff=found.cutoff,
        without=tuple(in_english(row) for row in found.without),
        withdrawn_at=found.withdrawn_at,
    )


def label_of(found: Release) -> str:
    """The period of a release for people, such as “July to September 2026”."""
    return Period.containing(found.period_start, found.period_kind, found.period_start.month).label


@dataclass(frozen=True)
class EditionLine:
    """One edition that was owed or came: `edition` is None while it is missing."""

    edition: EditionView | None
    due: date | None
    late_by: int


@dataclass(frozen=True)
class DocumentView:
    """A document that the landlord owes, with what came, what is missing and what comes next.

    `next_review` is the day by which its newest edition is to be looked at again, `review_passed` whether
    that day is over. `open_days` are the due days, past and next, that no edition answers yet.
    """

    publication: PublicationView
    schedule: str
    status: str
    word: str
    lines: tuple[EditionLine, ...]
    next_due: date | None
    next_review: date | None = None
    review_passed: bool = False
    open_days: tuple[date, ...] = ()


WITHOUT_MEASURE = 12  # months looked at where no measure says how long
LOOK_AHEAD = timedelta(days=400)


def documents_owed(on: date) -> list[DocumentView]:
    """Every document with its editions against its schedule, as known on a day. Four queries.

    How it stands comes from the function that judges its measure, over the same time (scoring.md 4.1).
    """
    answers_from = first_period()
    begins = answers_from.start if answers_from else on
    months = _months_looked_at()
    return [
        _owed(found, found.starts or begins, months.get(found.slug, WITHOUT_MEASURE), on)
        for found in publications(on)
    ]


def _months_looked_at() -> dict[str, int]:
    """By publication, the length of the frequency of its measure; the longest where it has several."""
    named = Measure.objects.filter(kind="publication", retired__isnull=True)
    found: dict[str, int] = {}
    for slug, frequency in named.values_list("publications__slug", "frequency"):
        months = MONTHS_IN[KIND_OF_FREQUENCY[frequency]]
        found[slug] = max(months, found.get(slug, 0))
    return found


@dataclass(frozen=True)
class _Record:
    """What one publication was asked for and what came, as known on the day `on`."""

    schedule: schedules.Schedule
    editions: list[schedules.Edition]
    changes: tuple[date, ...]
    starts: date
    months: int
    on: date

    @property
    def asked(self) -> list[EditionDue]:
        """Every edition that was due, or is due within a year, with the day on which it came."""
        if isinstance(self.schedule, schedules.OnChange):
            return schedules.changes_followed(self.changes, self.editions, self.on)
        return schedules.editions_due(self.schedule, self.editions, self.starts, self.on + LOOK_AHEAD)

    @property
    def outcome(self) -> Outcome:
        """How it stands; where nothing was due lately, how it stood when something last was."""
        now = self._at(self.on)
        past = [due for due in schedules.due_days(self.schedule, self.starts, self.on) if due < self.on]
        return self._at(past[-1]) if now.state == "not_due" and past else now

    def _at(self, day: date) -> Outcome:
        return schedules.judge_publication(
            self.schedule,
            self.editions,
            self.changes,
            starts=self.starts,
            months=self.months,
            at=day,
            cutoff=self.on,
        )

    @property
    def next_review(self) -> date | None:
        """The day by which the newest edition is to be looked at again, if there is such a day."""
        newest = max(self.editions, key=lambda edition: edition.published, default=None)
        if newest is None or not isinstance(self.schedule, schedules.OnChange):
            return newest.review_by if newest else None
        return schedules.next_review(self.schedule, newest)


def _owed(found: PublicationView, starts: date, months: int, on: date) -> DocumentView:
    schedule = schedules.parse_schedule(found.schedule)
    editions = [schedules.Edition(one.published, one.due, one.review_by) for one in found.editions]
    record = _Record(schedule, editions, found.changes, starts, months, on)
    asked, outcome, review = record.asked, record.outcome, record.next_review
    # An edition may answer several changes: it is as late as the first of them makes it.
    due_of = {one.published: one.due for one in reversed(asked) if one.published is not None}
    missing = [EditionLine(None, one.due, 0) for one in asked if one.published is None and one.due < on]
    came = [_came(one, one.due or due_of.get(one.published)) for one in found.editions]
    return DocumentView(
        publication=found,
        schedule=schedules.in_words(schedule),
        status=outcome.status,
        word=_publication_word(schedule, outcome, published=bool(editions)),
        lines=(*sorted(missing, key=lambda line: line.due or on, reverse=True), *came),
        next_due=min((one.due for one in asked if one.published is None and one.due >= on), default=None),
        next_review=review,
        review_passed=review is not None and review < on,
        open_days=() if isinstance(schedule, schedules.OnChange) else _open_days(asked, on),
    )


def _open_days(asked: list[EditionDue], on: date) -> tuple[date, ...]:
    """Those that are over, and the next one."""
    still = [one.due for one in asked if one.published is None]
    past = [day for day in still if day < on]
    return (*past, *still[len(past) : len(past) + 1])


def _came(edition: EditionView, due: date | None) -> EditionLine:
    return EditionLine(edition, due, max((edition.published - due).days, 0) if due else 0)


def _publication_word(schedule: schedules.Schedule, outcome: Outcome, *, published: bool) -> str:
    """The outcome in the words of publications; one that follows changes is up to date, not on time."""
    if outcome.state == "stale":
        return _("Out of date")
    if outcome.status == "not_judged":
        return _("Not due yet")
    if isinstance(schedule, schedules.OnChange) and published:
        words = {"met": _("Up to date"), "missed": _("Not changed in time")}
        return words.get(outcome.status) or sentences.publication_word(outcome.status)
    return sentences.publication_word(outcome.status)
