"""The feeds of what changed because people spoke, and of what the panel challenged."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from charter.atom import MOST, Entry, atom
from charter.open_data import open_data
from engagement import presenters
from engagement.presenters import ChangeView
from engagement.presenters.challenges import ChallengeView, as_challenges, every_challenge


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


@open_data
def challenges(request: HttpRequest) -> HttpResponse:
    """What the panel challenged, with our answers, newest first."""
    found = as_challenges(every_challenge()[:MOST], timezone.localdate())
    page, feed = reverse("challenges"), reverse("challenges_feed")
    return atom(_("Challenges by tenants"), page=page, feed=feed, entries=[_challenge(one) for one in found])


def _challenge(found: ChallengeView) -> Entry:
    if found.state == "withheld":
        text = _("Withheld by the landlord because: {reason}").format(reason=found.withheld)
    elif found.answer:
        text = _("{who}: {text} We answered: {answer}").format(
            who=found.who, text=found.text, answer=found.answer
        )
    else:
        text = _("{who}: {text} We have not answered yet.").format(who=found.who, text=found.text)
    return Entry(
        title=found.title,
        key=f"/challenges/{found.number}/",  # its address for good (design section 7)
        address=reverse("challenge", args=[found.number]),
        text=text,
        published=found.on,
    )
