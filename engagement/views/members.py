"""Taking part: sign up, confirm by the mailed link, the own page. No page sets a cookie."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from charter.access import public
from charter.identity import guessing, links
from charter.identity.guessing import Limit
from charter.languages.own import own
from charter.models import Body, User
from charter.request_identity import address_of, line_of, without_network
from engagement.actions.consent import VERSION, WORDINGS
from engagement.actions.members import change_member, confirm_member, leave, sign_up
from engagement.forms.members import MineForm, SignUpForm
from engagement.mails import TAKE_PART
from engagement.models import Member
from engagement.presenters import next_events
from engagement.presenters.members import who_takes_part
from engagement.views.from_here import refuse_other_sites
from measures.presenters import live_release

SIGNING = Limit("sign-up", 10, 3600)  # from one household or office in an hour (reliability.md P44)


@public("everybody may take part", cache=False)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def get_involved(request: HttpRequest) -> HttpResponse:
    """What taking part means, and the form; the answer tells neither of an address nor a robot anything."""
    posted = request.method == "POST"
    form = SignUpForm(request.POST if posted else None)
    if posted:
        refuse_other_sites(request)
        counted = [(SIGNING, line_of(address_of(request)))]
        if guessing.is_blocked(counted):
            words = _("Too much came from your network in the last hour. Wait a quarter of an hour.")
            form.add_error(None, words)
            return _page(request, form, 429)
        if form.is_of_a_robot:
            return redirect("get_involved_asked")
        if form.is_valid():
            guessing.failed(request, counted)
            with without_network():  # the trail keeps no address of who signed up
                sign_up(email=form.cleaned_data["email"], wishes=form.wishes(), by=User.objects.system())
            return redirect("get_involved_asked")
    return _page(request, form, 422 if form.errors else 200)


def _page(request: HttpRequest, form: SignUpForm, status: int) -> HttpResponse:
    context = {
        "form": form,
        "wording": WORDINGS[VERSION],
        "bodies": [own(one.name) for one in Body.objects.filter(kind="tenant").order_by("name")],
        "events": next_events(3),
        "shares": who_takes_part(),
        "release": live_release(),
    }
    return render(request, "engagement/get_involved.html", context, status=status)


@public("everybody may take part")
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """The same for everybody who signed up: look in your mail."""
    return render(request, "engagement/get_involved_asked.html", {})


@public("whoever has the mailed link signed up", cache=False)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A button behind the mailed link, so that a mail scanner that opens it confirms nothing."""
    key = links.unsign(token, purpose=TAKE_PART)
    if key is None:
        raise Http404
    if request.method != "POST":
        return render(request, "engagement/get_involved_confirm.html", {})
    refuse_other_sites(request)
    with without_network():
        member = confirm_member(key=key, by=User.objects.system())
    if member is None:
        return render(request, "engagement/get_involved_confirm.html", {"is_old": True}, status=410)
    return redirect("get_involved_mine", member.key)


@public("whoever has the secret link is the member", cache=False)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, key: UUID) -> HttpResponse:
    """A member's own page: what they agreed to, what they want, and one press to leave."""
    member = get_object_or_404(Member, key=key, confirmed_at__isnull=False)
    changes = request.method == "POST" and request.POST.get("do") != "leave"
    form = MineForm(request.POST if changes else None, row=member)
    if request.method == "POST":
        refuse_other_sites(request)
        with without_network():
            answer = _changed(form, member) if changes else _left(member)
        if answer is not None:
            return answer
    agreed = [(one, WORDINGS[one.wording]) for one in member.consents.all()]
    context = {"member": member, "form": form, "agreed": agreed}
    return render(request, "engagement/get_involved_mine.html", context, status=form.page_status)


def _left(member: Member) -> HttpResponse:
    leave(member=member, by=User.objects.system())
    return redirect("get_involved_mine", member.key)


def _changed(form: MineForm, member: Member) -> HttpResponse | None:
    by = User.objects.system()

    def work() -> str:
        change_member(member=member, wishes=form.wishes(), by=by, version=form.cleaned_data["version"])
        return reverse("get_involved_mine", args=[member.key])

    return form.send(by, work)
