"""From the bytes of a charter file to what it says, or to the whole list of its faults."""

import re
import tomllib
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from measures.cases import RULES
from measures.charter_file import checks, measure_checks, references, translations
from measures.charter_file import vocabulary as v
from measures.charter_file.definition import CharterFile, Known
from measures.charter_file.references import Names
from measures.charter_file.rows import FileFault, Row, made, read_row
from measures.charter_file.tables import CHARTER, LISTS
from measures.charter_file.values import closest, shown

LARGEST_FILE = 10_000_000
_FLOAT = re.compile(r"[+-]?[0-9][0-9_]*(?:\.[0-9_]+)?(?:[eE][+-]?[0-9]{1,3})?")


@dataclass(frozen=True)
class Reading:
    """The file, or None when there is a fault; then all faults, in the file's order of tables."""

    file: CharterFile | None
    faults: tuple[FileFault, ...]


def read(data: bytes | str, known: Known | None = None) -> Reading:
    """Read a charter file. Nothing is raised: whatever is wrong is in the list of faults.

    `known` are the records of the installation to which the file may refer (design section 6).
    """
    faults: list[FileFault] = []
    document = _parse(data, faults)
    if document is None:
        return Reading(None, tuple(faults))
    said, wrong = translations.taken(document)
    rows = _rows(document, faults)
    _check(rows, known or Known())
    if faults:
        return Reading(None, (*_ordered(faults), *wrong))
    file = replace(_file(rows), translations=said)
    wrong += translations.strangers(file)
    if wrong:
        return Reading(None, tuple(wrong))
    return Reading(replace(file, translations=translations.in_order(file, said)), ())


def _ordered(faults: list[FileFault]) -> tuple[FileFault, ...]:
    """By table as in the file; checks across tables come after the keys, within each table."""
    order = ["", CHARTER.name, *(sub.table.name for sub in CHARTER.subs)]
    order += [table.name for table in LISTS.values()]
    return tuple(
        sorted(faults, key=lambda fault: order.index(fault.table) if fault.table in order else len(order))
    )


def _parse(data: bytes | str, faults: list[FileFault]) -> dict[str, Any] | None:
    try:
        written = data.decode("utf-8-sig") if isinstance(data, bytes) else data.removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        what = f"The file is not UTF-8 text (byte {error.start + 1})."
        faults.append(FileFault(_("the file"), "", "", what, _("Save it as UTF-8 in your editor.")))
        return None
    if len(written) > LARGEST_FILE:
        remedy = _("A charter file has at most 10 million characters.")
        faults.append(FileFault(_("the file"), "", "", _("The file is too large."), remedy))
        return None
    try:
        return tomllib.loads(written, parse_float=_float)
    except (ValueError, RecursionError) as error:
        remedy = _("Correct the line: text in quotation marks, one key a line, tables in square brackets.")
        faults.append(
            FileFault(
                _("the file"),
                "",
                "",
                _("The file cannot be read as TOML: {reason}").format(reason=_reason(error)),
                remedy,
            )
        )
        return None


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return _("brackets are nested too deeply.")
    return f"{error}."


def _float(written: str) -> Decimal:
    """A TOML float, exactly. What is no plain number becomes NaN, which the reader of numbers refuses."""
    return Decimal(written) if _FLOAT.fullmatch(written) else Decimal("NaN")


def _rows(document: dict[str, Any], faults: list[FileFault]) -> dict[str, tuple[Row, ...]]:
    known = ["charter", *LISTS]
    for name in document:
        if name not in known:
            remedy = closest(name, known) + _("Known are: ") + ", ".join(known) + "."
            faults.append(
                FileFault(
                    _("the file"),
                    "",
                    name,
                    _("“{name}” is not a table of a charter file.").format(name=name),
                    remedy,
                )
            )
    if "charter" not in document:
        remedy = _("Add [charter] with slug, title, landlord and stage.")
        faults.append(FileFault(CHARTER.name, "", "", _("The table [charter] is missing."), remedy))
    head = read_row(CHARTER, document.get("charter", {}), "", faults)
    rows: dict[str, tuple[Row, ...]] = {"charter": (head,)}
    if "charter" not in document:
        faults[:] = [fault for fault in faults if not (fault.table == CHARTER.name and fault.key)]
    for name in LISTS:
        rows[name] = _list(name, document.get(name, []), faults)
    return rows


def _list(name: str, raw: Any, faults: list[FileFault]) -> tuple[Row, ...]:
    table = LISTS[name]
    if not isinstance(raw, list):
        what = _("{shown} is a list of tables.").format(shown=shown(name))
        faults.append(
            FileFault(
                table.name, "", "", what, _("Write {name}, with two square brackets.").format(name=table.name)
            )
        )
        return ()
    return tuple(read_row(table, entry, _place(number, entry), faults) for number, entry in enumerate(raw, 1))


