"""The words of the portal for statuses, states and gaps, and the charter's sentence."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from charter.numbers import Number, round_half_up

from .scoring import Counts, Direction

MEASURE_WORDS = {
    "met": "On target",
    "near": "Close to target",
    "missed": "Below target",
    "not_judged": "No target",
}
PER = ("for each ", "per ", "for every ")
OVER_LIMIT = "Above our limit"
OUTSIDE_RANGE = "Outside our range"
PUBLICATION_WORDS = {"met": "On time", "near": "Late", "missed": "Not published"}
MILESTONE_WORDS = {"met": "Done", "near": "Late", "missed": "Not done in time", "not_judged": "On course"}
TREND_WORDS = {
    "met": "Getting better",
    "near": "No clear change",
    "missed": "Getting worse",
    "not_judged": "Too early to tell",
}
TREND_STATES = {"not_due": "Too early to tell", "no_target": "Not judged"}
PROMISE_WORDS = {
    "met": "Kept",
    "near": "Nearly kept",
    "missed": "Not kept",
    "not_assessed": "Cannot be judged yet",
    "insufficient_data": "Cannot be judged yet",
}
REASON_SENTENCES = {
    "critical_missed": "A measure that matters most was missed, so the promise was not kept.",
    "a_measure_missed": "One of its measures was missed, so the promise is only nearly kept.",
    "critical_without_data": "A measure that matters most has no figure, so it cannot count as kept.",
    "a_promise_missed": "One of its promises was not kept.",
}


def measure_word(
    status: str, *, direction: str = "higher", kind: str = "percentage", slipping: bool = False
) -> str:
    """The status of a measure in words for residents."""
    if kind == "publication" and status in PUBLICATION_WORDS:
        return PUBLICATION_WORDS[status]
    if kind == "milestone":
        return "Behind" if slipping and status == "near" else MILESTONE_WORDS[status]
    if kind == "trend":
        return TREND_WORDS[status]
    if status == "missed" and direction == "lower":
        return OVER_LIMIT
    if status == "missed" and direction == "range":
        return OUTSIDE_RANGE
    return MEASURE_WORDS[status]


def promise_word(status: str) -> str:
    """The status of a promise in words for residents."""
    return PROMISE_WORDS[status]


def charter_sentence(counts: Counts) -> str:
    """Such as "4 of 7 promises kept, 1 nearly, 1 not, 1 cannot be judged yet"; the four sum to all."""
    if counts.total == 0:
        return "There are no promises yet"
    noun = "promise" if counts.total == 1 else "promises"
    parts = [f"{counts.met} of {counts.total} {noun} kept"]
    parts += [f"{counts.near} nearly"] if counts.near else []
    parts += [f"{counts.missed} not"] if counts.missed else []
    parts += [f"{counts.cannot_be_judged} cannot be judged yet"] if counts.cannot_be_judged else []
    return ", ".join(parts)


def measures_sentence(met: int, judged: int) -> str:
    """How many of the measures that could be judged are on target, each measure once."""
    if judged == 0:
        return "No measure can be judged yet"
    return f"{met} of {judged} {'measure' if judged == 1 else 'measures'} on target"


def have_of_needed(have: int, needed: int, kind: str) -> str:
    """How much of a longer period is there, such as "2 of 3 months"."""
    noun = {"month": "months", "quarter": "quarters", "half_year": "half-years"}[kind]
    return f"{have} of {needed} {noun}"


def amount(number: Number, unit: str, decimals: int) -> str:
    """A number with its unit, such as "95%", "£1,200", "3.5 days"; no zeros after the full stop."""
    written = f"{round_half_up(number, decimals):,f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return with_unit(written, unit)


def with_unit(written: str, unit: str) -> str:
    """A number as it is written, with its unit where readers expect it."""
    if unit == "%":
        return f"{written}%"
    if unit == "£":
        written += "0" if len(written.partition(".")[2]) == 1 else ""  # pence are two digits, or left out
        return f"-£{written[1:]}" if written.startswith("-") else f"£{written}"
    return f"{written} {unit}" if unit else written


def _gap(distance: Fraction, unit: str, decimals: int) -> str:
    # A gap that would round to nothing shows as many decimals as it needs to be seen.
    while round_half_up(distance, decimals) == 0 and decimals < 10:
        decimals += 1
    # A gap has no "for each 1,000 homes": the target just before it said so.
    words = "points" if unit == "%" else "" if unit.startswith(PER) else unit
    written = amount(distance, words, decimals)
    return written.removesuffix("s") if written == f"1 {words}" else written


def gap_words(direction: Direction, favourable_variance: Number, *, unit: str, decimals: int) -> str:
    """How far from a target or limit, such as "6.4 points short"; "exactly on it" for none.

    Give the variance of the value as it is shown, so that readers who subtract find the same gap.
    """
    variance = Fraction(favourable_variance)
    if variance == 0:
        return "inside it" if direction == "range" else "exactly on it"
    gap = _gap(abs(variance), unit, decimals)
    if direction == "range":
        return f"{gap} outside it"
    if direction == "lower":
        return f"{gap} {'under it' if variance > 0 else 'over it'}"
    return f"{gap} {'better' if variance > 0 else 'short'}"


def gap_sentence(
    direction: Direction, target: Number, favourable_variance: Number, *, unit: str, decimals: int
) -> str:
    """How far from the target, such as "Our target is 95%. We were 6.4 points short."."""
    aim = f"Our {'limit' if direction == 'lower' else 'target'} is {_exactly(target, unit)}."
    if Fraction(favourable_variance) == 0:
        return f"{aim} We met it exactly."
    return f"{aim} We were {gap_words(direction, favourable_variance, unit=unit, decimals=decimals)}."


def range_sentence(
    low: Number, high: Number, favourable_variance: Number, *, unit: str, decimals: int
) -> str:
    """How far outside a range, or that we were inside it."""
    aim = f"We aim for {_exactly(low, unit if unit == '£' else '')} to {_exactly(high, unit)}."
    return f"{aim} We were {gap_words('range', favourable_variance, unit=unit, decimals=decimals)}."


def _exactly(number: Number, unit: str) -> str:
    return amount(number, unit, 10)


def long_date(day: date) -> str:
    """A date for people, such as "28 July 2026"."""
    return f"{day.day} {day:%B %Y}"


def state_sentence(state: str, *, due: date | None = None, reason: str = "") -> str:
    """Why a measure is not judged."""
    if reason:
        return reason
    if state == "overdue":
        return (
            "The figure is overdue."
            if due is None
            else f"The figure is overdue. It was due on {long_date(due)}."
        )
    if state == "not_due":
        return "Not due yet." if due is None else f"Not due until {long_date(due)}."
    return {
        "stale": "This is out of date and due for review.",
        "suppressed": "We do not show this figure, because so few people are behind it.",
        "not_applicable": "This does not apply here.",
        "no_target": "We have not set a target for this.",
        "judged": "",
    }[state]


def listed(parts: Iterable[str]) -> str:
    """A list in a sentence: "a, b and c"."""
    *first, last = list(parts) or [""]
    return f"{', '.join(first)} and {last}" if first else last


# What is said about change (scoring.md 6.3 and 7).

NOUNS = {"month": "month", "quarter": "quarter", "half_year": "half-year", "year": "year"}
VARIATION_WORDS = {
    "common_cause": "Normal variation",
    "improvement": "Getting better, and not by chance",
    "concern": "Getting worse, and not by chance",
    "neutral_high": "Higher than usual, and not by chance",
    "neutral_low": "Lower than usual, and not by chance",
}
ASSURANCE_WORDS = {
    "consistent_pass": "Will reliably hit the target",
    "inconsistent": "Will sometimes hit and sometimes miss",
    "consistent_fail": "Will not hit the target unless something changes",
}
CHANGE_WORDS = {
    "improved": "Getting better",
    "declined": "Getting worse",
    "no_clear_change": "No clear change",
    "not_comparable": "Not comparable with before",
}
NOT_BY_CHANCE = "and not by chance"


def assurance_word(assurance: str, variation: str = "") -> str:
    """An assurance icon in plain words, given which way the last figures leave the range it speaks of."""
    if assurance == "consistent_pass" and variation.startswith("concern"):
        return "The usual range hits the target, but the figures are leaving it"
    if assurance == "consistent_fail" and variation.startswith("improvement"):
        return "The usual range misses the target, but the figures are leaving it"
    return ASSURANCE_WORDS.get(assurance, "")


def assurance_beside_met(assurance: str, *, met: int, periods: int, noun: str, limit: bool) -> str:
    """What an icon means that seems to contradict how often the target was met; empty where it does not."""
    if assurance != "inconsistent" or periods == 0 or 0 < met < periods:
        return ""
    name, count = (
        "limit" if limit else "target",
        f"every {noun}" if periods > 1 else f"the one {noun}",
    )
    if met:
        return (
            f"It met the {name} in {count}. Its usual range reaches past the {name}, "
            "so a miss could come by chance."
        )
    return (
        f"It missed the {name} in {count}. Its usual range reaches the {name}, so it could be met by chance."
    )


def variation_word(icon: str) -> str:
    """A variation icon in plain words, such as "Getting better, and not by chance"."""
    return VARIATION_WORDS.get(icon) or VARIATION_WORDS[icon.partition("_")[0]]


def change_word(verdict: str, *, moved: str, since: str) -> str:
    """Which way a measure is going, in a few words; `since` names the period it was compared with.

    What no test looked at went up or down: it is not called better or worse.
    """
    if verdict == "moved":
        return "Higher than before" if moved == "up" else "Lower than before"
    if verdict != "not_tested":
        return CHANGE_WORDS[verdict]
    if moved == "same":
        return f"No change since {since} (not tested)"
    return f"{'Up' if moved == 'up' else 'Down'} since {since} (not tested)"


def change_sentence(verdict: str, *, moved: str, since: str) -> str:
    """The same as a sentence that says whether chance was tested: "Getting better, and not by chance."."""
    word = change_word(verdict, moved=moved, since=since)
    if verdict in ("improved", "declined", "moved"):
        return f"{word}, {NOT_BY_CHANCE}."
    return f"{word}."


def survey_detail(verdict: str, *, moved: str, since: str, shown: str) -> str:
    """What a survey's comparison rests on."""
    then = f"It was {shown} in {since}."
    if verdict in ("improved", "declined", "moved"):
        return f"{then} Chance alone hardly ever makes a difference this large."
    if moved == "same":
        return then
    return f"{then} We cannot be sure that this is a real {'rise' if moved == 'up' else 'fall'}."


