"""What came of what people said: service changes, scrutiny, events; and who follows our results.

The figures counted from them are approved by the portal (design section 4.2). Most records need two people;
events and answers to people are one person's (section 8, row 70). Each counts from when it was written down.
"""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from charter.models import Body, Post
from charter.models.base import Versioned, one_of, together
from charter.translated import lazily as _lazy
from engagement.models.parts import in_order, only_after, slugs, two_people
from measures.models import Release

PERSON = settings.AUTH_USER_MODEL

OUTCOMES = [("did", _lazy("We did")), ("could_not", _lazy("We could not, because"))]
DECISIONS = [
    ("accepted", _lazy("Accepted")),
    ("partly", _lazy("Accepted in part")),
    ("not_accepted", _lazy("Not accepted")),
]
EVENT_KINDS = [
    ("focus_group", _lazy("Focus group")),
    ("meeting", _lazy("Meeting")),
    ("visit", _lazy("Visit or walkabout")),
    ("workshop", _lazy("Workshop")),
    ("drop_in", _lazy("Drop-in")),
    ("one_to_one", _lazy("One-to-one call")),
]
EVENT_STATES = [("planned", _lazy("Planned")), ("held", _lazy("Held")), ("cancelled", _lazy("Cancelled"))]
TOPICS = [
    ("charter", _lazy("The whole charter")),
    ("promise", _lazy("A promise")),
    ("area", _lazy("An area")),
    ("body", _lazy("A body")),
]


@pghistory.track()
class ServiceChange(Versioned):
    """“You said, we did”, or “we could not, because”: written by one, approved by another, then public.

    `promises` and `measures` are the addresses of what it is about: a promise keeps its address from one
    charter to the next.
    """

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    said = models.TextField()
    outcome = models.CharField(max_length=10, choices=OUTCOMES, default="did")
    did = models.TextField()
    decided_on = models.DateField()
    promises = slugs()
    measures = slugs()
    written_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["-decided_on", "-id"]
        constraints = [
            one_of("service_change_outcome_known", "outcome", OUTCOMES),
            together("service_change_approval_together", "approved_by", "approved_at"),
            two_people("service_change_four_eyes", "written_by", "approved_by"),
            only_after("service_change_approved_before_public", "published_at", "approved_at"),
            in_order("service_change_dates_in_order", "approved_at", "published_at"),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class ScrutinyProject(Versioned):
    """A piece of scrutiny by a body of tenants, from its start to its published report.

    `promises` and `measures` are the addresses of what it looks at.
    """

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="scrutiny_projects")
    promises = slugs()
    measures = slugs()
    started = models.DateField()
    opened_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    report_address = models.URLField(blank=True)
    published_on = models.DateField(null=True, blank=True, db_index=True)
    published_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-started", "-id"]
        constraints = [
            together("scrutiny_publication_together", "published_on", "published_by"),
            two_people("scrutiny_four_eyes", "opened_by", "published_by"),
            in_order("scrutiny_dates_in_order", "started", "published_on"),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class Recommendation(Versioned):
    """What the body asks the landlord to do, and the landlord's answer in public."""

    project = models.ForeignKey(ScrutinyProject, on_delete=models.PROTECT, related_name="recommendations")
    text = models.TextField()
    made_on = models.DateField()
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    answer_due = models.DateField(db_index=True)
    decision = models.CharField(max_length=12, choices=DECISIONS, blank=True)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["made_on", "id"]
        constraints = [
            one_of("recommendation_decision_known", "decision", [("", ""), *DECISIONS]),
            together("recommendation_answer_together", "answered_on", "answered_by"),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, decision="")
                | (Q(answered_on__isnull=False) & ~Q(decision="") & ~Q(answer="")),
                name="recommendation_answer_says_what",
            ),
            two_people("recommendation_four_eyes", "made_by", "answered_by"),
            in_order("recommendation_due_in_order", "made_on", "answer_due"),
            in_order("recommendation_answer_in_order", "made_on", "answered_on"),
        ]


