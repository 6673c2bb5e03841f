"""The versions of a record: its approved drafts, what stood before them, and what a file put between."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from charter.differences import Part, difference
from charter.drafts import Field, Kind, Values, Where, shown
from charter.models import Draft, PostHolding, RoleGrant


@dataclass(frozen=True)
class Version:
    """How a record read from some day on. `office` is the post or role of the author and of the approver."""

    number: int
    values: Values
    says: str
    at: datetime | None = None
    author: str = ""
    approver: str = ""
    note: str = ""
    draft: int | None = None


@dataclass(frozen=True)
class Compared:
    """One box of two versions: its label, both texts, and word by word what changed."""

    label: str
    before: str
    after: str
    parts: tuple[Part, ...]

    @property
    def changed(self) -> bool:
        """Whether the two differ."""
        return any(part.state != "same" for part in self.parts)


def compare(fields: Iterable[Field], old: Values, new: Values, where: Where) -> list[Compared]:
    """Every box of two versions that holds something in either, in the order of the form."""
    found = []
    for one in fields:
        before, after = (shown(one, values.get(one.name), where) for values in (old, new))
        if before or after:
            found.append(Compared(one.label, before, after, difference(before, after)))
    return found


def clashing(kind: Kind, draft: Draft, where: Where) -> list[Field]:
    """The boxes in which the record is no longer what the draft was begun on.

    A loose box counts only if the draft changes it, too.
    """
    theirs = kind.read(where.subject)
    return [
        one
        for one in kind.fields
        if one.name in theirs
        and theirs[one.name] != draft.was.get(one.name, one.empty)
        and not (one.loose and draft.proposed.get(one.name) == draft.was.get(one.name))
    ]


def merged(was: Mapping[str, Any], theirs: Values, mine: Mapping[str, Any]) -> Values:
    """What the author changed, on top of what others changed meanwhile."""
    return {name: theirs[name] if mine.get(name) == was.get(name) else mine.get(name) for name in theirs}


def three_ways(kind: Kind, draft: Draft, where: Where) -> list[tuple[str, str, str, str]]:
    """Label, what was there, what is there now and what the draft says, for each box that clashes."""
    theirs = kind.read(where.subject)
    sides = (draft.was, theirs, draft.proposed)
    return [
        (one.label, *(shown(one, side.get(one.name), where) for side in sides))  # type: ignore[misc]
        for one in clashing(kind, draft, where)
    ]


def versions_of(kind: Kind, where: Where) -> list[Version]:
    """Every version of a record, oldest first; the last one is how it stands. Few queries."""
    rows = Draft.objects.filter(kind=kind.name, subject_id=where.subject.pk, state="approved")
    drafts = list(rows.exclude(action="retire").order_by("decided_at", "pk"))
    found: list[Version] = []

    def add(values: Values, says: str, **more: Any) -> None:
        if not found or not _same(kind, found[-1].values, values):
            found.append(Version(len(found) + 1, values, says, **more))

    for draft in drafts:
        if draft.action == "change":
            add(draft.was, _("As the charter file gave it") if not found else _("Changed by a charter file"))
        found.append(
            Version(
                len(found) + 1,
                draft.proposed,
                _("Approved draft"),
                draft.decided_at,
                _office(draft.author_id, draft.submitted_at),
                _office(draft.decided_by_id, draft.decided_at),
                draft.note,
                draft.pk,
            )
        )
    add(
        kind.read(where.subject),
        _("Changed by a charter file") if found else _("As the charter file gave it"),
    )
    return found


def _same(kind: Kind, one: Values, other: Values) -> bool:
    """Whether two versions read the same; a place in a list that others moved is no version of a text."""
    return all(one.get(f.name, f.empty) == other.get(f.name, f.empty) for f in kind.fields if not f.loose)


def _office(person: int | None, at: datetime | None) -> str:
    return office_of(person, timezone.localdate(at)) if person and at else ""


def office_of(person: int, day: date) -> str:
    """The posts that a person holds on a day, else the roles, in words; never the name."""
    held = PostHolding.objects.filter(person=person, starts__lte=day, deputy=False).exclude(ends__lt=day)
    posts = list(held.order_by("post__title").values_list("post__title", flat=True))
    if posts:
        return ", ".join(posts)
    grants = RoleGrant.objects.filter(person=person, starts__lte=day).exclude(ends__lt=day)
    return ", ".join(sorted({grant.get_role_display() for grant in grants})) or _("no role any more")
