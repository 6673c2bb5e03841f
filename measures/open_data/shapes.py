"""What a table of the open data is made of; `descriptor` says it in the words of Table Schema."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

Document = Mapping[str, Any]
Documents = Mapping[str, Document]
Row = Mapping[str, Any]

KINDS = {
    "string": N_("text"),
    "number": N_("number"),
    "integer": N_("whole number"),
    "date": N_("date"),
    "boolean": N_("yes or no"),
}
# How a flag stands in a CSV file; the empty cell is no value, and never zero.
TRUE, FALSE, NO_VALUE = "true", "false", ""


@dataclass(frozen=True)
class Column:
    """A column: its name, the kind of its cells (a key of KINDS), what it says, and the words it may hold."""

    name: str
    kind: str
    says: str
    words: tuple[str, ...] = ()
    always: bool = False

    @property
    def kind_word(self) -> str:
        """The kind of its cells for people."""
        return _(KINDS[self.kind])

    @property
    def explained(self) -> str:
        """What it says in the reader's language; files say it in English."""
        return _(self.says)

    def cell(self, row: Row) -> Any:
        """What stands in the file: nothing for no value, a word for yes or no, the text of a list."""
        value = row.get(self.name)
        if value is None:
            return NO_VALUE
        if isinstance(value, bool):
            return TRUE if value else FALSE
        return " ".join(value) if isinstance(value, list | tuple) else value

    def descriptor(self) -> dict[str, Any]:
        """The column as Table Schema describes a field."""
        limits: dict[str, Any] = {"required": True} if self.always else {}
        limits |= {"enum": list(self.words)} if self.words else {}
        told = {"name": self.name, "type": self.kind, "description": self.says}
        yes_no = {"trueValues": [TRUE], "falseValues": [FALSE]} if self.kind == "boolean" else {}
        return told | yes_no | ({"constraints": limits} if limits else {})


@dataclass(frozen=True)
class Table:
    """A table: columns, the one that names a row (or none), and those that name rows of other tables."""

    name: str
    title: str
    says: str
    columns: tuple[Column, ...]
    rows: Callable[[Documents], Iterable[Row]]
    key: str = ""
    links: tuple[tuple[str, str], ...] = ()  # own column, other table (by its key)

    @property
    def heads(self) -> list[str]:
        """The names of its columns, in order."""
        return [column.name for column in self.columns]

    def cells(self, rows: Iterable[Row]) -> list[list[Any]]:
        """Rows as the CSV writer takes them."""
        return [[column.cell(row) for column in self.columns] for row in rows]

    def schema(self) -> dict[str, Any]:
        """The table as a Table Schema (specs of Data Package, version 1)."""
        keys = [
            {"fields": own, "reference": {"resource": table, "fields": "slug"}} for own, table in self.links
        ]
        return {
            "fields": [column.descriptor() for column in self.columns],
            "missingValues": [NO_VALUE],
            **({"primaryKey": self.key} if self.key else {}),
            **({"foreignKeys": keys} if keys else {}),
        }
