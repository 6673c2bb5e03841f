"""Whom a paper is for, and so how it calls itself and what it asks."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Audience:
    """The name of the paper, the heading over what needs an eye, and what its readers are asked to do."""

    name: str
    heading: str
    asks: str
    to_do: str


def the_board() -> Audience:
    """The Board."""
    return Audience(
        name=_("Customer Charter report to the Board"),
        heading=_("For the Board"),
        asks=_("We ask the Board to"),
        to_do=_("note what fell short, and to agree what we are doing about it and by when."),
    )


def committee(name: str) -> Audience:
    """A committee, by its name."""
    return Audience(
        name=_("Papers for the {committee}").format(committee=name),
        heading=_("For the committee"),
        asks=_("We ask the committee to"),
        to_do=_("note what fell short, and to say whether what we are doing about it is enough."),
    )


def panel(name: str) -> Audience:
    """A group of tenants, by its name: in words for everybody."""
    return Audience(
        name=_("Papers for the {group}").format(group=name),
        heading=_("What needs your eye"),
        asks=_("At your meeting"),
        to_do=_("you can ask us why, what we are doing, and by when. We must answer you."),
    )
