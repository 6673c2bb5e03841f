"""The publication scheme as pages show it: live, under its own approval."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, Value

from charter.languages.own import as_written
from charter.querysets import said_of
from promises.models import Edition, Publication


@dataclass(frozen=True)
class EditionView:
    """An approved edition; `late_by` days after its due date, 0 in time or without one."""

    pk: int
    title: str
    published: date
    due: date | None
    review_by: date | None
    address: str
    has_file: bool
    late_by: int


@dataclass(frozen=True)
class PublicationView:
    """A document with its newest edition first."""

    slug: str
    title: str
    schedule: str
    stairs_class: str
    owner: str
    editions: tuple[EditionView, ...]
    starts: date | None = None
    changes: tuple[date, ...] = ()


def publications(on: date) -> list[PublicationView]:
    """Every document that the landlord owes by name, with the editions public on the day. Two queries."""
    changed = ArrayAgg("changes__day", filter=Q(changes__day__lte=on), default=Value([]))
    rows = Publication.objects.select_related("owner").prefetch_related("editions")
    # With the rows, so that a page in another language asks no more than one in English.
    rows = rows.annotate(said=said_of("title"), owner_said=said_of("owner__title"))
    return [
        PublicationView(
            slug=found.slug,
            title=found.said or as_written(found.title),
            schedule=found.schedule,
            stairs_class=found.stairs_class.replace("_", " "),
            owner=(found.owner_said or as_written(found.owner.title)) if found.owner else "",
            editions=tuple(_edition(one) for one in found.editions.all() if one.current_on(on)),
            starts=found.starts,
            changes=tuple(sorted(found.changed)),
        )
        for found in rows.annotate(changed=changed).order_by("title", "pk")
    ]


def edition_file(pk: int, on: date) -> tuple[str, bytes] | None:
    """Name and bytes of an approved edition's file; None when there is none that is public on the day."""
    found = Edition.objects.select_related("publication").filter(pk=pk).first()
    if found is None or not found.current_on(on) or not found.file:
        return None
    ending = re.sub(r"[^a-z0-9.]", "", Path(str(found.file.name)).suffix.lower())
    with found.file.open("rb") as content:
        return f"{found.publication.slug}-{found.published.isoformat()}{ending}", content.read()


def _edition(one: Edition) -> EditionView:
    late = (one.published - one.due).days if one.due and one.published > one.due else 0
    return EditionView(
        one.pk,
        as_written(one.title),
        one.published,
        one.due,
        one.review_by,
        one.address,
        bool(one.file),
        late,
    )
