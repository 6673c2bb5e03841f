"""What a chart says in words: its finding, its subtitle, and the whole of it for those who do not see it."""

from fractions import Fraction

from charter.numbers import plain
from measures.charts.series import Point, Series
from measures.sentences import NOUNS, listed

SIGNAL_WORDS = {
    "improvement": "better",
    "concern": "worse",
    "neutral_high": "higher than usual",
    "neutral_low": "lower than usual",
}
MOST_NAMED = 4  # points named one by one; of more, the first and the last


def finding(series: Series) -> str:
    """The chart's title: how often on target, and what the last periods say. It counts, it does not test."""
    noun = NOUNS[series.kind]
    judged = [point for point in series.points if point.status in ("met", "near", "missed")]
    if not judged:
        return _from_to(series)
    met = [point.status == "met" for point in judged]
    run = _run(met)
    if run == len(met):
        return _all_the_same(met[-1], run, noun)
    if run > 1:
        return f"{'On' if met[-1] else 'Not on'} target for the last {run} {noun}s"
    if met[-1]:
        missed = _run(met[:-1])
        before = f"a {noun} that was not" if missed == 1 else f"{missed} {noun}s that were not"
        return f"On target again in {judged[-1].label}, after {before}"
    return f"Not on target in {judged[-1].label}; on target in {sum(met)} of {len(met)} {noun}s"


def _run(met: list[bool]) -> int:
    """How many of the last periods have the same answer as the very last."""
    run = 0
    for one in reversed(met):
        if one != met[-1]:
            break
        run += 1
    return run


def _all_the_same(met: bool, count: int, noun: str) -> str:
    if count == 1:
        return f"{'On' if met else 'Not on'} target in the one {noun} we can judge"
    return f"On target in all {count} {noun}s" if met else f"Not on target in any of {count} {noun}s"


def _from_to(series: Series) -> str:
    first, last = series.known[0], series.known[-1]
    return f"{first.shown} in {first.label}, {last.shown} in {last.label}"


def subtitle(series: Series, lowest: str) -> str:
    """What, when, and where the scale starts."""
    first, last = series.known[0], series.known[-1]
    amount = "" if series.unit in ("%", "£", "") else f"In {series.unit}. "
    if series.unit.startswith(("for ", "per ")):
        amount = f"{series.unit.capitalize()}. "
    return f"{amount}Each {NOUNS[series.kind]}, {first.label} to {last.label}. The scale starts at {lowest}."


def sentence(series: Series) -> str:
    """What stands under the chart: where it began, where it is, its lowest and highest, target and gaps."""
    first, last = series.known[0], series.known[-1]
    words = [f"It was {first.shown} in {first.label} and {last.shown} in {last.label}."]
    low, high = min(series.known, key=_size), max(series.known, key=_size)
    if low.value != high.value:
        words += [f"The lowest was {low.shown} in {low.label}, the highest {high.shown} in {high.label}."]
    told = [*_target_words(series), *_gap_words(series), *_break_words(series), *_former_words(series)]
    return " ".join([*words, *told, *_usual_words(series), *_signal_words(series)])


def key(*shown: Series) -> str:
    """How to read what control adds to the drawings; nothing where it adds nothing."""
    found = {point.signal for series in shown for point in series.points}
    parts = [
        (any(series.limits for series in shown), "The grey band is where the figures usually lie."),
        (any(series.former for series in shown), "A thin dashed line is a landlord that came before us."),
        ("concern" in found, "A hollow square is worse, and not by chance."),
        ("improvement" in found, "A diamond is better, and not by chance."),
        (bool(found & {"neutral_high", "neutral_low"}), "A hollow diamond is unusual, and not by chance."),
    ]
    return " ".join(text for is_there, text in parts if is_there)


def description(title: str, series: Series) -> str:
    """The whole text alternative: what and when, the finding, and the sentence."""
    first, last = series.known[0], series.known[-1]
    span = f"{title}, each {NOUNS[series.kind]} from {first.label} to {last.label}."
    return f"{span} {finding(series)}. {sentence(series)}"


def _size(point: Point) -> Fraction:
    return point.value or Fraction(0)


def _target_words(series: Series) -> list[str]:
    aims = [target_number(point, series.unit) for point in series.points if point.low is not None]
    if not aims:
        return []
    name = "limit" if series.direction == "lower" else "target"
    changed = [aim for aim in dict.fromkeys(aims) if aim != aims[-1]]
    before = f" Before, it was {' and '.join(changed)}." if changed else ""
    return [f"The {name} is {aims[-1]}.{before}"]


def _gap_words(series: Series) -> list[str]:
    """Periods without a figure, and those whose figure is hidden: that one is there, and not shown."""
    hidden = sum(point.is_hidden for point in series.points)
    before = sum(point.is_before for point in series.points)
    missing = len(series.points) - len(series.known) - hidden - before
    told = ((missing, "There is no figure"), (hidden, "No figure is shown"))
    noun = NOUNS[series.kind]
    return [f"{words} for {count} {noun}{'' if count == 1 else 's'}." for count, words in told if count]


def _break_words(series: Series) -> list[str]:
    """From when on the series can be compared."""
    found = [point.label for point in series.points if point.begins]
    return [f"Figures before {label} cannot be compared with those after." for label in found]


def _former_words(series: Series) -> list[str]:
    """Landlords that came before, each in a sentence; their figures are not ours."""
    return [
        f"{one.name}, which came before us, had {one.first[1]} in {one.first[0]}."
        if one.first == one.last
        else f"{one.name}, which came before us, had {one.first[1]} in {one.first[0]} "
        f"and {one.last[1]} in {one.last[0]}."
        for one in series.former
    ]


def _usual_words(series: Series) -> list[str]:
    found = [one for one in series.limits if one.usual]
    return [f"{one.usual} This range is for trial." if one.trial else one.usual for one in found]


def _signal_words(series: Series) -> list[str]:
    """Which points are not chance, each kind in a sentence."""
    words = []
    for signal, meaning in SIGNAL_WORDS.items():
        found = [point.label for point in series.points if point.signal == signal]
        if not found:
            continue
        names = listed(found) if len(found) <= MOST_NAMED else _first_and_last(found, series)
        words.append(f"Not by chance {meaning}: {names}.")
    return words


def _first_and_last(labels: list[str], series: Series) -> str:
    return f"{len(labels)} {NOUNS[series.kind]}s between {labels[0]} and {labels[-1]}"


def target_number(point: Point, unit: str) -> str:
    """The target of a point with the unit where it is short: “95%”, “£1,450”, “8 to 18”, “20”."""
    if point.low is None:
        return ""
    low = with_short_unit(plain(point.low) or "", unit)
    return low if point.high is None else f"{low} to {with_short_unit(plain(point.high) or '', unit)}"


def with_short_unit(number: str, unit: str) -> str:
    """A number with % or £; other units are too long for a drawing and stand in the subtitle."""
    whole, point, decimals = number.partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    written = f"{int(digits):,}{point}{decimals}"
    return f"{sign}£{written}" if unit == "£" else f"{sign}{written}%" if unit == "%" else f"{sign}{written}"
