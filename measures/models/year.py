"""Financial years that are closed, and single periods of theirs that are unlocked for a while."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from charter.models.base import Versioned, together
from measures import words
from measures.models.measure import Measure

PERSON = settings.AUTH_USER_MODEL


@pghistory.track()
class YearClosing(Versioned):
    """A financial year was closed: its figures are final (design section 4.6). One in force a year.

    `exceptions` are the lines of the checklist that stood in the way and were let pass: `line`, `count` and
    the `reason`. `figures` counts those that became final. Reopening needs a reason and two approvers: one
    asks, another confirms.
    """

    year = models.CharField(max_length=12)
    starts = models.DateField()
    ends = models.DateField()
    closed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()
    figures = models.PositiveIntegerField(default=0)
    exceptions = models.JSONField(default=list)
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    asked_because = models.TextField(blank=True)
    reopened_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-closed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["year"], condition=Q(reopened_at__isnull=True), name="year_closed_once"
            ),
            together("year_reopening_asked_together", "asked_by", "asked_at"),
            together("year_reopening_together", "reopened_by", "reopened_at"),
            models.CheckConstraint(
                condition=Q(asked_by__isnull=True) | ~Q(asked_because=""), name="year_reopening_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(reopened_by__isnull=True)
                | (Q(asked_by__isnull=False) & ~Q(reopened_by=F("asked_by"))),
                name="year_reopened_by_two",
            ),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="year_in_order"),
        ]

    def __str__(self) -> str:
        return self.year


@pghistory.track()
class PeriodUnlock(Versioned):
    """A locked period of one measure, asked for by its owner or opened by an approver until a day.

    Without `given_at` it is only asked for. `until` is the last day on which a figure may be entered.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="unlocks")
    period = models.CharField(max_length=12)
    period_kind = models.CharField(max_length=10, choices=words.PERIOD_KINDS)
    reason = models.TextField()
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(null=True)
    until = models.DateField(null=True)
    # A request that was refused, or a lock that was put on again before its day.
    ended_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "period"],
                condition=Q(given_at__isnull=True, ended_at__isnull=True),
                name="unlock_asked_once",
            ),
            together("unlock_asked_together", "asked_by", "asked_at"),
            together("unlock_given_together", "given_by", "given_at", "until"),
            together("unlock_ended_together", "ended_by", "ended_at"),
            models.CheckConstraint(condition=~Q(reason=""), name="unlock_has_reason"),
            models.CheckConstraint(
                condition=Q(asked_by__isnull=False) | Q(given_by__isnull=False), name="unlock_has_person"
            ),
            models.CheckConstraint(
                condition=Q(asked_by__isnull=True) | Q(given_by__isnull=True) | ~Q(given_by=F("asked_by")),
                name="unlock_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.period}"


@pghistory.track()
class LockRule(Versioned):
    """When a published period is locked: so many days after its release became public; empty: never."""

    days_after_release = models.PositiveSmallIntegerField(null=True, blank=True)
    only = models.BooleanField(default=True, editable=False, unique=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="one_lock_rule")]

    def __str__(self) -> str:
        return str(self.days_after_release or "never")
