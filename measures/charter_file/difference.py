"""What loading a charter file would change, as a list for people: new, changed, removed, same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from charter.numbers import plain
from measures.charter_file.definition import (
    Body,
    CharterFile,
    CharterTable,
    Line,
    Measure,
    Promise,
    Publication,
    Quote,
    Segment,
    Theme,
    Translation,
)
from measures.charter_file.rows import Sub, Table
from measures.charter_file.tables import CHARTER, LINE, LISTS
from measures.charter_file.translations import table_of

SHARED = ("bodies", "publications", "segments", "measures")


@dataclass(frozen=True)
class Stored:
    """What the portal holds of the things that a file names, in the same classes as the file.

    `charter` and what belongs to it are those of the charter with the file's slug. `lines` are pairs of a
    measure's slug and a line, in the order of promises and of lines within them; the stored measures carry
    none themselves. `named` are the slugs that the charter's file named when it was loaded last.
    """

    charter: CharterTable | None = None
    is_current: bool = False
    quotes: tuple[Quote, ...] = ()
    themes: tuple[Theme, ...] = ()
    promises: tuple[Promise, ...] = ()
    lines: tuple[tuple[str, Line], ...] = ()
    bodies: tuple[Body, ...] = ()
    publications: tuple[Publication, ...] = ()
    segments: tuple[Segment, ...] = ()
    measures: tuple[Measure, ...] = ()
    translations: tuple[Translation, ...] = ()
    posts: frozenset[str] = frozenset()
    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """One record: its table, its name, new, changed, removed or same, and what changes in it.

    `shared` ones belong to the landlord and live through all charters: they change only when asked.
    """

    state: str
    table: str
    name: str
    details: tuple[str, ...] = ()
    shared: bool = False


@dataclass(frozen=True)
class Difference:
    """Every record of the file, and whether it is there already."""

    changes: tuple[Change, ...]

    @property
    def moving(self) -> tuple[Change, ...]:
        """What would not stay the same."""
        return tuple(change for change in self.changes if change.state != "same")

    @property
    def in_the_way(self) -> tuple[Change, ...]:
        """The landlord's own records that exist with other words: they stop a load (design section 2)."""
        return tuple(change for change in self.moving if change.shared and change.state == "changed")

    def count(self, state: str) -> int:
        """How many records are in this state."""
        return sum(change.state == state for change in self.changes)


def names_of(file: CharterFile) -> dict[str, tuple[str, ...]]:
    """The slugs of the landlord's own records that the file names, in its order."""
    return {name: tuple(entry.slug for entry in getattr(file, name)) for name in SHARED}


def lines_of(file: CharterFile) -> tuple[tuple[str, Line], ...]:
    """The charter's lines by promise, then in the order of the measures."""
    return tuple(
        (measure.slug, line)
        for promise in file.promises
        for measure in file.measures
        for line in measure.promises
        if line.promise == promise.slug
    )


def posts_of(file: CharterFile) -> tuple[str, ...]:
    """The titles of all posts that the file names, each once."""
    named = [publication.owner for publication in file.publications]
    for measure in file.measures:
        named += [measure.owner, measure.approver]
    return tuple(dict.fromkeys(title for title in named if title))


def difference(file: CharterFile, stored: Stored) -> Difference:
    """Compare a file with what the portal holds."""
    changes = [_charter(file, stored)]
    changes += _numbered("[[quotes]]", file.quotes, stored.quotes)
    changes += [Change("same" if title in stored.posts else "new", "post", title) for title in posts_of(file)]
    for name in ("bodies", "themes", "publications", "segments", "promises"):
        shared = name in SHARED
        changes += _records(LISTS[name], getattr(file, name), getattr(stored, name), shared=shared)
    measures = [replace(measure, promises=()) for measure in file.measures]
    changes += _records(LISTS["measures"], measures, stored.measures, shared=True)
    changes += _lines(lines_of(file), stored.lines)
    return Difference((*changes, *_translations(file.translations, stored.translations)))


def _charter(file: CharterFile, stored: Stored) -> Change:
    slug = file.charter.slug
    if stored.charter is None:
        return Change("new", CHARTER.name, slug)
    details = _details(CHARTER, stored.charter, file.charter)
    for name, slugs in names_of(file).items():
        before = stored.named.get(name, ())
        if tuple(before) != slugs:
            details.append(
                _("names {name}: {before} → {after}").format(
                    name=name, before=_say(tuple(before)), after=_say(slugs)
                )
            )
    return Change("changed" if details else "same", CHARTER.name, slug, tuple(details))


def _numbered(table: str, new: tuple[Quote, ...], old: tuple[Quote, ...]) -> list[Change]:
    changes = []
    for place in range(max(len(new), len(old))):
        state = "same"
        if place >= len(old):
            state = "new"
        elif place >= len(new):
            state = "removed"
        elif new[place] != old[place]:
            state = "changed"
        shown = (new if place < len(new) else old)[place]
        changes.append(Change(state, table, f"{place + 1} {_say(shown.text)}"))
    return changes


