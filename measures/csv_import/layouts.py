"""The two forms of file that carry figures (design, section 6), and matching of headings to columns."""

import difflib
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from charter.faults import FileRefused
from charter.translated import lazily as _lazy
from measures.csv_import.columns import Column, DateColumn, NumberColumn, WordColumn
from measures.csv_import.contracts import Limits, RowFault, shown

TEMPLATE = _lazy("Use the template.")

_ALWAYS: tuple[Column, ...] = (
    WordColumn("measure", "Measure", required=True),
    WordColumn("period", "Period", required=True),
    WordColumn("segment", "Segment"),
)
BESIDE = ("title", "last_value")  # in the template for the eye; never read
POINTS = ("very_satisfied", "fairly_satisfied", "neither", "fairly_dissatisfied", "very_dissatisfied")


@dataclass(frozen=True)
class Layout:
    """A form of file: its name and its columns in the template's order.

    `hushed`: its faults repeat nothing that stands in the file, for it may say whose case it is.
    `beside`: headings that the template has for the eye and that are passed over.
    """

    name: str
    columns: tuple[Column, ...]
    hushed: bool = False
    beside: tuple[str, ...] = ()

    @cached_property
    def by_key(self) -> dict[str, Column]:
        """The columns by heading."""
        return {column.key: column for column in self.columns}

    @property
    def given(self) -> frozenset[str]:
        """What a template fills in; a row with nothing more has no figure yet. Empty: it fills nothing in."""
        return frozenset({"measure", "period", "segment", *self.beside}) if self.beside else frozenset()

    @cached_property
    def required(self) -> tuple[str, ...]:
        """Headings that must be there."""
        return tuple(column.key for column in self.columns if column.required)


RESULTS = Layout(
    "results",
    (
        *_ALWAYS,
        NumberColumn("numerator", "Numerator"),
        NumberColumn("denominator", "Denominator"),
        WordColumn("value", "Value"),
        WordColumn("nothing", "Nothing"),
        Column("note", "Note"),
        Column("why", "Why"),
        Column("action", "Action"),
        DateColumn("by_when", "By when", years_ahead=10),
        DateColumn("date", "Date"),
        DateColumn("review_by", "Review by", years_ahead=10),
    ),
    beside=BESIDE,
)
SATISFACTION = Layout(
    "satisfaction",
    (
        *_ALWAYS,
        *(NumberColumn(point, point.replace("_", " ").capitalize(), required=True) for point in POINTS),
        NumberColumn("dont_know", "Don't know"),
        NumberColumn("filter_yes", "Filter yes"),
        NumberColumn("filter_no", "Filter no"),
        NumberColumn("responses", "Responses", whole=True),
        NumberColumn("design_effect", "Design effect"),
        NumberColumn("population", "Population", whole=True),
        Column("method", "Method"),
        DateColumn("from", "From"),
        DateColumn("to", "To"),
        Column("note", "Note"),
        Column("why", "Why"),
        Column("action", "Action"),
        DateColumn("by_when", "By when", years_ahead=10),
    ),
    beside=BESIDE,
)
ONLY_CASES = frozenset({"reference", "received", "acknowledged", "closed", "first_contact"})
KNOWN = frozenset(column.key for layout in (RESULTS, SATISFACTION) for column in layout.columns)


def name_of(heading: str) -> str:
    """A heading's plain name: case, spaces, hyphens and invisible characters say nothing."""
    text = unicodedata.normalize("NFKC", heading)
    text = "".join(one for one in text if unicodedata.category(one) not in {"Cf", "Cc"} or one in "\t\n")
    return re.sub(r"[\s_-]+", "_", text.replace("’", "").replace("'", "").strip().casefold()).strip("_")


@dataclass(frozen=True)
class Heading:
    """The heading row understood: `keys` has one entry per column, "" for one without a heading."""

    row: int
    layout: Layout
    keys: tuple[str, ...]
    faults: tuple[RowFault, ...]


def read_heading(row: int, cells: tuple[str, ...], limits: Limits) -> Heading:
    """Match the heading cells of a file of figures to its layout (see `heading_for`)."""
    names = set(map(name_of, cells))
    if "measure" not in names and names & ONLY_CASES:
        raise FileRefused(_("This is a file of cases. Choose its measure when you upload it."))
    found = heading_for(SATISFACTION if names & set(POINTS) else RESULTS, row, cells, limits)
    if not names & KNOWN:
        raise FileRefused(
            _("The first row holds none of the headings we know. {template}").format(template=TEMPLATE)
        )
    return found


def heading_for(layout: Layout, row: int, cells: tuple[str, ...], limits: Limits) -> Heading:
    """Match the heading cells to a layout; every missing, doubled and unknown one is a fault.

    FileRefused if there are more columns than any file of ours has.
    """
    names = tuple(name_of(cell) for cell in cells)
    while names and not names[-1]:
        names = names[:-1]
    if len(names) > limits.columns:
        raise FileRefused(
            _("We expected {columns} columns and found {found}. {template}").format(
                columns=len(layout.columns), found=f"{len(names):,}", template=TEMPLATE
            )
        )
    faults = [*_missing(layout, names), *_doubled(layout, names), *_unknown(layout, names, cells)]
    keys = tuple(name if name in layout.by_key or name in layout.beside else "" for name in names)
    return Heading(row, layout, keys, tuple(faults))


def _missing(layout: Layout, names: tuple[str, ...]) -> list[RowFault]:
    found = [
        RowFault(
            None, key, "", _("The heading “{heading}” is missing.").format(heading=key), _("Add this column.")
        )
        for key in layout.required
        if key not in names
    ]
    if layout is RESULTS and "value" not in names and not {"numerator", "denominator"} <= set(names):
        what = _("The headings “value”, or “numerator” and “denominator”, are missing.")
        found.append(RowFault(None, "value", "", what, _("Add one or the other.")))
    return found


def _doubled(layout: Layout, names: tuple[str, ...]) -> list[RowFault]:
    counted = Counter(name for name in names if name)
    return [
        RowFault(
            None,
            name,
            "",
            _("The heading “{heading}” is there {times} times.").format(heading=shown(name), times=times),
            _("Keep one of them."),
        )
        for name, times in counted.items()
        if times > 1 and (name in layout.by_key or not layout.hushed)
    ]


def _unknown(layout: Layout, names: tuple[str, ...], cells: tuple[str, ...]) -> list[RowFault]:
    faults = []
    for column, (name, cell) in enumerate(zip(names, cells, strict=False), start=1):
        if name and name not in layout.by_key and name not in layout.beside:
            close = difflib.get_close_matches(name, layout.by_key, n=1)
            remedy = (
                _("Did you mean “{heading}”?").format(heading=close[0])
                if close
                else _("Remove this column. {template}").format(template=TEMPLATE)
            )
            if layout.hushed:
                faults.append(
                    RowFault(
                        None,
                        _("Column {column}").format(column=column),
                        "",
                        _("has a heading we do not know."),
                        remedy,
                    )
                )
                continue
            what = _("We do not know the heading “{heading}”.").format(heading=shown(cell.strip()))
            faults.append(RowFault(None, shown(cell.strip()), shown(cell.strip()), what, remedy))
    return faults
