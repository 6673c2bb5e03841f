"""What the bodies of the demonstration met about, wrote and know of data, read from `meetings.toml`. Pure."""

import tomllib
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "meetings.toml"


@dataclass(frozen=True)
class Item:
    """Something on an agenda that came from the figures; `measure` is a slug."""

    key: str
    title: str
    measure: str


@dataclass(frozen=True)
class Minute:
    """One line of the minutes; `item` is the key of what it is about, people are named by e-mail."""

    kind: str
    text: str
    item: str = ""
    owner: str = ""
    due: date | None = None
    answer: str = ""
    answered_on: date | None = None
    answered_by: str = ""


@dataclass(frozen=True)
class Meeting:
    """A meeting of a body; `release` is the slug of what it looked at."""

    body: str
    held_on: date
    starts: time
    place: str
    papers_due: date
    called_by: str
    state: str = "planned"
    release: str = ""
    agenda: tuple[Item, ...] = ()
    minutes: tuple[Minute, ...] = ()


@dataclass(frozen=True)
class Comment:
    """What a body of tenants says in its own words, who wrote it and who published it."""

    body: str
    promise: str
    period: str
    text: str
    author: str
    published_by: str
    published_on: date


@dataclass(frozen=True)
class Rating:
    """How far the data of a measure can be trusted, and what shows it."""

    measure: str
    rating: int
    evidence: str


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def meetings() -> tuple[Meeting, ...]:
    """Every meeting, body after body."""
    return tuple(_meeting(given) for given in _read()["meetings"])


def _meeting(given: dict[str, Any]) -> Meeting:
    agenda = tuple(Item(**item) for item in given.get("agenda", ()))
    minutes = tuple(Minute(**minute) for minute in given.get("minutes", ()))
    return Meeting(**(given | {"agenda": agenda, "minutes": minutes}))


def comments() -> tuple[Comment, ...]:
    """The group's own words."""
    return tuple(Comment(**comment) for comment in _read()["comments"])


def ratings() -> tuple[Rating, ...]:
    """The data that somebody rated."""
    return tuple(Rating(**rating) for rating in _read()["ratings"])
