"""Which figures a measure can have at all: the first question of every door."""

from django.utils import timezone
from django.utils.translation import gettext as _

from charter.faults import Refused
from charter.periods import KIND_OF_FREQUENCY, MONTHS_IN, Period
from measures import rules
from measures.figures import Figures
from measures.models import Measure
from measures.scoring import ScoringError, check_value, value_of


def check_figures(measure: Measure, period: Period, figures: Figures) -> None:
    """Refuse a figure that the measure cannot have: Refused with a sentence that says what to do."""
    if measure.kind == "milestone":
        _check_closing(period, figures)
        return
    if figures.is_empty and not figures.answers:
        raise Refused(_("There is no figure. Give a value, or a numerator and a denominator."))
    open_until = period.start if measure.kind == "grade" else period.end
    if open_until >= timezone.localdate():
        raise Refused(
            _("{period} has not ended yet. Give the figure when it has.").format(period=period.label)
        )
    # A grade stands from its day: a second one of a year is given for its month.
    if measure.kind != "grade" and period.months < MONTHS_IN[KIND_OF_FREQUENCY[measure.frequency]]:
        raise Refused(
            _("{period} is shorter than this measure's period. Give a longer one.").format(
                period=period.label
            )
        )
    if measure.kind == "grade" and not figures.marker and figures.grade not in measure.grades:
        raise Refused(_("Choose one of the grades: {grades}.").format(grades=", ".join(measure.grades)))
    _check_numbers(measure, figures)


def any_part_fits(measure: Measure) -> bool:
    """Whether every numerator from 0 to its denominator is a figure that the measure can have."""
    low, high = measure.natural_min, measure.natural_max
    return (low is None or low <= 0) and (high is None or high >= rules.factor(measure))


def _check_numbers(measure: Measure, figures: Figures) -> None:
    """Both parts or none, and nothing beyond the measure's natural bounds."""
    if (figures.numerator is None) != (figures.denominator is None):
        raise Refused(_("Give both numbers, the numerator and the denominator."))
    try:
        value = figures.value
        if figures.numerator is not None and figures.denominator is not None:
            worth = value_of(
                figures.numerator,
                figures.denominator,
                rules.factor(measure),
                proportion=measure.is_proportion,
            )
            check_value(worth, measure.natural_min, measure.natural_max)
        check_value(value, measure.natural_min, measure.natural_max)
    except ScoringError as error:
        raise Refused(str(error)) from error


def _check_closing(period: Period, figures: Figures) -> None:
    """A milestone has a day on which it was done, within the period, and no number."""
    if figures.given_on is None or not period.contains(figures.given_on):
        raise Refused(_("A milestone is closed with the day on which it was done."))
    if not figures.is_empty or figures.answers:
        raise Refused(_("A milestone has no number. Close it with the day on which it was done."))
