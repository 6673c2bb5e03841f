"""A figure on its way: entered, submitted, approved or returned, superseded."""

from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from charter.models.base import Versioned, exact_number, one_of, together
from charter.translated import lazily as _lazy
from measures import words
from measures.models.measure import Measure, Segment

ORIGINS = [
    ("form", _lazy("Typed")),
    ("file", _lazy("From a file")),
    ("history", _lazy("Before the portal")),
    ("automatic", _lazy("Worked out by the portal")),
]
IMPORT_STATES = [
    ("received", _lazy("Received")),
    ("faulty", _lazy("With faults")),
    ("ready", _lazy("Ready to accept")),
    ("accepted", _lazy("Accepted")),
    ("failed", _lazy("Could not be read")),
    ("discarded", _lazy("Thrown away")),
]
CONTAINERS = [("csv", "CSV"), ("xlsx", "Excel (.xlsx)")]
PERSON = settings.AUTH_USER_MODEL
# Four eyes do not hold for figures that the portal works out itself; nobody else may call a figure so.
AUTOMATIC_ONLY_BY_THE_PORTAL = """
    IF NEW.entered_by_id <> (SELECT id FROM charter_user WHERE email = 'system@portal.invalid') THEN
        RAISE EXCEPTION 'only the portal itself records automatic figures' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


# A share of a whole is 0 to 100 of 100; only measures with a bound above that count more than there is.
SHARE_WITHIN_ITS_WHOLE = """
    IF EXISTS (SELECT 1 FROM measures_measure WHERE id = NEW.measure_id
               AND kind IN ('percentage', 'cases', 'satisfaction', 'composite')
               AND (natural_max IS NULL OR natural_max <= 100)) THEN
        RAISE EXCEPTION 'a numerator beyond its denominator is no share' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

# A statement's history finds the old and the new row by their id: a row under another id would leave none.
ID_STAYS = """
    RAISE EXCEPTION 'the id of a row with history never changes' USING ERRCODE = 'check_violation';
"""


class Import(Versioned):
    """A file of figures: kept with its hash, checked whole, accepted all or nothing."""

    name = models.CharField(max_length=300)
    digest = models.CharField(max_length=64, db_index=True)
    file = models.FileField(upload_to="imports/")
    container = models.CharField(max_length=4, choices=CONTAINERS, default="csv")
    # The rows of a workbook as the limited child read them; it is opened once only.
    table = models.FileField(upload_to="imports/", blank=True)
    # Of the figures themselves, whatever the file's name, order or form: the same figures lead to the first.
    figures_digest = models.CharField(max_length=64, blank=True, db_index=True)
    same_as = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    size = models.PositiveIntegerField()
    form = models.CharField(max_length=20, default="results")
    # What a file of cases is about; other files name their measures row by row.
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="case_files"
    )
    state = models.CharField(max_length=10, choices=IMPORT_STATES, default="received")
    rows = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
    summary = models.JSONField(default=dict)
    received_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(auto_now_add=True)
    accepted_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            one_of("import_state_known", "state", IMPORT_STATES),
            one_of("import_container_known", "container", CONTAINERS),
            together("import_acceptance_together", "accepted_by", "accepted_at"),
        ]

    def __str__(self) -> str:
        return self.name


def _noted(to: str | type[models.Model], *, null: bool = False) -> Any:
    """A reference as the history of figures keeps it: nobody looks for history by it, so without an index."""
    return models.ForeignKey(
        to,
        on_delete=models.DO_NOTHING,
        null=null,
        db_constraint=False,
        db_index=False,
        related_name="+",
        related_query_name="+",
    )


def _person(*, null: bool = False) -> Any:
    """Who had a hand in a figure: without an index, and held by statement."""
    return models.ForeignKey(
        PERSON,
        on_delete=models.PROTECT,
        null=null,
        blank=null,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )


# History is noted once a statement: once a row it would be a good part of the work of a file.
@pghistory.track(
    level=pgtrigger.Statement,
    attrs={
        "measure": _noted(Measure),
        "segment": _noted(Segment, null=True),
        "batch": _noted(Import, null=True),
        "entered_by": _noted(PERSON),
        "submitted_by": _noted(PERSON, null=True),
        "decided_by": _noted(PERSON, null=True),
        "supersedes": _noted("measures.Result", null=True),
    },
)
class Result(Versioned):
    """A measure's figure for a period and segment (no segment: the whole landlord).

    The indexes of what is approved and what is open have the period before the segment: so the figures of a
    month lie side by side, and a file of them is written to few pages (docs/adr/0016).
    """

    # Who and what a figure refers to is held by triggers once a statement (migration 0015), as foreign keys
    # hold it row by row: what is named must be there, and stays.
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="results", db_index=False, db_constraint=False
    )  # found by `result_series`
    segment = models.ForeignKey(
        Segment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="results",
        db_constraint=False,
    )
    period = models.CharField(max_length=12)
    period_kind = models.CharField(max_length=10, choices=words.PERIOD_KINDS)
    period_start = models.DateField()
    period_end = models.DateField()
    numerator = exact_number(null=True, blank=True)
    denominator = exact_number(null=True, blank=True)
    value = exact_number(null=True, blank=True)
    answers = models.JSONField(null=True, blank=True)
    grade = models.CharField(max_length=40, blank=True)
    given_on = models.DateField(null=True, blank=True)
    review_by = models.DateField(null=True, blank=True)
    marker = models.CharField(max_length=4, blank=True)
    note = models.TextField(blank=True)
    differs_because = models.TextField(blank=True)
    workflow = models.CharField(max_length=10, choices=words.WORKFLOW, default="draft")
    approval = models.CharField(max_length=12, choices=words.APPROVALS, blank=True)
    origin = models.CharField(max_length=10, choices=ORIGINS, default="form")
    batch = models.ForeignKey(
        Import,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="results",
        db_constraint=False,
    )
    # People are switched off and never deleted, and figures are not looked for by them: no indexes.
    entered_by = _person()
    entered_at = models.DateTimeField(auto_now_add=True)
    submitted_by = _person(null=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = _person(null=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    # Approved as provisional, final since the year was closed.
    finalised_at = models.DateTimeField(null=True, blank=True)
    returned_because = models.TextField(blank=True)
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections", db_index=False
    )
    correction_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["period_end", "id"]
        triggers = [
            pgtrigger.Trigger(
                name="automatic_is_the_portals",
                when=pgtrigger.After,  # one before a row would keep COPY from writing many at once
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__origin="automatic"),
                func=AUTOMATIC_ONLY_BY_THE_PORTAL,
            ),
            pgtrigger.Trigger(
                name="share_within_its_whole",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__numerator__gt=pgtrigger.F("new__denominator"))
                | pgtrigger.Q(new__numerator__lt=0),
                func=SHARE_WITHIN_ITS_WHOLE,
            ),
            pgtrigger.Trigger(
                name="id_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("id"),
                condition=pgtrigger.Q(old__id__df=pgtrigger.F("new__id")),
                func=ID_STAYS,
            ),
        ]
        indexes = [
            models.Index(fields=["measure", "period_end"], name="result_series"),
            models.Index(fields=["workflow", "period_end"], name="result_queue"),
            models.Index(
                fields=["measure", "period_end"], condition=Q(segment__isnull=True), name="result_of_wholes"
            ),
            models.Index(
                fields=["supersedes"], condition=Q(supersedes__isnull=False), name="result_superseding"
            ),
        ]
        constraints = [
            one_of("result_workflow_known", "workflow", words.WORKFLOW),
            one_of("result_period_kind_known", "period_kind", words.PERIOD_KINDS),
            one_of("result_origin_known", "origin", ORIGINS),
            models.UniqueConstraint(
                fields=["measure", "period", "segment"],
                condition=Q(workflow="approved"),
                name="result_one_approved",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["measure", "period", "segment"],
                condition=Q(workflow__in=["draft", "submitted", "returned"]),
                name="result_one_open",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(origin="automatic")
                | Q(decided_by__isnull=True)
                | (~Q(decided_by=F("submitted_by")) & ~Q(decided_by=F("entered_by"))),
                name="result_four_eyes",
            ),
            together("result_submission_together", "submitted_by", "submitted_at"),
            together("result_decision_together", "decided_by", "decided_at"),
            models.CheckConstraint(
                condition=~Q(workflow__in=["approved", "superseded"])
                | (Q(decided_by__isnull=False) & ~Q(approval="")),
                name="result_approved_has_decider",
            ),
            models.CheckConstraint(
                condition=~Q(workflow__in=["submitted", "approved"]) | Q(submitted_by__isnull=False),
                name="result_submitted_has_sender",
            ),
            models.CheckConstraint(
                condition=~Q(workflow="returned") | ~Q(returned_because=""), name="result_returned_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(finalised_at__isnull=True) | Q(approval="final"), name="result_finalised_is_final"
            ),
            models.CheckConstraint(
                condition=Q(period_start__lte=F("period_end")), name="result_period_in_order"
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__isnull=False, denominator__isnull=False, denominator__gte=0),
                name="result_parts_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.period}"


@pghistory.track()
class Commentary(Versioned):
    """Why a figure is what it is, what is done about it, and by when."""

    result = models.OneToOneField(Result, on_delete=models.CASCADE, related_name="commentary")
    why = models.TextField()
    action = models.TextField()
    by_when = models.DateField(null=True, blank=True)
    written_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"Words of figure {self.result_id}"