def signal_detail(rule: str, side: str, noun: str, label: str, shown: str) -> str:
    """Why the last figure is not chance, by the rule that marked it (scoring.md 6.2)."""
    up = side == "up"
    return {
        "beyond_limit": f"{label}, at {shown}, is {'above' if up else 'below'} the usual range.",
        "trend": f"6 or more {noun}s in a row were each {'higher' if up else 'lower'} than the one before, "
        f"up to {label}.",
        "two_of_three": f"2 of 3 {noun}s up to {label} are near the {'top' if up else 'bottom'} of the "
        "usual range.",
        "shift": f"It has been {'above' if up else 'below'} its usual level for 7 or more {noun}s in a row, "
        f"up to {label}.",
    }[rule]


def usual_detail(label: str) -> str:
    """What a last figure means that no rule marks."""
    return f"The ups and downs up to {label} are no larger than chance makes them."


def no_control_sentence(reason: str, *, noun: str, points: int = 0, again: bool = False) -> str:
    """Why a series has no limits of normal variation (scoring.md 6.5 to 6.7)."""
    if reason == "too_few_points":
        figures = "1 figure" if points == 1 else f"{points} figures"
        anew = " since the series began anew" if again else ""
        there = "is" if points == 1 else "are"
        return f"There {there} {figures}{anew}. We need 6 to tell a real change from chance."
    return {
        "too_little_variation": "It hardly ever changes, so there are no ups and downs to measure it by.",
        "annual": "There is one figure a year, which is too few to tell a real change from chance.",
        "rolling": "Each figure covers many months, so one figure holds most of the figure before it.",
        "cumulative": "Each figure covers the year so far, so one figure holds the figure before it.",
        "small_bases": f"Some {noun}s rest on fewer than 30 cases. "
        "With so few, chance makes large ups and downs.",
        "uneven_bases": f"Some {noun}s rest on many more cases than others, "
        "so they have no usual range in common.",
        "seasonal": "It changes with the seasons. "
        "We need 2 years of figures to tell a real change from chance.",
    }[reason]


