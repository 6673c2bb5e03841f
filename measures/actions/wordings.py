"""Which wording of a definition a measure goes by: the newest that has begun (design section 5)."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from charter import audit, changes
from charter.models import User
from measures.models import Definition, Measure

CATCH_UP = timedelta(days=31)  # a worker that stood still this long is noticed before


@transaction.atomic
def begin_wordings(*, by: User) -> int:
    """Let wordings whose day has come be what their measures say; how many measures say something else now.

    Asked every night. Wordings that began long ago stand as they are: a charter file may have said so.
    """
    today = timezone.localdate()
    begun = Definition.objects.filter(starts__lte=today, starts__gt=today - CATCH_UP)
    changed = 0
    for pk in sorted(set(begun.values_list("measure_id", flat=True))):
        measure = Measure.objects.select_for_update(of=("self",)).get(pk=pk)
        if say_wording_in_force(measure):
            audit.record("begin_wording", measure, by=by)
            changes.announce("measure", [pk], by=by)
            changed += 1
    return changed


def say_wording_in_force(measure: Measure) -> bool:
    """Have a locked measure say its newest wording that has begun; whether it said something else before."""
    newest = measure.definitions.filter(starts__lte=timezone.localdate()).order_by("starts").last()
    if newest is None:
        return False
    labels = {
        "numerator_label": newest.numerator_label,
        "denominator_label": newest.denominator_label,
    }
    # A wording without words for its two numbers keeps those that the measure has.
    said = {"definition": newest.text} | {name: text for name, text in labels.items() if text}
    same = Measure.objects.filter(pk=measure.pk, **said)
    if same.exists():
        return False
    Measure.objects.filter(pk=measure.pk).update(**said, version=F("version") + 1)
    return True
