"""Writing rows so that only what differs is touched, each with its version."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model


def put(row: Any, values: Mapping[str, Any]) -> bool:
    """Give a row these values; saves, with the next version, only if one differs. Says whether it saved."""
    fresh = row.pk is None
    differing = [name for name, value in values.items() if fresh or _held(row, name, value) != value]
    if not differing and not fresh:
        return False
    for name in differing:
        setattr(row, name, values[name])
    if not fresh and hasattr(row, "version"):
        row.version += 1
    row.save()
    return True


def _held(row: Any, name: str, value: Any) -> Any:
    """What the row holds; a related row that is the wanted one is not fetched for the comparison."""
    if isinstance(value, Model) and getattr(row, f"{name}_id") == value.pk:
        return value
    return getattr(row, name)


def put_keyed(
    model: type[Model], owner: Mapping[str, Any], key: str, wanted: Iterable[Mapping[str, Any]]
) -> dict[Any, Any]:
    """Make the owner's rows exactly the wanted ones, told apart by `key`; others are deleted.

    Returns the rows by key.
    """
    rows = {getattr(row, key): row for row in model._default_manager.filter(**owner)}
    listed = list(wanted)
    keys = {values[key] for values in listed}
    for name, row in rows.items():
        if name not in keys:
            row.delete()
    found = {}
    for values in listed:
        row = rows.get(values[key]) or model(**owner)
        put(row, values)
        found[values[key]] = row
    return found


def put_listed(model: type[Model], owner: Mapping[str, Any], wanted: Sequence[Mapping[str, Any]]) -> None:
    """Make the owner's rows exactly the wanted ones, told apart by their place."""
    rows = list(model._default_manager.filter(**owner).order_by("order", "id"))
    for row in rows[len(wanted) :]:
        row.delete()
    for place, values in enumerate(wanted):
        row = rows[place] if place < len(rows) else model(**owner)
        put(row, {**values, "order": place})


def put_related(manager: Any, wanted: Iterable[Model]) -> bool:
    """Make a many-to-many relation exactly this set; says whether it changed."""
    rows = list(wanted)
    if {row.pk for row in manager.all()} == {row.pk for row in rows}:
        return False
    manager.set(rows)
    return True
