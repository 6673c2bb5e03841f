"""The feed of what changed because people spoke."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from charter.atom import MOST, Entry, atom
from charter.open_data import open_data
from engagement import presenters
from engagement.presenters import ChangeView


@open_data
def changes(request: HttpRequest) -> HttpResponse:
    """“You said, we did”, and what we could not do, newest first."""
    entries = [_entry(found) for found in presenters.changes(MOST)]
    return atom(_("You said, we did"), page=reverse("changes"), feed=reverse("changes_feed"), entries=entries)


def _entry(found: ChangeView) -> Entry:
    text = (
        _("You said: {said} We could not, because: {did}")
        if found.could_not
        else _("You said: {said} We did: {did}")
    )
    return Entry(
        title=found.title,
        key=f"/you-said-we-did/{found.slug}/",  # its address for good (design section 7)
        address=reverse("change", args=[found.slug]),
        text=text.format(said=found.said, did=found.did),
        published=found.published_at,
    )
