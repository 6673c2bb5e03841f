"""Consultations: dated stages, drafts to comment on, what people said, and the answer to each group of it."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from charter.models import Charter
from charter.models.base import Versioned, one_of, together
from charter.translated import lazily as _lazy
from engagement.models.parts import in_order, only_after, two_people

PERSON = settings.AUTH_USER_MODEL

CONSULTATION_STAGES = [
    ("explain", _lazy("We explain what it is about")),
    ("first_draft", _lazy("First draft")),
    ("feedback", _lazy("You tell us what you think")),
    ("second_draft", _lazy("Second draft")),
    ("internal_review", _lazy("We check it")),
    ("signed_off", _lazy("Signed off")),
    ("published", _lazy("Published")),
]
DRAFTS = ("first_draft", "second_draft")
CHANGED = [
    ("changed", _lazy("We changed it")),
    ("partly", _lazy("We changed it in part")),
    ("not_changed", _lazy("We did not change it")),
]


@pghistory.track()
class Consultation(Versioned):
    """Something that the landlord asks people about before it decides.

    `came_of` is the version of the charter that came of it. It is public from `opened_at` on.
    """

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    summary = models.TextField()
    written_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True, db_index=True)
    came_of = models.ForeignKey(Charter, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [together("consultation_opening_together", "opened_by", "opened_at")]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class ConsultationStage(Versioned):
    """One stage: the day that was promised first, the day that is promised now, and the day that it came."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="stages")
    stage = models.CharField(max_length=20, choices=CONSULTATION_STAGES)
    promised = models.DateField(null=True, blank=True)
    expected = models.DateField(null=True, blank=True)
    came_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    document = models.URLField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            one_of("consultation_stage_known", "stage", CONSULTATION_STAGES),
            models.UniqueConstraint(fields=["consultation", "stage"], name="stage_of_consultation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.consultation}: {self.get_stage_display()}"


@pghistory.track()
class DraftParagraph(models.Model):
    """A paragraph of a draft, as people comment on it; a draft that is public does not change."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="paragraphs")
    draft = models.CharField(max_length=20, choices=CONSULTATION_STAGES)
    number = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["draft", "number"]
        constraints = [
            models.CheckConstraint(condition=Q(draft__in=DRAFTS), name="paragraph_of_a_draft"),
            models.UniqueConstraint(fields=["consultation", "draft", "number"], name="paragraph_once"),
        ]

    def __str__(self) -> str:
        return f"paragraph {self.number}"


@pghistory.track()
class CommentGroup(Versioned):
    """Comments that say the same, in our words, and our answer: written by one, approved by another."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="groups")
    title = models.CharField(max_length=200)
    outcome = models.CharField(max_length=12, choices=CHANGED, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            one_of("comment_group_outcome_known", "outcome", [("", ""), *CHANGED]),
            together("comment_group_answer_together", "answered_by", "answered_at"),
            together("comment_group_approval_together", "approved_by", "approved_at"),
            two_people("comment_group_four_eyes", "answered_by", "approved_by"),
            only_after("comment_group_answered_first", "approved_at", "answered_at"),
            in_order("comment_group_in_order", "answered_at", "approved_at"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | (~Q(answer="") & ~Q(outcome="")),
                name="comment_group_answer_says_what",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Comment(models.Model):
    """What somebody said about a paragraph, or about the whole; no history tracks it, and nobody is named.

    `text` goes 24 months after it came (reliability.md P48); that it came stays counted.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="comments")
    paragraph = models.ForeignKey(
        DraftParagraph, on_delete=models.PROTECT, null=True, blank=True, related_name="comments"
    )
    group = models.ForeignKey(
        CommentGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="comments"
    )
    sent_as = models.UUIDField(unique=True, editable=False)
    text = models.TextField(blank=True)
    received_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["received_at", "id"]

    def __str__(self) -> str:
        return f"comment {self.pk}"
