"""What is measured, for whom, against which dated target."""

from datetime import date

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from charter.models import Body, Post
from charter.models.base import Versioned, exact_number, one_of, with_deletions
from measures import words
from promises.models import Promise, Publication


@pghistory.track()
class Measure(Versioned):
    """A figure that lives through all charters; design section 5 says what each kind needs."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=words.KINDS)
    direction = models.CharField(max_length=10, choices=words.DIRECTIONS)
    frequency = models.CharField(max_length=20, choices=words.FREQUENCIES)
    unit = models.CharField(max_length=40, blank=True)
    decimals = models.PositiveSmallIntegerField(default=0)
    why = models.TextField(blank=True)
    definition = models.TextField(blank=True)
    numerator_label = models.CharField(max_length=200, blank=True)
    denominator_label = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="owned_measures"
    )
    approver = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="approved_measures"
    )
    monitored_by = models.ManyToManyField(Body, blank=True, related_name="monitored_measures")
    critical = models.BooleanField(default=False)
    sensitive = models.BooleanField(default=False)
    regulator_code = models.CharField(max_length=12, blank=True)
    stock = models.CharField(max_length=12, blank=True)
    natural_min = exact_number(null=True, blank=True)
    natural_max = exact_number(null=True, blank=True)
    due_working_days = models.PositiveSmallIntegerField(null=True, blank=True, default=20)
    due_calendar_days = models.PositiveSmallIntegerField(null=True, blank=True)
    accumulation = models.CharField(max_length=10, choices=words.ACCUMULATIONS, default="total")
    rolling_months = models.PositiveSmallIntegerField(null=True, blank=True)
    # Each figure covers the financial year so far, so the last one of a period is the period's.
    cumulative = models.BooleanField(default=False)
    next_review = models.DateField(null=True, blank=True)
    spc = models.JSONField(default=dict, blank=True)
    retired = models.DateField(null=True, blank=True)
    # What only some kinds use.
    per = exact_number(default=1000)
    answer_scale = models.CharField(max_length=12, default="satisfied", blank=True)
    publications = models.ManyToManyField(Publication, blank=True, related_name="measures")
    counter = models.CharField(max_length=40, blank=True, choices=words.COUNTERS)
    members = models.ManyToManyField("self", blank=True, symmetrical=False, related_name="composites")
    of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="trends")
    grades = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    expected_by = models.DateField(null=True, blank=True)
    done = models.DateField(null=True, blank=True)
    case_rule = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["title"]
        constraints = [
            one_of("measure_kind_known", "kind", words.KINDS),
            one_of("measure_direction_known", "direction", words.DIRECTIONS),
            one_of("measure_frequency_known", "frequency", words.FREQUENCIES),
            models.CheckConstraint(
                condition=Q(due_working_days__isnull=False, due_calendar_days__isnull=True)
                | Q(due_working_days__isnull=True, due_calendar_days__isnull=False),
                name="measure_one_due_rule",
            ),
            models.CheckConstraint(
                condition=Q(natural_min__isnull=True)
                | Q(natural_max__isnull=True)
                | Q(natural_min__lt=models.F("natural_max")),
                name="measure_bounds_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_proportion(self) -> bool:
        """A share of a whole, 0 to 100, unless a natural bound above 100 says otherwise."""
        is_share = self.kind in words.PROPORTION_KINDS or (
            self.kind == "counted" and self.counter in words.SHARE_COUNTERS
        )
        return is_share and (self.natural_max is None or self.natural_max <= 100)

    @property
    def due_rule(self) -> dict[str, int]:
        """Days after the period's end by which the figure is due: working or calendar days."""
        if self.due_calendar_days is not None:
            return {"calendar_days": self.due_calendar_days}
        return {"working_days": self.due_working_days if self.due_working_days is not None else 20}


