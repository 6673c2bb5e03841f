"""Whether a figure that is possible is also likely: what a careful colleague would ask before it is sent.

A doubt is a warning to confirm, never a verdict; only figures that cannot both be true are refused.
Sources: reliability.md X52 (ten times), domain.md 10 (checks across the regulator's measures).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from django.utils.translation import gettext as _

from charter.numbers import fixed, plain
from measures.scoring import Figure

ENOUGH = 6  # earlier figures from which we know how far it usually moves
MANY_TIMES = 10
SIZEABLE = 20  # below that a base of ten times the last one is nothing unusual
USUAL_MOVES = Fraction(266, 100)  # of the mean move, as the limits of a control chart

Part = Literal["numerator", "denominator", "filter_yes"]


@dataclass(frozen=True)
class Doubt:
    """What looks wrong. `fields` are the boxes it is about; `needs_reason`: a tick alone is not enough.

    `refuses`: the two figures cannot both be true.
    """

    says: str
    fields: tuple[str, ...]
    needs_reason: bool = False
    refuses: bool = False


@dataclass(frozen=True)
class Names:
    """How people call a measure's parts, and how its value is written."""

    numerator: str
    denominator: str
    unit: str
    decimals: int

    def write(self, value: Fraction) -> str:
        """A value with its unit, such as 94.5%."""
        written = fixed(value, self.decimals)
        return f"{written}%" if self.unit == "%" else f"{written} {self.unit}".rstrip()


@dataclass(frozen=True)
class Earlier:
    """A figure of an earlier period, with what the period is called."""

    label: str
    figure: Figure


@dataclass(frozen=True)
class Cross:
    """A part of one of the regulator's measures that has to fit a part of another, of the same period."""

    code: str
    part: Part
    how: Literal["at most", "equal to"]
    other: str
    other_part: Part
    refuses: bool = False


# The hate incidents are among the cases of anti-social behaviour; the complaints answered are those received
# (36 of 826 landlords differed in a year, so that is a warning); TP02 and TP03 follow one question.
CROSSES = (
    Cross("NM01.2", "numerator", "at most", "NM01.1", "numerator", refuses=True),
    Cross("NM01.2", "denominator", "equal to", "NM01.1", "denominator"),
    Cross("CH02.1", "denominator", "equal to", "CH01.1", "numerator"),
    Cross("CH02.2", "denominator", "equal to", "CH01.2", "numerator"),
    Cross("CH01.2", "numerator", "at most", "CH01.1", "numerator"),
    Cross("CH01.2", "denominator", "equal to", "CH01.1", "denominator"),
    Cross("TP03", "filter_yes", "equal to", "TP02", "filter_yes"),
)
# Where the regulator's questionnaire offers “not applicable or don't know”.
DONT_KNOW_OFFERED = frozenset({"TP05", "TP06", "TP07", "TP08", "TP11", "TP12"})


def doubts_of(
    figure: Figure, earlier: Sequence[Earlier], *, factor: Fraction, names: Names, box: str
) -> list[Doubt]:
    """What is unlikely about a figure after those of earlier periods, the oldest first.

    `factor` is what numerator / denominator is multiplied by; `box` is where people typed the value.
    """
    if not earlier:
        return []
    found = [*_many_times(figure, earlier[-1], factor, names, box)]
    if not found:
        found += _jumps(figure, earlier, factor, names, box)
    return [*found, *_same_again(figure, earlier[-1])]


def _many_times(figure: Figure, last: Earlier, factor: Fraction, names: Names, box: str) -> list[Doubt]:
    found = []
    value, before = figure.worth(factor), last.figure.worth(factor)
    if value and before and _is_many_times(value, before):
        says = _many(value, before).format(
            value=names.write(value), period=last.label, before=names.write(before)
        )
        found.append(Doubt(says, (box,), needs_reason=True))
    base, base_before = figure.denominator, last.figure.denominator
    if base and base_before and max(base, base_before) >= SIZEABLE and _is_many_times(base, base_before):
        says = _many(base, base_before).format(
            value=f"{names.denominator}: {plain(base)}", period=last.label, before=plain(base_before)
        )
        found.append(Doubt(says, ("denominator",), needs_reason=True))
    return found


