"""What people tell the landlord, and how they can be reached: the second is in no history and goes first."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from charter.models import Post
from charter.models.base import Versioned, one_of, together
from charter.translated import lazily as _lazy
from engagement.models.parts import in_order, only_after, slugs, two_people

PERSON = settings.AUTH_USER_MODEL

FEEDBACK_KINDS = [
    ("complaint", _lazy("Complaint")),
    ("comment", _lazy("Comment")),
    ("compliment", _lazy("Compliment")),
    ("idea", _lazy("Idea")),
    ("building_safety", _lazy("Building safety")),
]
HANDED_OVER = ("complaint", "building_safety")  # sent at once to an inbox of the landlord's own


@pghistory.track(exclude=["text", "sent_as"])
class Feedback(Versioned):
    """Something that somebody told the landlord.

    `text` may hold personal data, so no history keeps it and it can be erased; `public_text` are the words
    that one person prepared for the public and another one let through. The history keeps every wording.
    `reference` is what people quote; `sent_as` is the form it came by, once, and the key of its own page. A
    complaint is handed over to those who answer complaints, and never answered here.
    """

    kind = models.CharField(max_length=20, choices=FEEDBACK_KINDS)
    reference = models.CharField(max_length=12, unique=True, null=True, blank=True)
    sent_as = models.UUIDField(unique=True, null=True, blank=True, editable=False)
    promises = slugs()
    owner = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="feedback")
    text = models.TextField(blank=True)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer_due = models.DateField(null=True, blank=True, db_index=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    acknowledge_due = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    public_text = models.TextField(blank=True)
    worded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True, db_index=True)
    published_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-received_at", "-id"]
        verbose_name_plural = "feedback"
        constraints = [
            one_of("feedback_kind_known", "kind", FEEDBACK_KINDS),
            models.CheckConstraint(
                condition=Q(handed_over_at__isnull=True) | Q(kind__in=HANDED_OVER),
                name="feedback_handed_over_by_kind",
            ),
            together("feedback_answer_together", "answered_at", "answered_by"),
            together("feedback_publication_together", "published_at", "published_by"),
            in_order("feedback_answer_in_order", "received_at", "answered_at"),
            in_order("feedback_publication_in_order", "received_at", "published_at"),
            only_after("feedback_worded_before_public", "published_at", "worded_by"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | ~Q(public_text=""), name="feedback_public_has_words"
            ),
            two_people("feedback_four_eyes", "worded_by", "published_by"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class FeedbackContact(models.Model):
    """How somebody who spoke can be reached, all of it if they wished, and what we answered them.

    No history tracks it; the row goes 12 months after the matter was closed (reliability.md P48).
    """

    feedback = models.OneToOneField(Feedback, on_delete=models.CASCADE, related_name="contact")
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    answer = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"contact {self.pk}"
