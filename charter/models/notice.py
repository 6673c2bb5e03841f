"""Reminders: when the landlord reminds, what each person wants to hear, what was sent."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from charter.models.base import Versioned, one_of
from charter.translated import lazily as _lazy

PERSON = settings.AUTH_USER_MODEL
DIGEST_DAYS = [
    ("daily", _lazy("Every day")),
    ("weekdays", _lazy("Monday to Friday")),
    ("mondays", _lazy("Mondays only")),
]


@pghistory.track()
class Timetable(Versioned):
    """When the portal reminds; one row for the installation, kept by administrators.

    `before_due` are days before a due day. An overdue figure is told again every `overdue_every` days and
    goes to the approver's post `escalate_after` days late. `review_before` is how many days ahead a review
    is announced, `waiting_days` how long a figure may wait for a decision, `hour` the hour of the day
    (London) from which digests go out.
    """

    before_due = ArrayField(models.PositiveSmallIntegerField(), default=list)
    overdue_every = models.PositiveSmallIntegerField(default=7)
    escalate_after = models.PositiveSmallIntegerField(default=5)
    waiting_days = models.PositiveSmallIntegerField(default=3)
    review_before = models.PositiveSmallIntegerField(default=30)
    hour = models.PositiveSmallIntegerField(default=7)
    only = models.BooleanField(default=True, editable=False, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(only=True), name="one_timetable"),
            models.CheckConstraint(condition=models.Q(hour__lte=23), name="timetable_hour_of_a_day"),
            models.CheckConstraint(
                condition=models.Q(
                    overdue_every__gte=1, escalate_after__gte=1, waiting_days__gte=1, review_before__gte=1
                ),
                name="timetable_in_whole_days",
            ),
        ]


class MailChoice(Versioned):
    """What a person wants to hear: on which days, and the kinds of notice that they do not want."""

    person = models.OneToOneField(PERSON, on_delete=models.PROTECT, related_name="mail_choice")
    days = models.CharField(max_length=10, choices=DIGEST_DAYS, default="daily")
    unwanted = ArrayField(models.CharField(max_length=30), default=list, blank=True)

    class Meta:
        constraints = [one_of("mail_days_known", "days", DIGEST_DAYS)]


class DigestRun(models.Model):
    """A day on which digests were made: once a day, whoever asks; what was missed is in the next one."""

    day = models.DateField(unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day"]


class Digest(models.Model):
    """One mail to one person on one day: its lines as they were then, and when it went out."""

    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="digests")
    day = models.DateField()
    lines = models.JSONField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="one_digest_a_day")]
