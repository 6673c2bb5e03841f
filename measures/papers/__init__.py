"""Papers: their kinds, and what each is made of. The kinds register themselves (docs/adr/0035).

A paper is a pure function of a release's frozen documents and of what was `given` when it was ordered: no
clock and no question of today's tables, so that the same inputs make the same bytes.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from charter.models import Body
from measures.presenters import ReleaseView

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Fact:
    """Words that must be found on a paper; `about` says of what, for whoever looks for a fault.

    `after` is the title that the words must come after, with no other such title between: another measure's
    figure does not stand for this one's. `beside` are words that stand in the same such place, as in one row.
    """

    about: str
    says: str
    after: str = ""
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """Figures of a paper as a table, for its CSV; None is an empty cell."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True)
class Order:
    """What is asked for: a kind of paper of a release, for a body or (None) for everybody."""

    kind: str
    release: ReleaseView
    body: Body | None
    large: bool
    draft: bool
    given: Document


@dataclass(frozen=True)
class Paper:
    """A paper before it is printed. `missing` are titles of required texts that nobody has approved."""

    title: str
    template: str
    context: dict[str, Any]
    facts: tuple[Fact, ...]
    tables: tuple[Table, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of paper.

    `build` makes it; `gives` reads once, on the day of the order, what it needs beside the release.
    `needs_body`: it is always for one; `by_body`: that body may order it. `files` go into a ZIP beside it.
    """

    key: str
    title: str
    build: Callable[[Order], Paper]
    gives: Callable[[ReleaseView, Body | None, date], Document]
    needs_body: bool = False
    by_body: bool = False
    files: Callable[[Order, Paper], Mapping[str, bytes]] | None = None


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind of paper. Raises ValueError for one that is there already."""
    if kind.key in KINDS and KINDS[kind.key] != kind:
        raise ValueError(f"There is a kind of paper “{kind.key}” already.")
    KINDS[kind.key] = kind


def facts_of(measures: Iterable[Document]) -> tuple[Fact, ...]:
    """What every paper with measures must say of each: title, figure, base, target, status word, reason."""
    found = []
    for one in measures:
        figure, target = one.get("figure") or {}, one.get("target") or {}
        row = (figure.get("shown_unit"), figure.get("base"), target.get("shown"), one.get("word"))
        said = [text for text in row if text]
        found.append(Fact(one["slug"], one["title"]))
        found += [Fact(one["slug"], text, after=one["title"]) for text in (*said, one.get("reason")) if text]
        found.append(Fact(one["slug"], said[0], after=one["title"], beside=tuple(said[1:])))
    return tuple(found)
