"""How a measure's figure, status and points came about, and how a promise's did: the sums with their inputs.

Only what is public goes in: parts are taken from the figures of the standing, never from its rows.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.languages.own import own
from charter.numbers import plain
from measures import cases, rules, sentences
from measures.payload import sums
from measures.payload.canonical import Document
from measures.payload.figures import (
    VALUE_PLACES,
    base_words,
    day,
    score_words,
    shown_with_unit,
    standing_word,
)
from measures.payload.gather import Gathered
from measures.scoring import RULE_VERSION, Item, Judgement, method_of
from measures.scoring.promises import COUNTS_AS_DUE
from measures.scoring.suppression import is_small
from measures.standing import MeasureStanding, PeriodFigure
from measures.standing.public import thresholds_of
from promises.models import Promise

# Where “How we score” explains the making of a figure of this kind.
STEPS = {
    "publication": "documents",
    "milestone": "milestones",
    "grade": "grades",
    "composite": "composites",
    "counted": "counted",
    "trend": "variation",
    "cases": "cases",
    "satisfaction": "figure",
}
LEFT_OUT = {
    "dont_know": N_("{count} people said “don't know”."),
    "cases_not_due": N_("{count} cases were still inside their limit."),
    "filter_no": N_("{count} people were not asked, because it did not concern them."),
}


def workings_document(gathered: Gathered, one: MeasureStanding) -> Document:
    """What went into the figure that is judged, up to its points: sums, parts, edges, weights, left out."""
    figure = one.current
    return {
        "rule_version": RULE_VERSION,
        "step": STEPS.get(one.measure.kind, "figure"),
        "period": figure.period.key if figure else None,
        "label": figure.period.label if figure else "",
        "method": _method(one),
        "times": plain(rules.factor(one.measure)),
        "sum": _figure_sum(one),
        "parts": [_part(one, part) for part in _parts(one)],
        **_judged(one),
        **score_words(one.score),
        "weights": [
            _weight(gathered, promise, line) for promise, line in gathered.lines_of_measure(one.measure.slug)
        ],
        "left_out": _left_out(one),
        "case_rules": _case_rules(one),
        "due": day(one.due),
        "source": own(one.measure.source),
    }


def _method(one: MeasureStanding) -> str:
    """How the figure was made: own, stated, pooled, total, latest, mean, or the kind that makes its own."""
    figure = one.current
    if figure is None or not figure.results:
        return one.measure.kind if one.state == "judged" else "none"
    if figure.stated:
        return "stated"
    if all(result.period == figure.period.key for result in figure.results):
        return "own"
    figures = [rules.figure_of(result) for result in figure.results]
    return method_of(one.measure.kind, rules.accumulation_of(one.measure), figures)


def _figure_sum(one: MeasureStanding) -> str:
    figure = one.current
    if figure is None:
        return ""
    shown, factor = figure.shown or "0", rules.factor(one.measure)
    return sums.figure_sum(figure.figure, factor, figure.value, shown, one.measure.unit)


def _parts(one: MeasureStanding) -> list[tuple[str, PeriodFigure | None]]:
    """The shorter periods that a longer figure was put together from, as the public sees each."""
    figure = one.current
    if figure is None:
        return []
    public = {found.period.key: found for found in one.all_figures}
    used = sorted(figure.results, key=lambda result: result.period_start)
    return [(found.period, public.get(found.period)) for found in used if found.period != figure.period.key]


def _part(one: MeasureStanding, part: tuple[str, PeriodFigure | None]) -> Document:
    key, figure = part
    numbers = figure.figure if figure else None
    return {
        "period": key,
        "label": figure.period.label if figure else key,
        "numerator": plain(numbers.numerator) if numbers else None,
        "denominator": plain(numbers.denominator) if numbers else None,
        "value": plain(figure.value, VALUE_PLACES) if figure else None,
        "base": base_words(one.measure, figure) if figure else "",
        "shown_unit": shown_with_unit(one.measure, figure.shown) if figure else "",
    }


def _judged(one: MeasureStanding) -> Document:
    """The edge of close, where the points run out, how far off, and the points written out."""
    figure, rule = one.current, one.current.rule if one.current else None
    none: Document = {
        "close_until": [],
        "zero_at": [],
        "shown_edges": "",
        "shown_ends": "",
        "distance": None,
        "shown_distance": "",
    }
    if figure is None or rule is None or not rule.judges:
        return none | {"points_sum": _points_of_word(one)}
    close, zero = sums.edges(rule), sums.ends(rule)
    judged = Judgement(figure.status, figure.score, figure.variance)  # type: ignore[arg-type]
    return {
        "close_until": [plain(edge, VALUE_PLACES) for edge in close],
        "zero_at": [plain(end, VALUE_PLACES) for end in zero],
        "shown_edges": _amounts(one, close, _("{low} to {high}")),
        "shown_ends": _amounts(one, zero, _("{low} and {high}")),
        "distance": plain(figure.variance, VALUE_PLACES),
        "shown_distance": _off(one, figure.variance),
        "points_sum": sums.points_sum(figure.value, rule, judged) if figure.value is not None else "",
    }


def _off(one: MeasureStanding, variance: Fraction | None) -> str:
    """How far on the bad side of the target, exactly, with its unit; "" on the good side."""
    if variance is None or variance >= 0:
        return ""
    return sentences.gap_amount(-variance, one.measure.unit, sums.PLACES)


def _points_of_word(one: MeasureStanding) -> str:
    """Kinds without a plain number get their points from their word."""
    if one.state != "judged" or one.score is None:
        return ""
    return _("{word}: {points} points").format(word=standing_word(one), points=sums.number(one.score))


def _amounts(one: MeasureStanding, numbers: Sequence[Fraction], both: str) -> str:
    """One amount, or two put into `both` with the unit once, such as “7 to 19 for each 1,000 homes”."""
    unit = sentences.own_unit(one.measure.unit)
    found = [sentences.amount(number, unit, sums.PLACES) for number in numbers]
    if len(found) < 2:
        return "".join(found)
    return both.format(low=found[0].removesuffix(f" {unit}"), high=found[1])


def _weight(gathered: Gathered, promise: Promise, line: Any) -> Document:
    every = sum((Fraction(other.weight) for other in gathered.lines.get(promise.pk, [])), Fraction(0))
    return {
        "promise": promise.slug,
        "title": own(promise.title),
        "weight": plain(line.weight),
        "of": plain(every, VALUE_PLACES),
    }


def _left_out(one: MeasureStanding) -> list[str]:
    """What had no part in the figure, each as a sentence."""
    figure = one.current
    found = _missing(one)
    if figure is None or figure.shown is None or _has_gaps(one):
        return found
    for key, words in LEFT_OUT.items():
        counts = [rules.exact_count((result.answers or {}).get(key, "0")) for result in figure.results]
        if any(counts):
            found.append(_(words).format(count=_so_many(counts, thresholds_of(one.measure).count)))
    return [*found, *_members_left_out(one)]


def _so_many(counts: Sequence[Fraction], threshold: int) -> str:
    """How many were left out; a small number is not told, nor what it would follow from (docs/adr/0011)."""
    if not any(is_small(count, threshold) for count in counts):
        return sums.number(sum(counts, Fraction(0)))
    return _("Some") if sum(counts) >= threshold else _("Fewer than {count}").format(count=threshold)


def _case_rules(one: MeasureStanding) -> list[str]:
    """How its cases are counted, a sentence each; none for other kinds, or for a rule that cannot be used."""
    if one.measure.kind != "cases":
        return []
    try:
        return cases.rule_words(cases.rule_of(one.measure.case_rule))
    except cases.CaseRuleError:
        return []


def _has_gaps(one: MeasureStanding) -> bool:
    """Whether a part is hidden or not there: then what was left out of the whole would tell of it."""
    return any(part is None or part.shown is None for _, part in _parts(one))


def _missing(one: MeasureStanding) -> list[str]:
    figure = one.current
    if figure is None or figure.stated or figure.have >= figure.needed:
        return []
    words = _("{missing} of {needed} parts of this time are missing.")
    return [words.format(missing=figure.needed - figure.have, needed=figure.needed)]


def _members_left_out(one: MeasureStanding) -> list[str]:
    """Members of a composite that were not counted, with why."""
    return [
        f"{own(found.measure.title)}: {standing_word(found).lower()}."
        for found in one.members
        if found.state != "judged"
    ]


def promise_workings(gathered: Gathered, promise: Promise) -> Document:
    """How a promise's points came about: each measure's points times its weight, the sum, what held it."""
    standing, (_, score) = gathered.standing, gathered.standing.promises[promise.slug]
    items = standing.items[promise.slug]
    judged = [item for item in items.values() if item.state == "judged"]
    points = sum((item.weight * (item.score or 0) for item in judged), Fraction(0))
    weight = sum((item.weight for item in judged), Fraction(0))
    due = sum((item.weight for item in items.values() if item.state in COUNTS_AS_DUE), Fraction(0))
    return {
        "rule_version": RULE_VERSION,
        "rows": [
            _row(standing.measures[slug], item) for slug, item in items.items() if slug in standing.measures
        ],
        "points": plain(points, VALUE_PLACES),
        "weight_judged": plain(weight, VALUE_PLACES),
        "weight_due": plain(due, VALUE_PLACES),
        "coverage": plain(score.coverage, VALUE_PLACES),
        "coverage_needed": f"{standing.lines.coverage.numerator}/{standing.lines.coverage.denominator}",
        "sum": sums.mean_sum(points, weight, score.score) if score.score is not None else "",
        "cap": [sentences.reason_sentence(reason) for reason in score.reasons],
    }


def _row(one: MeasureStanding, item: Item) -> Document:
    return {
        "slug": one.measure.slug,
        "title": own(one.measure.title),
        "state": item.state,
        "status": item.status,
        "word": standing_word(one),
        "weight": plain(item.weight, VALUE_PLACES),
        "counts_as_due": item.state in COUNTS_AS_DUE,
        "critical": item.critical,
        "product": plain(item.weight * item.score, VALUE_PLACES) if item.score is not None else None,
    } | score_words(item.score)
