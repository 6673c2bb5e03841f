"""What looks unlikely about a figure beside the earlier ones and beside other measures of the regulator."""

from fractions import Fraction

from charter.numbers import Number
from charter.periods import Period
from measures import rules
from measures.figures import Figures
from measures.models import Measure, Result, Segment
from measures.plausible import (
    Doubt,
    Earlier,
    Names,
    Part,
    answer_doubts,
    crossed,
    crosses_of,
    doubts_of,
)
from measures.scoring import Figure, satisfaction

LOOKED_BACK = 12
OPEN_OR_APPROVED = ("draft", "submitted", "returned", "approved")


def doubts_about(measure: Measure, period: Period, segment: Segment | None, figures: Figures) -> list[Doubt]:
    """Every doubt about a figure, refusals among them; none where there is no number. Two queries."""
    if figures.marker or figures.grade:
        return []
    figure = _figure(figures)
    earlier = _earlier(measure, period, segment)
    found = doubts_of(
        figure, earlier, factor=rules.factor(measure), names=names_of(measure), box=_box(figure)
    )
    if figures.answers:
        found += answer_doubts(measure.regulator_code, _counts(figures.answers, figure))
    return [*found, *_crossed(measure, period, segment, figure, figures.answers)]


def doubts_about_result(result: Result) -> list[Doubt]:
    """The same of a figure that is there, for whoever approves it."""
    figures = Figures(
        result.numerator, result.denominator, result.value, result.grade, result.answers or {}, result.marker
    )
    return doubts_about(result.measure, rules.period_of(result), result.segment, figures)


def names_of(measure: Measure) -> Names:
    """How people call the parts of a measure."""
    numerator, denominator = (
        measure.numerator_label or "Numerator",
        measure.denominator_label or "Denominator",
    )
    return Names(numerator, denominator, measure.unit, measure.decimals)


def _figure(figures: Figures) -> Figure:
    if figures.answers and figures.numerator is None:
        counts = {
            key: rules.exact_count(text) for key, text in figures.answers.items() if key in rules.POINTS
        }
        return Figure(*satisfaction(counts))
    return rules.figure_of(figures)


def _box(figure: Figure) -> str:
    return "value" if figure.value is not None else "numerator"


def _earlier(measure: Measure, period: Period, segment: Segment | None) -> list[Earlier]:
    rows = Result.objects.filter(
        measure=measure,
        segment=segment,
        workflow="approved",
        period_kind=period.kind,
        period_end__lt=period.start,
    ).order_by("-period_end")[:LOOKED_BACK]
    return [Earlier(rules.period_of(row).label, rules.figure_of(row)) for row in reversed(rows)]


def _counts(answers: dict[str, str], figure: Figure) -> dict[str, Fraction | None]:
    named = ("dont_know", "responses")
    found: dict[str, Fraction | None] = {
        name: rules.exact_count(answers[name]) if answers.get(name) else None for name in named
    }
    return found | {"base": figure.denominator}


def _crossed(
    measure: Measure, period: Period, segment: Segment | None, figure: Figure, answers: dict[str, str]
) -> list[Doubt]:
    """What does not fit the figure of the same period of another measure, as it stands or waits now."""
    code = measure.regulator_code
    crosses = crosses_of(code)
    if not crosses:
        return []
    codes = {one.other if one.code == code else one.code for one in crosses}
    rows = Result.objects.filter(
        measure__regulator_code__in=codes,
        measure__stock=measure.stock,
        segment=segment,
        period=period.key,
        workflow__in=OPEN_OR_APPROVED,
    ).select_related("measure")
    # An open figure is newer than the approved one beside it.
    theirs = {
        row.measure.regulator_code: row for row in sorted(rows, key=lambda row: row.workflow != "approved")
    }
    found = []
    for one in crosses:
        first = code == one.code
        part, other, other_part = (
            (one.part, one.other, one.other_part) if first else (one.other_part, one.code, one.part)
        )
        if other in theirs:
            row = theirs[other]
            mine, yours = _part(figure, answers, part), _part(row, row.answers or {}, other_part)
            named = (_name(measure, part), _name(row.measure, other_part))
            found.append(crossed(one, mine, yours, code=code, names=named))
    return [doubt for doubt in found if doubt is not None]


def _part(figure: Figure | Result, answers: dict[str, str], part: Part) -> Fraction | None:
    if part == "filter_yes":
        return rules.exact_count(answers["filter_yes"]) if answers.get("filter_yes") else None
    number: Number | None = getattr(figure, part)
    return None if number is None else Fraction(number)


def _name(measure: Measure, part: Part) -> str:
    if part == "filter_yes":
        return f"{measure.title}, said yes to the question before"
    names = names_of(measure)
    return f"{measure.title}, {getattr(names, part)}"
