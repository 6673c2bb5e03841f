"""What machines ask first: what they may read, where every page is, whom to tell of a weak spot."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from charter.access import public
from charter.languages.addresses import SamePage, same_pages
from charter.presenters import landlord
from measures import presenters
from measures.presenters import ReleaseView
from measures.querysets.former import published_charters
from measures.querysets.releases import names_of

TEXT = "text/plain; charset=utf-8"
# Pages without a release in their address: those that show the live one, and those that only change with us.
OF_THE_RELEASE = (
    "home", "charter", "charter_history", "performance", "compare", "my_area", "releases", "how_we_score",
    "data",
)  # fmt: skip
LASTING = (
    "documents",
    "changes",
    "scrutiny",
    "events",
    "feedback",
    "get_involved",
    "contact",
    "accessibility",
    "privacy",
    "cookies",
)
FOLDERS = {"measures": "measure", "promises": "promise", "themes": "theme"}


@public("robots read it", cache=False)
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: the public pages, not the staff area; and where all of them are listed."""
    closed = ("/staff/", "/account/", "/admin/", "/search/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]
    lines += [f"Sitemap: {settings.SITE}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type=TEXT)


@public("search engines read it")
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page that shows what is published, with the day of its last change. Five queries at most."""
    found = presenters.releases()
    live = next((release for release in found if release.is_live), None)
    pages = [(reverse(name), live.published_at if live else None) for name in OF_THE_RELEASE]
    pages += [(reverse(name), None) for name in LASTING]
    pages += [
        (reverse("release", args=[release.slug]), release.published_at)
        for release in found
        if release.state != "withdrawn"
    ]
    pages += _of(live) if live else []
    context = {"site": settings.SITE, "pages": [one for page in pages for one in _in_every_language(*page)]}
    return render(request, "charter/sitemap.xml", context, content_type="application/xml; charset=utf-8")


def _in_every_language(
    address: str, changed: datetime | None
) -> list[tuple[str, datetime | None, list[SamePage]]]:
    """A page and the same in the other languages; each names all of them, itself too."""
    pages = same_pages(address)
    return [(one.path, changed, pages) for one in pages] or [(address, changed, [])]


def _of(live: ReleaseView) -> list[tuple[str, datetime | None]]:
    """The pages of single things, and of charters that were current once."""
    parts = (name.partition("/") for name in names_of(live.pk))
    shown = [(FOLDERS[folder], slug) for folder, _, slug in parts if folder in FOLDERS]
    former = [("former_charter", one.slug) for one in published_charters() if one.release != live.slug]
    return [(reverse(name, args=[slug]), live.published_at) for name, slug in shown + former]


@public("who finds a weak spot tells us")
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weak spot (RFC 9116). It runs out at the start of a month, half a year from now."""
    months = timezone.localdate().year * 12 + timezone.localdate().month - 1 + 6
    email = landlord().email
    lines = [
        *([f"Contact: mailto:{email}"] if email else []),
        f"Contact: {settings.SITE}{reverse('contact')}",
        f"Expires: {months // 12:04}-{months % 12 + 1:02}-01T00:00:00Z",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE}{reverse('security')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type=TEXT)