def _records(table: Table, new: Iterable[Any], old: Iterable[Any], *, shared: bool) -> list[Change]:
    wanted, held = {entry.slug: entry for entry in new}, {entry.slug: entry for entry in old}
    changes = []
    for slug, entry in wanted.items():
        if slug not in held:
            changes.append(Change("new", table.name, slug, shared=shared))
            continue
        details = _details(table, held[slug], entry)
        changes.append(Change("changed" if details else "same", table.name, slug, tuple(details), shared))
    if shared:
        return changes  # what the file does not name is not the file's to remove
    changes += [Change("removed", table.name, slug) for slug in held if slug not in wanted]
    if [slug for slug in held if slug in wanted] != [slug for slug in wanted if slug in held]:
        changes.append(Change("changed", table.name, "all", (_("in another order"),)))
    return changes


def _translations(new: Iterable[Translation], old: Iterable[Translation]) -> list[Change]:
    wanted, held = (_by_source(rows) for rows in (new, old))
    changes = []
    for (language, source), text in wanted.items():
        before = held.get((language, source))
        state = "new" if before is None else "same" if before == text else "changed"
        details = (f"{_say(before)} → {_say(text)}",) if state == "changed" else ()
        changes.append(Change(state, table_of(language), _say(source), details))
    gone = [pair for pair in held if pair not in wanted]
    return changes + [Change("removed", table_of(language), _say(source)) for language, source in gone]


def _by_source(rows: Iterable[Translation]) -> dict[tuple[str, str], str]:
    return {(row.language, row.source): row.text for row in rows}


def _lines(new: tuple[tuple[str, Line], ...], old: tuple[tuple[str, Line], ...]) -> list[Change]:
    wanted = {(line.promise, measure): line for measure, line in new}
    held = {(line.promise, measure): line for measure, line in old}
    changes = []
    for pair, line in wanted.items():
        name, table = f"{pair[0]}: {pair[1]}", "line"
        if pair not in held:
            changes.append(Change("new", table, name))
            continue
        details = _details(LINE, held[pair], line)
        changes.append(Change("changed" if details else "same", table, name, tuple(details)))
    changes += [Change("removed", "line", f"{pair[0]}: {pair[1]}") for pair in held if pair not in wanted]
    if _by_promise(wanted, held) != _by_promise(held, wanted):
        changes.append(Change("changed", "line", "all", (_("in another order"),)))
    return changes


def _by_promise(
    lines: Iterable[tuple[str, str]], kept: Mapping[tuple[str, str], Line]
) -> dict[str, list[str]]:
    """The order of measures within each promise, of the lines that both sides have."""
    orders: dict[str, list[str]] = {}
    for promise, measure in lines:
        if (promise, measure) in kept:
            orders.setdefault(promise, []).append(measure)
    return orders


def _details(table: Table, old: Any, new: Any) -> list[str]:
    """What changes in a record, a line for each key."""
    found = []
    for key in table.keys:
        before, after = getattr(old, key.target), getattr(new, key.target)
        if before != after:
            found.append(f"{key.name}: {_say(before)} → {_say(after)}")
    for sub in table.subs:
        before, after = getattr(old, sub.name), getattr(new, sub.name)
        if before != after:
            found += _sub_details(sub, before, after)
    return found


def _sub_details(sub: Sub, old: Any, new: Any) -> list[str]:
    if sub.many:
        return _row_details(sub, old, new)
    if old is None or new is None:
        return [f"{sub.name}: {'new' if old is None else 'removed'}"]
    return [f"{sub.name}.{detail}" for detail in _details(sub.table, old, new)]


def _row_details(sub: Sub, old: tuple[Any, ...], new: tuple[Any, ...]) -> list[str]:
    """The rows of a table inside a record, each named by its first key (a date, a stage, a title)."""
    first = sub.table.keys[0].target
    held, wanted = ({getattr(row, first): row for row in rows} for rows in (old, new))
    found = [
        _("{table} {row}: removed").format(table=sub.name, row=_say(name))
        for name in held
        if name not in wanted
    ]
    for name, row in wanted.items():
        if name not in held:
            found.append(_("{table} {row}: new").format(table=sub.name, row=_say(name)))
            continue
        found += [f"{sub.name} {_say(name)}: {detail}" for detail in _details(sub.table, held[name], row)]
    return found or [_("{table}: in another order").format(table=sub.name)]


def _say(value: Any) -> str:
    """A value for people, cut to a readable length."""
    if value is None or value in ("", ()):
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return _say(", ".join(str(entry) for entry in value))
    if isinstance(value, Decimal):
        return plain(value) or ""
    if isinstance(value, date):
        return value.isoformat()
    written = " ".join(str(value).split())
    return f"“{written[:57]}…”" if len(written) > 58 else f"“{written}”"
