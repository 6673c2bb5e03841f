"""Counts of our own records: names are fixed, sources are registered by the apps that own the records."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from measures.words import COUNTERS

NAMES = frozenset(name for name, _ in COUNTERS)


@dataclass(frozen=True)
class Count:
    """A count, or a share of something (numerator and denominator; denominator 0 means no value)."""

    value: int | None = None
    numerator: int | None = None
    denominator: int | None = None


Counter = Callable[[date, date], Count]
_sources: dict[str, Counter] = {}


def register(name: str, counter: Counter) -> None:
    """Say where a counter's figure comes from. Raises KeyError for a name that design section 5 lacks."""
    if name not in NAMES:
        raise KeyError(f"There is no counter “{name}”.")
    _sources[name] = counter


def has_source(name: str) -> bool:
    """Whether anybody keeps the records that this counter counts."""
    return name in _sources


def count(name: str, first: date, last: date) -> Count | None:
    """The count from the first to the last day, London dates; None while no source is registered."""
    source = _sources.get(name)
    return source(first, last) if source is not None else None
