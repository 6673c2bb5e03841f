"""What several tables share: a version that forms send back, exact numbers, who-and-when pairs."""

from collections.abc import Iterable
from typing import Any

import pghistory
from django.db import models
from django.db.models import Q


class Versioned(models.Model):
    """A row that a form edits; a save names the version it read, so that nobody overwrites unseen."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


def exact_number(**options: Any) -> "models.DecimalField[Any, Any]":
    """A column for exact figures: 18 whole digits and 10 decimals, never a binary float."""
    return models.DecimalField(max_digits=28, decimal_places=10, **options)


def together(name: str, *fields: str) -> models.CheckConstraint:
    """All of the fields are filled, or none: who and when cannot come apart."""
    empty = Q(**{f"{field}__isnull": True for field in fields})
    filled = Q(**{f"{field}__isnull": False for field in fields})
    return models.CheckConstraint(condition=empty | filled, name=name)


def one_of(name: str, field: str, choices: Iterable[tuple[str, object]]) -> models.CheckConstraint:
    """The database refuses a word that the vocabulary does not know."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": [key for key, _ in choices]}), name=name)


def with_deletions() -> tuple[pghistory.RowEvent, ...]:
    """History of rows that may be taken away: what was published with them can be worked out again."""
    return pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()
