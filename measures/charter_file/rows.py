"""Reading one table of a charter file by its list of keys, with every fault in it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from charter.faults import Fault
from measures.charter_file.values import Bad, Part, Reader, closest, is_empty, shown


@dataclass(frozen=True)
class FileFault:
    """One fault: the table as written in the file, which of its rows, the key, what is wrong, what to do."""

    table: str
    row: str
    key: str
    what: str
    remedy: str

    @property
    def where(self) -> str:
        """The place, for people."""
        place = f"{self.table} {self.row}".strip()
        return _("{place}, key {key}").format(place=place, key=self.key) if self.key else place

    def fault(self) -> Fault:
        """The same as the portal's common shape."""
        return Fault(self.where, self.what, self.remedy)


@dataclass(frozen=True)
class Key:
    """One key of a table: how it is read, whether it must be there, what it is when it is not."""

    name: str
    read: Reader
    required: bool = False
    default: Any = None
    field: str = ""

    @property
    def target(self) -> str:
        """The name in the dataclass, where it cannot be the key's own (`from`, `until`)."""
        return self.field or self.name


@dataclass(frozen=True)
class Sub:
    """A table inside a table. `inline` ones are written { … } and reported under their parent's key."""

    name: str
    table: "Table"
    many: bool = False
    inline: bool = False
    normal: Callable[[Any], Any] = lambda raw: raw


@dataclass(frozen=True)
class Table:
    """The keys of one table; `name` as written in the file, `make` the class that its rows become."""

    name: str
    make: Callable[..., Any]
    keys: tuple[Key, ...]
    subs: tuple[Sub, ...] = ()


@dataclass
class Row:
    """A table that was read: values by field name, whatever its faults. A faulty key is in `wrong`."""

    table: Table
    place: str
    prefix: str
    raw: dict[str, Any]
    faults: list[FileFault]
    values: dict[str, Any] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)

    def fault(self, key: str, what: str, remedy: str) -> None:
        """Note a fault at a key of this row."""
        name = self.prefix + key if key else self.prefix.rstrip(".")
        self.faults.append(FileFault(self.table.name, self.place, name, what, remedy))

    def get(self, name: str) -> Any:
        """The value of a field, None if it is absent or faulty."""
        return self.values.get(name)

    def rows(self, name: str) -> "tuple[Row, ...]":
        """The rows of a table inside this one."""
        return tuple(self.values.get(name) or ())

    def given(self, key: str) -> bool:
        """Whether the file gives the key a value, right or wrong."""
        return key in self.raw and not is_empty(self.raw[key])

    @property
    def slug(self) -> str:
        """The row's short name as written, even if it is faulty; empty if there is none."""
        raw = self.raw.get("slug")
        return raw.strip() if isinstance(raw, str) else ""


def read_row(table: Table, raw: object, place: str, faults: list[FileFault], prefix: str = "") -> Row:
    """Read one table. All its faults go to `faults`; what could be read is in the row."""
    row = Row(table, place, prefix, raw if isinstance(raw, dict) else {}, faults)
    if not isinstance(raw, dict):
        row.fault(
            "",
            _("{shown} is not a table of keys and values.").format(shown=shown(raw)),
            _("Write { key = value, … } here."),
        )
        return row
    _unknown_keys(row)
    for key in table.keys:
        _read_key(row, key)
    for sub in table.subs:
        _read_sub(row, sub)
    return row


def _unknown_keys(row: Row) -> None:
    known = [key.name for key in row.table.keys] + [sub.name for sub in row.table.subs]
    for name in row.raw:
        if name not in known:
            remedy = closest(name, known) + _("Delete the key, or use one of: ") + ", ".join(known) + "."
            row.fault(
                name, _("“{key}” is not a key of {table}.").format(key=name, table=row.table.name), remedy
            )


def _read_key(row: Row, key: Key) -> None:
    if not row.given(key.name):
        row.values[key.target] = key.default
        if key.required:
            row.wrong.add(key.target)
            row.fault(
                key.name,
                _("The key “{name}” is missing or empty.").format(name=key.name),
                _("Add {name} = … to this table.").format(name=key.name),
            )
        return
    try:
        row.values[key.target] = key.read(row.raw[key.name])
    except Bad as error:
        row.wrong.add(key.target)
        for part in error.parts:
            row.fault(key.name + part.at, part.what, part.remedy)


def _read_sub(row: Row, sub: Sub) -> None:
    if not row.given(sub.name):
        row.values[sub.name] = () if sub.many else None
        return
    raw = sub.normal(row.raw[sub.name])
    if sub.many and not isinstance(raw, list):
        row.wrong.add(sub.name)
        remedy = (
            _("Write [ … ] around the entries.")
            if sub.inline
            else _("Write {name}, two brackets.").format(name=sub.table.name)
        )
        row.fault(sub.name, _("This is one table, not a list of them."), remedy)
        return
    if not sub.many:
        row.values[sub.name] = _sub_row(row, sub, raw, "")
        return
    entries = [(place, entry) for place, entry in enumerate(raw, 1) if not is_empty(entry)]
    row.values[sub.name] = tuple(_sub_row(row, sub, entry, str(place)) for place, entry in entries)


def _sub_row(row: Row, sub: Sub, raw: object, number: str) -> Row:
    if sub.inline:
        place, at = row.place, f"[{number}]" if number else ""
        return read_row(sub.table, raw, place, row.faults, f"{row.prefix}{sub.name}{at}.")
    owner = (
        _("of “{slug}”").format(slug=row.slug) if row.slug else _("of number {place}").format(place=row.place)
    )
    place = f"{number} {owner}".strip() if row.place else number
    return read_row(sub.table, raw, place, row.faults)


def made(row: Row) -> Any:
    """The row as its frozen class, with everything inside it; only for rows without a fault."""
    values = dict(row.values)
    for sub in row.table.subs:
        found = values[sub.name]
        if sub.many:
            values[sub.name] = tuple(made(entry) for entry in found)
        elif found is None:
            del values[sub.name]  # the class knows its default
        else:
            values[sub.name] = made(found)
    return row.table.make(**values)


__all__ = ["FileFault", "Key", "Part", "Row", "Sub", "Table", "made", "read_row"]
