"""Only exact, finite numbers are judged: a binary float cannot say 94.3 (scoring.md, decision D1)."""

from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from charter.numbers import Number

from .values import ScoringError


def check_exact(*numbers: Number | None) -> None:
    """ScoringError for anything but finite whole numbers, decimals and fractions; None passes."""
    for number in numbers:
        if number is None:
            continue
        if isinstance(number, bool) or not isinstance(number, int | Decimal | Fraction):
            raise ScoringError(
                _("“{number}” is not an exact number. Give a whole number, a decimal or a fraction.").format(
                    number=number
                )
            )
        if isinstance(number, Decimal) and not number.is_finite():
            raise ScoringError(_("“{number}” is not a number that can be judged.").format(number=number))
