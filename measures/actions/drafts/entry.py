"""A record as an entry of a charter file: what a draft changes is read, checked and written as a file is."""

from collections.abc import Iterable, Mapping
from typing import Any

from charter.drafts import Choices, Values, Where, Wrong
from charter.models import Body, Post
from measures.actions.charter_file import shared, stored
from measures.charter_file import FileFault, as_table, read_entry
from measures.charter_file import definition as d
from measures.models import Measure

Raw = dict[str, Any]


def posts(where: Where) -> Choices:
    """The posts that can own or approve something."""
    return [(title, title) for title in Post.objects.order_by("title").values_list("title", flat=True)]


def bodies(where: Where) -> Choices:
    """The bodies that can monitor something."""
    return list(Body.objects.order_by("name").values_list("slug", "name"))


def held(measure: Measure) -> Raw:
    """A measure as a charter file would write it."""
    return as_table("measures", stored.measures([measure.slug])[0])


def read_measure(raw: Raw) -> tuple[d.Measure | None, tuple[FileFault, ...]]:
    """A measure as a charter file would read it, or all of its faults."""
    entry, faults = read_entry("measures", raw, stored.known())
    return entry, faults


def write_measure(entry: d.Measure) -> Measure:
    """Store a measure as a charter file would."""
    people = {post.title: post for post in Post.objects.all()}
    bodies_by_slug = {body.slug: body for body in Body.objects.all()}
    return shared.write_measures([entry], people, bodies_by_slug)[entry.slug]


def filled(raw: Mapping[str, Any]) -> Raw:
    """Without the keys that hold nothing: empty equals absent (design section 6)."""
    return {key: value for key, value in raw.items() if value not in ("", None, [], {})}


def wrong_of(faults: Iterable[FileFault], boxes: Mapping[str, str], otherwise: str) -> list[Wrong]:
    """The faults of an entry, each at its box: `boxes` leads from keys of the file to boxes.

    A fault of a key that has no box stands at `otherwise`.
    """
    found = []
    for one in faults:
        key = one.key.split(".")[-1].split("[")[0]
        found.append((boxes.get(key, otherwise), f"{one.what} {one.remedy}".strip()))
    return found


def texts_of(raw: Raw, names: Iterable[str]) -> Values:
    """Values of boxes out of an entry: text for everything but lists and ticks."""
    return {name: _text(raw.get(name)) for name in names}


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list):
        return [str(one) for one in value]
    return "" if value is None else str(value)
