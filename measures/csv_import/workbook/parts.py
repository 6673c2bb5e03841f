"""The small parts of a workbook: which sheets it has, its date system, its number formats, its texts."""

import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from measures.csv_import.workbook.markup import Part, TooStrange, listen

WORKBOOK, LINKS, STYLES, STRINGS = "workbook", "_rels", "styles.xml", "sharedStrings.xml"
# Twice the texts of 10,000 rows in the widest of our forms; Excel's own limit of formats.
MOST_STRINGS, MOST_FORMATS = 400_000, 70_000
LONGEST_TEXT = 40_000  # characters kept of one cell; Excel itself stops at 32,767

# Number formats that every workbook has by number (ECMA-376 part 1, 18.8.30), as far as they matter here.
DATES_BY_NUMBER = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
PERCENT_BY_NUMBER = frozenset([9, 10])

_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.')
_BRACKETS = re.compile(r"\[(?!h+\]|m+\]|s+\])[^\]]*\]", re.IGNORECASE)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Sheet:
    """A sheet of the workbook: its name, the part that holds it, whether it is hidden."""

    name: str
    part: str
    hidden: bool


@dataclass
class Workbook:
    """What the rows of a sheet are read by. `formats` has "date", "percent", "0000" or "" per cell style."""

    sheets: list[Sheet] = field(default_factory=list)
    from_1904: bool = False
    formats: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


def read_parts(archive: zipfile.ZipFile) -> Workbook:
    """Everything beside the sheets themselves; KeyError or TooStrange when it is no workbook."""
    names = set(archive.namelist())
    main = "xl/workbook.xml"
    links = _Links(posixpath.dirname(main))
    listen(archive, "xl/_rels/workbook.xml.rels", links)
    front = _Front(links.targets)
    listen(archive, main, front)
    found = Workbook([sheet for sheet in front.sheets if sheet.part in names], front.from_1904)
    styles = _Styles()
    if links.styles in names:
        listen(archive, links.styles, styles)
    found.formats = styles.formats
    strings = _Strings()
    if links.strings in names:
        listen(archive, links.strings, strings)
    found.texts = strings.found
    if not found.sheets:
        raise TooStrange("no sheet")
    return found


class _Links(Part):
    """Which part holds what; addresses outside the workbook are never followed."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = folder
        self.targets: dict[str, str] = {}
        self.styles = self.strings = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = attributes.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.join(self._folder, target)
        path = posixpath.normpath(path)
        kind = attributes.get("Type", "").rpartition("/")[2]
        if kind == "worksheet":
            self.targets[attributes.get("Id", "")] = path
        elif kind == "styles":
            self.styles = path
        elif kind == "sharedStrings":
            self.strings = path


class _Front(Part):
    """The list of sheets and the date system."""

    def __init__(self, targets: Mapping[str, str]) -> None:
        super().__init__()
        self._targets = targets
        self.sheets: list[Sheet] = []
        self.from_1904 = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "workbookPr":
            self.from_1904 = attributes.get("date1904", "0") in {"1", "true", "on"}
        if name == "sheet":
            link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            if link in self._targets:
                self.sheets.append(Sheet(attributes.get("name", ""), self._targets[link], hidden))


class _Styles(Part):
    """What the number format of each cell style says of its numbers."""

    def __init__(self) -> None:
        super().__init__()
        self._codes: dict[str, str] = {}
        self._within = False
        self.formats: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = format_kind(attributes.get("formatCode", ""))
        elif name == "cellXfs":
            self._within = True
        elif name == "xf" and self._within:
            if len(self.formats) >= MOST_FORMATS:
                raise TooStrange("too many formats")
            self.formats.append(self._kind(attributes.get("numFmtId", "0")))

    def _kind(self, number: str) -> str:
        if number in self._codes:
            return self._codes[number]
        known = int(number) if number.isdigit() else 0
        if known in DATES_BY_NUMBER:
            return "date"
        return "percent" if known in PERCENT_BY_NUMBER else ""

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._within = False


def format_kind(code: str) -> str:
    """What a number format shows: "date", "percent", zeros for a fixed width of digits, else ""."""
    first = _BRACKETS.sub("", _QUOTED.sub("", code.split(";")[0])).strip()
    if re.search(r"[dmyhs]", first, re.IGNORECASE) and first.casefold() != "general":
        return "date"
    if "%" in first:
        return "percent"
    return first if re.fullmatch(r"0{2,15}", first) else ""


class _Strings(Part):
    """The texts that the sheets refer to by number; readings printed above characters are no part of them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._texts = Text()

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "si":
            self._texts = Text()
        self._texts.start(name)

    def end(self, name: str) -> None:
        self._texts.end(name)
        if name == "si":
            if len(self.found) >= MOST_STRINGS:
                raise TooStrange("too many texts")
            self.found.append(self._texts.joined)

    def text(self, content: str) -> None:
        self._texts.add(content)


class Text:
    """The text of one cell, put together from its runs."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._listening = self._reading_aid = False

    def start(self, name: str) -> None:
        """An element inside it begins."""
        self._reading_aid = self._reading_aid or name == "rPh"
        self._listening = name == "t" and not self._reading_aid

    def end(self, name: str) -> None:
        """An element inside it ends."""
        self._listening = False
        if name == "rPh":
            self._reading_aid = False

    def add(self, content: str) -> None:
        """Some characters of it."""
        if self._listening and self._length < LONGEST_TEXT:
            self._pieces.append(content)
            self._length += len(content)

    @property
    def joined(self) -> str:
        """The whole; signs that XML cannot hold are written as _x000D_ and the like."""
        return unescaped("".join(self._pieces))


def unescaped(text: str) -> str:
    """The text with every _xHHHH_ put back as its character (ECMA-376 part 1, 22.4.2.4)."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
