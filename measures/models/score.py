"""Scores: computed by the worker, never typed."""

from django.db import models

from charter.models.base import exact_number, one_of
from charter.translated import lazily as _lazy
from measures import words
from measures.models.measure import Measure, Segment

SUBJECTS = [
    ("measure", _lazy("Measure")),
    ("promise", _lazy("Promise")),
    ("theme", _lazy("Theme")),
    ("charter", _lazy("Charter")),
]


class Score(models.Model):
    """What the rules say of a measure, promise, theme or charter at a period; one row each.

    `inputs` is the SHA-256 of everything that went in: the same inputs give the same row.
    """

    subject = models.CharField(max_length=10, choices=SUBJECTS)
    subject_id = models.BigIntegerField()
    period = models.CharField(max_length=12)
    period_end = models.DateField()
    state = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=20, choices=words.STATUSES)
    score = exact_number(null=True)
    value = exact_number(null=True)
    coverage = exact_number(null=True)
    detail = models.JSONField(default=dict)
    inputs = models.CharField(max_length=64)
    rule_version = models.CharField(max_length=20)
    computed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["period_end", "subject", "subject_id"]
        constraints = [
            one_of("score_subject_known", "subject", SUBJECTS),
            one_of("score_status_known", "status", words.STATUSES),
            models.UniqueConstraint(fields=["subject", "period", "subject_id"], name="score_once"),
            models.CheckConstraint(
                condition=models.Q(score__isnull=True) | models.Q(score__range=(0, 100)),
                name="score_0_to_100",
            ),
        ]


class SeriesScore(models.Model):
    """Where a series stands: a measure's figures of its own frequency, of the whole landlord or a segment.

    One narrow row for a series, not one for each of its figures: those are judged again wherever they are
    read, by the same rules. `period` is that of its last figure, `value` and `status` are that figure's;
    `met`, `near` and `missed` count its judged figures. `mean`, `lower` and `upper` are the limits since
    `limits_from`, empty where there are none, and `no_limits` says why. They and the icons look at figures up
    to `limits_to`: after many figures at once that is an earlier period until the night (docs/adr/0016), and
    `inputs` is empty. Else `inputs` is the SHA-256 of all that went in.
    """

    # Both are found by the one constraint. The other columns have no index and the pages have room (migration
    # 0014): so a row that is carried on is written where it stands, and no index is touched.
    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, related_name="series_scores", db_index=False
    )
    segment = models.ForeignKey(
        Segment, on_delete=models.CASCADE, null=True, blank=True, related_name="series_scores", db_index=False
    )
    period = models.CharField(max_length=12)
    period_end = models.DateField()
    figures = models.PositiveIntegerField()
    value = exact_number(null=True)
    status = models.CharField(max_length=20, choices=words.STATUSES)
    met = models.PositiveIntegerField()
    near = models.PositiveIntegerField()
    missed = models.PositiveIntegerField()
    limits_from = models.CharField(max_length=12, blank=True)
    mean = exact_number(null=True)
    lower = exact_number(null=True)
    upper = exact_number(null=True)
    limits_to = models.CharField(max_length=12, blank=True)
    no_limits = models.CharField(max_length=30, blank=True)
    variation = models.CharField(max_length=30, blank=True)
    assurance = models.CharField(max_length=30, blank=True)
    inputs = models.CharField(max_length=64, blank=True)
    rule_version = models.CharField(max_length=20)
    computed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["measure", "segment"]
        constraints = [
            one_of("series_status_known", "status", words.STATUSES),
            models.UniqueConstraint(
                fields=["measure", "segment"], name="series_scored_once", nulls_distinct=False
            ),
        ]
