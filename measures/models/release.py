"""The frozen set published for a period, its corrections, and the papers made from it."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from charter.models import Body, Job
from charter.models.base import Versioned, one_of, together
from charter.translated import lazily as _lazy
from measures import words
from measures.models.measure import Measure
from measures.models.result import Result

PERSON = settings.AUTH_USER_MODEL
REPORT_KINDS = [
    ("board", _lazy("Board report")),
    ("committee", _lazy("Committee pack")),
    ("panel", _lazy("Panel pack")),
    ("scorecard", _lazy("One-page scorecard")),
    ("tsm", _lazy("Tenant satisfaction measures")),
    ("complaints", _lazy("Complaints report")),
    ("inspection", _lazy("Inspection pack")),
    ("booklet", _lazy("Charter booklet")),
]
REPORT_STATUSES = [("draft", _lazy("Draft")), ("final", _lazy("Final"))]


class ReleaseDocument(models.Model):
    """One canonical JSON document, stored once under the SHA-256 of its bytes."""

    digest = models.CharField(primary_key=True, max_length=64)
    body = models.TextField()


class Release(Versioned):
    """A manifest of frozen documents; exactly one is live. Its hash covers documents, not times or state."""

    slug = models.SlugField(max_length=40, unique=True)
    period = models.CharField(max_length=12)
    period_kind = models.CharField(max_length=10, choices=words.PERIOD_KINDS)
    period_start = models.DateField()
    period_end = models.DateField()
    revision = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=words.RELEASE_STATES)
    cutoff = models.DateTimeField()
    hash = models.CharField(max_length=64)
    rule_version = models.CharField(max_length=20)
    scheduled_for = models.DateTimeField(null=True, blank=True)
    public_since = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    reason = models.TextField(blank=True)
    notice = models.JSONField(default=dict, blank=True)
    withdrawn_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.TextField(blank=True)
    # What it was published without, as the public reads it: slug, title, reason.
    without = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-period_end", "-period_start", "-revision"]
        constraints = [
            one_of("release_state_known", "state", words.RELEASE_STATES),
            models.UniqueConstraint(fields=["state"], condition=Q(state="live"), name="one_live_release"),
            models.UniqueConstraint(fields=["period", "revision"], name="release_revision_once"),
            together("release_withdrawal_together", "withdrawn_by", "withdrawn_at"),
            models.CheckConstraint(
                condition=Q(period_start__lte=models.F("period_end")), name="release_period_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled") | Q(scheduled_for__isnull=False, public_since__isnull=True),
                name="release_scheduled_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because="")),
                name="release_withdrawn_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn") | Q(withdrawn_at__isnull=True),
                name="release_withdrawn_stays_so",
            ),
            models.CheckConstraint(condition=Q(hash__regex="^[0-9a-f]{64}$"), name="release_has_a_hash"),
            models.CheckConstraint(condition=Q(revision__gte=1), name="release_revision_from_one"),
        ]

    def __str__(self) -> str:
        return self.slug


class ReleaseEntry(models.Model):
    """A document's name within a release, such as `measures/emergency-repairs`."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="entries")
    name = models.CharField(max_length=200)
    document = models.ForeignKey(ReleaseDocument, on_delete=models.PROTECT, related_name="entries")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["release", "name"], name="entry_once_in_release")]


class Waiver(Versioned):
    """An approver's word that a period may be published without a measure's figure, and why."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="waivers")
    period = models.CharField(max_length=12)
    reason = models.TextField()
    waived_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    waived_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["period", "measure"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "period"], name="waiver_once_a_period"),
            models.CheckConstraint(condition=~Q(reason=""), name="waiver_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.period}"


class Revision(models.Model):
    """An approved figure that changed: old, new and why (scoring.md section 10)."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="revisions")
    period = models.CharField(max_length=12)
    old = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="+")
    new = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(old=models.F("new")), name="revision_of_two_figures")
        ]


class Report(Versioned):
    """A paper made from a release by the worker; the file is kept by its hash.

    `body` is whom it is made for, None for everybody's. `given` is what was read beside the release when it
    was ordered, `inputs` the hash of all that it is made of: the same inputs are one paper (docs/adr/0035).
    `missing` are titles of required texts that nobody has approved; such a paper stays a draft. `problem`
    is what was wrong with one that could not be filed.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=20, choices=REPORT_KINDS, default="board")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    large = models.BooleanField(default=False)
    edition = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=10, choices=REPORT_STATUSES, default="final")
    inputs = models.CharField(max_length=64, blank=True)
    given = models.JSONField(default=dict, blank=True)
    missing = models.JSONField(default=list, blank=True)
    problem = models.TextField(blank=True)
    ordered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(auto_now_add=True)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="reports")
    file = models.FileField(upload_to="reports/", blank=True)
    digest = models.CharField(max_length=64, blank=True)
    archive = models.FileField(upload_to="reports/", blank=True)
    archive_digest = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    released_to_board = models.BooleanField(default=False)

    class Meta:
        ordering = ["-ordered_at", "-id"]
        constraints = [
            one_of("report_kind_known", "kind", REPORT_KINDS),
            one_of("report_status_known", "status", REPORT_STATUSES),
            models.UniqueConstraint(
                fields=["release", "kind", "body", "large", "inputs"],
                name="report_once_a_release",
                nulls_distinct=False,
            ),
        ]


@pghistory.track()
class ReportSection(Versioned):
    """Written text of a report: drafted by one person, approved by another, then frozen.

    `returned_because` says why an approver sent it back, until it is written anew.
    """

    kind = models.CharField(max_length=20)
    year = models.CharField(max_length=12)
    key = models.CharField(max_length=60)
    heading = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    standards = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_because = models.TextField(blank=True)
    approver = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "year", "key"], name="report_section_once"),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True, returned_because="")
                | (Q(returned_at__isnull=False, approved_at__isnull=True) & ~Q(returned_because="")),
                name="report_section_returned_with_reason",
            ),
            together("report_section_approval_together", "approver", "approved_at"),
            models.CheckConstraint(
                condition=Q(approver__isnull=True) | ~Q(approver=models.F("author")),
                name="report_section_four_eyes",
            ),
        ]
