"""What tenants' voices offer to search: published changes, and scrutiny whose report is out."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from charter import search
from charter.search import Offer
from engagement.models import ScrutinyProject
from engagement.presenters.challenges import named
from engagement.querysets import public_changes
from engagement.querysets.challenges import public_challenges

DID = {"did": "We did", "could_not": "We could not"}


@search.register("changes", changed_by=("service_changes",))
def changes_made() -> Iterator[Offer]:
    """“You said, we did”, what could not be done among it. One query."""
    for found in public_changes():
        text = f"You said: {found.said} {DID[found.outcome]}: {found.did}"
        yield Offer(N_("You said, we did"), found.title, text, reverse("change", args=[found.slug]))


@search.register("scrutiny", changed_by=("scrutiny_projects", "recommendations_answered_in_time"))
def scrutiny() -> Iterator[Offer]:
    """Projects with a published report, found by its recommendations and our answers, too. Two queries."""
    projects = ScrutinyProject.objects.filter(published_on__lte=timezone.localdate())
    for found in projects.select_related("body").prefetch_related("recommendations"):
        said = [f"{one.text} {one.answer}" for one in found.recommendations.all()]
        more = " ".join([found.body.name, *said])
        yield Offer(
            N_("Scrutiny"), found.title, found.summary, reverse("scrutiny_project", args=[found.slug]), more
        )


@search.register("challenges", changed_by=("challenges",))
def challenges() -> Iterator[Offer]:
    """What the panel challenged and we answered; nothing of what is withheld. One query."""
    for found in named(public_challenges().filter(withheld_at=None)):
        title = found.title or found.promise or found.measure  # type: ignore[attr-defined]  # of `named`
        address = reverse("challenge", args=[found.pk])
        yield Offer(N_("Challenges"), title, found.text, address, f"{found.body.name} {found.answer}")
