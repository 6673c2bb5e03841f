"""Meetings of the bodies that hold the landlord to account, what they decided, and the group's own words."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from charter.models import Body
from charter.models.base import Versioned, one_of, together, with_deletions
from charter.translated import lazily as _lazy
from measures.models.measure import Measure
from measures.models.release import Release, Report

PERSON = settings.AUTH_USER_MODEL
MEETING_STATES = [("planned", _lazy("Planned")), ("held", _lazy("Held")), ("cancelled", _lazy("Cancelled"))]
AGENDA_ORIGINS = [
    ("exception", _lazy("From the figures")),
    ("asked", _lazy("Asked at the last meeting")),
    ("own", _lazy("Your own")),
]
MINUTE_KINDS = [("noted", _lazy("Noted")), ("decided", _lazy("Decided")), ("asked", _lazy("Asked"))]


@pghistory.track()
class Meeting(Versioned):
    """A body's meeting: its date, when papers are due, and the release that it looks at.

    `release` is set when it is held, to what was live that day: the next one compares with it.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    held_on = models.DateField()
    starts = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=MEETING_STATES, default="planned")
    called_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    papers_due = models.DateField(null=True, blank=True)
    papers_said_at = models.DateTimeField(null=True, blank=True)
    period = models.CharField(max_length=12, blank=True)
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings"
    )

    class Meta:
        ordering = ["-held_on"]
        constraints = [
            models.UniqueConstraint(fields=["body", "held_on"], name="meeting_once_a_day"),
            one_of("meeting_state_known", "state", MEETING_STATES),
        ]


@pghistory.track(*with_deletions())
class AgendaItem(Versioned):
    """One thing to talk about: an exception of the figures, a question of last time, or a member's own.

    `key` names the exception, such as `missed/repairs`, so that it comes once; empty for what members add.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    order = models.PositiveSmallIntegerField(default=0)
    origin = models.CharField(max_length=10, choices=AGENDA_ORIGINS)
    key = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=200)
    says = models.TextField(blank=True)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    promise = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            one_of("agenda_origin_known", "origin", AGENDA_ORIGINS),
            models.UniqueConstraint(fields=["meeting", "key"], condition=~Q(key=""), name="agenda_item_once"),
        ]


@pghistory.track(*with_deletions())
class Minute(Versioned):
    """One line of the minutes: noted, decided or asked, with owner and due, and the answer."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="minutes")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="minutes"
    )
    kind = models.CharField(max_length=10, choices=MINUTE_KINDS)
    text = models.TextField()
    owner = models.CharField(max_length=120, blank=True)
    due = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            one_of("minute_kind_known", "kind", MINUTE_KINDS),
            together("minute_answer_together", "answered_on", "answered_by"),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | ~Q(answer=""), name="minute_answer_has_words"
            ),
        ]


@pghistory.track()
class PanelComment(Versioned):
    """What a body of tenants says in its own words of a promise, or of everything, in a period.

    Another member publishes it. Staff never edit it: they may withhold it with a reason, in public.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="comments")
    promise = models.CharField(max_length=80, blank=True)
    period = models.CharField(max_length=12)
    text = models.TextField()
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    published_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    withheld_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withheld_at = models.DateTimeField(null=True, blank=True)
    withheld_because = models.TextField(blank=True)

    class Meta:
        ordering = ["period", "promise"]
        constraints = [
            models.UniqueConstraint(fields=["body", "promise", "period"], name="panel_comment_once"),
            models.CheckConstraint(condition=~Q(text=""), name="panel_comment_has_words"),
            together("panel_comment_published_together", "published_by", "published_at"),
            together("panel_comment_withheld_together", "withheld_by", "withheld_at"),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("author")),
                name="panel_comment_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(withheld_by__isnull=True, withheld_because="")
                | (Q(withheld_by__isnull=False) & ~Q(withheld_because="")),
                name="panel_comment_withheld_has_reason",
            ),
        ]
