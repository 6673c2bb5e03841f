"""Words about a measure that nobody enters: one person writes them, another approves (design 4.2)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter import audit
from charter.conflicts import check_version
from charter.faults import Refused
from charter.models import User
from charter.moments import begin_to_approve, begin_to_move
from charter.periods import Period
from charter.querysets import year_starts
from measures.actions.periods import check_period_open, refuse_locked
from measures.csv_import.catalogue import ENTERED_KINDS
from measures.models import Measure, MeasureCommentary
from measures.querysets.hands import had_a_hand
from measures.querysets.locks import locks_now

OPEN = ("submitted", "returned")
SAY_BOTH = N_("Say why it is so, and what happens next.")
DAY_IS_OVER = N_("This day is over. Give a day from today on.")


@dataclass(frozen=True)
class Told:
    """Why a measure is where it is, what is done about it, and by when (None: no day)."""

    why: str
    action: str
    by_when: date | None = None


@transaction.atomic
def write_commentary(
    *, measure: Measure, period: Period, told: Told, by: User, version: int | None = None
) -> MeasureCommentary:
    """Write why a counted, composite, publication, trend or milestone measure fell short, for approval.

    Changes the words that wait or were sent back, or writes the first; beside approved words they are new
    ones, which replace those when they are approved. `version` is the one the form showed (0: there were
    none, None: no form). Raises Refused for a measure that people enter figures for, a period that has not
    ended or is locked, missing words and a day that is over; Changed when somebody saved in between.
    """
    if measure.kind in ENTERED_KINDS:
        raise Refused(_("People enter figures for this measure. Explain the figure itself."))
    if period.end >= timezone.localdate():
        raise Refused(_("{period} has not ended yet. Explain it when it has.").format(period=period.label))
    check_period_open(measure, period)
    why, action = told.why.strip(), told.action.strip()
    if not (why and action):
        raise Refused(_(SAY_BOTH))
    locked = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    rows = MeasureCommentary.objects.filter(measure=locked, period=period.key, workflow__in=OPEN)
    found = rows.select_for_update(of=("self",)).first() or MeasureCommentary(
        measure=locked, period=period.key
    )
    check_version(found, version)
    if told.by_when and told.by_when < timezone.localdate() and told.by_when != found.by_when:
        raise Refused(_(DAY_IS_OVER))
    found.period_kind, found.period_start, found.period_end = period.kind, period.start, period.end
    found.why, found.action, found.by_when = why, action, told.by_when
    found.workflow, found.written_by = "submitted", by
    found.decided_by = found.decided_at = None
    found.version = found.version + 1 if found.pk else 1
    found.save()
    audit.record("write_commentary", found, by=by, detail={"measure": locked.slug, "period": period.key})
    return found


@transaction.atomic
def approve_commentary(*, commentary: MeasureCommentary, by: User, version: int | None = None) -> None:
    """Approve words that wait; earlier ones of the period are superseded.

    Raises Refused when they do not wait, when their year is closed, or when `by` wrote any version of them
    (four eyes; of the last writer the database forbids it as well), Changed when they were changed since the
    page was opened.
    """
    begin_to_move()
    begin_to_approve()
    found = _waiting(commentary, version)
    _refuse_of_closed_year(found)
    _refuse_author(found, by)
    standing = MeasureCommentary.objects.select_for_update(of=("self",)).filter(
        measure=found.measure, period=found.period, workflow="approved"
    )
    for before in standing:
        before.workflow = "superseded"
        before.version += 1
        before.save()
    found.workflow, found.decided_by, found.decided_at = "approved", by, timezone.now()
    found.version += 1
    found.save()
    audit.record("approve_commentary", found, by=by)


@transaction.atomic
def return_commentary(
    *, commentary: MeasureCommentary, by: User, reason: str, version: int | None = None
) -> None:
    """Send words back with a reason. Raises Refused as approving does, and without a reason."""
    if not reason.strip():
        raise Refused(_("Say why you send it back, so that its author knows what to do."))
    found = _waiting(commentary, version)
    _refuse_author(found, by)
    found.workflow, found.returned_because = "returned", reason.strip()
    found.decided_by, found.decided_at = by, timezone.now()
    found.version += 1
    found.save()
    audit.record("return_commentary", found, by=by)


def _waiting(commentary: MeasureCommentary, version: int | None) -> MeasureCommentary:
    rows = MeasureCommentary.objects.select_for_update(of=("self",)).select_related("measure")
    found = rows.get(pk=commentary.pk)
    if found.workflow != "submitted":
        raise Refused(_("This was already decided. Open the list again to see by whom."))
    check_version(found, version)
    return found


def _refuse_of_closed_year(found: MeasureCommentary) -> None:
    """What was sent in time is decided, as figures are; a year is closed without anything that waits."""
    period, locks = Period.parse(found.period, year_starts()), locks_now([found.measure])
    if locks.year_of(period):
        refuse_locked(found.measure, period, locks)


def _refuse_author(found: MeasureCommentary, by: User) -> None:
    if found.pk in had_a_hand([found], by):
        raise Refused(_("You wrote this, so someone else must decide."))
