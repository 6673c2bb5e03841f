"""What is missing: publish without it for a reason, or take that back (design section 8, row 74)."""

import json

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter import audit
from charter.conflicts import check_version
from charter.faults import Refused
from charter.models import User
from charter.periods import Period
from measures.models import Measure, Waiver
from measures.payload.frozen import Frozen

MISSING = ("overdue", "stale")
STANDS_IN_THE_WAY = N_(
    "Figures are overdue that nobody agreed to publish without. Enter and approve them, or say "
    "for each why the period is published without it:"
)


@transaction.atomic
def waive(*, measure: Measure, period: Period, by: User, reason: str, version: int | None = None) -> Waiver:
    """Agree that the period is published without the measure's figure; the public reads the reason.

    Another reason takes the place of the first. `version` is the one the page showed (0: nobody had agreed
    yet, None: no page). Raises Refused without a reason, Changed when somebody agreed in between.
    """
    if not reason.strip():
        raise Refused(_("Say why it is published without this figure: the public will read it."))
    locked = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    found = Waiver.objects.filter(measure=locked, period=period.key).first()
    waiver = found or Waiver(measure=locked, period=period.key, version=0)
    check_version(waiver, version)
    waiver.reason, waiver.waived_by = reason.strip(), by
    waiver.version += 1
    waiver.save()
    audit.record("waive", waiver, by=by, detail={"measure": locked.slug, "period": period.key})
    return waiver


@transaction.atomic
def take_back_waiver(*, waiver: Waiver, by: User, version: int | None = None) -> None:
    """The period waits for the figure again; releases that were published without it stay as they are.

    Raises Refused when it was taken back already, Changed when the reason was written anew since `version`.
    """
    found = (
        Waiver.objects.select_for_update(of=("self",)).select_related("measure").filter(pk=waiver.pk).first()
    )
    if found is None:
        raise Refused(_("Somebody else took this back already."))
    check_version(found, version)
    detail = {"measure": found.measure.slug, "period": found.period}
    audit.record("unwaive", found, by=by, detail=detail)
    found.delete()


def published_without(period: Period, frozen: Frozen, *, refuse: bool) -> list[dict[str, str]]:
    """What a release of these documents is published without, as the public reads it: slug, title, reason.

    Raises Refused, if wished, with every measure that is overdue and not waived.
    """
    missing = {
        found["slug"]: found["title"]
        for name, text in frozen.texts.items()
        if name.startswith("measures/") and (found := json.loads(text))["state"] in MISSING
    }
    waived = dict(
        Waiver.objects.filter(period=period.key, measure__slug__in=missing).values_list(
            "measure__slug", "reason"
        )
    )
    left = sorted(title for slug, title in missing.items() if slug not in waived)
    if left and refuse:
        raise Refused(f"{_(STANDS_IN_THE_WAY)} {', '.join(left)}.")
    found_titles = sorted((title, slug) for slug, title in missing.items() if slug in waived)
    return [{"slug": slug, "title": title, "reason": waived[slug]} for title, slug in found_titles]
