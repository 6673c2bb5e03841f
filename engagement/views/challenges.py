"""Challenges for everybody: both voices side by side; open to all."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from charter.access import public
from engagement.presenters import challenges as presented
from measures.presenters import live_release

ON_A_PAGE = 20


@public("what members of the panel challenge, and our answers, are for everyone to see")
def challenges(request: HttpRequest) -> HttpResponse:
    """Every challenge that is public, the newest first, with our answer or that we owe one."""
    page = Paginator(presented.every_challenge(), ON_A_PAGE).get_page(request.GET.get("page"))
    found = presented.as_challenges(list(page.object_list), timezone.localdate())
    context = {"release": live_release(), "page": page, "challenges": found}
    return render(request, "engagement/challenges.html", context)


@public("a challenge is for everyone to see")
def challenge(request: HttpRequest, number: int) -> HttpResponse:
    """One challenge and our answer side by side."""
    found = presented.challenge(number, timezone.localdate())
    if found is None:
        raise Http404
    return render(request, "engagement/challenge.html", {"release": live_release(), "one": found})
