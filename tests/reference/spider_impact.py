"""Spider Impact's scale from 0 to 10 between a red flag and a goal (peer list of rag.json)."""

from fractions import Fraction


def score(value: Fraction, goal: Fraction, red_flag: Fraction) -> Fraction:
    """Equal bands: a third of the scale at the red flag, two thirds at the goal, cut at 0 and 10."""
    band = goal - red_flag
    return min(max((value - (red_flag - band)) / (3 * band) * 10, Fraction(0)), Fraction(10))
