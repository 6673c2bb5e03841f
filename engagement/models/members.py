"""People who take part: how they can be reached, what they agreed to, and the events that they came to."""

import uuid

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from charter.models import Body
from charter.models.base import Versioned, one_of
from charter.translated import lazily as _lazy
from engagement.models.parts import in_order, slugs
from engagement.models.records import Event

WAYS = [
    ("group_online", _lazy("A focus group online")),
    ("group_in_person", _lazy("A focus group in person")),
    ("survey", _lazy("Short surveys")),
    ("call", _lazy("A phone call, just you and us")),
]
PLACES = [
    ("asked", _lazy("Asked")),
    ("coming", _lazy("Coming")),
    ("waiting", _lazy("On the waiting list")),
    ("not_coming", _lazy("Not coming")),
]
TOLD = ["invited", "moved", "cancelled", "moved_up", "reminder", "outcome"]

AGE_BANDS = [
    ("under_35", _lazy("Under 35")),
    ("35_to_54", _lazy("35 to 54")),
    ("55_to_64", _lazy("55 to 64")),
    ("65_and_over", _lazy("65 and over")),
]
TENURES = [
    ("social_rent", _lazy("I rent my home")),
    ("shared_ownership", _lazy("I own a share of my home")),
    ("leasehold", _lazy("I own my home on a lease")),
    ("other", _lazy("Something else")),
]


class Member(Versioned):
    """Somebody who takes part: the only table with who they are, and no history tracks it.

    `key` stands in the links of the mails. `area` is the address of an area of the landlord (empty: not
    said), `promises` those that they care about, `bodies` the groups that they belong to. `age_band` and
    `tenure` are for the shares of who takes part alone (empty: rather not said). Before
    `confirmed_at` nothing is sent but the letter that asks to confirm, and after `left_at` nothing at all.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    ways: "ArrayField[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=20, choices=WAYS), default=list, blank=True
    )
    promises = slugs()
    area = models.SlugField(max_length=80, blank=True)
    bodies = models.ManyToManyField(Body, blank=True, related_name="+")
    access_needs = models.TextField(blank=True)
    age_band = models.CharField(max_length=20, choices=AGE_BANDS, blank=True)
    tenure = models.CharField(max_length=20, choices=TENURES, blank=True)
    signed_up_at = models.DateTimeField(db_index=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["email"], condition=~Q(email=""), name="member_email_once"),
            in_order("member_confirmed_in_order", "signed_up_at", "confirmed_at"),
            in_order("member_left_in_order", "signed_up_at", "left_at"),
        ]

    def __str__(self) -> str:
        return f"member {self.pk}"

    @property
    def ways_said(self) -> list[str]:
        """The ways in which they take part, in words."""
        return [str(words) for key, words in WAYS if key in self.ways]


class MemberConsent(models.Model):
    """What a member agreed to: in which wording, when, and when they took it back (reliability.md P49).

    A row is never changed but for `withdrawn_at`; agreeing again is another row. It goes with the member.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20)
    wording = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["given_at", "id"]
        constraints = [
            in_order("member_consent_in_order", "given_at", "withdrawn_at"),
            models.UniqueConstraint(
                fields=["member", "purpose"], condition=Q(withdrawn_at=None), name="one_consent_at_a_time"
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="as_given", fields=["member", "purpose", "wording", "given_at"]),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"


@pghistory.track()
class EventPlace(Versioned):
    """A member's place at an event: what they answered to the invitation, and whether they came.

    It stays for the counts when the member is forgotten; `member` is then empty. `came` is None until
    somebody noted it; `key` stands in the link with which they answer.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="places")
    member = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="places"
    )
    state = models.CharField(max_length=12, choices=PLACES, default="asked")
    asked_at = models.DateTimeField(null=True, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    came = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["event", "replied_at", "id"]
        constraints = [
            one_of("event_place_state_known", "state", PLACES),
            models.UniqueConstraint(fields=["event", "member"], name="one_place_a_member"),
        ]

    def __str__(self) -> str:
        return f"place {self.pk}"


class EventMail(models.Model):
    """One mail to somebody who was asked: noted as begun before it is sent, so never sent twice.

    `about` tells a second mail of a kind from the first: the time of the event for a reminder, else the
    moment of what it tells.
    """

    place = models.ForeignKey(EventPlace, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField(max_length=10)
    about = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    refused = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=TOLD), name="event_mail_kind_known"),
            models.UniqueConstraint(fields=["place", "kind", "about"], name="one_mail_of_an_event"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(begun_at__isnull=False),
                name="event_mail_begun_before_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"