def _is_many_times(one: Fraction, other: Fraction) -> bool:
    return abs(one) >= MANY_TIMES * abs(other) or abs(other) >= MANY_TIMES * abs(one)


def _many(value: Fraction, before: Fraction) -> str:
    if abs(value) > abs(before):
        return _("{value} is 10 times or more that of {period}, {before}. Is a digit wrong?")
    return _("{value} is a tenth or less of that of {period}, {before}. Is a digit wrong?")


def _jumps(
    figure: Figure, earlier: Sequence[Earlier], factor: Fraction, names: Names, box: str
) -> list[Doubt]:
    """A value outside what the moves between the earlier ones let one expect."""
    value = figure.worth(factor)
    known = [worth for one in earlier if (worth := one.figure.worth(factor)) is not None]
    if value is None or len(known) < ENOUGH:
        return []
    mean = sum(known, Fraction(0)) / len(known)
    moves = [abs(after - before) for before, after in pairwise(known)]
    reach = USUAL_MOVES * sum(moves, Fraction(0)) / len(moves)
    if abs(value - mean) <= reach:
        return []
    low, high = names.write(min(known)), names.write(max(known))
    says = (
        _("{value} is unusual: the last {count} were all {low}. Check the numbers.")
        if low == high
        else _("{value} is unusual: the last {count} were between {low} and {high}. Check the numbers.")
    )
    return [Doubt(says.format(value=names.write(value), count=len(known), low=low, high=high), (box,))]


def _same_again(figure: Figure, last: Earlier) -> list[Doubt]:
    """Both numbers of last time: perhaps last time's report was read again."""
    parts = (figure.numerator, figure.denominator)
    if not figure.denominator or parts != (last.figure.numerator, last.figure.denominator):
        return []
    says = _("Both numbers are those of {period}. Is this the right period?").format(period=last.label)
    return [Doubt(says, ("numerator",))]


def crosses_of(code: str) -> list[Cross]:
    """The checks that a measure of the regulator's set takes part in, on either side."""
    return [one for one in CROSSES if code in (one.code, one.other)]


def crossed(
    cross: Cross, mine: Fraction | None, theirs: Fraction | None, *, code: str, names: tuple[str, str]
) -> Doubt | None:
    """The doubt about two parts that do not fit; None where they do or one is missing.

    `names` are those of the measure entered (its part `mine`) and of the other one.
    """
    if mine is None or theirs is None:
        return None
    one, other = (mine, theirs) if code == cross.code else (theirs, mine)
    first, second = names if code == cross.code else (names[1], names[0])
    if (one <= other) if cross.how == "at most" else one == other:
        return None
    says = _misfit(cross).format(first=first, one=plain(one), second=second, other=plain(other))
    field = cross.part if code == cross.code else cross.other_part
    return Doubt(says, (field,), refuses=cross.refuses)


def _misfit(cross: Cross) -> str:
    if cross.refuses:
        return _("{first}: {one} cannot be more than {second}: {other}. Check both.")
    if cross.how == "equal to":
        return _("{first}: {one} should be the same as {second}: {other}. Check both.")
    return _("{first}: {one} should be at most {second}: {other}. Check both.")


def answer_doubts(code: str, answers: dict[str, Fraction | None]) -> list[Doubt]:
    """What is unlikely about the counts of a survey question of the regulator's set."""
    found = []
    if answers.get("dont_know") and code.startswith("TP") and code not in DONT_KNOW_OFFERED:
        says = _("“Don't know” is not offered with {code}. Check the count.").format(code=code)
        found.append(Doubt(says, ("dont_know",)))
    base, people = answers.get("base"), answers.get("responses")
    given = None if base is None else base + (answers.get("dont_know") or 0)
    if given is not None and people is not None and given > people:
        says = _("{given} answers are more than the {people} people who answered the survey. Check both.")
        found.append(Doubt(says.format(given=plain(given), people=plain(people)), ("responses",)))
    return found
