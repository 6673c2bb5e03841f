"""The verb of a milestone: a person says on which day it was done and what shows it; another approves."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from charter.conflicts import check_version
from charter.faults import Refused
from charter.models import User
from charter.periods import Period
from charter.querysets import year_starts
from measures.actions.results import record_result, submit_result
from measures.figures import Figures
from measures.models import Measure, Result

EARLIEST = date(2000, 1, 1)


@transaction.atomic
def close_milestone(
    *,
    measure: Measure,
    done_on: date,
    evidence: str,
    by: User,
    correction_reason: str = "",
    version: int | None = None,
) -> Result:
    """Say that a milestone was done on a day, with what shows it, and send that for approval.

    It is a figure of the month of that day without a number, and counts once somebody else approved it
    (design section 6). A second closing corrects the first and needs a reason. Raises Refused for another
    kind of measure, a day that cannot be, no evidence, or while one lies with an approver; Changed when
    somebody saved a closing since the page was opened (`version`, 0: there was none; None: no page).
    """
    if measure.kind != "milestone":
        raise Refused(_("Only a milestone is closed. Give this measure a figure instead."))
    if not EARLIEST <= done_on <= timezone.localdate():
        raise Refused(_("It can be done today or on a day before. Correct the date."))
    if not evidence.strip():
        raise Refused(
            _("Say what shows that it is done: a document, a photo, a letter, and where it is kept.")
        )
    locked = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    closings = Result.objects.filter(measure=locked, segment=None)
    if closings.filter(workflow="submitted").exists():
        raise Refused(_("This milestone is already with an approver. Wait for the answer."))
    check_version(closings.filter(workflow__in=["draft", "returned"]).first() or Result(), version)
    if closings.filter(workflow="approved").exists() and not correction_reason.strip():
        raise Refused(_("This milestone is closed already. Say why its day is to be corrected."))
    month = Period.containing(done_on, "month", year_starts())
    # One that came back may name a day of another month now.
    closings.filter(workflow__in=["draft", "returned"]).update(
        period=month.key, period_kind=month.kind, period_start=month.start, period_end=month.end
    )
    draft = record_result(
        measure=locked,
        period=month,
        figures=Figures(given_on=done_on, note=evidence.strip()),
        by=by,
        correction_reason=correction_reason,
    )
    return submit_result(result=draft, by=by)
