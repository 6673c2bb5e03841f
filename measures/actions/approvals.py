"""The verb of approving several figures, such as a whole file: all chosen ones, or none."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from charter import audit, changes
from charter.faults import Fault, Refused
from charter.models import User
from charter.moments import begin_to_approve, begin_to_move
from measures import rules
from measures.actions.in_bulk import approve_many
from measures.actions.results import check_decision
from measures.models import Import, Result
from measures.querysets.hands import had_a_hand


@transaction.atomic
def approve_together(
    *, versions: Mapping[int, int], by: User, approval: str = "provisional", batch: Import | None = None
) -> list[Result]:
    """Approve the figures with these ids, each as it was at the version shown; scoring is asked for once.

    Raises Refused when one of them cannot be approved: nothing is approved then, and `faults` names each.
    """
    begin_to_move()
    begin_to_approve()
    rows = Result.objects.select_for_update(of=("self",)).filter(pk__in=versions)
    rows = rows.select_related("measure", "segment", "batch")
    if batch is not None:
        rows = rows.filter(batch=batch)
    found = list(rows.order_by("pk"))
    if len(found) != len(versions):
        raise Refused(_("Some of these figures are not there any more. Open the list again."))
    faults, hands = [], had_a_hand(found, by)
    for result in found:
        try:
            check_decision(result, by, versions[result.pk], hands)
        except Refused as refusal:
            faults.append(Fault(f"{result.measure.title}, {rules.period_of(result).label}", str(refusal), ""))
    if faults:
        raise Refused.because(faults)
    approve_many(results=found, by=by, approval=approval)
    if batch is not None:
        audit.record("approve_import", batch, by=by, detail={"figures": len(found)})
    changes.announce("result", [result.pk for result in found], by=by)
    return found
