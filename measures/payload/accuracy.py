"""How exact the regulator asks a survey to be, beside how exact it is (domain.md 1.4)."""

from fractions import Fraction
from math import floor

from django.utils.translation import gettext as _

from charter.languages import formats
from charter.numbers import fixed, plain
from measures.models import Measure
from measures.scoring.intervals import accuracy_band, required_responses
from measures.standing.signals import Interval


def accuracy_of(measure: Measure, interval: Interval) -> dict[str, str]:
    """The asked margin and number of answers, and a sentence; empty for other surveys than the regulator's.

    Also where it is not known how many could have answered.
    """
    if not measure.regulator_code or interval.margin is None or not interval.population:
        return {}
    homes = floor(interval.population)
    asked, needed = accuracy_band(homes).margin, required_responses(homes)
    return {
        "required_margin": str(asked),
        "required_responses": str(needed),
        "accuracy": _sentence(Fraction(asked), needed, interval.margin),
    }


def _sentence(asked: Fraction, needed: int, margin: Fraction) -> str:
    wish = _(
        "At our size the regulator asks for {points} points or less. That takes about {answers} answers."
    )
    wish = wish.format(points=plain(asked), answers=formats.grouped(needed))
    if margin <= asked:
        return " ".join([wish, _("This survey keeps to it.")])
    return " ".join([wish, _("This survey has {points} points.").format(points=_beyond(asked, margin))])


def _beyond(asked: Fraction, margin: Fraction) -> str:
    """The margin with as many decimals as show that it is wider than what was asked."""
    places = next((some for some in range(1, 6) if Fraction(fixed(margin, some)) > asked), 6)
    return fixed(margin, places)
