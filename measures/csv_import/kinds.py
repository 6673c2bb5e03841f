"""The figure in a row, by the kind of its measure: is it one that the measure can have?"""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypedDict

from django.utils.translation import gettext as _

from charter.numbers import fixed, round_half_up
from charter.periods import Period
from charter.translated import lazily as _lazy
from measures.csv_import.catalogue import ENTERED_KINDS, PLAIN_KINDS, RATIO_KINDS, MeasureEntry
from measures.csv_import.columns import CellError, to_number
from measures.csv_import.contracts import Answers, shown
from measures.csv_import.layouts import POINTS, SATISFACTION
from measures.csv_import.row import Row

BASE_IS_NONE = _lazy("is 0, but the numerator is {number}.")
FILTER_SLACK = Decimal("0.5")  # weighted counts are rounded one by one, so their sum may pass the filter's


class FigureFields(TypedDict, total=False):
    """The fields of a FigureRow that hold the figure itself."""

    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    grade: str
    marker: str
    answers: Answers | None
    given_on: date | None
    review_by: date | None


def figure_of(row: Row, measure: MeasureEntry | None, period: Period | None) -> FigureFields | None:
    """The figure's own fields, by the measure's kind; None when the measure is unknown."""
    if measure is None:
        return None
    if measure.kind not in ENTERED_KINDS:
        row.fault(
            "measure",
            _("{measure} is worked out by the portal.").format(measure=measure.slug),
            _("Remove this row."),
        )
        return None
    if row.layout is SATISFACTION:
        return _answers(row, measure)
    if row.has("nothing"):
        return _nothing(row, measure)
    _belongs_to_grades(row, measure)
    if measure.kind == "grade":
        return _grade(row, measure, period)
    if measure.kind in PLAIN_KINDS:
        return _plain(row, measure)
    return _ratio(row, measure)


def _nothing(row: Row, measure: MeasureEntry) -> FigureFields:
    """No figure, as the form says it: for no cases both parts are 0, so that longer periods add up."""
    allowed = {"not available": "na"} | ({"no cases": "z"} if measure.kind in RATIO_KINDS else {})
    marker = allowed.get(row.text("nothing").casefold(), "")
    if measure.kind == "grade":
        row.fault("nothing", _("is not for grades."), _("Clear this cell."))
    elif not marker:
        what = _("“{typed}” is not a reason to report nothing.").format(typed=shown(row.text("nothing")))
        row.fault("nothing", what, _write_one_of(allowed))
    for key in ("numerator", "denominator", "value", "date", "review_by"):
        if row.has(key):
            row.fault(
                key, _("is filled in, but nothing says that there is no figure."), _("Clear one of them.")
            )
    if not row.text("note").strip():
        row.fault("note", _("is blank."), _("Say why there is no figure. Tenants read this."))
    zero = Decimal(0) if marker == "z" else None
    return {"numerator": zero, "denominator": zero, "marker": marker}


def _write_one_of(allowed: dict[str, str]) -> str:
    quoted = [f"“{one}”" for one in sorted(allowed)]
    if len(quoted) == 1:
        return _("Write {one}.").format(one=quoted[0])
    return _("Write {one} or {other}.").format(one=quoted[0], other=quoted[1])


def _belongs_to_grades(row: Row, measure: MeasureEntry) -> None:
    for key in ("date", "review_by"):
        if row.has(key) and measure.kind != "grade":
            row.fault(key, _("is for grades only."), _("Clear this cell."))
    for key in ("numerator", "denominator"):
        if row.has(key) and measure.kind in PLAIN_KINDS | {"grade"}:
            row.fault(
                key,
                _("{measure} has no {column}.").format(measure=measure.slug, column=key),
                _("Clear this cell and fill in value."),
            )


def _grade(row: Row, measure: MeasureEntry, period: Period | None) -> FigureFields:
    given = row.text("value")
    found = next((grade for grade in measure.grades if grade.casefold() == given.casefold()), "")
    if not found:
        what = (
            _("“{typed}” is not one of the grades.").format(typed=shown(given)) if given else _("is blank.")
        )
        row.fault("value", what, _("Write one of {grades}.").format(grades=", ".join(measure.grades)))
    day, review = row.day("date") or (period.end if period else None), row.day("review_by")
    given_on = row.day("date")
    if given_on and given_on > row.today:
        row.fault("date", _("is in the future."), _("Give the day the grade was given."))
    elif given_on and period and given_on < period.start:
        row.fault(
            "date",
            _("is before {period}.").format(period=period.label),
            _("Give the day the grade was given, or another period."),
        )
    if day and review and review < day:
        row.fault("review_by", _("is before the day the grade was given."), _("Give a later day."))
    return {"grade": found, "given_on": day, "review_by": review}


def _plain(row: Row, measure: MeasureEntry) -> FigureFields:
    if not row.has("value"):
        if not row.has("numerator") and not row.has("denominator"):
            remedy = _("Enter a number. Write 0 only if it was counted and there were none.")
            row.fault("value", _("is blank."), remedy)
        return {}
    return {"value": _value(row, measure)}


