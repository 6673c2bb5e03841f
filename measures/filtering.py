"""Which measures a list shows and in which order: choices from the query string, each with its count."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.languages.own import bare
from measures.words import FORMER_LANDLORD

Document = Mapping[str, Any]
Row = Mapping[str, Any]

STATUS_CHOICES = (
    ("met", N_("On target")),
    ("near", N_("Close to target")),
    ("missed", N_("Below target, or above our limit")),
    ("not_judged", N_("Not judged")),
)
NAMES = ("promise", "theme", "body", "status", "area", "period")
LABELS = {
    "promise": N_("Promise"),
    "theme": N_("Theme"),
    "body": N_("Who checks it"),
    "status": N_("Status"),
    "area": N_("Area"),
    "period": N_("Time"),
}
# A word for each order; without one, by promise.
ORDERS = {
    "name": N_("By name"),
    "status": N_("By status, missed first"),
    "direction": N_("By direction, worse first"),
}
PLACES = {"area", "period"}
LONGEST = 40  # of a value that we do not know, as much is repeated
FIRST = {"missed": 0, "near": 1, "met": 2}  # within a promise: what needs a look comes first
OTHERS = N_("Other figures")
GOING = {"worse": 0, "neither": 1, "better": 2}


@dataclass(frozen=True)
class Choice:
    """One value of a filter, with how many measures it leaves; None where that is not known beforehand."""

    value: str
    label: str
    count: int | None
    chosen: bool


@dataclass(frozen=True)
class Filter:
    """A filter of the list."""

    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Group:
    """The measures of one promise; `slug` is empty for those that belong to none."""

    slug: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Counted:
    """How many measures stand where; each measure once."""

    met: int
    near: int
    missed: int
    others: int

    @property
    def judged(self) -> int:
        """Those with a status."""
        return self.met + self.near + self.missed


def counted(rows: Sequence[Row]) -> Counted:
    """How many of the rows are on target, close, missed, and not judged."""
    found = [row["status"] for row in rows]
    met, near, missed = (found.count(status) for status in ("met", "near", "missed"))
    return Counted(met, near, missed, len(found) - met - near - missed)


def grouped(rows: Sequence[Row], document: Document, picked: Mapping[str, str]) -> list[Group]:
    """The rows under their first promise (or the one asked for), in the charter's order; each row once."""
    order = [promise["slug"] for promise in document["promises"]]
    titles = {promise["slug"]: promise["title"] for promise in document["promises"]} | {"": _(OTHERS)}
    places: dict[str, list[Row]] = {slug: [] for slug in [*order, ""]}
    for row in rows:
        own = {promise["slug"] for promise in row["promises"]}
        wanted = [slug for slug in order if slug in own and picked.get("promise", slug) == slug]
        places[wanted[0] if wanted else ""].append(row)
    return [
        Group(slug, titles[slug], tuple(sorted(found, key=lambda row: FIRST.get(row["status"], 3))))
        for slug, found in places.items()
        if found
    ]


@dataclass(frozen=True)
class Asked:
    """What a query string asks for: the filters, the order, and what it asks for that does not exist."""

    picked: Mapping[str, str]
    order: str
    faults: tuple[str, ...]

    def query(self, **changed: str) -> str:
        """The query string of this list with some things changed, shortest form; "" drops one."""
        wanted = {**self.picked, "order": self.order} | changed
        return urlencode({name: value for name, value in wanted.items() if value})


def asked(query: Mapping[str, str], document: Document | None) -> Asked:
    """The filters and the order that this list knows; other names are ignored, unknown values are faults.

    Before the first release there is no list, so nothing is chosen and nothing is wrong.
    """
    if document is None:
        return Asked({}, "", ())
    wanted = {name: query[name] for name in NAMES if query.get(name)}
    known = {name: {value for value, label in found} for name, found in _values(document).items()}
    picked = {name: value for name, value in wanted.items() if value in known[name]}
    order = query.get("order", "")
    faults = [_fault(name, value) for name, value in wanted.items() if name not in picked]
    if order and order not in ORDERS:
        words = _("We cannot put the figures in the order “{order}”, so they are by promise.")
        faults.append(words.format(order=order[:LONGEST]))
    return Asked(picked, order if order in ORDERS else "", tuple(faults))


def _fault(name: str, value: str) -> str:
    words = _("{name}: we do not know “{value}”, so we left it out. Choose from the list.")
    return words.format(name=_(LABELS[name]), value=value[:LONGEST])


def has_empty(query: Mapping[str, str]) -> bool:
    """Whether a form sent choices that were left at “All”: the address is shorter without them."""
    return any(query.get(name) == "" for name in (*NAMES, "order"))


def seen(rows: Sequence[Row], cells: Mapping[str, Row] | None) -> list[Row]:
    """The rows with the figures of an area or a period in the place of today's; None leaves them be.

    A measure without a figure there is left out. Direction and reasons are those of today, so they go.
    """
    if cells is None:
        return list(rows)
    return [{**row, **_elsewhere(cells[row["slug"]])} for row in rows if row["slug"] in cells]


