"""The figures of the demonstration as rows and files in the portal's own formats (design, section 6).

Pure and fixed: three years, October 2023 to September 2026, the same bytes on every machine and every day.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace

from charter.demonstration import series
from charter.demonstration.story import explanation
from charter.periods import Period, periods_between

MONTHS = periods_between(Period.parse(series.FIRST_MONTH), Period.parse(series.LAST_MONTH))
QUARTERS = periods_between(Period.parse(series.FIRST_QUARTER), Period.parse(series.LAST_QUARTER))
YEARS = ("2023-24", "2024-25", "2025-26")
SURVEY_METHOD = "Telephone and online"


@dataclass(frozen=True)
class ResultRow:
    """A row of a results file; the field names are its headings."""

    measure: str
    period: str
    segment: str = ""
    numerator: str = ""
    denominator: str = ""
    value: str = ""
    note: str = ""
    why: str = ""
    action: str = ""
    by_when: str = ""
    date: str = ""
    review_by: str = ""


@dataclass(frozen=True)
class AnswerRow:
    """A row of a satisfaction file; the field names are its headings."""

    measure: str
    period: str
    segment: str
    very_satisfied: str
    fairly_satisfied: str
    neither: str
    fairly_dissatisfied: str
    very_dissatisfied: str
    dont_know: str = ""
    filter_yes: str = ""
    filter_no: str = ""
    responses: str = ""
    population: str = ""
    method: str = ""


Row = ResultRow | AnswerRow


def results() -> tuple[ResultRow, ...]:
    """Every figure that is not from a survey, series after series, each in order of time."""
    return (*_monthly(), *_quarterly(), *_yearly(), *_by_area())


def answers() -> tuple[AnswerRow, ...]:
    """The answers of every survey, series after series, each in order of time."""
    return (*_yearly_survey(), *_after_repairs(), *_after_damp_work())


def october() -> tuple[ResultRow, ...]:
    """Figures that are still on their way: only staff see them."""
    measure, quarter, numerator, denominator = series.SENT_BACK_QUARTER
    waiting = (_row(slug, "2026-10", *pair) for slug, pair in series.OCTOBER_2026.items())
    return (*waiting, _row(measure, quarter, numerator, denominator))


def written(rows: Iterable[Row]) -> str:
    """The rows as a CSV file with a heading; "" for no rows."""
    listed = list(rows)
    if not listed:
        return ""
    names = [field.name for field in fields(listed[0])]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([getattr(row, name) for name in names] for row in listed)
    return text.getvalue()


def _row(measure: str, period: str, numerator: int, denominator: int, segment: str = "") -> ResultRow:
    why, action, by_when = explanation(measure, period) if not segment else ("", "", "")
    return ResultRow(
        measure, period, segment, str(numerator), str(denominator), why=why, action=action, by_when=by_when
    )


def _monthly() -> Iterator[ResultRow]:
    for measure, path in series.MONTHLY.items():
        for month, (numerator, denominator) in zip(MONTHS, path.months(len(MONTHS)), strict=True):
            yield _row(measure, month.key, numerator, denominator)
    for period, numerator, denominator in series.DAMP_MADE_SAFE:
        yield _row("damp-made-safe", period, numerator, denominator)


def _quarterly() -> Iterator[ResultRow]:
    for measure, pairs in series.QUARTERLY.items():
        for quarter, (numerator, denominator) in zip(QUARTERS, pairs, strict=True):
            yield _row(measure, quarter.key, numerator, denominator)
    for period, numerator, denominator in series.DAMP_THAT_CAME_BACK:
        yield _row("damp-that-came-back", period, numerator, denominator)
    for quarter, complaints in zip(QUARTERS, series.COMPLAINTS, strict=True):
        yield _row("complaints-for-each-1000-homes", quarter.key, complaints, series.HOMES)
    for quarter, people in zip(QUARTERS, series.PEOPLE_TAKING_PART, strict=True):
        why, action, by_when = explanation("people-taking-part", quarter.key)
        yield ResultRow(
            "people-taking-part", quarter.key, value=str(people), why=why, action=action, by_when=by_when
        )


def _yearly() -> Iterator[ResultRow]:
    for year, cost in zip(YEARS, series.RUNNING_COST, strict=True):
        yield ResultRow("running-cost-of-a-home", year, value=str(cost))
    for year, (grade, given) in zip(YEARS, series.TENANTS_GRADE, strict=True):
        yield ResultRow("tenants-grade", year, value=grade, date=given)


def _by_area() -> Iterator[ResultRow]:
    for area, counts in series.COMPLAINTS_BY_AREA.items():
        for quarter, complaints in zip(QUARTERS[-len(counts) :], counts, strict=True):
            yield _row("complaints-for-each-1000-homes", quarter.key, complaints, series.HOMES_IN[area], area)


def _scale(measure: str, period: str, pair: series.Pair, segment: str = "") -> AnswerRow:
    """The five points from those satisfied and all: fixed shares of each side, whole people."""
    satisfied, base = pair
    very = satisfied * 11 // 25
    others = base - satisfied
    neither, fairly_not = others * 2 // 5, others * 7 // 20
    points = (very, satisfied - very, neither, fairly_not, others - neither - fairly_not)
    return AnswerRow(measure, period, segment, *(str(point) for point in points))


def _yearly_survey() -> Iterator[AnswerRow]:
    for measure, years in series.YEARLY_SURVEY.items():
        for year, asked, responses in zip(YEARS, years, series.YEARLY_RESPONSES, strict=True):
            yield _asked(_scale(measure, year, (asked.satisfied, asked.base)), asked, responses)


def _asked(row: AnswerRow, asked: series.Asked, responses: int) -> AnswerRow:
    """The row with the counts around the scale: who could not say, and who was asked at all."""
    complained = asked.complained
    return replace(
        row,
        dont_know="" if asked.dont_know is None else str(asked.dont_know),
        filter_yes="" if complained is None else str(complained),
        filter_no="" if complained is None else str(responses - complained),
        responses=str(responses),
        population=str(series.POPULATION),
        method=SURVEY_METHOD,
    )


def _after_repairs() -> Iterator[AnswerRow]:
    for quarter, pair in zip(QUARTERS, series.HAPPY_WITH_REPAIR, strict=True):
        yield _scale("happy-with-repair", quarter.key, pair)
    for area, pairs in series.HAPPY_WITH_REPAIR_BY_AREA.items():
        for quarter, pair in zip(QUARTERS[-len(pairs) :], pairs, strict=True):
            yield _scale("happy-with-repair", quarter.key, pair, area)


def _after_damp_work() -> Iterator[AnswerRow]:
    pairs = series.HAPPY_WITH_DAMP_WORK
    for quarter, pair in zip(QUARTERS[-len(pairs) :], pairs, strict=True):
        yield _scale("happy-with-damp-work", quarter.key, pair)
