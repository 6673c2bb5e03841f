"""Consultations in public: what is asked, how far it is, what people can say, and what we answered."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from charter.access import public
from charter.identity.guessing import Limit
from charter.models import User
from engagement.actions.consultations import comment
from engagement.forms.consultations import CommentForm
from engagement.models import DraftParagraph
from engagement.presenters.consultations import View, every_consultation, one_consultation
from engagement.querysets.consultations import open_to_all
from engagement.views.from_here import sent_by_anybody
from measures.presenters import live_release

SENDING = Limit("comment", 60, 3600)  # from one household or office in an hour: a draft has many paragraphs


@public("what we ask people about is for everyone to see")
@require_safe
def consultations(request: HttpRequest) -> HttpResponse:
    """Every consultation and the stage that it is at, the newest first."""
    context = {"release": live_release(), "rows": every_consultation()}
    return render(request, "engagement/consultations.html", context)


@public("a consultation is for everyone to see")
@require_safe
def consultation(request: HttpRequest, slug: str) -> HttpResponse:
    """One consultation: its stages, its drafts paragraph by paragraph, and our answers."""
    context = {"release": live_release(), "found": _found(slug), "thanks": False}
    return render(request, "engagement/consultation.html", context)


@public("everybody may say what they think of a draft", cache=False)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, slug: str) -> HttpResponse:
    """Comment on a paragraph, or on the whole."""
    found = _found(slug)
    row = get_object_or_404(open_to_all(), slug=slug)

    def keep(form: CommentForm) -> str:
        if form.sent_as is None:
            raise ValueError("Only a valid form is kept.")
        said = form.cleaned_data
        comment(
            consultation=row,
            text=said["text"],
            paragraph=said["about"],
            sent_as=form.sent_as,
            by=User.objects.system(),
        )
        return reverse("consultation_thanks", args=[slug])

    asked = request.GET.get("paragraph", "")
    initial = {"about": asked} if asked.isdecimal() and len(asked) < 18 else {}
    sent = sent_by_anybody(request, CommentForm, limit=SENDING, keep=keep, initial=initial)
    if sent.where:
        return redirect(sent.where)
    return _form(request, found, sent.form, sent.status)


@public("says only that something was sent")
@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """We have the comment; the consultation again."""
    context = {"release": live_release(), "found": _found(slug), "thanks": True}
    return render(request, "engagement/consultation.html", context)


def _form(request: HttpRequest, found: View, form: CommentForm, status: int) -> HttpResponse:
    number = form["about"].value()
    about = None
    if str(number or "").isdecimal() and len(str(number)) < 18:
        about = DraftParagraph.objects.filter(consultation=found.pk, pk=int(number)).first()
    context = {"release": live_release(), "found": found, "form": form, "about": about}
    return render(request, "engagement/comment.html", context, status=status)


def _found(slug: str) -> View:
    found = one_consultation(slug)
    if found is None:
        raise Http404
    return found
