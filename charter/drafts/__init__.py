"""Which records are changed by drafts: a registry that every app fills in its AppConfig.ready (ADR 0022).

A kind says how to read a record into plain values, how to write approved values, and who may do what. The
rest (draft page, comparing, versions, conflicts, the queue) is the same for all kinds.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import override

from charter import permissions
from charter.drafts.fields import (
    SLUG,
    Choices,
    Field,
    Values,
    Where,
    Wrong,
    as_day,
    as_number,
    checked,
    shown,
    slug_of,
    tidy,
)
from charter.faults import Refused
from charter.models import Draft, User

__all__ = [
    "SLUG",
    "Change",
    "Choices",
    "Field",
    "Kind",
    "Values",
    "Where",
    "Wrong",
    "as_day",
    "as_number",
    "belonging",
    "checked",
    "heading",
    "kind_named",
    "kinds",
    "kinds_to",
    "register",
    "shown",
    "slug_of",
    "tidy",
    "where_of",
]


@dataclass(frozen=True)
class Change:
    """What was approved: write `values` to `subject`, or make a new record of `parent_id` when it is None.

    `by` approves what `author` proposed, who said why in `note`.
    """

    where: Where
    values: Values
    was: Values
    by: User
    author: User
    note: str

    def moves(self, name: str) -> bool:
        """Whether the draft changes this box; always for a new record."""
        return self.where.subject is None or self.values.get(name) != self.was.get(name)


def _nothing_wrong(where: Where, values: Values) -> Iterable[Wrong]:
    return ()


def _everything(person: User, where: Where) -> bool:
    return True


def _on_its_own(where: Where) -> str:
    return ""


def _nothing_beside(where: Where) -> list[tuple[str, str]]:
    return []


def _only_the_record(where: Where) -> None:
    """The record of the draft is locked in any case, and nothing else is written."""


@dataclass(frozen=True)
class Kind:
    """A kind of record that is changed by drafts.

    `read` gives the values of a record by the names of `fields`; `write` stores approved ones and returns
    the record (both inside the transaction of the approval; `write` may raise Refused). `told` names what is
    announced (`charter/changes.py`) and the ids. `wrong` looks at values as a whole. `draft` and `approve`
    are permissions; where the role's scope is `assigned`, `assigned` says which records the person may draft.
    `see` is a permission of those who read such drafts without writing or deciding them.
    `belongs` names what a record is a part of (the measure of a target), "" where its title says enough;
    `beside` gives, by label, what holds today where a new record would take over.
    `retire` takes a record out of what is current; `adds` is whether new ones may be made here. `locks` is
    called before an approval locks and reads the record, where `write` touches more than that.
    """

    name: str
    title: str
    model: type[Model]
    fields: tuple[Field, ...]
    read: Callable[[Any], Values]
    write: Callable[[Change], Model]
    told: Callable[[Any], tuple[str, Sequence[int]]]
    parent: Callable[[Any], int | None]
    page: Callable[[Where], str]
    draft: str = "edit_charter"
    approve: str = "approve_charter"
    wrong: Callable[[Where, Values], Iterable[Wrong]] = _nothing_wrong
    assigned: Callable[[User, Where], bool] = _everything
    see: str = ""
    retire: Callable[[Any], None] | None = None
    adds: bool = True
    belongs: Callable[[Where], str] = _on_its_own
    beside: Callable[[Where], list[tuple[str, str]]] = _nothing_beside
    locks: Callable[[Where], None] = _only_the_record

    @property
    def retires(self) -> bool:
        """Whether records of this kind can be retired; for templates, which would call `retire` itself."""
        return self.retire is not None

    @property
    def untitled(self) -> str:
        """The name of a new record until it has its own: kept with its draft, so in one language for all."""
        with override(settings.LANGUAGE_CODE):
            return _("New {kind}").format(kind=self.title.lower())

    def fields_for(self, where: Where) -> tuple[Field, ...]:
        """The boxes of a record: what is asked only once is left out where there is a record."""
        return tuple(one for one in self.fields if where.subject is None or not one.only_new)

    def may_draft(self, person: User, where: Where) -> bool:
        """Whether the person may propose a change here."""
        reach = permissions.reach(person, self.draft)
        return reach == "all" or (reach is not None and self.assigned(person, where))

    def may_approve(self, person: User) -> bool:
        """Whether the person may approve or return drafts of this kind, the own ones apart."""
        return permissions.reach(person, self.approve) is not None

    def may_read(self, person: User, where: Where) -> bool:
        """Whether the person may see drafts here: who writes or decides them, or may see them besides."""
        if self.see and permissions.reach(person, self.see) == "all":
            return True
        return self.may_approve(person) or self.may_draft(person, where)

    def called(self, subject: Any) -> str:
        """How lists name a record."""
        return str(subject)[:200]


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known; once a name. Raises ValueError when the name is taken by another."""
    if _kinds.get(kind.name, kind) is not kind:
        raise ValueError(f"There are two kinds of draft called “{kind.name}”.")
    for permission in filter(None, (kind.draft, kind.approve, kind.see)):
        if permission not in permissions.PERMISSIONS:
            raise ValueError(f"“{kind.name}” asks for the permission “{permission}”, which there is not.")
    _kinds[kind.name] = kind


def kinds() -> tuple[Kind, ...]:
    """Every kind in the order of registration."""
    return tuple(_kinds.values())


def kinds_to(person: User) -> tuple[Kind, ...]:
    """The kinds that the person has to do with, whatever the scope."""
    open_to = permissions.open_to(person)
    return tuple(kind for kind in kinds() if open_to & {kind.draft, kind.approve, kind.see})


def kind_named(name: str) -> Kind:
    """A kind by its name. Raises Refused when there is none."""
    if name not in _kinds:
        raise Refused(_("There is no such kind of text. Start from the page of the charter."))
    return _kinds[name]


def where_of(draft: Draft) -> Where:
    """Which record a draft is about, read fresh; `subject` is None for a new one and for one that is gone."""
    kind = kind_named(draft.kind)
    found = kind.model._default_manager.filter(pk=draft.subject_id).first() if draft.subject_id else None
    return Where(draft.parent_id, found)


def belonging(rows: Iterable[Draft]) -> list[tuple[Draft, str]]:
    """Each draft with what it belongs to; asked once for all that belong to the same."""
    known: dict[tuple[str, int], str] = {}
    found = []
    for draft in rows:
        key = (draft.kind, draft.parent_id or 0)
        if not draft.parent_id:
            known[key] = kind_named(draft.kind).belongs(where_of(draft))
        elif key not in known:
            known[key] = kind_named(draft.kind).belongs(Where(draft.parent_id))
        found.append((draft, known[key]))
    return found


def heading(draft: Draft) -> str:
    """A draft as titles and mails name it: what it belongs to, then its own title."""
    [(_, belongs)] = belonging([draft])
    return f"{belongs}: {draft.title}" if belongs else draft.title
