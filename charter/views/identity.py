"""What administrators do for a person who cannot sign in, or should be signed out."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from charter.access import actor, requires
from charter.actions.identity import end_sessions, reset_second_factor
from charter.form_parts import ConfirmForm
from charter.models import User


@requires("reset_second_factor")
def second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away a second factor that somebody lost, after saying what happens."""
    found = get_object_or_404(User.objects.exclude(email=User.SYSTEM_EMAIL), pk=pk)
    kinds = [one.get_type_display() for one in Authenticator.objects.filter(user_id=found.pk).order_by("pk")]

    def work() -> str:
        reset_second_factor(person=found, by=actor(request))
        messages.success(request, _("The second factor is gone. We told the person by mail."))
        return reverse("staff_person", args=[found.pk])

    return _asked(request, "charter/staff/second_factor.html", {"person": found, "kinds": kinds}, work)


@requires("end_sessions")
def others_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign somebody else out everywhere."""
    found = get_object_or_404(User.objects.exclude(email=User.SYSTEM_EMAIL), pk=pk)
    count = len(UserSession.objects.purge_and_list(found))

    def work() -> str:
        end_sessions(person=found, by=actor(request))
        messages.success(request, _("This person is signed out everywhere. We told them by mail."))
        return reverse("staff_person", args=[found.pk])

    return _asked(request, "charter/staff/sessions.html", {"person": found, "count": count}, work)


def _asked(
    request: HttpRequest, template: str, context: dict[str, object], work: Callable[[], str]
) -> HttpResponse:
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        answer = form.send(actor(request), work)
        if answer is not None:
            return answer
    status = 422 if form.is_bound else 200
    me = {"form": form, "me": actor(request)}
    return render(request, template, context | me, status=status)
