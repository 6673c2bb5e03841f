"""The verb of reminding whoever owes a late figure, at once and by name of the figure only."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit, jobs
from charter.faults import Refused
from charter.mails import both_forms, host, mail
from charter.models import Job, Landlord, User
from charter.notices import holders
from charter.periods import Period
from charter.querysets import year_starts
from measures.models import Chase, Measure
from measures.querysets.collection import Step
from measures.querysets.timeliness import late_step


@transaction.atomic
def remind_owner(*, measure: Measure, period: Period, by: User) -> Chase:
    """Write to those who hold the post that owes a late figure, by a job; once a day whoever asks.

    Each person's mail is a job of its own, so that none is written to twice. Raises Refused when the figure
    is not late or not with its owner, when nobody holds the post, and when they were reminded today, unless
    no mail could be sent.
    """
    today = timezone.localdate()
    if late_step(measure, period, today) is None:
        raise Refused(
            _("{title}, {period} is not owed any more, so nobody was reminded.").format(
                title=measure.title, period=period.label
            )
        )
    people = [one.pk for one in to_be_reminded(measure)]
    if not people:
        raise Refused(_("Nobody holds the post that owes this figure. Put somebody into it first."))
    chase, made = Chase.objects.get_or_create(
        measure=measure, period=period.key, day=today, defaults={"asked_by": by}
    )
    if not made and not _failed(chase):
        raise Refused(_("They were reminded of this figure today already. Once a day is enough."))
    audit.record("chase_figure", chase, by=by, detail={"measure": measure.slug, "period": period.key})
    for person in people:
        ids: dict[str, int | str] = {"chase": chase.pk, "to": person}
        jobs.enqueue("remind_owner", key=f"chase-{chase.pk}-{person}", ids=ids, by=by)
    return chase


def to_be_reminded(measure: Measure) -> list[User]:
    """Who gets the mail: those who hold the post today, by name; their deputies only while nobody does."""
    if measure.owner_id is None:
        return []
    found = holders([measure.owner_id], timezone.localdate()).get(measure.owner_id, [])
    return list(User.objects.filter(pk__in=found).order_by("name", "pk"))


def _failed(chase: Chase) -> bool:
    """Whether not one mail of it was sent or may still be."""
    states = Job.objects.filter(kind="remind_owner", ids__chase=chase.pk).values_list("state", flat=True)
    return bool(states) and set(states) == {"failed"}


@jobs.register("remind_owner")
def _send(job: Job) -> str:
    """Write to one who holds the post; to nobody when the figure came or the post changed in the meantime."""
    chase = Chase.objects.select_related("measure__owner").get(pk=job.ids["chase"])
    period = Period.parse(chase.period, year_starts())
    step = late_step(chase.measure, period, timezone.localdate())
    if step is None:
        return _("The figure came in the meantime.")
    person = next((one for one in to_be_reminded(chase.measure) if one.pk == job.ids["to"]), None)
    if person is None:
        return _("Somebody else holds the post now.")
    get_connection().send_messages([_mail(chase, step, person)])
    return _("Reminded.")


def _mail(chase: Chase, step: Step, person: User) -> EmailMultiAlternatives:
    """The mail to one who owes a late figure: which, since when, where it is entered; never a value."""
    site, title, label = str(settings.SITE).rstrip("/"), chase.measure.title, step.period.label
    subject = _("Overdue: {title}, {period}").format(title=title, period=label)
    context = {
        "subject": subject,
        "name": person.name,
        "landlord": Landlord.objects.first(),
        "title": title,
        "label": label,
        "step": step,
        "address": f"{site}{reverse('staff_figure', args=[chase.measure.slug, step.period.slug])}",
    }
    headers = {"Message-ID": f"<chase-{chase.pk}-{person.pk}@{host()}>"}
    return mail(subject, person.email, both_forms("measures/mail/reminder", context), headers)
