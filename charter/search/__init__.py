"""Search across all apps: each registers what it offers to be found, and when that changes.

An offer is read from what is public now, such as the live release; drafts are never offered.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from charter import changes
from charter.models import User


@dataclass(frozen=True)
class Offer:
    """One thing that can be found: what it is, its title, a line of text, its address or nothing.

    `more` are words on its page that lead to it and are not shown in the list.
    """

    kind: str
    title: str
    text: str = ""
    address: str = ""
    more: str = ""


Offers = Callable[[], Iterable[Offer]]
_sources: dict[str, Offers] = {}


def register(source: str, *, changed_by: Iterable[str]) -> Callable[[Offers], Offers]:
    """Name a function that offers what is public now; kinds of change after which it is asked again."""

    def keep(offers: Offers) -> Offers:
        _sources[source] = offers
        for kind in changed_by:
            changes.on(kind)(_anew(source))
        return offers

    return keep


def sources() -> dict[str, Offers]:
    """What every app offers, by the name of the source."""
    return dict(_sources)


def _anew(source: str) -> changes.Handler:
    def fill(ids: Sequence[int], by: User) -> None:
        from charter.actions.search import fill_search

        fill_search(sources=[source])

    return fill
