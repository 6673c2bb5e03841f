"""Targets as they were known at a moment: a change of a target never re-judges what was published."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef

from measures.models import Target


def targets_known(moment: datetime, measures: Collection[int] | None = None) -> dict[int, tuple[Target, ...]]:
    """By measure, its targets as they stood at the moment, by their first day; read from their history.

    Where nothing was known by then (the charter was loaded after the cut-off of its first release), what
    was entered first counts. One query; with `measures` (ids) those of these alone.
    """
    by_measure: dict[int, list[Any]] = defaultdict(list)
    for event in _events(measures):
        by_measure[event.measure_id].append(event)
    return {measure: _standing(events, moment) for measure, events in by_measure.items()}


def _events(measures: Collection[int] | None) -> Any:
    """Every version of every target that was not deleted, in the order in which they were written."""
    history = apps.get_model("measures", "TargetEvent")._default_manager
    rows = history.filter(Exists(Target.objects.filter(pk=OuterRef("pgh_obj_id"))))
    return (rows if measures is None else rows.filter(measure__in=measures)).order_by("pgh_id")


def _standing(events: list[Any], moment: datetime) -> tuple[Target, ...]:
    first = min(event.pgh_created_at for event in events)
    last = {event.pgh_obj_id: event for event in events if event.pgh_created_at <= max(moment, first)}
    return tuple(sorted((_target(event) for event in last.values()), key=lambda target: target.starts))


def _target(event: Any) -> Target:
    names = [field.attname for field in Target._meta.concrete_fields]
    return Target.from_db(None, names, [getattr(event, name) for name in names])
