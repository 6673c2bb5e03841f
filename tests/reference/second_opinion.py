"""The same numbers worked out a second time, by another method: plain fractions, loops and windows.

Nothing here is shared with the product, and nothing may be imported from it. Where the product counts
in whole numbers, runs through a series once and takes roots, this looks at every window, compares
fractions and searches by halving. Slow, and easy to read beside scoring.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

Series = Sequence[Fraction | None]

Z = Fraction("1.95996398454005423552459443052055152795555")
GRID = 2**40
WORD = {1: "up", -1: "down"}


# Sections 3 and 4: status and score.


def status_and_score(
    value: Fraction,
    direction: str,
    bounds: Sequence[Fraction],
    tolerance: Fraction,
    relative: bool,
    floor: Fraction | None = None,
) -> tuple[str, Fraction]:
    """Status by edges, score by a line through three points: floor 0, edge 50, target 100."""
    if direction == "range":
        low = status_and_score(value, "higher", bounds[:1], tolerance, relative)
        high = status_and_score(value, "lower", bounds[1:], tolerance, relative)
        return min(low, high, key=lambda found: found[1])
    (target,) = bounds
    width = abs(target) * tolerance / 100 if relative else tolerance
    if direction == "lower":  # a limit is a target seen in a mirror
        value, target, floor = -value, -target, None if floor is None else -floor
    edge = target - width
    bottom = edge - width if floor is None else floor
    if value >= target:
        return "met", Fraction(100)
    if value >= edge:
        return "near", on_line(value, (edge, 50), (target, 100))
    if value <= bottom:
        return "missed", Fraction(0)
    return "missed", on_line(value, (bottom, 0), (edge, 50))


def on_line(x: Fraction, one: tuple[Fraction, int], other: tuple[Fraction, int]) -> Fraction:
    """The height at x of the straight line through two points."""
    return one[1] + (other[1] - one[1]) * (x - one[0]) / (other[0] - one[0])


# Design section 5: longer periods.


def pooled(figures: Iterable[tuple[Fraction, Fraction]], per: Fraction) -> Fraction | None:
    """Everything counted over everything there was; None if there was nothing."""
    over = under = Fraction(0)
    for numerator, denominator in figures:
        over += numerator
        under += denominator
    return None if under == 0 else over * per / under


def counted(counts: Sequence[Fraction | None], way: str) -> Fraction | None:
    """A longer period's count from its parts in order of time: their total, the latest or the mean."""
    known = [count for count in counts if count is not None]
    if not known:
        return None
    if way == "latest":
        return known[-1]
    total = Fraction(0)
    for count in known:
        total += count
    return total if way == "total" else total / len(known)


# Section 5.2: a promise.


def promise(
    measures: Sequence[Mapping[str, object]], met_from: int = 90, near_from: int = 50
) -> tuple[Fraction | None, str]:
    """Score and status of a promise from measures with state, score, status, weight and critical."""
    due = judged = points = Fraction(0)
    missed = critical_missed = critical_without = False
    for measure in measures:
        weight, state = Fraction(measure["weight"]), measure["state"]  # type: ignore[arg-type]
        if state in ("not_due", "not_applicable", "no_target"):
            continue
        due += weight
        if state == "judged":
            judged += weight
            points += weight * measure["score"]  # type: ignore[operator]
            missed = missed or measure["status"] == "missed"
            critical_missed = critical_missed or bool(measure["critical"] and measure["status"] == "missed")
        else:
            critical_without = critical_without or bool(measure["critical"])
    score = points / judged if judged and 3 * judged >= 2 * due else None
    if critical_missed:
        return score, "missed"
    if due == 0:
        return score, "not_assessed"
    if score is None:
        return None, "insufficient_data"
    if score < near_from:
        return score, "missed"
    held_back = missed or critical_without
    return score, "met" if score >= met_from and not held_back else "near"


# Section 6: XmR.


def quantised(value: Fraction | None) -> Fraction | None:
    """Eight decimals, halves away from zero."""
    if value is None:
        return None
    steps = abs(value) * 100_000_000
    whole = int(steps)
    if steps - whole >= Fraction(1, 2):
        whole += 1
    return Fraction(whole if value >= 0 else -whole, 100_000_000)


