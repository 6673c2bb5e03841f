"""What the portal remembers of its own work: audit events, jobs, form tokens."""

import uuid

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from charter.models.base import one_of
from charter.translated import lazily as _lazy

# Asked once for all events of a statement: a file of figures writes three for each of its rows.
ACTOR_IS_AN_ACCOUNT = """
    IF EXISTS (
        SELECT actor_id FROM (SELECT DISTINCT actor_id FROM new_events) actors
        WHERE NOT EXISTS (SELECT 1 FROM charter_user WHERE id = actor_id)
    ) THEN
        RAISE EXCEPTION 'an audit event needs the account that acted' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""
# Seals of days to come, which only the owner of the tables could put in, do not stop the sealing.
SEAL_FOLLOWS = """
    IF NEW.day >= (now() AT TIME ZONE 'UTC')::date OR NEW.day <> (
        SELECT max(day) + 1 FROM charter_auditday WHERE day < (now() AT TIME ZONE 'UTC')::date
    ) THEN
        RAISE EXCEPTION 'a seal is for the day after the newest, once that is over'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""
JOB_STATES = [
    ("queued", _lazy("Queued")),
    ("running", _lazy("Running")),
    ("done", _lazy("Done")),
    ("failed", _lazy("Failed")),
]


def audit_words() -> SearchVector:
    """What is searched of an event: its thing and its details; the index is made of the same words."""
    return SearchVector("subject_id", Cast("detail", models.TextField()), config="simple")


class AuditEvent(models.Model):
    """Who did what, when: plain text and ids, no foreign keys, so it outlives its subject.

    The database takes no event of an actor that is no account, and lets nobody but its owner change one.
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor_id = models.BigIntegerField()
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)
    request_id = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="audit_subject"),
            models.Index(fields=["actor_id", "at"], name="audit_actor"),
            models.Index(fields=["verb", "at"], name="audit_verb"),
            models.Index(fields=["request_id"], name="audit_request"),
            GinIndex(audit_words(), name="audit_words"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="audit_actor_is_an_account",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_events"),
                func=ACTOR_IS_AN_ACCOUNT,
            )
        ]


class RequestOrigin(models.Model):
    """From which network a request came that changed something; kept for twelve months, then it goes."""

    request_id = models.CharField(primary_key=True, max_length=40)
    network = models.CharField(max_length=50)
    at = models.DateTimeField(auto_now_add=True, db_index=True)


class AuditDay(models.Model):
    """The seal of one day (UTC): a hash of its events and histories, chained with that of the day before.

    `tables` holds for each table the columns, the number of rows and the hash over them, in the order read.
    """

    day = models.DateField(primary_key=True)
    tables = models.JSONField()
    before = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(condition=Q(seal__regex="^[0-9a-f]{64}$"), name="audit_day_has_a_seal"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="audit_day_is_the_next",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=SEAL_FOLLOWS,
            )
        ]

    def __str__(self) -> str:
        return self.day.isoformat()


class Job(models.Model):
    """Work for the worker, written in the transaction that asks for it (outbox, claim and sweep)."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    ids = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JOB_STATES, default="queued")
    attempts = models.PositiveSmallIntegerField(default=0)
    due = models.DateTimeField()
    progress = models.PositiveSmallIntegerField(default=0)
    message = models.TextField(blank=True)
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["state", "due"], name="job_state_due")]
        constraints = [
            one_of("job_state_known", "state", JOB_STATES),
            models.UniqueConstraint(
                fields=["kind", "key"], condition=models.Q(state="queued"), name="job_queued_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "key"], condition=models.Q(state="running"), name="job_running_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class FormToken(models.Model):
    """A form that was sent once; a double press finds its token used and makes nothing twice."""

    token = models.UUIDField(primary_key=True)
    used_at = models.DateTimeField(auto_now_add=True, db_index=True)
    person_id = models.BigIntegerField(null=True)
    result = models.CharField(max_length=300, blank=True)


class Heartbeat(models.Model):
    """When a part last proved that it works; the worker's stamp travels through the broker."""

    name = models.CharField(primary_key=True, max_length=40)
    at = models.DateTimeField()
