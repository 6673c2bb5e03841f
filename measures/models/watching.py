"""What the portal tells those who watch figures, and what is known of how good the data are."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from charter.models import Body
from charter.models.base import Versioned, one_of
from charter.translated import lazily as _lazy
from measures.models.measure import Measure
from promises.models import Publication

PERSON = settings.AUTH_USER_MODEL
ALERT_KINDS = [
    ("signal", _lazy("Moved, and not by chance")),
    ("critical_miss", _lazy("A figure that matters most misses its target")),
    ("late_publication", _lazy("A document is late")),
]


@pghistory.track()
class DataRating(Versioned):
    """How far the data of a measure can be trusted, 1 to 4, and on what evidence (scoring.md 10)."""

    measure = models.OneToOneField(Measure, on_delete=models.PROTECT, related_name="data_rating")
    rating = models.PositiveSmallIntegerField()
    evidence = models.TextField()
    rated_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    rated_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rating__range=(1, 4)), name="data_rating_known"),
            models.CheckConstraint(condition=~Q(evidence=""), name="data_rating_has_evidence"),
        ]


class Chase(models.Model):
    """That an owner was reminded of an overdue figure: once a day at most."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="chases")
    period = models.CharField(max_length=12)
    day = models.DateField()
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-day", "id"]
        constraints = [models.UniqueConstraint(fields=["measure", "period", "day"], name="chase_once_a_day")]


class Alert(models.Model):
    """Something that those who watch a figure or document are told once.

    `about` is the key of the figure's period, or the day on which the document was due.
    """

    kind = models.CharField(max_length=20, choices=ALERT_KINDS)
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="alerts"
    )
    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, null=True, blank=True, related_name="alerts"
    )
    about = models.CharField(max_length=80)
    sentence = models.TextField()
    address = models.CharField(max_length=200)
    raised_at = models.DateTimeField()
    bodies = models.ManyToManyField(Body, related_name="alerts")

    class Meta:
        ordering = ["-raised_at", "id"]
        constraints = [
            one_of("alert_kind_known", "kind", ALERT_KINDS),
            models.CheckConstraint(
                condition=Q(measure__isnull=True, publication__isnull=False)
                | Q(measure__isnull=False, publication__isnull=True),
                name="alert_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["kind", "measure", "publication", "about"], name="alert_once", nulls_distinct=False
            ),
        ]
