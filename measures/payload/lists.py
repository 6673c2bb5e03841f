"""The figures of all measures by area and by period, made from the documents of the measures.

Nothing is asked or judged again: what a measure's document hides is hidden here, and there is no figure here
that is not there (docs/adr/0027-lists-areas-and-frames.md).
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from charter.languages.own import bare
from measures.payload.canonical import Document
from measures.words import FORMER_LANDLORD

# How many periods back one may look, by their length: a year of months, two of quarters, five years.
LOOK_BACK = {"month": 12, "quarter": 8, "half_year": 4, "year": 5}
CELL = ("period", "label", "shown_unit", "base", "status", "word", "target", "flags", "data_status")
Measures = Mapping[str, Document]


def list_documents(measures: Measures) -> dict[str, Document]:
    """One document for each area (`areas/<slug>`) and each period that one may look back to."""
    areas = areas_of(measures)
    made = {f"areas/{area['slug']}": area | {"figures": _of_area(measures, area)} for area in areas}
    for period in periods_of(measures):
        found = {slug: _at(measure["results"], period["key"]) for slug, measure in measures.items()}
        made[f"periods/{period['key']}"] = period | {
            "figures": {slug: cell for slug, cell in found.items() if cell}
        }
    return made


def list_index(measures: Measures) -> Document:
    """The areas and periods that one may choose, with the status of every measure there (for the counts)."""
    areas, periods = areas_of(measures), periods_of(measures)
    offered = {period["key"] for period in periods}
    stands = {slug: _stands(measure, offered) for slug, measure in measures.items()}
    return {"areas": areas, "periods": periods, "stands": stands}


def areas_of(measures: Measures) -> list[Document]:
    """Every part of the landlord that the newest figures of some measure name, by dimension and name."""
    found = {
        row["segment"]: {
            "slug": row["segment"],
            "name": row["name"],
            "dimension": row["dimension"],
            "homes": row["homes"],
            "replaces": row["replaces"],
        }
        for measure in measures.values()
        for row in _newest(measure)
        if row["segment"]
    }
    return sorted(found.values(), key=lambda area: (area["dimension"], bare(area["name"]), area["slug"]))


def periods_of(measures: Measures) -> list[Document]:
    """The newest periods of each length in which any measure has a figure, newest first, shortest last."""
    known = {
        row["key"]: row
        for measure in measures.values()
        for row in (
            {"key": one["period"], "label": one["label"], "kind": one["kind"], "end": one["end"]}
            for one in measure["results"]
        )
    }
    newest = sorted(known.values(), key=lambda row: row["end"], reverse=True)
    return [
        row
        for kind in reversed(LOOK_BACK)
        for row in [one for one in newest if one["kind"] == kind][: LOOK_BACK[kind]]
    ]


def _newest(measure: Document) -> Iterable[Document]:
    """The figures of parts of the landlord that the page of a measure shows first."""
    tables = (measure["areas"] or {}).get("dimensions", ())
    return (row for table in tables if table["dimension"] != FORMER_LANDLORD for row in table["rows"])


def _stands(measure: Document, offered: Collection[str]) -> Document:
    """The status of a measure by area and by period, of those that one may choose."""
    return {
        "areas": {row["segment"]: row["status"] for row in _newest(measure) if row["segment"]},
        "periods": {row["period"]: row["status"] for row in measure["results"] if row["period"] in offered},
    }


def _of_area(measures: Measures, area: Mapping[str, Any]) -> Document:
    """An area's newest figure of each measure, the whole landlord's of the same time, and those before."""
    found = {}
    for slug, measure in measures.items():
        now = next((row for row in _newest(measure) if row["segment"] == area["slug"]), None)
        if now is not None:
            own = [row for row in measure["areas"]["results"] if row["segment"] == area["slug"]]
            found[slug] = _beside(measure, now) | {
                "periods": {row["period"]: _beside(measure, row) for row in own}
            }
    return found


def _beside(measure: Document, row: Document) -> Document:
    """An area's figure with the whole landlord's of the same period; a hidden one is only the mark."""
    whole = _at(measure["results"], row["period"])
    return _cell(row) | {"hidden": row["hidden"], "whole": whole["shown_unit"] if whole else ""}


def _at(results: Iterable[Document], key: str) -> Document | None:
    found = next((row for row in results if row["period"] == key), None)
    return _cell(found) if found else None


def _cell(row: Document) -> Document:
    return {name: row[name] for name in CELL}
