"""How far a figure may be off by chance: surveys by Wilson, rates of events by Byar (scoring.md 8.3)."""

from collections.abc import Iterable
from fractions import Fraction

from measures.models import Measure
from measures.scoring.intervals import Sample, byar, margin_of_error, wilson
from measures.standing.facts import ResultRow
from measures.standing.signals import Interval
from measures.standing.types import PeriodFigure

FILTERS = ("filter_yes", "filter_no")


def interval_of(measure: Measure, figure: PeriodFigure) -> Interval | None:
    """The 95% interval of a survey's share or of a rate of events; None for every other figure."""
    if measure.kind == "satisfaction":
        return _of_survey(figure)
    if measure.kind == "rate":
        return _of_rate(measure, figure)
    return None


def sample_of(figure: PeriodFigure) -> Sample | None:
    """The answers behind a survey's figure, all parts together; None where only the share is known.

    Weighted counts may add up to more than the people who answered: no more than those count. A design
    effect makes them worth less (scoring.md 8.2).
    """
    numbers = figure.figure
    if numbers is None or numbers.numerator is None or not numbers.denominator:
        return None
    weighted = Fraction(numbers.denominator)
    people = sum((_people(row) for row in figure.results), Fraction(0))
    worth = sum((_people(row) / _design_effect(row) for row in figure.results), Fraction(0))
    if not people or not worth:
        return None
    return Sample(Fraction(numbers.numerator) * people / weighted, people, worth)


def _people(row: ResultRow) -> Fraction:
    """How many gave one of the five answers; never more than the responses."""
    base = Fraction(row.denominator or 0)
    responses = _stated(row, "responses")
    return base if responses is None else min(base, responses)


def _design_effect(row: ResultRow) -> Fraction:
    return _stated(row, "design_effect") or Fraction(1)


def _stated(row: ResultRow, name: str) -> Fraction | None:
    text = (row.answers or {}).get(name)
    return Fraction(text) if text else None


def _population(rows: Iterable[ResultRow], people: Fraction) -> Fraction | None:
    """How many could have answered, of one survey in which everybody was asked the question."""
    listed = list(rows)
    if len(listed) != 1 or any(name in (listed[0].answers or {}) for name in FILTERS):
        return None
    found = _stated(listed[0], "population")
    return found if found is not None and found >= people else None


def _of_survey(figure: PeriodFigure) -> Interval | None:
    sample = sample_of(figure)
    if sample is None or sample.effective is None:
        return None
    people, worth = Fraction(sample.base), Fraction(sample.effective)
    population = _population(figure.results, people)
    found = wilson(sample.satisfied, people, effective=worth, population=population)
    if found is None:
        return None
    margin = margin_of_error(people, effective=worth, population=population)
    return Interval("wilson", *found, margin, population, people / worth)


def _of_rate(measure: Measure, figure: PeriodFigure) -> Interval | None:
    numbers = figure.figure
    if numbers is None or numbers.numerator is None or not numbers.denominator or numbers.numerator < 0:
        return None
    found = byar(numbers.numerator, numbers.denominator, Fraction(measure.per))
    return None if found is None else Interval("byar", *found)
