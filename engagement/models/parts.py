"""Pieces of the tables of engagement: rules of the database that several of them hold."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


def two_people(name: str, first: str, second: str) -> models.CheckConstraint:
    """Four eyes: whoever did the first did not do the second; nobody yet is fine."""
    return models.CheckConstraint(
        condition=Q(**{f"{first}__isnull": True})
        | Q(**{f"{second}__isnull": True})
        | ~Q(**{first: F(second)}),
        name=name,
    )


def in_order(name: str, earlier: str, later: str) -> models.CheckConstraint:
    """The later moment or day is not before the earlier one; one that is not known yet is fine."""
    return models.CheckConstraint(
        condition=Q(**{f"{earlier}__isnull": True})
        | Q(**{f"{later}__isnull": True})
        | Q(**{f"{later}__gte": F(earlier)}),
        name=name,
    )


def only_after(name: str, later: str, earlier: str) -> models.CheckConstraint:
    """The later step is filled only where the earlier one is."""
    return models.CheckConstraint(
        condition=Q(**{f"{later}__isnull": True}) | Q(**{f"{earlier}__isnull": False}), name=name
    )


def slugs() -> "ArrayField[list[str], list[str]]":
    """Addresses of promises or measures that a record is about."""
    return ArrayField(models.SlugField(max_length=80), default=list, blank=True)
