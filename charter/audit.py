"""The one way to write an audit event; always inside the transaction of what it tells."""

from typing import Any

from django.db import transaction
from django.db.models import Model

from charter.models import AuditEvent, User
from charter.request_identity import current_request_id


def record(verb: str, subject: Model, *, by: User, detail: dict[str, Any] | None = None) -> AuditEvent:
    """Note that `by` did `verb` to `subject`; ids and plain words only, never names or e-mails.

    Raises RuntimeError outside a transaction: an event must come and go with its change.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit event belongs into the transaction of its change.")
    return AuditEvent.objects.create(
        actor_id=by.pk,
        verb=verb,
        subject_kind=subject._meta.label_lower,
        subject_id=str(subject.pk),
        detail=detail or {},
        request_id=current_request_id(),
    )
