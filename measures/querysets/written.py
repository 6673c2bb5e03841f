"""A result as staff read it: the number with its unit, the target of its time, the status in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from charter.languages import formats
from charter.numbers import plain
from charter.periods import Period
from measures import rules, sentences, words
from measures.models import Commentary, Measure, Result, Target
from measures.payload.figures import shown_with_unit, target_words, word_of
from measures.scoring import Rule, ScoringError, shown
from measures.standing.public import is_small_by_itself


@dataclass(frozen=True)
class Judged:
    """A result in words. `value` is empty when there was nothing to measure; `parts`: “387 of 438”.

    `hidden`: the public does not see it, because so few people are behind it or its neighbour.
    """

    result: Result
    period: Period
    value: str
    parts: str
    target: str
    status: str
    word: str
    hidden: bool = False

    @property
    def text(self) -> str:
        """The figure as one reads it out."""
        return self.value or _("Nothing to measure")


def judged(result: Result, targets: list[Target], period: Period) -> Judged:
    """The result against the target of its period; no query if the measure is loaded with it."""
    measure = result.measure
    target = rules.target_on(targets, result.period_end)
    rule = rules.rule_for(measure, targets, period)
    try:
        status = rules.judge_result(measure, result, targets).status
    except ScoringError:
        status = "not_judged"  # a grade that is no longer on the list
    return Judged(
        result=result,
        period=period,
        value=_value(measure, result, rule),
        parts=_parts(result),
        target=target_words(measure, target, rule),
        status=status,
        word=_word(measure, result, status, target),
        hidden=is_small_by_itself(measure, rules.figure_of(result), of_part=result.segment_id is not None),
    )


def _word(measure: Measure, result: Result, status: str, target: Target | None) -> str:
    """The status; nothing where there was nothing to measure, so that it never reads as “No target”."""
    if measure.kind == "milestone":
        return word_of(measure, status)
    if measure.kind != "grade" and rules.value_of_result(measure, result) is None:
        return _("Not judged")
    return word_of(measure, status) if target else _("No target")


def _value(measure: Measure, result: Result, rule: Rule | None) -> str:
    if measure.kind == "grade":
        return result.grade
    if measure.kind == "milestone":
        return _("Done on {day}").format(day=sentences.long_date(result.given_on)) if result.given_on else ""
    value = rules.value_of_result(measure, result)
    if value is None:
        if result.marker in words.NOTHING_REPORTED:
            return _(words.NOTHING_REPORTED[result.marker])
        return _("No value ({marker})").format(marker=result.marker) if result.marker else ""
    written = shown(value, measure.decimals, rule, rules.is_share_of_100(measure))
    return shown_with_unit(measure, written)


def _parts(result: Result) -> str:
    if result.numerator is None or result.denominator is None:
        return ""
    says = (
        _("{part} over {whole}") if result.measure.kind in ("average", "duration") else _("{part} of {whole}")
    )
    return says.format(part=_grouped(plain(result.numerator)), whole=_grouped(plain(result.denominator)))


def _grouped(text: str | None) -> str:
    return formats.grouped(text) if text else ""


def commentary_of(result: Result) -> Commentary | None:
    """The explanation of a result, None if there is none."""
    return getattr(result, "commentary", None)


def wants_words(result: Result, status: str, answers_from: Period | None) -> bool:
    """Whether the figure misses its target and nobody has said why, in a period the portal answers for."""
    if status != "missed" or result.segment_id is not None:
        return False
    if answers_from is not None and result.period_end < answers_from.start:
        return False
    told = commentary_of(result)
    return told is None or not (told.why.strip() and told.action.strip())
