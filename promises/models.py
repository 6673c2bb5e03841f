"""The words: promises, how they are delivered, and the documents the landlord owes."""

from datetime import date

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from charter.models import Charter, Post, Theme
from charter.models.base import Versioned, exact_number, together, with_deletions
from charter.translated import lazily as _lazy

STANDARDS = [
    ("transparency", _lazy("Transparency, influence and accountability")),
    ("safety_quality", _lazy("Safety and quality")),
    ("neighbourhood_community", _lazy("Neighbourhood and community")),
    ("tenancy", _lazy("Tenancy")),
]


@pghistory.track(*with_deletions())
class Promise(Versioned):
    """One promise of a charter: “We will …”."""

    charter = models.ForeignKey(Charter, on_delete=models.CASCADE, related_name="promises")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="promises")
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    weight = exact_number(default=1)
    standards = ArrayField(models.CharField(max_length=40, choices=STANDARDS), default=list, blank=True)
    next_review = models.DateField(null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["charter", "slug"], name="promise_slug_in_charter"),
            models.CheckConstraint(condition=models.Q(weight__gte=0), name="promise_weight_not_negative"),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track(*with_deletions())
class Commitment(Versioned):
    """A line of “how we will deliver it”."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="commitments")
    text = models.TextField()
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]


@pghistory.track()
class Publication(Versioned):
    """A document that the landlord owes by a schedule, through all charters."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    schedule = models.CharField(max_length=120)
    starts = models.DateField(null=True, blank=True)
    stairs_class = models.CharField(max_length=80, blank=True)
    owner = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="publications"
    )

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    @property
    def follows_changes(self) -> bool:
        """Whether it is due when something changes, not on days of its own."""
        return self.schedule.lower().startswith("on change")


@pghistory.track()
class Edition(Versioned):
    """One issue of a publication: written by one person, approved by another, then public."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="editions")
    title = models.CharField(max_length=200)
    published = models.DateField()
    due = models.DateField(null=True, blank=True)
    review_by = models.DateField(null=True, blank=True)
    address = models.URLField(blank=True)
    file = models.FileField(upload_to="editions/", blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-published", "-id"]
        constraints = [
            together("edition_approval_together", "approved_by", "approved_at"),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | ~models.Q(approved_by=models.F("written_by")),
                name="edition_four_eyes",
            ),
        ]

    def current_on(self, day: date) -> bool:
        """Whether the edition is approved and out on the day."""
        return self.approved_at is not None and self.published <= day


@pghistory.track()
class PublicationChange(models.Model):
    """A change of facts that an “on change” publication must follow within 28 days (scoring.md 4.1)."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="changes")
    day = models.DateField()
    note = models.TextField(blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # When the portal learnt of it: what was published before is not judged by it.
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-day", "-id"]
