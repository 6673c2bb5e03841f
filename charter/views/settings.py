"""The landlord's settings: name, words, colours."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from charter.access import actor, requires
from charter.actions.appearance import Appearance, change_appearance, unreadable
from charter.landlord_form import SettingsForm
from charter.models import Landlord


@requires("settings")
def landlord_settings(request: HttpRequest) -> HttpResponse:
    """Change how the landlord shows itself; colours that cannot be read are refused beside their box."""
    landlord = Landlord.objects.first()
    if landlord is None:
        return render(request, "charter/staff/settings.html", {"form": None})
    form = SettingsForm(request.POST if request.method == "POST" else None, row=landlord)
    if request.method == "POST" and _readable(form):
        answer = form.send(actor(request), _save(request, form))
        if answer is not None:
            return answer
    return render(request, "charter/staff/settings.html", {"form": form}, status=form.page_status)


def _wanted(form: SettingsForm) -> Appearance:
    names = Appearance.__dataclass_fields__
    return Appearance(**{name: form.cleaned_data[name].strip() for name in names})


def _readable(form: SettingsForm) -> bool:
    """Whether every colour can be read; the form tells which cannot."""
    if not form.is_valid():
        return False
    for fault in unreadable(_wanted(form)):
        form.add_error(fault.where, f"{fault.what} {fault.remedy}")
    return not form.errors


def _save(request: HttpRequest, form: SettingsForm) -> Callable[[], str]:
    def work() -> str:
        change_appearance(wanted=_wanted(form), version=form.cleaned_data["version"], by=actor(request))
        messages.success(request, _("Saved."))
        return reverse("staff_settings")

    return work
