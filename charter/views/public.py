"""Home, charter, themes and the pages about the site: read from the live release, open to everyone."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from charter.access import public
from charter.presenters import brand_style
from engagement import presenters as engagement
from measures import presenters
from measures.querysets.former import former_charters

MOST_CHANGES, MOST_EVENTS = 3, 4  # on the home page


def with_release(**context: Any) -> dict[str, Any]:
    """The live release beside what a page shows; the foot prints it."""
    return {"release": presenters.live_release()} | context


@public("whether the promises are kept is for everyone to see")
def home(request: HttpRequest) -> HttpResponse:
    """The charter's sentence, each promise, what moved, what we do about misses."""
    release = presenters.live_release()
    if release is None:
        return render(request, "charter/home_before.html", {"release": None})
    document = presenters.document(release, "charter") or {}
    # Without a charter the figures themselves are what there is to show.
    figures = None if document.get("exists") else presenters.document(release, "performance")
    context = {
        "release": release,
        "charter": document,
        "performance": figures,
        # Live under their own approval, so not of the release.
        "changes": engagement.changes(MOST_CHANGES),
        "events": engagement.next_events(MOST_EVENTS) if document.get("exists") else [],
    }
    return render(request, "charter/home.html", context)


@public("the charter is a promise to the public")
def charter(request: HttpRequest) -> HttpResponse:
    """The whole charter: themes, promises, values, what we ask of customers."""
    release = presenters.live_release()
    document = presenters.document(release, "charter") if release else None
    context = {"release": release, "charter": document, "part": "charter"}
    return render(request, "charter/charter.html", context)


@public("how the charter came about is for everyone to see")
def history(request: HttpRequest) -> HttpResponse:
    """The charter's stages with the dates promised, moved and kept; the next charter; earlier ones."""
    release = presenters.live_release()
    document = presenters.document(release, "charter") if release else None
    context = {"release": release, "charter": document, "earlier": former_charters(), "part": "charter"}
    return render(request, "charter/history.html", context)


@public("a theme gathers promises to the public")
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """A theme with its promises."""
    release = presenters.live_release()
    document = presenters.document(release, f"themes/{slug}") if release else None
    if document is None:
        raise Http404
    return render(request, "charter/theme.html", {"release": release, "theme": document, "part": "charter"})


@public("residents may know how we score")
def how_we_score(request: HttpRequest) -> HttpResponse:
    """The scoring in plain words, with the charter's lines, worked examples and versions of the rules."""
    release = presenters.live_release()
    document = presenters.document(release, "charter") if release else None
    lines = (document or {}).get("lines") or presenters.default_lines()
    context = {"release": release, "lines": lines, "method": presenters.method()}
    return render(request, "charter/how_we_score.html", context)


@public("everyone may get in touch")
def contact(request: HttpRequest) -> HttpResponse:
    """How to reach the landlord, and how to ask for another format."""
    return render(request, "charter/contact.html", {})


@public("the law asks for it")
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "charter/accessibility.html", {})


@public("the law asks for it")
def privacy(request: HttpRequest) -> HttpResponse:
    """What is known of visitors: nothing that names them."""
    return render(request, "charter/privacy.html", {})


@public("the law asks for it")
def cookies(request: HttpRequest) -> HttpResponse:
    """Which cookies there are: none for visitors, two for people who sign in."""
    return render(request, "charter/cookies.html", {})


@public("the landlord's colours")
def brand(request: HttpRequest) -> HttpResponse:
    """A small style sheet with the landlord's own accent and band."""
    return HttpResponse(brand_style(), content_type="text/css; charset=utf-8")
