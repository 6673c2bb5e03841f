"""The inbox of what people sent: sorted, answered, worded for the public, let out, erased."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from charter import permissions
from charter.access import actor, requires
from charter.form_parts import ConfirmForm, PortalForm
from engagement.actions.feedback import (
    REASONS_TO_ERASE,
    erase_feedback_text,
    prepare_feedback,
    publish_feedback,
)
from engagement.actions.speaking import read_contact, reply, sort_feedback
from engagement.forms.speaking import EraseForm, ReplyForm, SortForm, WordForm
from engagement.models import FEEDBACK_KINDS, Feedback
from engagement.querysets import inbox, words_to_let_out

A_PAGE = 25
READING = "read_feedback"
PERMISSION_OF = dict.fromkeys(("sort", "reply", "word", "erase", "contact"), READING) | {
    "publish": "publish_feedback"
}


@requires("publish_feedback")
@require_safe
def feedback_inbox(request: HttpRequest) -> HttpResponse:
    """What people sent: what is open, what is due first at the top; or everything, or one kind.

    Whoever only lets words out sees those that wait for it.
    """
    reads = permissions.reach(actor(request), READING) is not None
    kind = request.GET.get("kind", "")
    kind = kind if kind in dict(FEEDBACK_KINDS) else ""
    everything = request.GET.get("show") == "all"
    rows = inbox(kind, is_open=not everything) if reads else words_to_let_out()
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "reads": reads,
        "kinds": FEEDBACK_KINDS,
        "kind": kind,
        "everything": everything,
        "today": timezone.localdate(),
    }
    return render(request, "engagement/staff/inbox.html", context)


@requires("publish_feedback")
def feedback_one(request: HttpRequest, pk: int) -> HttpResponse:
    """One matter. Whoever only lets words out reads those words and nothing else."""
    person, row = actor(request), get_object_or_404(Feedback.objects.select_related("owner"), pk=pk)
    reads = permissions.reach(person, READING) is not None
    if not reads and not row.public_text:
        raise Http404
    posted = request.method == "POST"
    task = request.POST.get("do", "") if posted else ""
    if posted:
        if task not in PERMISSION_OF:
            raise Http404
        if permissions.reach(person, PERMISSION_OF[task]) is None:
            raise PermissionDenied(_("Your role does not let you do this."))
    forms = _forms(request, task, row)
    contact = None
    if task == "contact":
        contact = read_contact(feedback=row, by=person)
    elif posted:
        answer = forms[task].send(person, _work(request, task, forms[task], row))
        if answer is not None:
            return answer
    shown = forms.get(task, forms["reply"])
    context = {
        "row": row,
        "reads": reads,
        "contact": contact,
        "asked_contact": task == "contact",
        "today": timezone.localdate(),
        "form": shown,
        "forms": forms,
        "is_own_wording": row.worded_by_id == person.pk,
    }
    status = shown.page_status if posted and task != "contact" else 200
    return render(request, "engagement/staff/feedback.html", context, status=status)


def _forms(request: HttpRequest, task: str, row: Feedback) -> dict[str, PortalForm]:
    sent = {name: request.POST if task == name else None for name in PERMISSION_OF}
    return {
        "sort": SortForm(sent["sort"], row=row),
        "reply": ReplyForm(sent["reply"], row=row),
        "word": WordForm(sent["word"], row=row),
        "erase": EraseForm(sent["erase"], row=row, reasons=REASONS_TO_ERASE),
        "publish": ConfirmForm(sent["publish"], row=row),
    }


def _work(request: HttpRequest, task: str, form: PortalForm, row: Feedback) -> Callable[[], str]:
    def work() -> str:
        by, said = actor(request), form.cleaned_data
        version = said["version"]
        if isinstance(form, SortForm):
            sort_feedback(feedback=row, about=form.about(), owner=said["owner"], by=by, version=version)
            words = _("Kept.")
        elif task == "reply":
            reply(feedback=row, text=said["text"], by=by, version=version)
            words = _("Your answer is on the person's own page. If they gave an address, it is on its way.")
        elif task == "word":
            prepare_feedback(feedback=row, public_text=said["public_text"], by=by, version=version)
            words = _("Kept. Another person lets it out.")
        elif task == "erase":
            erase_feedback_text(feedback=row, reason=said["reason"], by=by, version=version)
            words = _("Erased.")
        else:
            publish_feedback(feedback=row, version=version, by=by)
            words = _("Everybody can read it now.")
        messages.success(request, words)
        return reverse("staff_feedback_one", args=[row.pk])

    return work
