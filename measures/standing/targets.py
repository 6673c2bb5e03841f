"""Targets as they were known at a moment: a change of a target never re-judges what was published."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from measures.models import Target
from measures.standing.history import events_of, row_of


def targets_known(
    moment: datetime, measures: Collection[int] | None = None, *, as_of: datetime | None = None
) -> dict[int, tuple[Target, ...]]:
    """By measure, its targets as they stood at the moment, by their first day; read from their history.

    Where nothing was known by then (the charter was loaded after the cut-off of its first release), what
    was entered first counts. With `measures` (ids) those of these alone; with `as_of` nothing that was
    written later is looked at.
    """
    by_measure: dict[int, list[Any]] = defaultdict(list)
    events = events_of(Target, as_of)
    for event in events if measures is None else events.filter(measure__in=measures):
        by_measure[event.measure_id].append(event)
    return {measure: _standing(events, moment) for measure, events in by_measure.items()}


def _standing(events: list[Any], moment: datetime) -> tuple[Target, ...]:
    first = min(event.pgh_created_at for event in events)
    last = {event.pgh_obj_id: event for event in events if event.pgh_created_at <= max(moment, first)}
    rows = [row_of(Target, event) for event in last.values() if event.pgh_label != "delete"]
    return tuple(sorted(rows, key=lambda target: target.starts))
