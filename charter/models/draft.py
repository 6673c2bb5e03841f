"""A proposed change of one record: written by one person, approved by another, kept as its version."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from charter.models.base import Versioned, one_of, together
from charter.translated import lazily as _lazy

DRAFT_STATES = [
    ("draft", _lazy("Draft")),
    ("submitted", _lazy("Submitted")),
    ("returned", _lazy("Returned")),
    ("approved", _lazy("Approved")),
    ("withdrawn", _lazy("Withdrawn")),
]
DRAFT_ACTIONS = [("change", _lazy("Change")), ("new", _lazy("New")), ("retire", _lazy("Retire"))]
OPEN_STATES = ("draft", "submitted", "returned")
PERSON = settings.AUTH_USER_MODEL


class Draft(Versioned):
    """What a record of a registered kind said when it was drafted, and what it is to say.

    `parent_id` is the record that it belongs to (the charter of a promise, the measure of a target), in the
    terms of its kind. `was` and `proposed` are field by field as `charter/drafts.py` reads and writes them;
    they hold texts of the charter and no personal data. The approved drafts of a record are its versions.
    """

    kind = models.CharField(max_length=40)
    action = models.CharField(max_length=10, choices=DRAFT_ACTIONS, default="change")
    subject_id = models.BigIntegerField(null=True, blank=True)
    parent_id = models.BigIntegerField(null=True, blank=True)
    title = models.CharField(max_length=200)
    was = models.JSONField(default=dict, blank=True)
    proposed = models.JSONField(default=dict, blank=True)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=DRAFT_STATES, default="draft")
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [
            models.Index(fields=["kind", "subject_id"], name="draft_of_record"),
            models.Index(fields=["kind", "parent_id", "state"], name="draft_in_parent"),
        ]
        constraints = [
            one_of("draft_state_known", "state", DRAFT_STATES),
            one_of("draft_action_known", "action", DRAFT_ACTIONS),
            together("draft_decision_together", "decided_by", "decided_at"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("author")), name="draft_four_eyes"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "returned"]) | Q(decided_by__isnull=False),
                name="draft_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(subject_id__isnull=False), name="draft_approved_has_record"
            ),
            models.CheckConstraint(
                condition=Q(action="new") | Q(subject_id__isnull=False), name="draft_change_has_record"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it can still come to something."""
        return self.state in OPEN_STATES

    def is_shown_to(self, person: models.Model) -> bool:
        """Whether the person may know what it says: its author always, others once it was submitted.

        One that came back or was withdrawn is its author's alone again (reliability.md section 5, row 8).
        """
        return self.author_id == person.pk or self.state in ("submitted", "approved")

    @property
    def can_be_edited(self) -> bool:
        """Whether its author may write in it: before it is submitted, or once it came back."""
        return self.state in ("draft", "returned")
