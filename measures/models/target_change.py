"""Changes of targets, as decided: published beside the measure and never overwritten."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from charter.models.base import together
from measures.models.measure import Measure

PERSON = settings.AUTH_USER_MODEL


class TargetChange(models.Model):
    """From a day on a measure aims at something else (design section 5, “Changing a target”).

    `old` and `new` are what was and is aimed at (target, low, high, grade, tolerance, tolerance_kind, floor)
    as text; null where there is no target. Without `decided_at` it came with the measure's first targets. A
    correction changes days by whose target figures were judged; it has a reason and a second person.
    """

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="target_changes")
    starts = models.DateField()
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    is_correction = models.BooleanField(default=False)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    second = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["starts", "id"]
        constraints = [
            together("target_change_decision_together", "decided_by", "decided_at"),
            models.CheckConstraint(
                condition=Q(is_correction=False)
                | (
                    Q(second__isnull=False, decided_by__isnull=False)
                    & ~Q(second=F("decided_by"))
                    & ~Q(reason="")
                ),
                name="target_correction_has_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} from {self.starts}"
