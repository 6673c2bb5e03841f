"""What a corrected release changes for a reader: figures, promises and the charter's sentence."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from measures.payload.canonical import Document

PAST = "periods"  # the kind of a move of one period's figure
Reading = tuple[str, str, str]  # the figure as shown, its status in words, the target as shown


def moves(old: Mapping[str, Document], new: Mapping[str, Document]) -> list[dict[str, Any]]:
    """Each thing that reads differently, with its title; documents by name, as they were and as they are.

    Figures are compared as people read them (number, status in words, and target), promises by their status.
    After what stands now come the figures of every period, own and longer, of the whole landlord and of its
    parts, for the measures whose documents are given.
    """
    found = [_move("charter", _("The charter"), _sentence(old), _sentence(new))]
    found += _rows("promises", _promises(old), _promises(new))
    found += _measures(_listed(old), _listed(new))
    shown = {(slug, row["figure"]["period"]) for slug, row in _listed(new).items() if row["figure"]}
    for name in sorted(name for name in old.keys() & new.keys() if name.startswith("measures/")):
        current = {period for slug, period in shown if slug == name.partition("/")[2]}
        found += period_moves(old[name], new[name], without=current)
    return [one for one in found if one["old"] != one["new"]]


def period_moves(old: Document, new: Document, *, without: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Each period of a measure that reads differently, the newest first; `without` are periods left out.

    A period that is hidden in either document is never named: beside its total it could be worked out.
    """
    before, now, left_out = _periods(old), _periods(new), set(without)
    found = []
    for key in sorted(before.keys() & now.keys(), key=lambda one: (now[one]["end"], one), reverse=True):
        sides = (before[key], now[key])
        if any(row["marker"] == "c" for row in sides) or (not key[0] and key[1] in left_out):
            continue
        named = (new["title"], now[key].get("name", ""), now[key]["label"])
        title = ", ".join(part for part in named if part)
        was, became = _told(*(_of_period(row) for row in sides))
        found += [_move(PAST, title, was, became)] if was != became else []
    return found


def _rows(
    kind: str, old: dict[str, tuple[str, str]], new: dict[str, tuple[str, str]]
) -> list[dict[str, Any]]:
    nothing = ("", _("Not in the release"))
    return [
        _move(
            kind,
            new.get(slug, old.get(slug, nothing))[0],
            old.get(slug, nothing)[1],
            new.get(slug, nothing)[1],
        )
        for slug in sorted(old.keys() | new.keys())
    ]


def _move(kind: str, title: str, old: str, new: str) -> dict[str, Any]:
    return {"kind": kind, "title": title, "old": old, "new": new}


def _sentence(documents: Mapping[str, Document]) -> str:
    return str(documents.get("charter", {}).get("sentence", ""))


def _promises(documents: Mapping[str, Document]) -> dict[str, tuple[str, str]]:
    rows = documents.get("charter", {}).get("promises", [])
    return {row["slug"]: (row["title"], row["word"]) for row in rows}


def _listed(documents: Mapping[str, Document]) -> dict[str, Document]:
    return {row["slug"]: row for row in documents.get("performance", {}).get("measures", [])}


def _measures(old: dict[str, Document], new: dict[str, Document]) -> list[dict[str, Any]]:
    """Where each measure stands now, as one reads it."""
    found = []
    for slug in sorted(old.keys() | new.keys()):
        sides = [_reading(rows[slug]) if slug in rows else None for rows in (old, new)]
        title = new.get(slug, old.get(slug, {}))["title"]
        found.append(_move("measures", title, *_told(*sides)))
    return found


def _periods(document: Document) -> dict[tuple[str, str], Document]:
    """The figures of a measure by part of the landlord (empty for the whole) and period."""
    parts = (document.get("areas") or {}).get("results", ())
    return {(row["segment"] or "", row["period"]): row for row in (*document["results"], *parts)}


def _reading(row: Document) -> Reading:
    """Where a measure stands as one reads it."""
    shown = row["figure"]["shown_unit"] if row["figure"] else ""
    return shown, row["word"], (row["target"] or {}).get("shown", "")


def _of_period(row: Document) -> Reading:
    return row["shown_unit"], row["word"], row["target"]


def _told(old: Reading | None, new: Reading | None) -> tuple[str, str]:
    """Both sides in words; the target only where both show a figure and it is held against another one.

    A reading without a figure, such as an overdue one, carries no target: that says nothing of the measure's.
    """
    another = old is not None and new is not None and bool(old[0] and new[0]) and old[2] != new[2]
    return _words(old, aim=another), _words(new, aim=another)


def _words(side: Reading | None, *, aim: bool) -> str:
    if side is None:
        return _("Not in the release")
    shown, word, target = side
    aimed = (
        [_("held against {target}").format(target=target) if target else _("without a target")] if aim else []
    )
    return ", ".join(part for part in (shown, word, *aimed) if part)
