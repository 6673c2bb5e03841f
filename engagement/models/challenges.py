"""What members of the panel challenge, and what the landlord answers: both voices, for everybody to read."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from charter.models import Body
from charter.models.base import Versioned, one_of, together
from charter.translated import lazily as _lazy
from engagement.models.parts import in_order, two_people

PERSON = settings.AUTH_USER_MODEL
CHALLENGE_KINDS = [
    ("own", _lazy("My own words")),
    ("group", _lazy("The words of our group")),
]


@pghistory.track(exclude=["display_name"])
class Challenge(Versioned):
    """A question or doubt about one promise or one measure (by its address), and the landlord's answer.

    A member's own words are public at once, under `display_name` or as those of “a member”. Words of the
    group need `confirmed_by`, another member, and stand under the name of the body alone. `answer_due` is the
    day by which the landlord owes an answer; empty before the words are public. Staff never edit a challenge:
    they may withhold it with a reason that everybody reads.
    """

    kind = models.CharField(max_length=8, choices=CHALLENGE_KINDS)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="challenges")
    promise = models.SlugField(max_length=80, blank=True)
    measure = models.SlugField(max_length=80, blank=True)
    period = models.CharField(max_length=12, blank=True)
    text = models.TextField()
    display_name = models.CharField(max_length=60, blank=True)
    raised_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    answer_due = models.DateField(null=True, blank=True, db_index=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    withheld_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withheld_at = models.DateTimeField(null=True, blank=True)
    withheld_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-raised_at", "-id"]
        constraints = [
            one_of("challenge_kind_known", "kind", CHALLENGE_KINDS),
            models.CheckConstraint(condition=~Q(text=""), name="challenge_has_words"),
            models.CheckConstraint(
                condition=(Q(promise="") & ~Q(measure="")) | (~Q(promise="") & Q(measure="")),
                name="challenge_about_one",
            ),
            models.CheckConstraint(
                condition=Q(kind="own", confirmed_at__isnull=True) | Q(kind="group", display_name=""),
                name="challenge_of_one_or_of_all",
            ),
            models.CheckConstraint(
                condition=Q(kind="group", confirmed_at__isnull=True, answer_due__isnull=True)
                | Q(kind="own", answer_due__isnull=False)
                | Q(confirmed_at__isnull=False, answer_due__isnull=False),
                name="challenge_due_once_public",
            ),
            models.CheckConstraint(
                condition=Q(answer_due__isnull=False) | Q(answered_at__isnull=True, withheld_at__isnull=True),
                name="challenge_public_before_answer",
            ),
            together("challenge_confirmation_together", "confirmed_by", "confirmed_at"),
            together("challenge_answer_together", "answered_by", "answered_at"),
            together("challenge_withheld_together", "withheld_by", "withheld_at"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="challenge_answer_has_words",
            ),
            models.CheckConstraint(
                condition=Q(withheld_at__isnull=True, withheld_because="")
                | (Q(withheld_at__isnull=False) & ~Q(withheld_because="")),
                name="challenge_withheld_has_reason",
            ),
            two_people("challenge_four_eyes", "raised_by", "confirmed_by"),
            two_people("challenge_answered_by_another", "raised_by", "answered_by"),
            two_people("challenge_answered_by_a_third", "confirmed_by", "answered_by"),
            in_order("challenge_confirmed_in_order", "raised_at", "confirmed_at"),
            in_order("challenge_answer_in_order", "raised_at", "answered_at"),
        ]

    def __str__(self) -> str:
        return f"{self.promise or self.measure} {self.pk}"
