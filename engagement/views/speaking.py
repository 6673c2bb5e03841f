"""Tell us: the form for everybody, and the page on which a person sees what became of it. No cookie."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from charter.access import public
from charter.identity import links
from charter.identity.guessing import Limit
from charter.models import User
from engagement.actions.speaking import speak
from engagement.forms.speaking import SpeakForm
from engagement.mails import SPOKEN
from engagement.models import Feedback
from engagement.views.from_here import sent_by_anybody
from measures.presenters import live_release

SENDING = Limit("feedback", 30, 3600)  # from one household or office in an hour (reliability.md P44)


@public("everybody may tell us something", cache=False)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    """Write to the landlord: complaint, comment, compliment, idea, or a worry about a building."""
    named = {"promise": request.GET.get("promise", "")}
    sent = sent_by_anybody(request, SpeakForm, limit=SENDING, keep=_kept, initial=named)
    if sent.where:
        return redirect(sent.where)
    context = {"form": sent.form, "release": live_release()}
    return render(request, "engagement/feedback.html", context, status=sent.status)


def _kept(form: SpeakForm) -> str:
    if form.sent_as is None:
        raise ValueError("Only a valid form is kept.")
    return status_address(speak(said=form.said(), sent_as=form.sent_as, by=User.objects.system()))


def status_address(found: Feedback) -> str:
    """The page of one who spoke. Raises Http404 for a record that came another way."""
    if found.sent_as is None:
        raise Http404
    return reverse("feedback_status", args=[links.sign(found.sent_as, purpose=SPOKEN)])


@public("whoever has the link wrote it", cache=False)
@require_safe
def status(request: HttpRequest, token: str) -> HttpResponse:
    """What became of it: who has it, by when, and our answer. What was said is not shown again."""
    key = links.unsign(token, purpose=SPOKEN)
    if key is None:
        raise Http404
    found = get_object_or_404(Feedback.objects.select_related("contact"), sent_as=key)
    context = {"feedback": found, "answer": _answer(found), "release": live_release()}
    return render(request, "engagement/feedback_status.html", context)


def _answer(found: Feedback) -> str:
    contact = getattr(found, "contact", None)
    return contact.answer if contact else ""
