"""The charter over time: versions with stages, themes, what we ask of customers, quotes."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models

from charter.models.base import Versioned, exact_number, one_of, with_deletions
from charter.models.landlord import Landlord
from charter.translated import lazily as _lazy

STAGES = [
    ("draft", _lazy("Draft")),
    ("consultation", _lazy("Consultation")),
    ("internal_review", _lazy("Internal review")),
    ("signed_off", _lazy("Signed off")),
    ("published", _lazy("Published")),
    ("retired", _lazy("Retired")),
]


@pghistory.track()
class Charter(Versioned):
    """One version of what the landlord promises; exactly one can be current."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    landlord = models.ForeignKey(Landlord, on_delete=models.PROTECT, related_name="charters")
    stage = models.CharField(max_length=20, choices=STAGES, default="draft")
    is_current = models.BooleanField(default=False)
    introduction = models.TextField(blank=True)
    strategic_plan = models.TextField(blank=True)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    values = ArrayField(models.TextField(), default=list, blank=True)
    financial_year_starts = models.PositiveSmallIntegerField(default=4)
    met_from = exact_number(default=90)
    near_from = exact_number(default=50)
    coverage_numerator = models.PositiveIntegerField(default=2)
    coverage_denominator = models.PositiveIntegerField(default=3)
    named = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            one_of("charter_stage_known", "stage", STAGES),
            models.UniqueConstraint(
                fields=["is_current"], condition=models.Q(is_current=True), name="one_current_charter"
            ),
            models.CheckConstraint(
                condition=models.Q(financial_year_starts__range=(1, 12)),
                name="charter_year_starts_in_a_month",
            ),
            models.CheckConstraint(
                condition=models.Q(near_from__gte=0, met_from__lte=100, met_from__gte=models.F("near_from")),
                name="charter_lines_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    coverage_denominator__gt=0, coverage_numerator__lte=models.F("coverage_denominator")
                ),
                name="charter_coverage_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track(*with_deletions())
class CharterStage(models.Model):
    """When a stage was promised and when it came, so that a slipped date stays in sight."""

    charter = models.ForeignKey(Charter, on_delete=models.CASCADE, related_name="stages")
    stage = models.CharField(max_length=20, choices=STAGES)
    expected = models.DateField(null=True, blank=True)
    actual = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            one_of("charter_stage_row_known", "stage", STAGES),
            models.UniqueConstraint(fields=["charter", "stage"], name="charter_stage_once"),
        ]


@pghistory.track(*with_deletions())
class Theme(Versioned):
    """A heading of the charter that gathers promises."""

    charter = models.ForeignKey(Charter, on_delete=models.CASCADE, related_name="themes")
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["charter", "slug"], name="theme_slug_in_charter")]

    def __str__(self) -> str:
        return self.title


@pghistory.track(*with_deletions())
class Expectation(Versioned):
    """What the landlord asks of its customers: published, never scored."""

    charter = models.ForeignKey(Charter, on_delete=models.CASCADE, related_name="expectations")
    text = models.TextField()
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]


@pghistory.track(*with_deletions())
class Quote(Versioned):
    """Words of a tenant that the charter carries."""

    charter = models.ForeignKey(Charter, on_delete=models.CASCADE, related_name="quotes")
    text = models.TextField()
    attribution = models.CharField(max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
