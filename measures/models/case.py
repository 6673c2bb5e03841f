"""Cases, from which figures in time are worked out. References are pseudonyms: nobody is named."""

from django.db import models
from django.db.models import F, Q

from measures.models.measure import Measure, Segment
from measures.models.result import Import


class Case(models.Model):
    """One row of a case file, written once. A later file that names the reference replaces the row.

    Days are those of Europe/London; the time beside one is empty where the file gave only the day.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="cases")
    batch = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="cases")
    replaced_by = models.ForeignKey(
        Import, on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_cases"
    )
    segment = models.ForeignKey(
        Segment, on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    reference = models.CharField(max_length=40)
    stage = models.CharField(max_length=20, blank=True)
    received_on = models.DateField()
    received_at = models.TimeField(null=True, blank=True)
    acknowledged_on = models.DateField(null=True, blank=True)
    acknowledged_at = models.TimeField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_at = models.TimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    first_contact = models.BooleanField(null=True, blank=True)
    extension_days = models.PositiveSmallIntegerField(default=0)
    paused_days = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["received_on", "reference", "stage"]
        indexes = [models.Index(fields=["measure", "received_on"], name="case_of_measure")]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "reference", "stage"],
                condition=Q(replaced_by__isnull=True),
                name="case_once_in_force",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("received_on")),
                name="case_closed_after_received",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_on__isnull=True) | Q(acknowledged_on__gte=F("received_on")),
                name="case_acknowledged_after_received",
            ),
            models.CheckConstraint(
                condition=(Q(acknowledged_at__isnull=True) | Q(acknowledged_on__isnull=False))
                & (Q(closed_at__isnull=True) | Q(closed_on__isnull=False)),
                name="case_time_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
