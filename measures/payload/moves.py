"""What a corrected release changes for a reader: figures, promises and the charter's sentence."""

from typing import Any

from measures.payload.canonical import Document


def moves(old: dict[str, Document], new: dict[str, Document]) -> list[dict[str, Any]]:
    """Each thing that reads differently, with its title; documents by name, as they were and as they are.

    Figures are compared as people read them (number and status in words), promises by their status.
    """
    found = [_move("charter", "The charter", _sentence(old), _sentence(new))]
    found += _rows("promises", _promises(old), _promises(new))
    found += _rows("measures", _measures(old), _measures(new))
    return [one for one in found if one["old"] != one["new"]]


def _rows(
    kind: str, old: dict[str, tuple[str, str]], new: dict[str, tuple[str, str]]
) -> list[dict[str, Any]]:
    nothing = ("", "Not in the release")
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


def _sentence(documents: dict[str, Document]) -> str:
    return str(documents.get("charter", {}).get("sentence", ""))


def _promises(documents: dict[str, Document]) -> dict[str, tuple[str, str]]:
    rows = documents.get("charter", {}).get("promises", [])
    return {row["slug"]: (row["title"], row["word"]) for row in rows}


def _measures(documents: dict[str, Document]) -> dict[str, tuple[str, str]]:
    rows = documents.get("performance", {}).get("measures", [])
    return {row["slug"]: (row["title"], _reading(row)) for row in rows}


def _reading(row: Document) -> str:
    """A measure's figure and status as one reads them."""
    shown = row["figure"]["shown_unit"] if row["figure"] else ""
    return ", ".join(part for part in (shown, row["word"]) if part)
