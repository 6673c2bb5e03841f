"""Mails about papers: one could not be made or was damaged, or where one can be read. Never a figure."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from charter import jobs, permissions
from charter.mails import both_forms, host, mail
from charter.models import Job, Landlord, User
from measures.models import Meeting, Report
from measures.presenters import label_of


def tell_of_fault(report: Report, *, by: User) -> Job | None:
    """Ask for a mail to the owner of a paper that is not whole, inside the running transaction.

    The owner is who ordered it; of one that the portal ordered by itself, who called the meeting. None when
    there is nobody.
    """
    owner = _owner(report)
    if owner is None:
        return None
    ids: dict[str, int | str] = {"report": report.pk, "to": owner.pk, "about": "fault"}
    return jobs.enqueue("mail_paper", key=f"fault-{report.pk}", ids=ids, by=by)


@transaction.atomic
def send_link(*, report: Report, by: User) -> Job:
    """Send the address of a paper to the person who asks; whoever opens it signs in and needs the right."""
    ids: dict[str, int | str] = {"report": report.pk, "to": by.pk, "about": "link"}
    return jobs.enqueue("mail_paper", key=f"link-{report.pk}-{by.pk}", ids=ids, by=by)


@jobs.register("mail_paper")
def _send(job: Job) -> str:
    report = Report.objects.select_related("release", "body").get(pk=job.ids["report"])
    person = User.objects.filter(pk=job.ids["to"], is_active=True).first()
    if person is None:
        return _("Nobody to write to.")
    get_connection().send_messages([paper_mail(report, person, str(job.ids["about"]))])
    return _("Sent.")


def paper_mail(report: Report, person: User, about: str) -> EmailMultiAlternatives:
    """The mail: which paper, what is the matter (`fault` or `link`), where to look; no figure of it."""
    title = _("{kind}, {period}").format(kind=report.get_kind_display(), period=label_of(report.release)) + (
        f", {report.body.name}" if report.body else ""
    )
    if about == "fault":
        subject, address = _("A paper is not whole: {title}").format(title=title), _desk(report, person)
    else:
        subject = _("Your paper: {title}").format(title=title)
        address = reverse("staff_report_file", args=[report.pk])
    context = {
        "subject": subject,
        "name": person.name,
        "landlord": Landlord.objects.first(),
        "title": title,
        "is_fault": about == "fault",
        "was_filed": bool(report.file),
        "address": f"{str(settings.SITE).rstrip('/')}{address}",
    }
    headers = {"Message-ID": f"<paper-{about}-{report.pk}-{report.version}-{person.pk}@{host()}>"}
    return mail(subject, person.email, both_forms("measures/mail/paper", context), headers)


def _desk(report: Report, person: User) -> str:
    """Where the person sees what became of a paper; who may not order papers, among those of its body."""
    if permissions.reach(person, "order_report") is None and report.body is not None:
        return reverse("body_papers", args=[report.body.slug])
    return reverse("staff_report", args=[report.pk])


def _owner(report: Report) -> User | None:
    if report.ordered_by.email != User.SYSTEM_EMAIL:
        return report.ordered_by
    called = Meeting.objects.filter(report=report, called_by__isnull=False).select_related("called_by")
    meeting = called.order_by("-held_on").first()
    return meeting.called_by if meeting else None
