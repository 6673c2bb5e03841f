"""What hangs on people and posts, told by the apps that know it, and what passes on when somebody leaves.

This app knows people, posts and roles. Measures, documents, files and drafts belong to higher apps, which
register in AppConfig.ready: the duties of posts, what is in a person's name, and what passes to a successor.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from charter.models import User


@dataclass(frozen=True)
class Duty:
    """Something that a post does for good: `does` is owns or approves, `role` is what its holder needs."""

    post: int
    does: str
    what: str
    title: str
    role: str


@dataclass(frozen=True)
class Item:
    """One thing in a person's name; `then` says what becomes of it when the person leaves."""

    title: str
    then: str = ""
    address: str = ""


@dataclass(frozen=True)
class Group:
    """Things of one kind in a person's name, under a heading."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Passing:
    """Who leaves which post, by its id, and who follows, if anybody does; `leaves`: for good."""

    person: User
    post: int
    successor: User | None
    leaves: bool
    by: User


Duties = Callable[[Collection[int]], Iterable[Duty]]
Owed = Callable[[User], Iterable[Item]]
PassOn = Callable[[Passing], None]
_duties: list[Duties] = []
_owed: dict[str, Owed] = {}
_passing: list[PassOn] = []


def register_duties(tells: Duties) -> Duties:
    """Keep a function that tells the duties of these posts."""
    _duties.append(tells)
    return tells


def register_owed(title: str) -> Callable[[Owed], Owed]:
    """Keep a function that tells what is in a person's name, under this heading."""

    def keep(tells: Owed) -> Owed:
        _owed[title] = tells
        return tells

    return keep


def register_passing(hands_on: PassOn) -> PassOn:
    """Keep a function that hands things on to the successors, inside the transaction of the change."""
    _passing.append(hands_on)
    return hands_on


def duties_of(posts: Collection[int]) -> dict[int, list[Duty]]:
    """What each of the posts owns and approves, by id of the post; a few queries."""
    found: dict[int, list[Duty]] = {post: [] for post in posts}
    for tells in _duties:
        for duty in tells(posts):
            found[duty.post].append(duty)
    return found


def owed_by(person: User) -> list[Group]:
    """Everything in a person's name, by kind; a kind of which there is nothing is left out."""
    groups = [Group(title, tuple(tells(person))) for title, tells in _owed.items()]
    return [group for group in groups if group.items]


def pass_on(passing: Passing) -> None:
    """Let every app hand on what it knows of."""
    for hands_on in _passing:
        hands_on(passing)
