"""What the publication scheme offers to search: every document that the landlord owes, with what is out."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from charter import search
from charter.search import Offer
from promises.presenters import publications


@search.register("documents", changed_by=("edition", "charter"))
def offers() -> Iterator[Offer]:
    """Each document with the titles of its editions that are public today. Two queries."""
    for found in publications(timezone.localdate()):
        titles = [one.title for one in found.editions]
        text = f"Newest: {titles[0]}." if titles else "Nothing is published yet."
        more = " ".join([*titles, found.stairs_class, found.owner])
        yield Offer(N_("Document"), found.title, text, f"{reverse('documents')}#{found.slug}", more)
