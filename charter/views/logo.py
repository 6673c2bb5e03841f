"""The landlord's logo: its page for administrators, and the picture for everybody."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from charter.access import actor, public, requires
from charter.actions.logo import change_logo, remove_logo
from charter.logo_form import LogoForm
from charter.models import Landlord, Logo

FOR_A_YEAR = "public, max-age=31536000, immutable"


@requires("settings")
def landlord_logo(request: HttpRequest) -> HttpResponse:
    """Choose the logo, say what is read out in its place, or take it away."""
    landlord = Landlord.objects.select_related("logo").first()
    if landlord is None:
        return render(request, "charter/staff/logo.html", {"form": None})
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = LogoForm(*sent, row=landlord)
    if request.method == "POST":
        answer = form.send(actor(request), _save(request, form))
        if answer is not None:
            return answer
    return render(request, "charter/staff/logo.html", {"form": form}, status=form.page_status)


def _save(request: HttpRequest, form: LogoForm) -> Callable[[], str]:
    def work() -> str:
        version = form.cleaned_data["version"]
        if form.removes:
            remove_logo(version=version, by=actor(request))
        else:
            alt = form.cleaned_data["logo_alt"]
            change_logo(picture=form.picture, alt=alt, version=version, by=actor(request))
        messages.success(request, _("Saved."))
        return reverse("staff_logo")

    return work


@public("the landlord's logo")
def logo(request: HttpRequest, digest: str) -> HttpResponse:
    """The picture of an address. Its name is the hash of its bytes, so it may be kept for a year."""
    found = Logo.objects.filter(digest=digest).first()
    if found is None:
        raise Http404
    answer = HttpResponse(bytes(found.content), content_type="image/png")
    answer["Cache-Control"] = FOR_A_YEAR
    answer.same_for_everyone = True  # type: ignore[attr-defined]
    return answer
