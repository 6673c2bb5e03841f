"""Breaking the glass: for an hour, with a reason, and a second administrator is told (design section 8)."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from charter import audit, jobs, permissions
from charter.faults import Refused
from charter.models import BreakGlass, Job, User

OPEN_FOR = timedelta(hours=1)
SHORTEST_REASON = 10


@transaction.atomic
def break_glass(*, permission: str, subject: Model, reason: str, by: User) -> BreakGlass:
    """Open one record for an hour to somebody whose role does not show it; the others are told by mail.

    Raises Refused without a reason, without the right, and while there is no second administrator to tell.
    """
    if "break glass" not in permissions.scopes_of(by, permission):
        raise Refused("Your role does not let you open this.")
    why = reason.strip()
    if len(why) < SHORTEST_REASON:
        raise Refused("Say why you need to see it. Another administrator reads this.")
    if not _others(by):
        raise Refused(
            "There is no second administrator who could be told. Give somebody else the role first."
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
    jobs.enqueue("tell_break_glass", key=str(made.pk), by=by, ids={"entry": made.pk})
    return made


def _others(person: User) -> list[User]:
    return list(User.objects.filter(pk__in=permissions.holders_of("administrator")).exclude(pk=person.pk))


@jobs.register("tell_break_glass")
def tell_break_glass(job: Job) -> str:
    """Tell every other administrator by mail; the mail names nothing but who, when and where to read more."""
    entry = BreakGlass.objects.select_related("person").get(pk=job.ids["entry"])
    where = f"{str(settings.SITE).rstrip('/')}{reverse('staff_break_glass')}"
    opened, until = timezone.localtime(entry.opened_at), timezone.localtime(entry.until)
    words = (
        f"{entry.person.name} opened something that an administrator does not see, on "
        f"{opened.day} {opened:%B %Y} from {opened:%H:%M} until {until:%H:%M}.\n\n"
        f"What it was and why: {where}\n\nIf you did not expect this, speak to them and end their sessions.\n"
    )
    told = _others(entry.person)
    for one in told:
        send_mail("Customer charter: restricted data was opened", words, None, [one.email])
    return f"{len(told)} told"