def _value(row: Row, measure: MeasureEntry) -> Decimal | None:
    """The stated value; a pound sign or per cent sign is taken where the measure's unit is the same."""
    text = row.text("value")
    if measure.unit in {"£", "GBP"} or measure.kind == "money":
        text = text.removeprefix("£")
    if measure.unit == "%":
        text = text.removesuffix("%").rstrip()
    try:
        return to_number(text, least=measure.natural_min, most=measure.natural_max)
    except CellError as error:
        if not any(fault.row == row.number and fault.column == "Value" for fault in row.faults):
            row.fault("value", error.what, error.remedy)
        return None


def _ratio(row: Row, measure: MeasureEntry) -> FigureFields:
    parts = [key for key in ("numerator", "denominator") if row.has(key)]
    if not parts:
        return _stated(row, measure)
    if len(parts) == 1:
        missing = "denominator" if parts == ["numerator"] else "numerator"
        row.fault(
            missing,
            _("is blank, but {column} is filled in.").format(column=parts[0]),
            _("Give both, or neither."),
        )
        return {}
    numerator, denominator = row.number_of("numerator"), row.number_of("denominator")
    if numerator is None or denominator is None:
        return {}
    value = _value(row, measure) if row.has("value") else None
    if _parts_agree(row, measure, numerator, denominator) and value is not None:
        _value_agrees(row, measure, value)
    return {"numerator": numerator, "denominator": denominator}


def _stated(row: Row, measure: MeasureEntry) -> FigureFields:
    if row.has("value"):
        return {"value": _value(row, measure)}
    row.fault("value", _("is blank."), _("Enter a value, or a numerator and a denominator."))
    return {}


def _parts_agree(row: Row, measure: MeasureEntry, numerator: Decimal, denominator: Decimal) -> bool:
    """Whether the two make a possible figure; 0 of 0 means that there was nothing to measure."""
    if not denominator:
        if numerator:
            row.fault(
                "denominator", BASE_IS_NONE.format(number=numerator), _("Write 0 for both if no cases.")
            )
        elif row.has("value"):
            row.fault("value", _("is filled in, but numerator and denominator are 0."), _("Clear this cell."))
        return False
    if measure.is_proportion and numerator > denominator:
        what = _("numerator {numerator} is larger than denominator {denominator}.").format(
            numerator=numerator, denominator=denominator
        )
        row.fault("numerator", what, _("Check both numbers."))
        return False
    value = _exact_value(measure, numerator, denominator)
    low, high = measure.natural_min, measure.natural_max
    if (low is not None and value < Fraction(low)) or (high is not None and value > Fraction(high)):
        row.fault(
            "numerator",
            _("gives {result}, which is outside what is possible.").format(result=fixed(value, 2)),
            _("Check both numbers."),
        )
    return True


def _exact_value(measure: MeasureEntry, numerator: Decimal, denominator: Decimal) -> Fraction:
    return Fraction(measure.factor) * Fraction(numerator) / Fraction(denominator)


def _value_agrees(row: Row, measure: MeasureEntry, value: Decimal) -> None:
    """The stated value must be the exact one rounded half up to the decimals it was written with."""
    numerator, denominator = row.number_of("numerator"), row.number_of("denominator")
    if numerator is None or not denominator:
        return
    places = max(0, -int(value.as_tuple().exponent))
    exactly = _exact_value(measure, numerator, denominator)
    if round_half_up(exactly, places) != value:
        what = _("is {value}, but {numerator} and {denominator} give {result}.").format(
            value=value, numerator=numerator, denominator=denominator, result=fixed(exactly, places)
        )
        row.fault("value", what, _("Correct one of the three, or clear the value."))


def _answers(row: Row, measure: MeasureEntry) -> FigureFields:
    if measure.kind != "satisfaction":
        row.fault(
            "measure",
            _("{measure} is not a survey measure.").format(measure=measure.slug),
            _("Use the template for results."),
        )
        return {}
    points = [row.number_of(point) for point in POINTS]
    counts = [point for point in points if point is not None]
    if len(counts) < len(POINTS):
        return {}
    very, fairly, neither, rather_not, not_at_all = counts
    answers = Answers(
        very,
        fairly,
        neither,
        rather_not,
        not_at_all,
        dont_know=row.number_of("dont_know"),
        filter_yes=row.number_of("filter_yes"),
        filter_no=row.number_of("filter_no"),
        responses=row.number_of("responses"),
        design_effect=row.number_of("design_effect"),
        population=row.number_of("population"),
        method=row.text("method"),
        asked_from=row.day("from"),
        asked_until=row.day("to"),
    )
    _answers_agree(row, answers)
    return {"answers": answers}


def _answers_agree(row: Row, answers: Answers) -> None:
    if answers.filter_yes is not None and answers.base > answers.filter_yes + FILTER_SLACK:
        what = _("is {yes}, but {people} people answered the question.").format(
            yes=answers.filter_yes, people=answers.base
        )
        row.fault("filter_yes", what, _("Check the counts: only people who said yes are asked."))
    if answers.design_effect is not None and not answers.design_effect:
        row.fault("design_effect", _("is 0."), _("Enter a number above 0, or clear it."))
    if answers.population is not None and answers.responses and answers.responses > answers.population:
        row.fault("responses", _("is more than the population."), _("Check both numbers."))
    if answers.asked_from and answers.asked_until and answers.asked_until < answers.asked_from:
        row.fault("to", _("is before the day in from."), _("Check both days."))
