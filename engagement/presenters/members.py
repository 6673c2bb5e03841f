"""Who takes part, for everybody: shares of those who volunteered it, with small numbers hidden."""

from dataclasses import dataclass

from charter.translated import lazily as _lazy
from engagement.models import AGE_BANDS, TENURES
from engagement.querysets.members import homes_by_tenure, members_by
from measures.scoring.suppression import SENSITIVE, hide_counts

ASKED = (("age_band", _lazy("By age"), AGE_BANDS), ("tenure", _lazy("By kind of home"), TENURES))


@dataclass(frozen=True)
class PartView:
    """One group: its share of those who said, and of those who live here; None where not shown or known."""

    name: str
    share: int | None
    lives_here: int | None


@dataclass(frozen=True)
class SharesView:
    """Shares of one question: `base` is how many said it, None where even that is not shown."""

    title: str
    base: int | None
    parts: tuple[PartView, ...]
    is_compared: bool


def who_takes_part() -> list[SharesView]:
    """The shares by age and by kind of home; a group under ten is hidden (scoring.md, 9). Three queries."""
    return [_shares(column, str(title), choices) for column, title, choices in ASKED]


def _shares(column: str, title: str, choices: list[tuple[str, str]]) -> SharesView:
    counts = members_by(column)
    cells = [counts.get(key, 0) for key, _words in choices]
    hidden = hide_counts(cells, SENSITIVE.count)
    base = sum(cells)
    homes = _homes([key for key, _words in choices]) if column == "tenure" else {}
    parts = tuple(
        PartView(
            str(name),
            None if place in hidden.all or hidden.total or not base else percent(cells[place], base),
            percent(homes[key], sum(homes.values())) if key in homes else None,
        )
        for place, (key, name) in enumerate(choices)
    )
    return SharesView(title, None if hidden.total or base < SENSITIVE.count else base, parts, bool(homes))


def _homes(keys: list[str]) -> dict[str, int]:
    """The homes of the tenures that we ask about, as the landlord gave them by segment."""
    found = homes_by_tenure()
    return {key: found[slug] for key in keys if (slug := key.replace("_", "-")) in found}


def percent(part: int, whole: int) -> int:
    """A share in whole per cent; halves go up."""
    return (200 * part + whole) // (2 * whole)
