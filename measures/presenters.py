"""What the public sees of a release: pages, PDF, API, CSV and feeds all read it here and compute nothing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from charter.models import Landlord
from charter.numbers import plain
from charter.periods import Period
from measures import schedules, sentences
from measures.models import Benchmark, Release, ReleaseEntry
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
    correction: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_live(self) -> bool:
        """Whether this is what the public pages show."""
        return self.state == "live"


def live_release() -> ReleaseView | None:
    """The release that the public pages show; None before the first. One query."""
    found = Release.objects.filter(state="live").first()
    return _view(found) if found else None


def release_named(slug: str) -> ReleaseView | None:
    """A release by its slug, whatever its state but scheduled; None when there is none. Two queries."""
    found = Release.objects.filter(public_since__isnull=False).filter(slug=slug).first()
    if found is None:
        return None
    later = found.replaced_by.exclude(state__in=["scheduled", "withdrawn"]).first()
    view = _view(found, replaced_by=later.slug if later else "")
    return replace(view, correction=later.notice) if later else view


def releases() -> list[ReleaseView]:
    """Every release the public may read, newest period first; withdrawn ones with their reason. One query."""
    return [_view(found) for found in Release.objects.filter(public_since__isnull=False)]


def document(release: ReleaseView, name: str) -> Document | None:
    """A frozen document, such as `measures/emergency-repairs`; None if the release has none. One query."""
    body = ReleaseEntry.objects.filter(release_id=release.pk, name=name).values_list(
        "document__body", flat=True
    )
    text = body.first()
    return json.loads(text) if text is not None else None


def documents(release: ReleaseView, folder: str) -> dict[str, Document]:
    """All documents of a folder (`measures`, `promises`, `themes`) by slug. One query."""
    rows = ReleaseEntry.objects.filter(release_id=release.pk, name__startswith=f"{folder}/")
    found = rows.values_list("name", "document__body")
    return {name.partition("/")[2]: json.loads(body) for name, body in found}


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


@dataclass(frozen=True)
class Method:
    """What “How we score” shows besides its texts: worked examples by step, and the versions of the rules."""

    examples: Mapping[str, list[Example]]
    versions: tuple[RuleVersion, ...]


def method() -> Method:
    """The examples and versions of the rules that this portal judges by; no queries."""
    return Method(worked_examples(), RULE_VERSIONS)


def _view(found: Release, replaced_by: str = "") -> ReleaseView:
    return ReleaseView(
        pk=found.pk,
        slug=found.slug,
        period=found.period,
        label=label_of(found),
        period_end=found.period_end.isoformat(),
        revision=found.revision,
        state=found.state,
        hash=found.hash,
        published_at=found.published_at,
        reason=found.reason,
        notice=found.notice,
        withdrawn_because=found.withdrawn_because,
        replaced_by=replaced_by,
        rule_version=found.rule_version,
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
    """A document that the landlord owes, with what came, what is missing and what comes next."""

    publication: PublicationView
    schedule: str
    status: str
    word: str
    lines: tuple[EditionLine, ...]
    next_due: date | None


def documents_owed(on: date) -> list[DocumentView]:
    """Every document with its editions against its schedule, as known on a day. Four queries."""
    answers_from = Landlord.objects.values_list("first_period", flat=True).first()
    begins = Period.parse(answers_from).start if answers_from else on
    return [_owed(found, found.starts or begins, on) for found in publications(on)]


def _owed(found: PublicationView, starts: date, on: date) -> DocumentView:
    schedule = schedules.parse_schedule(found.schedule)
    editions = [schedules.Edition(one.published, one.due, one.review_by) for one in found.editions]
    asked = schedules.editions_due(schedule, editions, starts, on + timedelta(days=400))
    due_of = {one.published: one.due for one in asked if one.published is not None}
    missing = [EditionLine(None, one.due, 0) for one in asked if one.published is None and one.due < on]
    came = [_came(one, one.due or due_of.get(one.published)) for one in found.editions]
    lines = (*sorted(missing, key=lambda line: line.due or on, reverse=True), *came)
    status, word = _kept_up(schedule, found, lines, on)
    coming = min((one.due for one in asked if one.published is None and one.due >= on), default=None)
    return DocumentView(found, schedules.in_words(schedule), status, word, lines, coming)


def _came(edition: EditionView, due: date | None) -> EditionLine:
    return EditionLine(edition, due, max((edition.published - due).days, 0) if due else 0)


def _kept_up(
    schedule: schedules.Schedule, found: PublicationView, lines: tuple[EditionLine, ...], on: date
) -> tuple[str, str]:
    """How the newest of what was owed stands, in the words of publications."""
    if isinstance(schedule, schedules.OnChange):
        return _up_to_date(schedule, found, on)
    if not lines:
        return "not_judged", "Not due yet"
    status = "missed" if lines[0].edition is None else "near" if lines[0].late_by else "met"
    return status, sentences.PUBLICATION_WORDS[status]


def _up_to_date(schedule: schedules.OnChange, found: PublicationView, on: date) -> tuple[str, str]:
    if not found.editions:
        return "missed", sentences.PUBLICATION_WORDS["missed"]
    newest = found.editions[0]
    review_by = newest.review_by or schedules.months_later(newest.published, schedule.review_months)
    unfollowed = [day for day in found.changes if day > newest.published]
    if unfollowed and on - unfollowed[0] > schedules.DAYS_TO_FOLLOW_A_CHANGE:
        return "missed", "Not changed in time"
    return ("met", "Up to date") if on <= review_by else ("not_judged", "Out of date")