def times_met(met: int, periods: int, noun: str) -> str:
    """Such as "The target was met in 13 of 14 months."; nothing where no period could be judged."""
    if periods == 0:
        return ""
    count = f"all {periods}" if met == periods and periods > 1 else f"{met} of {periods}"
    return f"The target was met in {count} {noun}{'' if periods == 1 else 's'}."


PROGRESS_SENTENCES = {
    "reached": "We are already there.",
    "on_course": "If we go on like this, we will get there in time.",
    "too_slow": "We are moving towards it, but too slowly.",
    "far_too_slow": "We are moving towards it, but far too slowly.",
    "moving_away": "We are moving away from it.",
}


def progress_sentence(verdict: str, *, target: str, by: date, limit: bool = False) -> str:
    """How it goes with a target that begins later (scoring.md 7)."""
    name = "limit" if limit else "target"
    return f"From {long_date(by)} our {name} is {target}. {PROGRESS_SENTENCES[verdict]}"


def interval_sentence(method: str, low: str, high: str, *, unit: str = "") -> str:
    """How far a figure may be off, for people; a unit that is a word stands once, such as "7 to 9 days"."""
    low = low if unit in ("", "%", "£") else low.removesuffix(f" {unit}")
    if method == "wilson":
        return (
            "We asked some tenants, not all. "
            f"If we had asked everybody, it would most likely be between {low} and {high}."
        )
    return f"Chance moves a figure like this. The level behind it most likely lies between {low} and {high}."
