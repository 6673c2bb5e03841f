"""Scores: computed by the worker, never typed."""

from django.db import models

from charter.models.base import exact_number, one_of
from measures import words

SUBJECTS = [("measure", "Measure"), ("promise", "Promise"), ("theme", "Theme"), ("charter", "Charter")]


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
            models.UniqueConstraint(fields=["subject", "subject_id", "period"], name="score_once"),
            models.CheckConstraint(
                condition=models.Q(score__isnull=True) | models.Q(score__range=(0, 100)),
                name="score_0_to_100",
            ),
        ]
