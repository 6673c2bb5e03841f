"""The verb of saying how far the data of a measure can be trusted (scoring.md section 10)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit
from charter.conflicts import check_version
from charter.faults import Refused
from charter.models import User
from measures.models import DataRating, Measure
from measures.querysets.timeliness import RATINGS


@transaction.atomic
def rate_data(
    *, measure: Measure, rating: int, evidence: str, by: User, version: int | None = None
) -> DataRating:
    """Rate the data of a measure from 1 to 4, with what shows it; the rating before stays in its history.

    It stands beside the figure and never changes a score. `version` is the one the page showed (0: nobody
    had rated it, None: no page). Raises Refused for another number or without evidence, Changed when
    somebody rated it in between.
    """
    if rating not in RATINGS:
        raise Refused(_("Choose how far the data can be trusted, from 1 to 4."))
    if not evidence.strip():
        raise Refused(_("Say what shows it, such as a check, an audit or a known gap."))
    locked = Measure.objects.select_for_update(of=("self",), no_key=True).get(pk=measure.pk)
    found = DataRating.objects.filter(measure=locked).first() or DataRating(measure=locked, version=0)
    check_version(found, version)
    found.rating, found.evidence = rating, evidence.strip()
    found.rated_by, found.rated_on = by, timezone.localdate()
    found.version += 1
    found.save()
    audit.record("rate_data", found, by=by, detail={"measure": locked.slug, "rating": rating})
    return found
