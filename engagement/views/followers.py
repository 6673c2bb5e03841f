"""Following by mail: ask, confirm by the mailed link, stop. No page sets a cookie (docs/adr/0027)."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from charter.access import public, requires
from charter.identity import guessing, links
from charter.identity.guessing import Limit
from charter.languages import ENGLISH, is_english
from charter.languages.own import own
from charter.models import User
from charter.request_identity import address_of, line_of, without_network
from engagement.actions.followers import Topic, ask_to_follow, confirm_following, stop_following
from engagement.forms.following import FollowForm
from engagement.mails import CONFIRM, STOP
from engagement.presenters import following
from measures import presenters
from measures.filtering import bodies_of

ASKING = Limit("follow", 20, 3600)  # wishes from one household or office in an hour
ELSEWHERE = N_("This form was sent from another site. Open our page and send it from there.")


@public("everybody may follow the results")
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Ask for mails about the charter, a promise, an area or a body; the answer tells of no address."""
    if request.method == "POST":
        _refuse_other_sites(request)
        counted = [(ASKING, line_of(address_of(request)))]
        if guessing.is_blocked(counted):
            return _too_many(request)
        guessing.failed(request, counted)
    release = presenters.live_release()
    form = FollowForm(
        request.POST if request.method == "POST" else None,
        topics=_topics(release),
        initial={"about": request.GET.get("about", "")},
    )
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        topic = _in_english(form.topics[said["about"]], release)
        ask_to_follow(email=said["email"], topic=topic, by=User.objects.system())
        return redirect("follow_asked")
    context = {"form": form, "release": release}
    return render(request, "engagement/follow.html", context, status=422 if form.errors else 200)


def _too_many(request: HttpRequest) -> HttpResponse:
    told = {"title": _("Too many tries"), "message": _("Wait a quarter of an hour, then try again.")}
    return render(request, "error.html", {"status": 429} | told, status=429)


def _in_english(topic: Topic, release: presenters.ReleaseView | None) -> Topic:
    """The topic as mails and staff name it: they are in English, whichever page it was chosen on."""
    if is_english():
        return topic
    with translation.override(ENGLISH):
        same = (one for one in _topics(release) if (one.kind, one.slug) == (topic.kind, topic.slug))
        return next(same, topic)


def _topics(release: presenters.ReleaseView | None) -> Iterator[Topic]:
    """What the live release lets one follow: the charter, its promises, areas and bodies."""
    charter, performance = (
        (presenters.document(release, name) if release else None) or {} for name in ("charter", "performance")
    )
    yield Topic("charter", "", N_("All our promises"))
    for found in charter.get("promises", ()):
        yield Topic("promise", found["slug"], found["title"])
    for found in performance.get("areas", ()):  # releases from before areas could be chosen have none
        yield Topic("area", found["slug"], found["name"])
    for slug, name in bodies_of(performance):
        yield Topic("body", slug, name)


def _refuse_other_sites(request: HttpRequest) -> None:
    """Hear what a browser says of where a form came from; one that says nothing is let through.

    Raises PermissionDenied for another site.
    """
    origin, fetched = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site", "same-origin")
    other = origin is not None and urlsplit(origin).netloc != request.get_host()
    if other or fetched not in ("same-origin", "none"):
        raise PermissionDenied(_(ELSEWHERE))


@public("everybody may follow the results")
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """The same for everybody who asked: look in your mail."""
    return render(request, "engagement/follow_asked.html", {})


@public("whoever has the mailed link asked for it", cache=False)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A button behind the mailed link, so that a mail scanner that opens it confirms nothing."""
    key = links.unsign(token, purpose=CONFIRM)
    if key is None:
        raise Http404
    if request.method != "POST":
        return render(request, "engagement/follow_confirm.html", {})
    _refuse_other_sites(request)
    with without_network():
        wish = confirm_following(key=key, by=User.objects.system())
    status = 410 if wish is None else 200
    about = "" if wish is None else _(wish.label) if wish.kind == "charter" else own(wish.label)
    context = {"wish": wish, "about": about}
    return render(request, "engagement/follow_confirmed.html", context, status=status)


@public("whoever has the mailed link stops the mails", cache=False)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """One press; mail programs press it themselves, from anywhere (RFC 8058). It shows nothing of anybody."""
    key = links.unsign(token, purpose=STOP)
    if key is None:
        raise Http404
    if request.method == "POST":
        with without_network():
            stop_following(key=key, by=User.objects.system())
    return render(request, "engagement/follow_stop.html", {"stopped": request.method == "POST"})


@requires("see_followers")
@require_safe
def followers(request: HttpRequest) -> HttpResponse:
    """How many follow what, and which mails went out; never who."""
    return render(request, "engagement/staff/followers.html", {"found": following()})
