"""Which measures a list shows: choices from the query string, each with its count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]

STATUS_CHOICES = (
    ("met", "On target"),
    ("near", "Close to target"),
    ("missed", "Below target, or above our limit"),
    ("not_judged", "Not judged"),
)
NAMES = ("promise", "theme", "body", "status")
FIRST = {"missed": 0, "near": 1, "met": 2}  # within a promise: what needs a look comes first
OTHERS = "Other figures"


@dataclass(frozen=True)
class Choice:
    """One value of a filter, with how many measures it leaves."""

    value: str
    label: str
    count: int
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


def grouped(rows: Sequence[Row], document: Mapping[str, Any], picked: Mapping[str, str]) -> list[Group]:
    """The rows under their first promise (or the one asked for), in the charter's order; each row once."""
    order = [promise["slug"] for promise in document["promises"]]
    titles = {promise["slug"]: promise["title"] for promise in document["promises"]} | {"": OTHERS}
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


def chosen(query: Mapping[str, str]) -> dict[str, str]:
    """The filters of a query string that this list knows; others are ignored."""
    return {name: query[name][:80] for name in NAMES if query.get(name)}


def narrowed(rows: Sequence[Row], picked: Mapping[str, str]) -> list[Row]:
    """The rows that fit every filter."""
    return [row for row in rows if all(_fits(row, name, value) for name, value in picked.items())]


def choices(document: Mapping[str, Any], picked: Mapping[str, str]) -> list[Filter]:
    """Every filter with its values; counts are of the rows that the other filters leave."""
    rows = document["measures"]
    bodies = {body["slug"]: body["name"] for row in rows for body in row["monitored_by"]}
    values = {
        "promise": [(one["slug"], one["title"]) for one in document["promises"]],
        "theme": [(one["slug"], one["title"]) for one in document["themes"]],
        "body": sorted(bodies.items(), key=lambda item: item[1]),
        "status": list(STATUS_CHOICES),
    }
    labels = {"promise": "Promise", "theme": "Theme", "body": "Who checks it", "status": "Status"}
    return [Filter(name, labels[name], _counted(rows, name, values[name], picked)) for name in NAMES]


def _counted(
    rows: Sequence[Row], name: str, values: Sequence[tuple[str, str]], picked: Mapping[str, str]
) -> tuple[Choice, ...]:
    others = {key: value for key, value in picked.items() if key != name}
    left = narrowed(rows, others)
    return tuple(
        Choice(value, label, sum(_fits(row, name, value) for row in left), picked.get(name) == value)
        for value, label in values
    )


def _fits(row: Row, name: str, value: str) -> bool:
    if name == "status":
        return bool(row["status"] == value)
    if name == "body":
        return any(body["slug"] == value for body in row["monitored_by"])
    key = "slug" if name == "promise" else "theme"
    return any(promise[key] == value for promise in row["promises"])
