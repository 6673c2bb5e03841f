"""What can be opened by breaking the glass: the kinds of record, named by the apps that own them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from charter.models import BreakGlass, User


@dataclass(frozen=True)
class Kind:
    """A kind of record: the permission that it needs, its words, its rows, and where one reads a row."""

    permission: str
    says: str
    rows: Callable[[], QuerySet[Any]]
    address: Callable[[int], str]


_kinds: dict[str, Kind] = {}


def register(name: str, kind: Kind) -> None:
    """Make known what can be opened; called in AppConfig.ready."""
    _kinds[name] = kind


def kinds() -> dict[str, Kind]:
    """Every kind that can be opened, by name."""
    return dict(_kinds)


def opened_ids(person: User, permission: str) -> list[str]:
    """Ids of the records that stand open to a person for this permission now. One query."""
    rows = BreakGlass.objects.filter(person=person, permission=permission, until__gt=timezone.now())
    return list(rows.values_list("subject_id", flat=True))
