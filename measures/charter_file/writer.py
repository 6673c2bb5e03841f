"""What a charter file says, written as TOML again: reading the text gives the same values."""

import tomllib
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from charter.numbers import plain
from measures.cases import RULES
from measures.charter_file import vocabulary as v
from measures.charter_file.definition import CharterFile, Clock, Due, Line, Measure, Target
from measures.charter_file.rows import Key, Sub, Table
from measures.charter_file.tables import CHARTER, LISTS
from measures.charter_file.translations import in_order, table_of

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\t": "\\t", "\r": "\\r"}


def write(file: CharterFile) -> str:
    """The file as TOML. Keys at their default are left out; numbers are quoted, so they stay exact."""
    blocks = [_table(CHARTER, file.charter), *_translations(file)]
    for name, table in LISTS.items():
        blocks += [_table(table, entry) for entry in getattr(file, name)]
    return "\n".join(blocks)


def piece(language: str, pairs: Iterable[tuple[str, str]]) -> str:
    """The table of one language: each English text with its translation, in the order given."""
    lines = [f"{_string(source, inline=True)} = {_string(said)}" for source, said in pairs]
    return "\n".join([table_of(language), *lines]) + "\n"


def _translations(file: CharterFile) -> list[str]:
    found: dict[str, list[tuple[str, str]]] = {}
    for one in in_order(file, file.translations):
        found.setdefault(one.language, []).append((one.source, one.text))
    return [piece(language, pairs) for language, pairs in found.items()]


def as_table(name: str, entry: Any) -> dict[str, Any]:
    """One entry of a list, such as a measure, as TOML gives it when the file is read."""
    return dict(tomllib.loads(_table(LISTS[name], entry))[name][0])


def _table(table: Table, entry: Any) -> str:
    """A table with its heading, keys, and the tables inside it."""
    written = [table.name]
    written += [f"{key.name} = {_value(value)}" for key, value in _given(table, entry)]
    written += [f"{sub.name} = {found}" for sub in table.subs if (found := _inline_sub(sub, entry))]
    blocks = ["\n".join(written) + "\n"]
    for sub in table.subs:
        if not sub.inline:
            blocks += _block_sub(sub, getattr(entry, sub.name))
    return "\n".join(blocks)


def _given(table: Table, entry: Any) -> list[tuple[Key, Any]]:
    """The keys that the file must state, because they differ from their default."""
    pairs = [(key, getattr(entry, key.target)) for key in table.keys]
    return [(key, value) for key, value in pairs if not _left_out(key, value, entry)]


def _left_out(key: Key, value: Any, entry: Any) -> bool:
    if isinstance(entry, Target) and entry.grade and key.name == "tolerance_kind":
        return True
    if isinstance(entry, Measure) and key.name in {"natural_min", "natural_max"}:
        return value is None or _is_usual_bound(key.name, entry)
    return value is None or value in ("", (), key.default)


def _is_usual_bound(name: str, measure: Measure) -> bool:
    """Whether the bound is the one that the measure has when the file does not give it."""
    low = None if name == "natural_min" else measure.natural_min
    high = None if name == "natural_max" else measure.natural_max
    usual = v.natural_bounds(measure.kind, measure.counter, low, high)
    return (measure.natural_min, measure.natural_max) == usual


def _block_sub(sub: Sub, found: Any) -> list[str]:
    if sub.many:
        return [_table(sub.table, entry) for entry in found]
    if found is None or found == sub.table.make():
        return []
    return [_table(sub.table, found)]


def _inline_sub(sub: Sub, entry: Any) -> str:
    """An inline table, or a list of them, or nothing."""
    found = getattr(entry, sub.name)
    if not sub.inline or not found or found == Due(working_days=20):
        return ""
    if isinstance(found, Clock) and found.rule and not RULES[found.rule].is_own_limit:
        return _string(found.rule)
    if not sub.many:
        return _inline(sub.table, found)
    entries = [_line(line, entry) if isinstance(line, Line) else _inline(sub.table, line) for line in found]
    return "[\n" + "".join(f"  {written},\n" for written in entries) + "]"


def _line(line: Line, measure: Measure) -> str:
    """A line of the charter: the promise alone where the rest is what the measure says anyway."""
    parts = {"promise": line.promise}
    if line.text != measure.title:
        parts["text"] = line.text
    found = [f"{name} = {_string(value)}" for name, value in parts.items()]
    if line.weight != 1:
        found.append(f"weight = {_value(line.weight)}")
    if line.monitored_by != measure.monitored_by:
        found.append(f"monitored_by = {_value(line.monitored_by)}")
    return _string(line.promise) if len(found) == 1 else "{ " + ", ".join(found) + " }"


def _inline(table: Table, entry: Any) -> str:
    pairs = (f"{key.name} = {_value(value, inline=True)}" for key, value in _given(table, entry))
    return "{ " + ", ".join(pairs) + " }"


def _value(value: Any, *, inline: bool = False) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return f'"{value.numerator}/{value.denominator}"'
    if isinstance(value, Decimal):
        return f'"{plain(value)}"'
    if isinstance(value, tuple):
        return _array(value)
    return _string(value, inline=inline)


def _array(values: tuple[Any, ...]) -> str:
    found = [_value(value, inline=True) for value in values]
    if sum(len(entry) for entry in found) < 80:
        return "[" + ", ".join(found) + "]"
    return "[\n" + "".join(f"  {entry},\n" for entry in found) + "]"


def _escaped(sign: str) -> str:
    if sign == "\n" or sign in _ESCAPES or (ord(sign) >= 32 and ord(sign) != 127):
        return _ESCAPES.get(sign, sign)
    return f"\\u{ord(sign):04X}"


def _string(value: str, *, inline: bool = False) -> str:
    """A basic string; text of several lines keeps them, except inside a list or an inline table."""
    escaped = "".join(_escaped(sign) for sign in value)
    if "\n" not in value or inline:
        return '"' + escaped.replace("\n", "\\n") + '"'
    return f'"""\n{escaped}"""'
