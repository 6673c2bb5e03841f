"""What people ask about their own data: the form for everybody, and the desk of those who deal with it."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from charter import permissions
from charter.access import actor, public, requires
from charter.faults import Refused
from charter.form_parts import ConfirmForm, PortalForm
from charter.identity.guessing import Limit
from charter.models import User
from charter.presenters import landlord
from charter.querysets import logo_content
from engagement.actions.data_requests import (
    ask_about_data,
    close_request,
    copy_for,
    erase_for,
    let_search,
    note_check,
    search_for,
    take_longer,
)
from engagement.data_map import HOLDINGS, holding
from engagement.data_map.finding import Found
from engagement.forms.data_requests import AskForm, BelongsForm, CheckForm, CloseForm, LongerForm
from engagement.models import DataRequest
from engagement.querysets.data_requests import data_requests
from engagement.views.from_here import sent_by_anybody
from measures import pdf
from measures.presenters import live_release

ASKING = Limit("data-request", 10, 3600)  # from one household or office in an hour
A_PAGE = 25
DEALS, LETS = "deal_with_data", "let_data_search"
PERMISSION_OF = dict.fromkeys(("check", "longer", "copy", "erase", "close"), DEALS) | {"let": LETS}


@public("everybody may ask about their own data", cache=False)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def your_data(request: HttpRequest) -> HttpResponse:
    """What we keep of people, and the form to ask for a copy, erasure or correction, or to complain."""
    sent = sent_by_anybody(request, AskForm, limit=ASKING, keep=_kept)
    if sent.where:
        return redirect(sent.where)
    context = {"form": sent.form, "release": live_release(), "kept": HOLDINGS}
    return render(request, "engagement/your_data.html", context, status=sent.status)


def _kept(form: AskForm) -> str:
    if form.sent_as is None:
        raise ValueError("Only a valid form is kept.")
    ask_about_data(asked=form.asked(), sent_as=form.sent_as, by=User.objects.system())
    return reverse("your_data_asked")


@public("says only that something was sent")
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """What happens now."""
    return render(request, "engagement/your_data_asked.html", {"release": live_release()})


@requires(LETS)
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """What people asked about their own data, what is due first at the top; or what is closed, too."""
    everything = request.GET.get("show") == "all"
    page = Paginator(data_requests(everything=everything), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "everything": everything, "today": timezone.localdate()}
    return render(request, "engagement/staff/data_requests.html", context)


@requires(LETS)
def one_request(request: HttpRequest, pk: int) -> HttpResponse:
    """One request. Who only lets searches begin sees neither who asks nor what is found."""
    person, row = actor(request), get_object_or_404(DataRequest, pk=pk)
    deals = permissions.reach(person, DEALS) is not None
    task = request.POST.get("do", "") if request.method == "POST" else ""
    if request.method == "POST":
        if task not in PERMISSION_OF:
            raise Http404
        if permissions.reach(person, PERMISSION_OF[task]) is None:
            raise PermissionDenied(_("Your role does not let you do this."))
    found = _searched(row, person) if deals else []
    forms = _forms(request, task, row, found)
    answer = None
    if task in ("copy", "erase") and request.method == "POST" and not row.let_at:
        raise Http404
    if task == "copy":
        answer = _copy(request, row, forms["copy"])
    elif task:
        answer = forms[task].send(person, _work(request, task, forms[task], row))
    if answer is not None:
        return answer
    shown = forms.get(task, forms["close"])
    context = {
        "row": row,
        "deals": deals,
        "found": [(one, holding(one.holding).says) for one in found],
        "forms": forms,
        "form": shown,
        "is_own_check": row.checked_by_id == person.pk,
        "today": timezone.localdate(),
    }
    return render(
        request, "engagement/staff/data_request.html", context, status=shown.page_status if task else 200
    )


def _searched(row: DataRequest, person: User) -> list[Found]:
    if row.let_at is None or row.closed_at is not None:
        return []
    return search_for(request=row, by=person)


def _forms(request: HttpRequest, task: str, row: DataRequest, found: list[Found]) -> dict[str, PortalForm]:
    sent = {name: request.POST if task == name else None for name in PERMISSION_OF}
    listed = [(one.key, f"{holding(one.holding).says}: {one.called}") for one in found]
    sure = {"chosen": [one.key for one in found if one.is_sure]}
    return {
        "check": CheckForm(sent["check"], row=row),
        "let": ConfirmForm(sent["let"], row=row),
        "longer": LongerForm(sent["longer"], row=row),
        "copy": BelongsForm(sent["copy"], found=listed, initial=sure, row=row),
        "erase": BelongsForm(sent["erase"], found=listed, initial=sure, row=row, auto_id="erase_%s"),
        "close": CloseForm(sent["close"], row=row),
    }


def _copy(request: HttpRequest, row: DataRequest, form: PortalForm) -> HttpResponse | None:
    """The copy as a file; None when a fault was found, which the form now tells."""
    if not form.is_valid():
        return None
    try:
        held = copy_for(request=row, chosen=form.cleaned_data["chosen"], by=actor(request))
    except Refused as refusal:
        form.refuse(refusal)
        return None
    told: list[dict[str, Any]] = [
        {"about": str(holding(one.holding).says), "facts": [list(fact) for fact in one.facts]} for one in held
    ]
    if request.POST.get("as") == "json":
        body = json.dumps({"reference": row.reference, "records": told}, ensure_ascii=False, indent=2)
        return _file(body.encode(), "application/json", f"{row.reference}.json")
    context = {"row": row, "told": told, "landlord": landlord(), "today": timezone.localdate()}
    content, _pages = pdf.printed("engagement/data_copy.html", context, logo_content())
    return _file(content, "application/pdf", f"{row.reference}.pdf")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _work(request: HttpRequest, task: str, form: PortalForm, row: DataRequest) -> Callable[[], str]:
    def work() -> str:
        by, said = actor(request), form.cleaned_data
        version = said.get("version")
        if task == "check":
            note_check(request=row, how=said["checked"], by=by, version=version)
            words = _("Noted. Another person lets the search begin.")
        elif task == "let":
            let_search(request=row, by=by, version=version)
            words = _("The search may begin.")
        elif task == "longer":
            take_longer(request=row, because=said["longer_because"], by=by, version=version)
            words = _("Noted. If the person gave an e-mail address, they are told.")
        elif task == "erase":
            gone = erase_for(request=row, chosen=said["chosen"], by=by, version=version)
            words = _("Erased: {n}.").format(n=gone)
        else:
            close_request(request=row, ending=said["ending"], because=said["because"], by=by, version=version)
            words = _("Closed. If the person gave an e-mail address, they are told.")
        messages.success(request, words)
        return reverse("staff_data_request", args=[row.pk])

    return work
