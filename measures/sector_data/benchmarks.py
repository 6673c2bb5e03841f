"""Quartiles and deciles of landlords: read from a table, or computed from all landlords' figures."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from charter.periods import Period, PeriodError
from measures.sector_data.definitions import STOCK_WORDS, definitions
from measures.sector_data.figures import SectorFigure
from measures.sector_data.landlords import SectorLandlord
from measures.sector_data.tables import Line

FIVE = ("minimum", "lower_quartile_25th", "median", "upper_quartile_75th", "maximum")
FEWEST = 10  # fewer landlords than this are no sector to compare with
DECILES = 10
STORED_PLACES = 10  # decimals that the numbers of a benchmark are kept with


@dataclass(frozen=True)
class BenchmarkLine:
    """Quartiles of one measure, year and stock; `size_band` and `kind` "" mean all landlords.

    `five` is minimum, lower quartile, median, upper quartile, maximum, unrounded. `deciles` are the lowest,
    every tenth and the highest, 11 numbers, where all figures are known; a table of quartiles has none.
    """

    year: str
    regulator_code: str
    stock: str
    size_band: str
    kind: str
    landlords: int
    five: tuple[Fraction, ...]
    deciles: tuple[Fraction, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """What it is about."""
        return (self.year, self.regulator_code, self.stock, self.size_band, self.kind)


def five_numbers(values: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Minimum, quartiles and maximum by linear interpolation between the ordered values."""
    return cuts(values, 4)


def cuts(values: Sequence[Fraction], parts: int) -> tuple[Fraction, ...]:
    """The lowest value, those that cut the ordered values into equal parts, and the highest.

    Between two values by linear interpolation (domain, section 1.6): 4 parts give quartiles, 10 deciles.
    """
    ordered = sorted(values)
    return tuple(_at(ordered, Fraction(part, parts)) for part in range(parts + 1))


def _at(ordered: Sequence[Fraction], share: Fraction) -> Fraction:
    place = share * (len(ordered) - 1)
    below = place.numerator // place.denominator
    if below + 1 >= len(ordered):
        return ordered[-1]
    return ordered[below] + (place - below) * (ordered[below + 1] - ordered[below])


def benchmark_lines(
    figures: Iterable[SectorFigure], landlords: Mapping[str, SectorLandlord] | None = None
) -> list[BenchmarkLine]:
    """Quartiles and deciles of all landlords, and with `landlords` also by size band, by type and by both.

    Groups of fewer than ten landlords are left out. "Combined" stock is no group of its own.
    """
    groups: dict[tuple[str, ...], list[Fraction]] = defaultdict(list)
    for figure in figures:
        if figure.exact is None or figure.stock == "Combined":
            continue
        code = f"{figure.code}.{figure.part}" if figure.part else figure.code
        for size_band, kind in _groups_of(figure, landlords or {}):
            groups[figure.year.key, code, figure.stock, size_band, kind].append(figure.exact)
    return [
        BenchmarkLine(
            year, code, stock, size_band, kind, len(values), five_numbers(values), cuts(values, DECILES)
        )
        for (year, code, stock, size_band, kind), values in sorted(groups.items())
        if len(values) >= FEWEST
    ]


def _groups_of(figure: SectorFigure, landlords: Mapping[str, SectorLandlord]) -> set[tuple[str, str]]:
    found = landlords.get(figure.landlord)
    if found is None:
        return {("", "")}
    return {("", ""), (found.size_band, ""), ("", found.kind), (found.size_band, found.kind)}


def line_in(line: Line) -> BenchmarkLine | None:
    """The quartiles in one line of a table of quartiles, or None with the faults noted in it."""
    code, part, stock = line.text("measure").upper(), line.text("part"), line.text("stock")
    if (code, part) not in definitions():
        line.fault("measure", _("is not a measure of the regulator's set."), _("Write its code and part."))
    if stock not in STOCK_WORDS:
        line.fault(
            "stock",
            _("is not a stock that we know."),
            _("Write one of {stock_words}.").format(stock_words=", ".join(STOCK_WORDS)),
        )
    year = _year(line)
    count = line.number("landlords")
    numbers = [line.number(column) for column in FIVE]
    five = tuple(Fraction(number) for number in numbers if number is not None)
    if not line.faults and (count is None or len(five) < len(FIVE)):
        line.fault("landlords", _("or one of the five numbers is blank."), _("Fill in all of them."))
    if not line.faults and list(five) != sorted(five):
        line.fault("minimum", _("and the quartiles are not in order."), _("Check the five numbers."))
    if line.faults or count is None:
        return None
    regulator_code = f"{code}.{part}" if part else code
    return BenchmarkLine(year, regulator_code, stock, "", "", int(count), five)


def _year(line: Line) -> str:
    try:
        return Period.parse(line.text("year")).key
    except PeriodError:
        line.fault("year", _("is not a year."), _("Write it as 2024/25."))
        return ""
