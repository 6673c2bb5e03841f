"""What the nightly proofs found: shown to those who can do something about it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.models import AuditEvent
from measures.models import Release
from measures.sentences import long_date

# The proofs run every night: what is still wrong comes again, what was mended goes.
SHOWN_FOR = timedelta(days=2)
WORDS = {
    "release_differs": N_("The release {release} does not say what its figures give any more."),
    "published_differs": N_("The release {release} is not shown as it was published."),
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
        return _(WORDS[event.verb]).format(release=slugs.get(event.subject_id, event.subject_id))
    if event.verb == "audit_differs":
        says = event.detail["says"]
        day = long_date(date.fromisoformat(event.subject_id))
        return _("The audit trail of {day} was changed: {what}").format(
            day=day, what=f"{says[0].lower()}{says[1:]}"
        )
    what, period = event.detail.get("subject", "measure"), event.detail.get("period", "")
    return _("A stored score ({what}, {period}) is not what its figures give.").format(
        what=what, period=period
    )
