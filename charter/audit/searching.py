"""What is asked of the audit trail; PostgreSQL answers, by its indexes."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet
from django.utils import timezone

from charter.models import AuditEvent, User
from charter.models.records import audit_words


@dataclass(frozen=True)
class AuditQuestion:
    """Which audit events one asks for; what is None or empty is not asked."""

    person: User | None = None
    verb: str = ""
    subject: str = ""
    words: str = ""
    first: date | None = None
    last: date | None = None
    reference: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> "AuditQuestion":
        """The question of a form's checked answers."""
        return cls(**{field.name: asked[field.name] for field in fields(cls)})

    @property
    def told(self) -> dict[str, str | int]:
        """What was asked, for the event of an export: ids and words of the portal's own.

        What somebody typed may be a name; the trail never forgets, so it holds only that there was something.
        """
        named = {name: getattr(self, name) for name in ("verb", "subject")}
        named |= {name: "given" for name in ("words", "reference") if getattr(self, name)}
        days = {name: day.isoformat() for name in ("first", "last") if (day := getattr(self, name))}
        person = {"person": self.person.pk} if self.person else {}
        return {name: text for name, text in named.items() if text} | days | person


def audit_events(asked: AuditQuestion) -> QuerySet[AuditEvent]:
    """The events asked for, newest first; days are days in London, words those of things and details."""
    events = AuditEvent.objects.all()
    if asked.words:
        sought = SearchQuery(asked.words, config="simple", search_type="plain")
        events = events.annotate(in_words=audit_words()).filter(in_words=sought)
    exact = {
        "actor_id": asked.person.pk if asked.person else None,
        "verb": asked.verb,
        "subject_kind": asked.subject,
        "request_id": asked.reference.strip(),
        "at__gte": _begin(asked.first),
        "at__lt": _begin(asked.last + timedelta(days=1)) if asked.last else None,
    }
    return events.filter(**{name: value for name, value in exact.items() if value})


def _begin(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None