def _place(number: int, entry: Any) -> str:
    slug = entry.get("slug") if isinstance(entry, dict) else None
    return f"{number} “{slug}”" if isinstance(slug, str) and slug.strip() else str(number)


def read_entry(
    name: str, raw: dict[str, Any], known: Known | None = None
) -> tuple[Any, tuple[FileFault, ...]]:
    """One entry of a list of a charter file, such as a measure, read and checked as in a whole file.

    `name` is the list (measures, publications, segments), `raw` the entry as TOML gives it, without lines of
    promises. The entry in its class, or None with all faults.
    """
    faults: list[FileFault] = []
    rows: dict[str, tuple[Row, ...]] = dict.fromkeys(LISTS, ())
    rows[name] = (read_row(LISTS[name], raw, "", faults),)
    _check_lists(rows, known or Known())
    if faults:
        return None, tuple(faults)
    _settle_lists(rows)
    return made(rows[name][0]), ()


def _check(rows: dict[str, tuple[Row, ...]], known: Known) -> None:
    checks.charter(rows["charter"][0], known)
    _check_lists(rows, known)


def _check_lists(rows: dict[str, tuple[Row, ...]], known: Known) -> None:
    for name in LISTS:
        if name != "quotes":
            checks.slugs_once(rows[name])
    checks.bodies(rows["bodies"], known)
    checks.segments(rows["segments"], known)
    checks.promises(rows["promises"], (row.slug for row in rows["themes"]))
    names = Names(
        bodies=known.bodies | {row.slug for row in rows["bodies"]},
        publications=known.publications | {row.slug for row in rows["publications"]},
        promises=frozenset(row.slug for row in rows["promises"]),
        measures={**known.measures, **{row.slug: row.get("kind") for row in rows["measures"]}},
    )
    for row in rows["measures"]:
        measure_checks.measure(row)
        references.measure(row, names)
    references.regulator_once(rows["measures"], known)


def _settle_lists(rows: dict[str, tuple[Row, ...]]) -> None:
    for row in rows["segments"]:
        row.values["replaces"] = tuple(sorted(row.values["replaces"]))
    for row in rows["measures"]:
        _settle(row)


def _file(rows: dict[str, tuple[Row, ...]]) -> CharterFile:
    _settle_lists(rows)
    lists = {name: tuple(made(row) for row in rows[name]) for name in LISTS}
    return CharterFile(charter=made(rows["charter"][0]), **lists)


def _settle(row: Row) -> None:
    """Fill in the defaults that depend on other keys."""
    values, kind = row.values, row.values["kind"]
    counter = values["counter"]
    _fill(values, "unit", v.unit_of(kind, counter))
    _fill(values, "decimals", 1 if values["unit"] == "%" or v.is_share(kind, counter) else 0)
    bounds = v.natural_bounds(kind, counter, values["natural_min"], values["natural_max"])
    values["natural_min"], values["natural_max"] = bounds
    _fill(values, "stock", v.stock_of(values["regulator"]))
    _fill(values, "per", Decimal(1000) if kind == "rate" else None)
    agree = "agree" if values["regulator"] == "TP08" else "satisfied"
    _fill(values, "answer_scale", agree if kind == "satisfaction" else "")
    clock = values["clock"]
    rule = RULES.get(clock.get("rule")) if clock is not None else None
    periods = rule.period_by if rule is not None else "received"
    for name, word in (("count", "in_time"), ("exclude", "nothing"), ("period_by", periods)):
        _fill(values, name, word if kind == "cases" else "")
    for line in row.rows("promises"):
        _fill(line.values, "text", values["title"])
        _fill(line.values, "monitored_by", values["monitored_by"])
    for target in row.rows("targets"):
        _fill(target.values, "tolerance_kind", v.tolerance_kind_of(kind))
    _sort(row)


def _sort(row: Row) -> None:
    """Bring what has no order of its own into one order, so that files compare by content."""
    values = row.values
    for name in ("monitored_by", "publication", "members"):
        values[name] = tuple(sorted(values[name]))
    for line in row.rows("promises"):
        line.values["monitored_by"] = tuple(sorted(line.values["monitored_by"]))
    for name in ("targets", "definitions", "breaks"):
        values[name] = tuple(sorted(row.rows(name), key=lambda entry: entry.values["starts"]))


def _fill(values: dict[str, Any], name: str, default: Any) -> None:
    if values[name] is None:
        values[name] = default
