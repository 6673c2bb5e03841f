"""What the regulator asks of a survey, said beside its margin of error."""

from fractions import Fraction

import pytest

from measures.models import Measure
from measures.payload.accuracy import accuracy_of
from measures.scoring.intervals import margin_of_error
from measures.standing.signals import Interval


def said(answers: int, population: int | None, code: str = "TP01") -> dict[str, str]:
    margin = margin_of_error(answers, population=population)
    size = None if population is None else Fraction(population)
    return accuracy_of(
        Measure(regulator_code=code), Interval("wilson", Fraction(1), Fraction(2), margin, size)
    )


def test_a_survey_that_is_exact_enough() -> None:
    assert said(514, 3060) == {
        "required_margin": "4",
        "required_responses": "502",
        "accuracy": "At our size the regulator asks for 4 points or less. That takes about 502 answers. "
        "This survey keeps to it.",
    }


@pytest.mark.parametrize(("answers", "shown"), [(400, "4.6"), (498, "4.02")])
def test_a_survey_that_is_not_says_by_how_much(answers: int, shown: str) -> None:
    assert said(answers, 3060)["accuracy"].endswith(f"This survey has {shown} points.")


def test_nothing_is_said_of_other_surveys() -> None:
    assert said(514, 3060, code="") == {}
    assert said(514, None) == {}


def test_rates_have_no_margin() -> None:
    assert accuracy_of(Measure(regulator_code="CH01"), Interval("byar", Fraction(1), Fraction(2))) == {}