def xmr_limits(points: Series, screen: bool) -> tuple[Fraction, Fraction] | None:
    """Mean and distance of the limits from it; None where the guards forbid a chart."""
    seen = [point for point in points if point is not None]
    ranges = []
    for place in range(1, len(points)):
        here, before = points[place], points[place - 1]
        if here is not None and before is not None:
            ranges.append(abs(here - before))
    if not ranges or len([one for one in ranges if one == 0]) > Fraction(len(ranges), 2):
        return None
    average = sum(ranges) / len(ranges)
    if screen:
        kept = [one for one in ranges if one < Fraction("3.267") * average]
        average = sum(kept) / len(kept)
    return sum(seen) / len(seen), Fraction("2.66") * average


def cut(points: Series, starts: Iterable[int]) -> list[tuple[int, int]]:
    """First and last place of every segment; a start on a missing period waits for the next figure."""
    begins: list[int] = []
    for wanted in [0, *sorted(starts)]:
        place = wanted
        while place < len(points) and points[place] is None:
            place += 1
        if place < len(points) and place not in begins:
            begins.append(place)
    ends = [begin - 1 for begin in begins[1:]] + [len(points) - 1]
    return list(zip(begins, ends, strict=False))


def flagged(points: Series, mean: Fraction, wide: Fraction) -> list[tuple[str, str] | None]:
    """The rule and side of every point of a segment: the weakest rule first, a stronger one overwrites."""
    found: list[tuple[str, str] | None] = [None] * len(points)
    for rule, length in (("shift", 7), ("two_of_three", 3), ("trend", 7), ("beyond_limit", 1)):
        for first in range(len(points) - length + 1):
            window = points[first : first + length]
            if any(point is None for point in window):
                continue
            side, places = PATTERNS[rule]([point - mean for point in window if point is not None], wide)
            for place in places if side else ():
                found[first + place] = (rule, WORD[side])
    return found


def _shift(off: Sequence[Fraction], wide: Fraction) -> tuple[int, Sequence[int]]:
    if all(distance > 0 for distance in off):
        return 1, range(7)
    return (-1, range(7)) if all(distance < 0 for distance in off) else (0, ())


def _trend(off: Sequence[Fraction], wide: Fraction) -> tuple[int, Sequence[int]]:
    for side, ordered in ((1, sorted(off)), (-1, sorted(off, reverse=True))):
        if list(off) == ordered and len(set(off)) == 7:
            return side, range(7)
    return 0, ()


def _two_of_three(off: Sequence[Fraction], wide: Fraction) -> tuple[int, Sequence[int]]:
    near = [place for place, distance in enumerate(off) if 2 * wide < 3 * abs(distance) <= 3 * wide]
    one_side = off[0] * off[1] > 0 and off[1] * off[2] > 0
    if len(near) < 2 or not one_side:
        return 0, ()
    return (1 if off[0] > 0 else -1), near


def _beyond(off: Sequence[Fraction], wide: Fraction) -> tuple[int, Sequence[int]]:
    if abs(off[0]) <= wide:
        return 0, ()
    return (1 if off[0] > 0 else -1), (0,)


PATTERNS = {"shift": _shift, "two_of_three": _two_of_three, "trend": _trend, "beyond_limit": _beyond}


def xmr(
    values: Series, direction: str, low: Fraction | None, high: Fraction | None, **settings: object
) -> dict[str, object]:
    """Limits, flags and both icons of a series. `low` and `high` are the ends of what is good.

    Settings: starts, screen, fixed.
    """
    points = [quantised(value) for value in values]
    flags: list[tuple[str, str] | None] = [None] * len(points)
    limits: list[tuple[int, Fraction, Fraction]] = []
    variation = assurance = None
    reason = "too_few_points"
    for first, last in cut(points, settings.get("starts", ())):  # type: ignore[arg-type]
        part = points[first : last + 1]
        variation = assurance = None
        reason, found = chart(part, settings)
        if found is not None:
            mean, wide = found
            limits.append((first, mean, wide))
            flags[first : last + 1] = flagged(part, mean, wide)
            newest = max(place for place in range(first, last + 1) if points[place] is not None)
            variation = icon(direction, flags[newest])
            assurance = sure(mean - wide, mean + wide, low, high)
        elif reason == "too_little_variation":
            assurance = always(values[first : last + 1], low, high)
    return {
        "flags": flags,
        "limits": limits,
        "variation": variation,
        "assurance": assurance,
        "reason": reason,
    }


