"""Whether a colour can be read on another: the contrast of WCAG 2.2, success criterion 1.4.3."""

import re
from fractions import Fraction

from django.utils.translation import gettext as _

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
NEEDED = Fraction(9, 2)
# The grounds that the landlord's colours stand on.
PAPER, PAPER_DARK, ON_BAND = "#FCFBF7", "#13161B", "#FFFFFF"


def is_colour(text: str) -> bool:
    """Whether the text is a colour like #1B44B8."""
    return _COLOUR.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 (the same) to 21 (black on white). ValueError for what is no colour."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    if not is_colour(colour):
        raise ValueError(
            _("“{colour}” is not a colour. Write six digits after a #, like #1B44B8.").format(colour=colour)
        )
    red, green, blue = (_linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