def cells_of(
    area: Mapping[str, Any] | None, period: Mapping[str, Any] | None, picked: Mapping[str, str]
) -> Mapping[str, Row] | None:
    """By measure, the figures of the area, of the period, or of the area in the period; None for neither."""
    if area is None:
        return period["figures"] if period else None
    if "period" not in picked:
        return dict(area["figures"])
    key = picked["period"]
    return {slug: found["periods"][key] for slug, found in area["figures"].items() if key in found["periods"]}


def _elsewhere(cell: Row) -> dict[str, Any]:
    return {
        "figure": cell,
        "status": cell["status"],
        "word": cell["word"],
        "state": "judged",
        "reason": "",
        "target": {"shown": cell["target"]} if cell["target"] else None,
        "change": None,
        "before": None,
        "sparkline": [],
    }


def of_segment(document: Document, slug: str) -> list[Row]:
    """The figures of a part of the landlord, newest first, each beside the whole's; empty without any.

    Landlords that became ours are no part of the whole: they have their own place on the page.
    """
    whole = {row["period"]: row for row in document["results"]}
    found = (document.get("areas") or {}).get("results", ())
    own = [row for row in found if row["segment"] == slug and row["dimension"] != FORMER_LANDLORD]
    return [{**row, "whole": whole.get(row["period"], {}).get("shown_unit", "")} for row in reversed(own)]


def narrowed(rows: Sequence[Row], picked: Mapping[str, str]) -> list[Row]:
    """The rows that fit every filter of their own (area and period are told by their figures)."""
    return [row for row in rows if all(_fits(row, name, value) for name, value in picked.items())]


def ordered(rows: Sequence[Row], document: Document, wanted: Asked) -> list[Group]:
    """The rows by promise, or in one list in the order asked for; the charter's order decides where equal."""
    keys: dict[str, Callable[[Row], Any]] = {
        "name": lambda row: bare(row["title"]).casefold(),
        "status": lambda row: FIRST.get(row["status"], 3),
        "direction": lambda row: GOING.get(str((row["change"] or row["before"] or {}).get("good")), 3),
    }
    if not wanted.order:
        return grouped(rows, document, wanted.picked)
    return [Group("", "", tuple(sorted(rows, key=keys[wanted.order])))] if rows else []


def choices(document: Document, rows: Sequence[Row], picked: Mapping[str, str]) -> list[Filter]:
    """Every filter with its values; counts are of the rows that the other filters leave.

    `rows` are those of the area and period that are chosen. How many figures another area has in a chosen
    period is not known here, and the other way round: those choices have no count.
    """
    values = _values(document)
    return [
        Filter(name, _(LABELS[name]), _counted(document, rows, name, values[name], picked))
        for name in NAMES
        if values[name]
    ]


def bodies_of(document: Document) -> list[tuple[str, str]]:
    """The slug and the name of each body that looks at a measure of the list, by name."""
    rows = document.get("measures", ())
    found = {body["slug"]: body["name"] for row in rows for body in row["monitored_by"]}
    return sorted(found.items(), key=lambda item: bare(item[1]))


def _values(document: Document) -> dict[str, list[tuple[str, str]]]:
    """What may be chosen by each filter, with its words."""
    return {
        "promise": [(one["slug"], one["title"]) for one in document["promises"]],
        "theme": [(one["slug"], one["title"]) for one in document["themes"]],
        "body": bodies_of(document),
        "status": [(value, _(label)) for value, label in STATUS_CHOICES],
        # Releases from before areas and periods could be chosen have none.
        "area": [(one["slug"], one["name"]) for one in document.get("areas", ())],
        "period": [(one["key"], one["label"]) for one in document.get("periods", ())],
    }


def _counted(
    document: Document,
    rows: Sequence[Row],
    name: str,
    values: Sequence[tuple[str, str]],
    picked: Mapping[str, str],
) -> tuple[Choice, ...]:
    others = {key: value for key, value in picked.items() if key != name}
    if name in PLACES:
        counts = _places_counted(document, name, others)
    else:
        left = narrowed(rows, {key: value for key, value in others.items() if key not in PLACES})
        counts = {value: sum(_fits(row, name, value) for row in left) for value, label in values}
    none = None if name in PLACES and PLACES & others.keys() else 0
    return tuple(
        Choice(value, label, counts.get(value, none), picked.get(name) == value) for value, label in values
    )


def _places_counted(document: Document, name: str, others: Mapping[str, str]) -> dict[str, int]:
    """How many measures have a figure in each area, or in each period, and fit the other filters there."""
    if PLACES & others.keys():
        return {}
    status = others.get("status")
    left = narrowed(document["measures"], {key: value for key, value in others.items() if key != "status"})
    stands = [document["stands"][row["slug"]][f"{name}s"] for row in left]
    return dict(Counter(place for one in stands for place, found in one.items() if status in (None, found)))


def _fits(row: Row, name: str, value: str) -> bool:
    if name in PLACES:
        return True
    if name == "status":
        return bool(row["status"] == value)
    if name == "body":
        return any(body["slug"] == value for body in row["monitored_by"])
    key = "slug" if name == "promise" else "theme"
    return any(promise[key] == value for promise in row["promises"])
