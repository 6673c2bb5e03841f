"""Several of the regulator's files together: what they hold, and every fault with its file and row."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from charter.faults import Fault, FileRefused
from measures.csv_import.contracts import RowFault
from measures.sector_data import benchmarks, figures, landlords, tables
from measures.sector_data.benchmarks import BenchmarkLine
from measures.sector_data.figures import SectorFigure
from measures.sector_data.landlords import SectorLandlord
from measures.sector_data.tables import Line, Sheet


@dataclass(frozen=True)
class SectorFault:
    """A fault in one of the files; `landlord` is the code in its row, "" when it concerns the whole file."""

    file: str
    landlord: str
    at: RowFault

    @property
    def fault(self) -> Fault:
        """The same in the shape that all faults share."""
        where = ", ".join(part for part in (self.file, self.at.where) if part)
        return Fault(where, self.at.what, self.at.remedy)


@dataclass
class SectorFiles:
    """Everything that the files hold, and everything that is wrong in them."""

    figures: list[SectorFigure] = field(default_factory=list)
    landlords: dict[str, SectorLandlord] = field(default_factory=dict)
    benchmarks: list[BenchmarkLine] = field(default_factory=list)
    faults: list[SectorFault] = field(default_factory=list)

    def of(self, landlord: str) -> list[SectorFigure]:
        """The figures of one landlord."""
        return [figure for figure in self.figures if figure.landlord == landlord]

    def faults_for(self, landlord: str) -> list[SectorFault]:
        """Faults of whole files, of rows without a readable code, and of this landlord's rows."""
        return [one for one in self.faults if one.landlord in {"", landlord}]


def read_files(files: Iterable[tuple[str, bytes]], only: str = "") -> SectorFiles:
    """Read files of (name, content); figures that two files give twice are a fault as well.

    With `only`, a landlord's code, rows of other landlords are passed over unread.
    """
    found = SectorFiles()
    for name, data in files:
        try:
            _take(found, name, tables.read_sheet(data), only)
        except FileRefused as refused:
            found.faults.append(SectorFault(name, "", RowFault(None, "", "", str(refused), "")))
    _refuse_doubles(found)
    return found


def _take(found: SectorFiles, name: str, sheet: Sheet, only: str) -> None:
    found.faults.extend(SectorFault(name, "", fault) for fault in sheet.faults)
    for line in sheet.lines:
        code = line.cells.get("landlord_code", "").strip().upper()
        known = code if figures.CODE.fullmatch(code) else ""
        if only and known and known != only:
            continue
        _READERS[sheet.table.name](found, line)
        found.faults.extend(SectorFault(name, known, fault) for fault in line.faults)


def _take_perception(found: SectorFiles, line: Line) -> None:
    if figure := figures.perception_figure(line):
        found.figures.append(figure)


def _take_management(found: SectorFiles, line: Line) -> None:
    if figure := figures.management_figure(line):
        found.figures.append(figure)


def _take_landlord(found: SectorFiles, line: Line) -> None:
    if landlord := landlords.landlord_in(line):
        found.landlords[landlord.code] = landlord


def _take_quartiles(found: SectorFiles, line: Line) -> None:
    if benchmark := benchmarks.line_in(line):
        found.benchmarks.append(benchmark)


_READERS: dict[str, Callable[[SectorFiles, Line], None]] = {
    tables.PERCEPTION.name: _take_perception,
    tables.MANAGEMENT.name: _take_management,
    tables.LANDLORDS.name: _take_landlord,
    tables.QUARTILES.name: _take_quartiles,
}


def _refuse_doubles(found: SectorFiles) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for one in found.figures:
        key = (one.year.key, one.landlord, one.stock, one.code, one.part)
        if key in seen:
            what = _("has the same figure as row {seen} ({code} {stock} {key}).").format(
                seen=seen[key], code=one.code, stock=one.stock, key=one.year.key
            )
            fault = RowFault(one.row, "", "", what, _("Give each file once."))
            found.faults.append(SectorFault("", one.landlord, fault))
        seen[key] = one.row
