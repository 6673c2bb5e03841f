"""Measures that nobody enters and that fall short: who has to say why, and what was said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.models import User
from charter.periods import KIND_OF_FREQUENCY, Period
from charter.querysets import first_period, year_starts
from measures.csv_import.catalogue import ENTERED_KINDS
from measures.models import Measure, MeasureCommentary, Score
from measures.querysets.entered import entered_by
from measures.querysets.locks import locks_now

LOOKED_BACK = timedelta(days=400)
STATE_WORDS = {"": N_("To explain"), "returned": N_("Sent back"), "submitted": N_("With approver")}


@dataclass(frozen=True)
class Wordless:
    """A measure that fell short in a period, with what is written about it so far.

    `required`: it missed; near is only invited.
    """

    measure: Measure
    period: Period
    required: bool
    written: MeasureCommentary | None

    @property
    def tag(self) -> str:
        """Where its words are."""
        return _(STATE_WORDS[self.written.workflow if self.written else ""])


def worked_out_by(person: User) -> list[Measure]:
    """The measures of a person that nobody enters."""
    return list(entered_by(person).exclude(kind__in=ENTERED_KINDS).order_by("title"))


def to_explain(person: User) -> list[Wordless]:
    """What the person still has to say something about: missed first, then near; newest first.

    Nothing of a closed period: nothing can be written there until an approver unlocks it.
    """
    measures = {one.pk: one for one in worked_out_by(person)}
    scores = _fell_short(measures.values())
    rows = MeasureCommentary.objects.filter(measure__in=measures).exclude(workflow="superseded")
    written = {(row.measure_id, row.period): row for row in rows.order_by("pk")}
    starts, found, locks = year_starts(), [], locks_now(measures.values())
    for score in scores:
        row = written.get((score.subject_id, score.period))
        measure = measures[score.subject_id]
        period = Period.parse(score.period, starts)
        is_own = period.kind == KIND_OF_FREQUENCY[measure.frequency]
        if is_own and (row is None or row.workflow != "approved") and not locks.why(measure, period):
            found.append(Wordless(measure, period, score.status == "missed", row))
    return sorted(found, key=lambda one: (not one.required, -one.period.end.toordinal(), one.measure.title))


def _fell_short(measures: Iterable[Measure]) -> list[Score]:
    """The scores of ended periods, which the portal answers for, that are missed or near."""
    since, first, today = timezone.localdate() - LOOKED_BACK, first_period(), timezone.localdate()
    rows = Score.objects.filter(
        Q(status__in=("missed", "near")),
        subject="measure",
        subject_id__in=[one.pk for one in measures],
        period_end__gte=max(since, first.start) if first else since,
        period_end__lt=today,
    )
    return list(rows)


def missed_without_figure(measures: Iterable[Measure], year: Period) -> list[tuple[Measure, Period]]:
    """Of these measures those that nobody enters, with each period of the year that they missed. One query.

    Periods are those of the measure's own frequency, the oldest first.
    """
    worked_out = {one.pk: one for one in measures if one.kind not in ENTERED_KINDS}
    rows = Score.objects.filter(
        status="missed",
        subject="measure",
        subject_id__in=worked_out,
        period_end__gte=year.start,
        period_end__lte=year.end,
    )
    found = [(worked_out[row.subject_id], Period.parse(row.period, year.year_starts)) for row in rows]
    return [
        (measure, period) for measure, period in found if period.kind == KIND_OF_FREQUENCY[measure.frequency]
    ]


def waiting_commentary() -> list[MeasureCommentary]:
    """Words about measures that nobody enters, which wait for an approver; the oldest first. One query."""
    rows = MeasureCommentary.objects.filter(workflow="submitted").select_related("measure", "written_by")
    return list(rows.order_by("written_at", "pk"))
