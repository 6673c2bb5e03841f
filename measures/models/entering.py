"""What belongs to entering a figure: evidence, warnings looked at, kept text, words without a figure."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from charter.models.base import Versioned, one_of, together
from charter.translated import lazily as _lazy
from measures import words
from measures.models.measure import Measure, Segment
from measures.models.result import Result

PERSON = settings.AUTH_USER_MODEL
EVIDENCE_KINDS = [
    ("pdf", "PDF"),
    ("png", _lazy("Picture (PNG)")),
    ("jpeg", _lazy("Picture (JPEG)")),
    ("xlsx", _lazy("Excel")),
    ("csv", "CSV"),
]
# Words are sent as soon as they are saved; what is unfinished lies in KeptText.
COMMENTARY_STATES = [one for one in words.WORKFLOW if one[0] != "draft"]


def random_name(evidence: "Evidence", name: str) -> str:
    """Where a file of evidence lies: a name that nobody chose and nobody can guess."""
    return f"evidence/{uuid.uuid4().hex}"


class Evidence(models.Model):
    """A file that shows where a figure comes from. `name` is what its sender called it, for reading only."""

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="evidence")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=4, choices=EVIDENCE_KINDS)
    file = models.FileField(upload_to=random_name)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [one_of("evidence_kind_known", "kind", EVIDENCE_KINDS)]

    def __str__(self) -> str:
        return self.name


class Confirmation(models.Model):
    """Warnings about a figure that its author looked at and says are no mistake, with the reason if given."""

    result = models.OneToOneField(Result, on_delete=models.CASCADE, related_name="confirmation")
    warnings = models.JSONField(default=list)
    because = models.TextField(blank=True)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)


class KeptText(models.Model):
    """What a person typed for a figure and has not saved yet, finished or not; nobody else ever sees it.

    `typed` holds the boxes by name, `version` the version that the form stood on, `browser` a sign of the
    session it was typed in, so that we can say “on another device”.
    """

    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="+")
    period = models.CharField(max_length=12)
    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    typed = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    browser = models.CharField(max_length=64, blank=True)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "measure", "period", "segment"],
                name="kept_text_once",
                nulls_distinct=False,
            )
        ]


@pghistory.track()
class MeasureCommentary(Versioned):
    """Why a measure that nobody enters is where it is in a period, what is done about it, and by when.

    Counted, composite, publication, trend and milestone measures have no figure to hang words on.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="commentaries")
    period = models.CharField(max_length=12)
    period_kind = models.CharField(max_length=10, choices=words.PERIOD_KINDS)
    period_start = models.DateField()
    period_end = models.DateField()
    why = models.TextField()
    action = models.TextField()
    by_when = models.DateField(null=True, blank=True)
    workflow = models.CharField(max_length=10, choices=COMMENTARY_STATES, default="submitted")
    written_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    returned_because = models.TextField(blank=True)

    class Meta:
        ordering = ["period_end", "id"]
        constraints = [
            one_of("commentary_workflow_known", "workflow", COMMENTARY_STATES),
            models.UniqueConstraint(
                fields=["measure", "period"],
                condition=Q(workflow__in=["submitted", "returned"]),
                name="commentary_one_open",
            ),
            models.UniqueConstraint(
                fields=["measure", "period"], condition=Q(workflow="approved"), name="commentary_one_approved"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("written_by")),
                name="commentary_four_eyes",
            ),
            together("commentary_decision_together", "decided_by", "decided_at"),
            models.CheckConstraint(
                condition=~Q(workflow__in=["approved", "superseded"]) | Q(decided_by__isnull=False),
                name="commentary_approved_has_decider",
            ),
            models.CheckConstraint(
                condition=~Q(workflow="returned") | ~Q(returned_because=""),
                name="commentary_returned_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(why="") & ~Q(action=""), name="commentary_says_why_and_what_next"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.period}"
