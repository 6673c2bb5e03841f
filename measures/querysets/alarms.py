"""What the nightly proofs found: shown to those who can do something about it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from charter.models import AuditEvent
from measures.models import Release
from measures.sentences import long_date

# The proofs run every night: what is still wrong comes again, what was mended goes.
SHOWN_FOR = timedelta(days=2)
WORDS = {
    "release_differs": "does not say what its figures give any more",
    "published_differs": "is not shown as it was published",
}


@dataclass(frozen=True)
class Alarm:
    """What was found, in a sentence, and when."""

    at: datetime
    says: str


def alarms() -> list[Alarm]:
    """Each thing once that differed in the last two days, newest first. Two queries."""
    events = AuditEvent.objects.filter(
        verb__in=[*WORDS, "score_differs", "audit_differs"], at__gte=timezone.now() - SHOWN_FOR
    ).order_by("-at")
    slugs = {str(pk): slug for pk, slug in Release.objects.values_list("pk", "slug")}
    found: dict[str, Alarm] = {}
    for event in events:
        says = _sentence(event, slugs)
        found.setdefault(says, Alarm(event.at, says))
    return list(found.values())


def _sentence(event: AuditEvent, slugs: dict[str, str]) -> str:
    if event.verb in WORDS:
        return f"The release {slugs.get(event.subject_id, event.subject_id)} {WORDS[event.verb]}."
    if event.verb == "audit_differs":
        says = event.detail["says"]
        day = long_date(date.fromisoformat(event.subject_id))
        return f"The audit trail of {day} was changed: {says[0].lower()}{says[1:]}"
    what, period = event.detail.get("subject", "measure"), event.detail.get("period", "")
    return f"A stored score ({what}, {period}) is not what its figures give."
