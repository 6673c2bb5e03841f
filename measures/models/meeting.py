"""Meetings of the bodies that hold the landlord to account, and what they decided."""

import pghistory
from django.db import models

from charter.models import Body
from charter.models.base import Versioned, one_of
from charter.translated import lazily as _lazy
from measures.models.release import Release, Report

MINUTE_KINDS = [("noted", _lazy("Noted")), ("decided", _lazy("Decided")), ("asked", _lazy("Asked"))]


@pghistory.track()
class Meeting(Versioned):
    """A body's meeting: its date, when papers are due, and the release that it looks at."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    held_on = models.DateField()
    papers_due = models.DateField(null=True, blank=True)
    period = models.CharField(max_length=12, blank=True)
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    minutes_public = models.BooleanField(default=False)

    class Meta:
        ordering = ["-held_on"]
        constraints = [models.UniqueConstraint(fields=["body", "held_on"], name="meeting_once_a_day")]


@pghistory.track()
class Minute(Versioned):
    """One line of the minutes: noted, decided or asked, with owner, due and done."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="minutes")
    kind = models.CharField(max_length=10, choices=MINUTE_KINDS)
    text = models.TextField()
    owner = models.CharField(max_length=120, blank=True)
    due = models.DateField(null=True, blank=True)
    done = models.DateField(null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [one_of("minute_kind_known", "kind", MINUTE_KINDS)]
