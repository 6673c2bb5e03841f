"""Reminders: what I hear of and when; for administrators the timetable, and a mail as it would look."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from charter import notices
from charter.access import actor, requires
from charter.actions.digests import Rhythm, change_timetable, choose_mails
from charter.forms import MailsForm, TimetableForm
from charter.identity import letters
from charter.mails import digest_context, plain_text
from charter.models import Digest, DigestRun, MailChoice
from charter.notices import KINDS, kinds_for

LETTERS = sorted(letters.SUBJECTS.items(), key=lambda one: one[1])
NUMBERS = ("overdue_every", "escalate_after", "waiting_days", "review_before", "hour")
# One line of every kind, so that an administrator sees what a mail can hold.
SAMPLE_LINES = [{"kind": kind, "text": one.sample, "address": one.address} for kind, one in KINDS.items()]


@requires("account")
def own_mails(request: HttpRequest) -> HttpResponse:
    """What the person hears of by mail, on which days, and the last mails."""
    person = actor(request)
    choice = MailChoice.objects.filter(person=person).first() or MailChoice()
    form = MailsForm(request.POST if request.method == "POST" else None, row=choice, person=person)
    if request.method == "POST":
        answer = form.send(person, _choose(request, form))
        if answer is not None:
            return answer
    context = {
        "form": form,
        "always": [one for one in kinds_for(person).values() if one.always],
        "sent": Digest.objects.filter(person=person, sent_at__isnull=False)[:10],
    }
    return render(request, "charter/mails.html", context, status=form.page_status)


def _choose(request: HttpRequest, form: MailsForm) -> Callable[[], str]:
    def work() -> str:
        said = form.cleaned_data
        unwanted = [key for key in form.offered if key not in said["wanted"]]
        choose_mails(person=actor(request), days=said["days"], unwanted=unwanted, version=said["version"])
        messages.success(request, _("Saved. Your next mail follows it."))
        return reverse("account_mails")

    return work


@requires("settings")
def reminders(request: HttpRequest) -> HttpResponse:
    """The timetable of reminders, what a mail looks like, and on which days mails went out."""
    table = notices.timetable()
    form = TimetableForm(request.POST if request.method == "POST" else None, row=table)
    if request.method == "POST":
        answer = form.send(actor(request), _save(request, form))
        if answer is not None:
            return answer
    context = {
        "form": form,
        "runs": DigestRun.objects.all()[:14],
        "plain": plain_text("charter/mail/digest.txt", _sample(request)),
        "subject": _sample(request)["subject"],
        "letters": [(key, says, letters.both_forms(key, letters.SAMPLES)[0]) for key, says in LETTERS],
    }
    return render(request, "charter/staff/reminders.html", context, status=form.page_status)


def _sample(request: HttpRequest) -> dict[str, object]:
    return digest_context(actor(request).name, SAMPLE_LINES)


def _save(request: HttpRequest, form: TimetableForm) -> Callable[[], str]:
    def work() -> str:
        said = form.cleaned_data
        numbers = {name: int(said[name]) for name in NUMBERS}
        wanted = Rhythm(before_due=said["before_due"], **numbers)
        change_timetable(wanted=wanted, version=said["version"], by=actor(request))
        messages.success(request, _("Saved. The next mails follow it."))
        return reverse("staff_reminders")

    return work


@requires("settings")
@require_safe
def digest_html(request: HttpRequest) -> HttpResponse:
    """The mail with one line of every kind, as mail programs show it."""
    return render(request, "charter/mail/digest.html", _sample(request))


@requires("settings")
@require_safe
def letter_html(request: HttpRequest, kind: str) -> HttpResponse:
    """A letter of a kind with invented facts, as mail programs show it."""
    if kind not in letters.SUBJECTS:
        raise Http404
    return HttpResponse(letters.both_forms(kind, letters.SAMPLES)[1])
