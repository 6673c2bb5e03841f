"""The feed of what changed because people spoke."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from charter.atom import MOST, Entry, atom
from charter.open_data import open_data
from engagement import presenters
from engagement.presenters import ChangeView


@open_data
def changes(request: HttpRequest) -> HttpResponse:
    """“You said, we did”, and what we could not do, newest first."""
    entries = [_entry(found) for found in presenters.changes(MOST)]
    return atom("You said, we did", page=reverse("home"), feed=reverse("changes_feed"), entries=entries)


def _entry(found: ChangeView) -> Entry:
    outcome = "We could not, because" if found.could_not else "We did"
    return Entry(
        title=found.title,
        key=f"/you-said-we-did/{found.slug}/",  # its address for good (design section 7)
        address=reverse("home"),
        text=f"You said: {found.said} {outcome}: {found.did}",
        published=found.published_at,
    )
