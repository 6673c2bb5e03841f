"""One line of the regulator's tables as a figure, held against the value that the regulator printed."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from charter.numbers import plain, round_half_up
from charter.periods import Period, PeriodError
from charter.translated import lazily as _lazy
from measures.csv_import.contracts import Answers
from measures.scoring import satisfaction, value_of
from measures.sector_data.definitions import STOCK_WORDS, Definition, definitions
from measures.sector_data.tables import Line

POINTS = ("very_satisfied", "fairly_satisfied", "neither", "fairly_dissatisfied", "very_dissatisfied")
DECIMALS = 1  # the regulator prints one decimal, halves up (domain, section 1.2)
CODE = re.compile(r"[0-9A-Z]{3,8}")
NOT_BOTH = _lazy("Give the count or the marker, not both.")


@dataclass(frozen=True)
class SectorFigure:
    """A landlord's figure for a year, stock and measure.

    Either counts (survey `answers`, or `numerator` and `denominator`) or none and a `marker`
    that says why. `published` is the regulator's own value at one decimal.
    """

    row: int
    year: Period
    landlord: str
    stock: str
    code: str
    part: str
    answers: Answers | None
    numerator: Decimal | None
    denominator: Decimal | None
    published: Decimal | None
    marker: str

    @property
    def exact(self) -> Fraction | None:
        """The unrounded value: a percentage, or a rate per 1,000; None when there is none."""
        if self.answers is not None:
            counts = {point: getattr(self.answers, point) for point in POINTS}
            satisfied, base = satisfaction(counts)
            return value_of(satisfied, base, 100, proportion=True)
        if self.numerator is None or self.denominator is None:
            return None
        factor = definitions()[self.code, self.part].factor
        return value_of(self.numerator, self.denominator, factor, proportion=factor == 100)

    @property
    def value(self) -> Decimal | None:
        """The value at the regulator's one decimal, halves up."""
        return None if self.exact is None else round_half_up(self.exact, DECIMALS)


def perception_figure(line: Line) -> SectorFigure | None:
    """The survey figure in this line, or None with the faults noted in it."""
    about = _about(line, "")
    columns = (*POINTS, "na_dont_know", "filter_yes", "filter_no", "denominator")
    numbers = {column: line.number(column) for column in columns}
    marker = _marker(line, (*POINTS, "denominator"), "rsh_value_1dp")
    published = line.number("rsh_value_1dp")
    if about is None or line.faults:
        return None
    answers = None
    if not marker:
        very, fairly, neither, rather_not, not_at_all = (numbers[point] or Decimal(0) for point in POINTS)
        answers = Answers(
            very,
            fairly,
            neither,
            rather_not,
            not_at_all,
            dont_know=numbers["na_dont_know"],
            filter_yes=numbers["filter_yes"],
            filter_no=numbers["filter_no"],
        )
    figure = SectorFigure(line.row, *about, answers, None, None, published, marker)
    if answers is not None and answers.base != numbers["denominator"]:
        line.fault(
            "denominator",
            _("is not the sum of the five answers ({plain}).").format(plain=plain(answers.base)),
            _("Check them."),
        )
    _agrees(line, figure, "rsh_value_1dp")
    return None if line.faults else figure


def management_figure(line: Line) -> SectorFigure | None:
    """The management figure in this line, or None with the faults noted in it."""
    about = _about(line, line.text("part"))
    numerator, denominator = line.number("numerator"), line.number("denominator")
    marker = _marker(line, ("numerator", "denominator"), "value_1dp")
    published, multiplier = line.number("value_1dp"), line.number("multiplier")
    if about is None or line.faults:
        return None
    definition = definitions()[about[3], about[4]]
    if multiplier != definition.factor:
        line.fault(
            "multiplier",
            _("should be {factor} for {code}.").format(factor=definition.factor, code=definition.code),
            _("Check the row."),
        )
    if marker:
        numerator = denominator = None
    elif numerator and (not denominator or (definition.factor == 100 and numerator > denominator)):
        line.fault(
            "numerator",
            _("is larger than the denominator {denominator}.").format(denominator=denominator),
            _("Check both numbers."),
        )
        return None
    figure = SectorFigure(line.row, *about, None, numerator, denominator, published, marker)
    _agrees(line, figure, "value_1dp")
    return None if line.faults else figure


def _about(line: Line, part: str) -> tuple[Period, str, str, str, str] | None:
    """Year, landlord, stock, code and part; None with the faults noted."""
    year = None
    try:
        year = Period.parse(line.text("year"))
    except PeriodError:
        line.fault("year", _("is not a year."), _("Write it as 2024/25."))
    if year is not None and year.kind != "year":
        line.fault("year", _("is not a year."), _("Write it as 2024/25."))
    landlord, stock, code = (
        line.text("landlord_code").upper(),
        line.text("stock"),
        line.text("measure").upper(),
    )
    if not CODE.fullmatch(landlord):
        line.fault("landlord_code", _("is not a code of the regulator's."), _("Write it as L4240."))
    if stock not in STOCK_WORDS:
        line.fault(
            "stock",
            _("is not a stock that we know."),
            _("Write one of {stock_words}.").format(stock_words=", ".join(STOCK_WORDS)),
        )
    if _definition(line, code, part) is None or year is None or line.faults:
        return None
    return year, landlord, stock, code, part


def _definition(line: Line, code: str, part: str) -> Definition | None:
    found = definitions().get((code, part))
    survey = "rsh_value_1dp" in line.cells
    if found is None or found.is_perception != survey:
        line.fault("measure", _("is not a measure of this table."), _("Write a code of the regulator's set."))
        return None
    return found


def _marker(line: Line, counts: tuple[str, ...], value: str) -> str:
    """The marker of a figure without value; a blank count without one is a fault.

    The last of `counts` is the denominator: where it is 0 the regulator prints [U] beside the counts.
    """
    filled = [column for column in counts if line.text(column) and not line.marker(column)]
    marked = [column for column in (value, *counts) if line.marker(column)]
    if marked and filled and line.number(counts[-1]):
        line.fault(marked[0], _("is a marker, but counts are filled in."), NOT_BOTH)
    if not marked:
        for column in counts:
            if not line.text(column):
                line.fault(column, _("is blank."), _("Give the count, or a marker such as [X]."))
    return line.marker(marked[0]) if marked else ""


def _agrees(line: Line, figure: SectorFigure, column: str) -> None:
    """Our arithmetic must give the regulator's value, digit for digit."""
    if figure.marker or line.faults:
        return
    if figure.value != figure.published:
        ours = _("no value") if figure.value is None else plain(figure.value, DECIMALS)
        line.fault(
            column,
            _("does not follow from the counts: they give {ours}.").format(ours=ours),
            _("Check the row."),
        )
