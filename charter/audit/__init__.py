"""The one way to write an audit event, in the transaction of what it tells; and what things are called."""

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import CharField, JSONField, Model, QuerySet, Value
from django.db.models.functions import Cast, JSONObject
from django.utils import timezone

from charter.models import AuditEvent, RequestOrigin, User
from charter.request_identity import current_network, current_request_id

Namer = Callable[[list[str]], dict[str, str]]
_namers: dict[str, Namer] = {}
TITLES = ("title", "name", "label", "slug", "day")  # what rows are called by, the first that a table has


def record(verb: str, subject: Model, *, by: User, detail: dict[str, Any] | None = None) -> AuditEvent:
    """Note that `by` did `verb` to `subject`; ids and plain words only, never names or e-mails.

    From which network the request came is kept beside the event, not in it, because it goes after a year.
    Raises RuntimeError outside a transaction: an event must come and go with its change.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit event belongs into the transaction of its change.")
    reference = _keep_origin()
    return AuditEvent.objects.create(
        actor_id=by.pk,
        verb=verb,
        subject_kind=subject._meta.label_lower,
        subject_id=str(subject.pk),
        detail=detail or {},
        request_id=reference,
    )


def record_each(verb: str, rows: QuerySet[Any], *, by: User, detail: dict[str, Any] | None = None) -> None:
    """Note that `by` did `verb` to each of these rows, as `record` does for one; one statement for all.

    `detail` holds plain words, or expressions of the rows' own columns.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit event belongs into the transaction of its change.")
    plain = {
        name: one if hasattr(one, "resolve_expression") else Value(one)
        for name, one in (detail or {}).items()
    }
    told = {
        "at": Value(timezone.now()),
        "actor_id": Value(by.pk),
        "verb": Value(verb),
        "subject_kind": Value(rows.model._meta.label_lower),
        "subject_id": Cast("pk", CharField()),
        "detail": JSONObject(**plain) if plain else Value({}, JSONField()),
        "request_id": Value(_keep_origin()),
    }
    chosen, words = rows.order_by("pk").values_list(*told.values()).query.sql_with_params()
    table = AuditEvent._meta.db_table
    with transaction.get_connection().cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({', '.join(told)}) {chosen}", words)


def _keep_origin() -> str:
    """The reference of the request; where it came from is kept beside it."""
    reference, network = current_request_id(), current_network()
    if network:
        origin = RequestOrigin(request_id=reference, network=network)
        RequestOrigin.objects.bulk_create([origin], ignore_conflicts=True)
    return reference


def names(kind: str) -> Callable[[Namer], Namer]:
    """Register how things of a kind, such as `measures.result`, are called: ids in, titles by id out."""

    def keep(namer: Namer) -> Namer:
        _namers[kind] = namer
        return namer

    return keep


def called(kind: str, ids: Iterable[str]) -> dict[str, str]:
    """Today's titles of things by id; what is gone, or has no title, is left out. At most one query."""
    wanted = sorted({one for one in ids if one and one != "None"})
    if kind in _namers:
        return _namers[kind](wanted)
    try:
        model = apps.get_model(kind)
    except (LookupError, ValueError):
        return {}
    fields = {field.name for field in model._meta.concrete_fields}
    title = next((name for name in TITLES if name in fields), "")
    if not title or not wanted or model._meta.pk is None:
        return {}
    key = model._meta.pk
    rows = model._default_manager.filter(pk__in=[key.to_python(one) for one in wanted])
    return {str(pk): str(text) for pk, text in rows.values_list("pk", title)}
