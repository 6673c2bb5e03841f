"""Challenges for everybody: both voices side by side; open to all."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify

from charter.access import public
from engagement.presenters import challenges as presented
from measures.presenters import live_release

ON_A_PAGE = 20


@public("what members of the panel challenge, and our answers, are for everyone to see")
def challenges(request: HttpRequest) -> HttpResponse:
    """Challenges that are public, the newest first, of all or of a promise or measure, with our answers."""
    of = {name: slugify(request.GET.get(name, ""))[:80] for name in ("promise", "measure")}
    page = Paginator(presented.every_challenge(**of), ON_A_PAGE).get_page(request.GET.get("page"))
    found = presented.as_challenges(list(page.object_list), timezone.localdate())
    context = {
        "release": live_release(),
        "page": page,
        "challenges": found,
        "of": any(of.values()),
        "query": urlencode({name: slug for name, slug in of.items() if slug}),
    }
    return render(request, "engagement/challenges.html", context)


@public("a challenge is for everyone to see")
def challenge(request: HttpRequest, number: int) -> HttpResponse:
    """One challenge and our answer side by side."""
    found = presented.challenge(number, timezone.localdate())
    if found is None:
        raise Http404
    return render(request, "engagement/challenge.html", {"release": live_release(), "one": found})
