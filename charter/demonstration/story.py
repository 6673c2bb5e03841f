"""What the people of the demonstration are, wrote and did, read from `story.toml`. Pure."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from charter.periods import Period

FOLDER = Path(__file__).parent
CHARTER_FILE = FOLDER / "charter.toml"
# Everyone can read it here: these accounts exist on a trial machine only.
PASSWORD = "alderbrook-trial-only"  # noqa: S105


@dataclass(frozen=True)
class Person:
    """Somebody who signs in. `body` limits the roles to one body; `shown` is the example of a role."""

    name: str
    email: str
    roles: tuple[str, ...]
    posts: tuple[str, ...] = ()
    deputy_of: tuple[str, ...] = ()
    body: str = ""
    shown: bool = False


@dataclass(frozen=True)
class Edition:
    """One issue of a publication and the day it came out."""

    publication: str
    title: str
    published: date


@dataclass(frozen=True)
class DocumentChange:
    """Something that changed and that a publication had to follow."""

    publication: str
    day: date
    note: str


@dataclass(frozen=True)
class SentBack:
    """A submitted figure that an approver returned, with the reason."""

    measure: str
    period: str
    reason: str


@dataclass(frozen=True)
class Correction:
    """A figure put right after it was final."""

    measure: str
    period: str
    numerator: int
    denominator: int
    reason: str


@cache
def _story() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "story.toml").read_text(encoding="utf-8"))


def landlord() -> dict[str, Any]:
    """Name, code, contact and words of the invented landlord."""
    return dict(_story()["landlord"])


def people() -> tuple[Person, ...]:
    """Everyone, in the order of the file."""
    return tuple(_person(person) for person in _story()["people"])


def _person(given: dict[str, Any]) -> Person:
    lists = {key: tuple(value) for key, value in given.items() if isinstance(value, list)}
    return Person(**(given | lists))


def editions() -> tuple[Edition, ...]:
    """Every edition, publication after publication."""
    return tuple(Edition(**edition) for edition in _story()["editions"])


def document_changes() -> tuple[DocumentChange, ...]:
    """Every change that a publication had to follow."""
    return tuple(DocumentChange(**change) for change in _story()["document_changes"])


def sent_back() -> tuple[SentBack, ...]:
    """The figures that were returned."""
    return tuple(SentBack(**figure) for figure in _story()["sent_back"])


def correction() -> Correction:
    """The figure that was put right."""
    return Correction(**_story()["correction"])


@cache
def _explanations() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in _story()["explanations"]:
        found.setdefault(entry["measure"], []).append(entry)
    return found


def explanation(measure: str, period: str) -> tuple[str, str, str]:
    """Why, what next and by when (an ISO day) of a figure; three empty texts if nothing was written."""
    wanted = Period.parse(period)
    for entry in _explanations().get(measure, []):
        first, last = Period.parse(entry["from"]), Period.parse(entry["until"])
        if first.start <= wanted.start and wanted.end <= last.end:
            return entry["why"], entry["action"], entry["by_when"].isoformat()
    return "", "", ""
