"""Which figure a page is about: what is there, what was kept of it, what can be copied."""

from dataclasses import dataclass

from django.db.models import QuerySet

from charter.models import User
from charter.numbers import plain
from charter.periods import Period, PeriodError
from charter.querysets import year_starts
from measures.csv_import.catalogue import ENTERED_KINDS
from measures.models import Evidence, KeptText, Measure, Result, Segment
from measures.querysets.entered import entered_by
from measures.querysets.inbox import OPEN
from measures.querysets.written import commentary_of


@dataclass(frozen=True)
class FigurePlace:
    """A figure with what is there: `open_result` is the draft, `approved` what already counts."""

    person: User
    measure: Measure
    period: Period
    segment: Segment | None
    open_result: Result | None
    approved: Result | None
    kept: KeptText | None
    last: Result | None

    @property
    def is_submitted(self) -> bool:
        """Whether the figure lies with an approver."""
        return self.open_result is not None and self.open_result.workflow == "submitted"

    @property
    def key(self) -> str:
        """The figure in an address, such as repairs.2026-10."""
        return f"{self.measure.slug}.{self.period.slug}"

    @property
    def evidence(self) -> list[Evidence]:
        """The files of the figure that stands or waits."""
        result = self.open_result or self.approved
        return list(result.evidence.select_related("added_by")) if result else []


def figure_place(person: User, measure: str, period: str, segment: str = "") -> FigurePlace | None:
    """The figure of these slugs; None where there is none that the person may enter, for whatever reason."""
    found = entered_by(person).filter(kind__in=ENTERED_KINDS, slug=measure).first()
    part = Segment.objects.filter(slug=segment).first() if segment else None
    if found is None or (segment and part is None):
        return None
    try:
        when = Period.parse(period, year_starts())
    except PeriodError:
        return None
    rows = Result.objects.filter(measure=found, segment=part).select_related(
        "commentary", "confirmation", "decided_by", "entered_by", "submitted_by", "batch"
    )
    own = rows.filter(period=when.key)
    kept = KeptText.objects.filter(person=person, measure=found, period=when.key, segment=part)
    return FigurePlace(
        person=person,
        measure=found,
        period=when,
        segment=part,
        open_result=own.filter(workflow__in=OPEN).first(),
        approved=own.filter(workflow="approved").first(),
        kept=kept.first(),
        last=_last(rows, when),
    )


def _last(rows: QuerySet[Result], period: Period) -> Result | None:
    before = rows.filter(workflow="approved", period_kind=period.kind, period_end__lt=period.start)
    return before.order_by("-period_end").first()


def copied_from_last(place: FigurePlace) -> dict[str, str]:
    """What may be taken over from the last period, by box: what changes rarely, never the figure itself.

    The number of homes of a rate, a base that was the same twice, and what is being done about a miss.
    """
    last, found = place.last, {}
    if last is None:
        return {}
    if last.denominator and (place.measure.kind == "rate" or _stood_still(place, last)):
        found["denominator"] = plain(last.denominator) or ""
    told = commentary_of(last)
    if told is not None and told.action.strip():
        found["action"] = told.action
    return found


def _stood_still(place: FigurePlace, last: Result) -> bool:
    """Whether the base of the last two periods was one and the same."""
    before = Result.objects.filter(
        measure=place.measure,
        segment=place.segment,
        workflow="approved",
        period_kind=last.period_kind,
        period_end__lt=last.period_start,
    )
    row = before.order_by("-period_end").first()
    return row is not None and row.denominator == last.denominator
