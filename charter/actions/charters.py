"""Verbs of the charter as a whole: which one is current."""

from django.db import transaction

from charter import audit, changes
from charter.faults import Refused
from charter.models import Charter, User


@transaction.atomic
def make_current(*, charter: Charter, by: User) -> Charter:
    """Make this the charter that the public pages show; the one before stays under its own address.

    Doing it twice changes nothing. Raises Refused unless the charter is published.
    """
    charters = {found.pk: found for found in Charter.objects.select_for_update().order_by("pk")}
    wanted = charters[charter.pk]
    if wanted.stage != "published":
        raise Refused(
            f"The charter “{wanted.title}” is at the stage {wanted.get_stage_display().lower()}. Only a "
            "published charter can be current: publish it first."
        )
    if wanted.is_current:
        return wanted
    before = next((found for found in charters.values() if found.is_current), None)
    if before is not None:
        before.is_current = False
        before.version += 1
        before.save()
    wanted.is_current = True
    wanted.version += 1
    wanted.save()
    audit.record("make_current", wanted, by=by, detail={"before": before.slug if before else None})
    changes.announce("charter", [wanted.pk], by=by)
    return wanted


@transaction.atomic
def first_published_becomes_current(*, charter: Charter, by: User) -> bool:
    """Make a published charter current if none is yet (design section 2); says whether it did."""
    if charter.stage != "published" or Charter.objects.filter(is_current=True).exists():
        return False
    make_current(charter=charter, by=by)
    return True
