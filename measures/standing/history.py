"""Rows as they stood at a moment, from their history: so that what was published can be worked out again."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.apps import apps
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from charter.models import BankHoliday, Charter, Landlord, Theme
from charter.periods import Period
from charter.querysets import calendar_of, working_calendar
from charter.working_time import Calendar
from measures.models import Break, Measure, MeasureLine, MilestoneStage, Segment
from promises.models import Edition, Promise, Publication, PublicationChange

Row = TypeVar("Row", bound=Model)


def events_of(model: type[Row], as_of: datetime | None = None) -> "QuerySet[Any]":
    """Every version of the rows of a table, in the order in which they were written, up to a moment.

    A row that is gone without a note of when counts as never there.
    """
    history = apps.get_model(model._meta.app_label, f"{model.__name__}Event")._default_manager
    deleted = history.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_label="delete")
    there = Q(Exists(model._default_manager.filter(pk=OuterRef("pgh_obj_id")))) | Q(Exists(deleted))
    rows = history.filter(there) if as_of is None else history.filter(there, pgh_created_at__lte=as_of)
    found: QuerySet[Any] = rows.order_by("pgh_id")
    return found


def rows_as_of(model: type[Row], moment: datetime) -> dict[int, Row]:
    """The rows of a table as they stood at the moment, by id, oldest first. One query."""
    last = {event.pgh_obj_id: event for event in events_of(model, moment)}
    return {pk: row_of(model, event) for pk, event in last.items() if event.pgh_label != "delete"}


def row_of(model: type[Row], event: Any) -> Row:
    """The row that a version describes."""
    names = [field.attname for field in model._meta.concrete_fields]
    return model.from_db(None, names, [getattr(event, name) for name in names])


def charter_as_of(moment: datetime) -> Charter | None:
    """The charter that was current at the moment, with its landlord."""
    current = [row for row in rows_as_of(Charter, moment).values() if row.is_current]
    for row in current:
        row.landlord = rows_as_of(Landlord, moment)[row.landlord_id]
    return current[0] if current else None


def first_period_as_of(moment: datetime, year_starts: int) -> Period | None:
    """The first period that the portal answered for, as the setting stood at the moment."""
    text = next((row.first_period for row in rows_as_of(Landlord, moment).values()), "")
    return Period.parse(text, year_starts) if text else None


def calendar_as_of(moment: datetime) -> Calendar:
    """The working calendar as it stood at the moment; as it stands now where its history begins later."""
    rows = rows_as_of(BankHoliday, moment)
    return calendar_of(row.day for row in rows.values()) if rows else working_calendar()


def themes_as_of(charter: Charter, moment: datetime) -> list[Theme]:
    """The themes of a charter in their order, at the moment."""
    rows = [row for row in rows_as_of(Theme, moment).values() if row.charter_id == charter.pk]
    return sorted(rows, key=lambda row: (row.order, row.pk))


def promises_as_of(charter: Charter, themes: Iterable[Theme], moment: datetime) -> list[Promise]:
    """The promises of a charter in their order, each with its theme, at the moment."""
    by_id = {theme.pk: theme for theme in themes}
    rows = [row for row in rows_as_of(Promise, moment).values() if row.charter_id == charter.pk]
    for row in rows:
        row.theme = by_id[row.theme_id]
    return sorted(rows, key=lambda row: (row.order, row.pk))


def lines_as_of(promises: Iterable[Promise], moment: datetime) -> list[MeasureLine]:
    """The lines of these promises in their order, each with its measure, at the moment."""
    wanted, measures = {promise.pk for promise in promises}, rows_as_of(Measure, moment)
    rows = [row for row in rows_as_of(MeasureLine, moment).values() if row.promise_id in wanted]
    for row in rows:
        row.measure = measures[row.measure_id]
    return sorted(rows, key=lambda row: (row.order, row.pk))


def measures_as_of(measures: Iterable[Measure], moment: datetime) -> list[Measure]:
    """These measures, read with all that hangs on them, as they stood; those made later are left out."""
    held = rows_as_of(Measure, moment)
    found = [measure for measure in measures if measure.pk in held]
    for measure in found:
        _take_over(measure, held[measure.pk])
        measure.of_id = held[measure.pk].of_id
    _rewind(found, "stages", MilestoneStage, "measure_id", moment)
    _rewind(found, "breaks", Break, "measure_id", moment)
    _rewind_publications([one for measure in found for one in measure.publications.all()], moment)
    return found


def publications_as_of(slugs: Collection[str], moment: datetime) -> list[Publication]:
    """The publications with these names, read with all that hangs on them, as they stood."""
    rows = Publication.objects.filter(slug__in=slugs).prefetch_related("editions", "changes")
    found = list(rows.order_by("slug"))
    _rewind_publications(found, moment)
    return found


def segments_as_of(segments: Iterable[Segment], moment: datetime) -> list[Segment]:
    """These segments as they stood; those made later are left out."""
    held = rows_as_of(Segment, moment)
    found = [segment for segment in segments if segment.pk in held]
    for segment in found:
        _take_over(segment, held[segment.pk])
    return found


def _rewind_publications(publications: Sequence[Publication], moment: datetime) -> None:
    schedules = rows_as_of(Publication, moment) if publications else {}
    for publication in publications:
        if publication.pk in schedules:
            _take_over(publication, schedules[publication.pk])
    if publications:
        _rewind(publications, "editions", Edition, "publication_id", moment)
        _rewind(publications, "changes", PublicationChange, "publication_id", moment)


def _take_over(row: Model, then: Model) -> None:
    for field in row._meta.concrete_fields:
        if not field.is_relation:
            setattr(row, field.attname, getattr(then, field.attname))


def _rewind(owners: Iterable[Model], name: str, model: type[Model], key: str, moment: datetime) -> None:
    """Put the rows of the moment in place of those that were read with their owners."""
    rows = list(rows_as_of(model, moment).values())
    for owner in owners:
        kept = getattr(owner, name).all()
        # Whoever looks at the owner's rows later finds these, without a query.
        kept._result_cache = [row for row in rows if getattr(row, key) == owner.pk]