@pghistory.track()
class ScrutinyAction(Versioned):
    """What the landlord does about a recommendation or a project; done by its owner, closed by the body."""

    project = models.ForeignKey(
        ScrutinyProject, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    text = models.TextField()
    owner = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="scrutiny_actions")
    due = models.DateField(db_index=True)
    added_on = models.DateField()
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(project__isnull=True, recommendation__isnull=False)
                | Q(project__isnull=False, recommendation__isnull=True),
                name="scrutiny_action_of_one",
            ),
            together("scrutiny_action_done_together", "done_on", "done_by"),
            together("scrutiny_action_closed_together", "closed_on", "closed_by"),
            only_after("scrutiny_action_done_before_closed", "closed_on", "done_on"),
            two_people("scrutiny_action_four_eyes", "done_by", "closed_by"),
            in_order("scrutiny_action_due_in_order", "added_on", "due"),
            in_order("scrutiny_action_done_in_order", "added_on", "done_on"),
            in_order("scrutiny_action_closed_in_order", "done_on", "closed_on"),
        ]


@pghistory.track()
class Event(Versioned):
    """Something that tenants can come to; on `invited_on` somebody noted that the invitation went out.

    `join_link` goes only to those who come; `seats` None is no limit. `late_because` says why people heard
    less than a week before. `moved_from` is its time before it was last moved; then `invited_on` is the day
    on which people were told. `heard` and `next_steps` are public from `heard_on`; `notes` never are.
    """

    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=EVENT_KINDS)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts = models.DateTimeField(db_index=True)
    invited_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=EVENT_STATES, default="planned")
    cancelled_because = models.TextField(blank=True)
    place = models.CharField(max_length=300, blank=True)
    join_link = models.URLField(max_length=500, blank=True)
    agenda = models.TextField(blank=True)
    seats = models.PositiveSmallIntegerField(null=True, blank=True)
    late_because = models.TextField(blank=True)
    moved_from = models.DateTimeField(null=True, blank=True)
    moved_because = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    heard = models.TextField(blank=True)
    next_steps = models.TextField(blank=True)
    heard_on = models.DateField(null=True, blank=True)
    planned_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    settled_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts", "id"]
        constraints = [
            one_of("event_kind_known", "kind", EVENT_KINDS),
            one_of("event_state_known", "state", EVENT_STATES),
            together("event_settlement_together", "settled_by", "settled_at"),
            models.CheckConstraint(
                condition=Q(state="planned", settled_at__isnull=True)
                | (~Q(state="planned") & Q(settled_at__isnull=False)),
                name="event_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(settled_at__gte=F("starts")), name="event_held_after_its_start"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_because=""), name="event_cancelled_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(moved_from__isnull=True) | ~Q(moved_because=""), name="event_moved_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(heard_on__isnull=True) | ~Q(heard=""), name="event_heard_has_words"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Follower(models.Model):
    """Somebody who wants our results by mail: the only table with the address, and no history tracks it.

    The row goes when they stop, and with it all that hangs on it. `key` stands in the links of the mails.
    `letters` are how many letters about following the address was sent on the day `letters_on`.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    letters_on = models.DateField(null=True, blank=True)
    letters = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"follower {self.pk}"


class FollowedTopic(models.Model):
    """What a follower wants to hear of; nothing is sent about it before the mailed link was pressed."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="topics")
    kind = models.CharField(max_length=10, choices=TOPICS)
    slug = models.SlugField(max_length=80, blank=True)
    label = models.CharField(max_length=250)
    asked_at = models.DateTimeField(db_index=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            one_of("followed_topic_kind_known", "kind", TOPICS),
            models.UniqueConstraint(fields=["follower", "kind", "slug"], name="topic_followed_once"),
            models.CheckConstraint(
                condition=Q(kind="charter", slug="") | (~Q(kind="charter") & ~Q(slug="")),
                name="followed_topic_has_its_slug",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class FollowerMail(models.Model):
    """The one mail to a follower about a release: noted as begun before it is sent, so never sent twice.

    One that was begun and has no time of sending may or may not have arrived: the worker died on it.
    """

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="mails")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    refused = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["follower", "release"], name="one_mail_a_release"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(begun_at__isnull=False), name="mail_begun_before_sent"
            ),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"
