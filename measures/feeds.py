"""The feed of releases: what came out, what was corrected, what was taken back."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from charter.access import public
from charter.presenters import landlord
from measures import presenters
from measures.presenters import ReleaseView


@public("what was published stays published")
def releases(request: HttpRequest) -> HttpResponse:
    """Every release as an Atom entry, newest first; a withdrawn one says so at the time of its withdrawal."""
    feed = Atom1Feed(
        title=f"Results of {landlord().name}",
        link=settings.SITE + reverse("releases"),
        description="",
        feed_url=settings.SITE + reverse("releases_feed"),
        language="en-GB",
        author_name=landlord().name,
    )
    for found in presenters.releases():
        address = settings.SITE + reverse("release", args=[found.slug])
        feed.add_item(
            title=_title(found),
            link=address,
            description=_says(found),
            unique_id=address,
            pubdate=found.published_at,
            updateddate=found.withdrawn_at or found.published_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _title(found: ReleaseView) -> str:
    again = f", correction {found.revision - 1}" if found.revision > 1 else ""
    title = f"Results for {found.label}{again}"
    return f"Withdrawn: {title}" if found.state == "withdrawn" else title


def _says(found: ReleaseView) -> str:
    """Why it was taken back, else why it was published again, what it is without, and what was corrected."""
    if found.state == "withdrawn":
        return f"We took these results back. {found.withdrawn_because}"
    says = [f"Published again: {found.reason}"] if found.reason else []
    moved = found.notice.get("moved", ())
    says += [f"{one['title']}: {one['old'] or 'nothing'} became {one['new'] or 'nothing'}." for one in moved]
    says += [f"Published without {one['title']}, because: {one['reason']}" for one in found.without]
    says += ["A figure in it was corrected later."] if found.corrected_later else []
    return " ".join(says) or "What we published for this period."
