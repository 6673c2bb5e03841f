"""Opening for an hour what the role does not show: with a reason that the other administrators read."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import glass
from charter.access import actor, requires
from charter.actions.break_glass import break_glass
from charter.faults import Refused
from charter.forms import BreakGlassForm
from charter.models import BreakGlass

A_PAGE = 50


@requires("break_glass")
def opened(request: HttpRequest) -> HttpResponse:
    """Everything that was ever opened, newest first, and the form that opens another."""
    form = BreakGlassForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        answer = form.send(actor(request), _open(request, form), "number")
        if answer is not None:
            return answer
    page = Paginator(BreakGlass.objects.select_related("person"), A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "rows": [_row(request, one) for one in page]}
    return render(request, "charter/staff/break_glass.html", context, status=form.page_status)


def _row(request: HttpRequest, one: BreakGlass) -> dict[str, object]:
    kinds = (kind for kind in glass.kinds().values() if kind.permission == one.permission)
    kind = next(kinds, None)
    is_open = one.until > timezone.now() and one.person_id == actor(request).pk
    return {
        "row": one,
        "what": kind.says if kind else one.subject_kind,
        "address": kind.address(int(one.subject_id)) if kind and is_open else "",
    }


def _open(request: HttpRequest, form: BreakGlassForm) -> Callable[[], str]:
    def work() -> str:
        said = form.cleaned_data
        kind = glass.kinds()[said["what"]]
        subject = kind.rows().filter(pk=said["number"]).first()
        if subject is None:
            raise Refused(_("There is nothing of this kind with this number."))
        break_glass(permission=kind.permission, subject=subject, reason=said["reason"], by=actor(request))
        messages.success(request, _("Open for an hour. The other administrators are told."))
        return reverse("staff_break_glass")

    return work
