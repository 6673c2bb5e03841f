"""Breaking the glass: for an hour, with a reason, and a second administrator is told (design section 8)."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit, permissions
from charter.faults import Refused
from charter.identity import letters, links
from charter.languages import formats
from charter.models import BreakGlass, User

OPEN_FOR = timedelta(hours=1)
SHORTEST_REASON = 10


@transaction.atomic
def break_glass(*, permission: str, subject: Model, reason: str, by: User) -> BreakGlass:
    """Open one record for an hour to somebody whose role does not show it; the others are told by mail.

    Raises Refused without a reason, without the right, and while there is no second administrator to tell.
    """
    if "break glass" not in permissions.scopes_of(by, permission):
        raise Refused(_("Your role does not let you open this."))
    why = reason.strip()
    if len(why) < SHORTEST_REASON:
        raise Refused(_("Say why you need to see it. Another administrator reads this."))
    others = _others(by)
    if not others:
        raise Refused(
            _("There is no second administrator who could be told. Give somebody else the role first.")
        )
    now = timezone.now()
    made = BreakGlass.objects.create(
        person=by,
        permission=permission,
        subject_kind=subject._meta.label_lower,
        subject_id=str(subject.pk),
        reason=why,
        opened_at=now,
        until=now + OPEN_FOR,
    )
    audit.record("break_glass", subject, by=by, detail={"permission": permission, "entry": made.pk})
    _tell(others, made)
    return made


def _others(person: User) -> list[User]:
    return list(User.objects.filter(pk__in=permissions.holders_of("administrator")).exclude(pk=person.pk))


def _tell(others: list[User], entry: BreakGlass) -> None:
    """A letter to each of the others; it names nothing but who, when and where to read more."""
    opened, until = timezone.localtime(entry.opened_at), timezone.localtime(entry.until)
    facts = {
        "who": entry.person.name,
        "when": _("{day} from {start} until {end}").format(
            day=formats.long_date(opened), start=formats.clock(opened.time()), end=formats.clock(until.time())
        ),
        "link": links.absolute(reverse("staff_break_glass")),
    }
    for one in others:
        letters.write("break_glass", to=one, by=entry.person, facts=facts)