def chart(part: Series, settings: Mapping[str, object]) -> tuple[str, tuple[Fraction, Fraction] | None]:
    """Why one segment has no limits ("" if it has), and mean and distance."""
    seen = [place for place, point in enumerate(part) if point is not None]
    fixed = settings.get("fixed")
    base = part[: seen[fixed - 1] + 1] if isinstance(fixed, int) and len(seen) > fixed else part
    neighbours = [place for place in range(1, len(base)) if None not in (base[place], base[place - 1])]
    if len(seen) < 6 or not neighbours:
        return "too_few_points", None
    found = xmr_limits(base, bool(settings.get("screen", True)))
    return ("", found) if found else ("too_little_variation", None)


def icon(direction: str, flag: tuple[str, str] | None) -> str:
    """The variation icon, from a table."""
    if flag is None:
        return "common_cause"
    return {
        ("increase", "up"): "improvement_high",
        ("increase", "down"): "concern_low",
        ("decrease", "up"): "concern_high",
        ("decrease", "down"): "improvement_low",
    }.get((direction, flag[1]), "neutral_high" if flag[1] == "up" else "neutral_low")


def sure(lower: Fraction, upper: Fraction, low: Fraction | None, high: Fraction | None) -> str | None:
    """The assurance icon: is the whole band good, is none of it good, or some?"""
    if low is None and high is None:
        return None
    ends = [lower, upper]
    if all((low is None or end > low) and (high is None or end < high) for end in ends):
        return "consistent_pass"
    if (low is not None and max(ends) < low) or (high is not None and min(ends) > high):
        return "consistent_fail"
    return "inconsistent"


def always(values: Series, low: Fraction | None, high: Fraction | None) -> str | None:
    """The assurance of a series with too little variation: met always, never or sometimes."""
    if low is None and high is None:
        return None
    met = {
        (low is None or value >= low) and (high is None or value <= high)
        for value in values
        if value is not None
    }
    return "inconsistent" if len(met) == 2 else "consistent_pass" if met == {True} else "consistent_fail"


# Section 8: surveys.


def wilson(satisfied: int, base: int) -> tuple[Fraction, Fraction]:
    """All shares that a score test would not reject, found by halving; each end good to 2^-40."""
    over, under = (Z * Z).as_integer_ratio()

    def accepted(share: int) -> bool:
        # (p - share)^2 n <= z^2 share (1 - share), all over the grid and without denominators
        return (satisfied * GRID - base * share) ** 2 * under <= over * base * share * (GRID - share)

    def end(outside: int) -> Fraction:
        inside = satisfied * GRID // base + (outside == GRID)
        if accepted(outside):
            return Fraction(outside, GRID)
        while abs(inside - outside) > 1:
            middle = (inside + outside) // 2
            inside, outside = (middle, outside) if accepted(middle) else (inside, middle)
        return Fraction(outside, GRID)

    return end(0), end(GRID)


def survey_change(first: tuple[int, int], second: tuple[int, int]) -> str:
    """Newcombe's verdict without a root: the squares of both sides are compared."""
    if first[1] < 30 or second[1] < 30:
        return "not_tested"
    one, other = Fraction(*first), Fraction(*second)
    (low1, high1), (low2, high2) = wilson(*first), wilson(*second)
    gap = other - one
    if gap > 0 and gap**2 > (other - low2) ** 2 + (high1 - one) ** 2:
        return "improved"
    if gap < 0 and gap**2 > (high2 - other) ** 2 + (one - low1) ** 2:
        return "declined"
    return "no_clear_change"