@pghistory.track(*with_deletions())
class MeasureLine(Versioned):
    """The charter's own sentence of “how we'll measure it”: a promise, a measure and a weight."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="lines")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="lines")
    text = models.TextField()
    weight = exact_number(default=1)
    monitored_by = models.ManyToManyField(Body, blank=True, related_name="lines")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["promise", "measure"], name="measure_once_in_promise"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="line_weight_not_negative"),
        ]


@pghistory.track(*with_deletions())
class Target(Versioned):
    """What the landlord aims at, from a date, with its tolerance and floor (scoring.md 3 and 4)."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="targets")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    target = exact_number(null=True, blank=True)
    low = exact_number(null=True, blank=True)
    high = exact_number(null=True, blank=True)
    grade = models.CharField(max_length=40, blank=True)
    tolerance = exact_number(default=0)
    tolerance_kind = models.CharField(max_length=10, choices=words.TOLERANCE_KINDS, default="absolute")
    floor = exact_number(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["starts"]
        constraints = [
            one_of("tolerance_kind_known", "tolerance_kind", words.TOLERANCE_KINDS),
            models.UniqueConstraint(fields=["measure", "starts"], name="target_starts_once"),
            models.CheckConstraint(condition=Q(tolerance__gte=0), name="tolerance_not_negative"),
            models.CheckConstraint(
                condition=Q(target__isnull=False, low__isnull=True, high__isnull=True, grade="")
                | Q(target__isnull=True, low__isnull=False, high__isnull=False, grade="")
                | (Q(target__isnull=True, low__isnull=True, high__isnull=True) & ~Q(grade="")),
                name="target_of_one_form",
            ),
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(low__lte=models.F("high")), name="target_range_in_order"
            ),
        ]

    def in_force_on(self, day: date) -> bool:
        """Whether this target counts on the day."""
        return self.starts <= day and (self.ends is None or day <= self.ends)


@pghistory.track()
class Definition(Versioned):
    """How a measure was defined from a date on; older wording is kept beside its results."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="definitions")
    starts = models.DateField()
    text = models.TextField()
    numerator_label = models.CharField(max_length=200, blank=True)
    denominator_label = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["starts"]
        constraints = [models.UniqueConstraint(fields=["measure", "starts"], name="definition_starts_once")]


@pghistory.track()
class Break(Versioned):
    """A date on which a series stops being comparable with what came before."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="breaks")
    starts = models.DateField()
    reason = models.TextField()

    class Meta:
        ordering = ["starts"]
        constraints = [models.UniqueConstraint(fields=["measure", "starts"], name="break_once")]


@pghistory.track(*with_deletions())
class MilestoneStage(Versioned):
    """A step of a milestone with its own date."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="stages")
    title = models.CharField(max_length=200)
    due = models.DateField()
    done = models.DateField(null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]


@pghistory.track()
class Segment(Versioned):
    """A part of the landlord's homes or customers; totals compare within one dimension."""

    slug = models.SlugField(max_length=80, unique=True)
    dimension = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    homes = models.PositiveIntegerField(null=True, blank=True)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    replaces = models.ManyToManyField("self", blank=True, symmetrical=False, related_name="replaced_by")

    class Meta:
        ordering = ["dimension", "name"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class SurveyMethod(Versioned):
    """How a survey was made: items a to k of the regulator's summary (domain.md 1.5)."""

    year = models.CharField(max_length=12)
    stock = models.CharField(max_length=12)
    items = models.JSONField(default=dict)
    questionnaire = models.FileField(upload_to="surveys/", blank=True)
    required_sample = models.PositiveIntegerField(null=True, blank=True)
    achieved_sample = models.PositiveIntegerField(null=True, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    margin = exact_number(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "stock"], name="survey_method_once")]


@pghistory.track()
class ServiceLimit(Versioned):
    """The landlord's own target times of a year behind RP02 and CH02."""

    year = models.CharField(max_length=12)
    code = models.CharField(max_length=12)
    text = models.CharField(max_length=200)
    amount = exact_number(null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "code"], name="service_limit_once")]


class Benchmark(models.Model):
    """Quartiles of landlords for a regulator's measure: like with like only."""

    year = models.CharField(max_length=12)
    regulator_code = models.CharField(max_length=12)
    stock = models.CharField(max_length=12)
    size_band = models.CharField(max_length=40, blank=True)
    landlord_type = models.CharField(max_length=40, blank=True)
    landlords = models.PositiveIntegerField()
    minimum = exact_number()
    lower_quartile = exact_number()
    median = exact_number()
    upper_quartile = exact_number()
    maximum = exact_number()
    # 11 exact numbers as text, the lowest, every tenth, the highest; empty where only quartiles are known.
    deciles = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "regulator_code", "stock", "size_band", "landlord_type"],
                name="benchmark_once",
            )
        ]
