"""What the portal remembers of its own work: audit events, jobs, form tokens."""

import uuid

from django.conf import settings
from django.db import models

from charter.models.base import one_of

JOB_STATES = [("queued", "Queued"), ("running", "Running"), ("done", "Done"), ("failed", "Failed")]


class AuditEvent(models.Model):
    """Who did what, when: plain text and ids, no foreign keys, so it outlives its subject."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor_id = models.BigIntegerField()
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)
    request_id = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="audit_subject")]


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
