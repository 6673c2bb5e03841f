"""What looks unlikely about a figure beside the earlier ones and beside other measures of the regulator."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db import connection
from django.utils.translation import gettext as _

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
# The last figures before each asked one, by the index of a measure's series: one walk back for each.
STATEMENT = """
    SELECT asked.at, found.id
    FROM jsonb_to_recordset(%s::jsonb) AS asked (at int, measure int, segment int, kind text, start date)
    CROSS JOIN LATERAL (
        SELECT result.id FROM measures_result result
        WHERE result.measure_id = asked.measure AND result.period_end < asked.start
        AND COALESCE(result.segment_id, 0) = COALESCE(asked.segment, 0)
        AND result.workflow = 'approved' AND result.period_kind = asked.kind
        ORDER BY result.period_end DESC LIMIT %s
    ) found
"""
Place = tuple[str, str, int | None, str]  # the regulator's code, stock, segment (id), period


@dataclass(frozen=True)
class Asked:
    """A figure that is asked about: of a measure, a period, a segment (id; None: the whole landlord)."""

    measure: Measure
    period: Period
    segment_id: int | None
    figures: Figures

    @property
    def has_number(self) -> bool:
        """Whether there is anything to doubt."""
        return not (self.figures.marker or self.figures.grade)

    @property
    def figure(self) -> Figure:
        """Its numbers; of survey answers those satisfied and all who answered."""
        return _figure(self.figures)

    def place(self, code: str) -> Place:
        """Where a figure of this code stands that this one is held against."""
        return code, self.measure.stock, self.segment_id, self.period.key


def doubts_about(measure: Measure, period: Period, segment: Segment | None, figures: Figures) -> list[Doubt]:
    """Every doubt about a figure, refusals among them; none where there is no number. Three queries."""
    asked = [Asked(measure, period, segment.pk if segment else None, figures)]
    return [*unlikely(asked)[0], *crossing(asked)[0]]


def doubts_about_result(result: Result) -> list[Doubt]:
    """The same of a figure that is there, for whoever approves it."""
    return doubts_about_results([result])[0]


def doubts_about_results(results: Sequence[Result]) -> list[list[Doubt]]:
    """The same of many figures, in their order; the number of queries does not grow."""
    asked = [
        Asked(
            one.measure,
            rules.period_of(one),
            one.segment_id,
            Figures(one.numerator, one.denominator, one.value, one.grade, one.answers or {}, one.marker),
        )
        for one in results
    ]
    return [[*first, *then] for first, then in zip(unlikely(asked), crossing(asked), strict=True)]


def unlikely(asked: Sequence[Asked]) -> list[list[Doubt]]:
    """What is unlikely about each beside the approved figures before it. Two queries at most."""
    earlier = _earlier([one for one in asked if one.has_number])
    return [_unlikely(one, earlier.get(id(one), [])) if one.has_number else [] for one in asked]


def _unlikely(one: Asked, earlier: list[Earlier]) -> list[Doubt]:
    figure, factor = one.figure, rules.factor(one.measure)
    found = doubts_of(figure, earlier, factor=factor, names=names_of(one.measure), box=_box(figure))
    if one.figures.answers:
        found += answer_doubts(one.measure.regulator_code, _counts(one.figures.answers, figure))
    return found


def _earlier(asked: Sequence[Asked]) -> dict[int, list[Earlier]]:
    """By the id() of each: the approved figures before it, the oldest first."""
    named = [
        {"at": at, "measure": one.measure.pk, "segment": one.segment_id, "kind": one.period.kind}
        | {"start": one.period.start.isoformat()}
        for at, one in enumerate(asked)
    ]
    if not named:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, [json.dumps(named), LOOKED_BACK])
        pairs = cursor.fetchall()
    rows = Result.objects.in_bulk({pk for _, pk in pairs})
    told = {pk: Earlier(rules.period_of(row).label, rules.figure_of(row)) for pk, row in rows.items()}
    found: dict[int, list[Earlier]] = defaultdict(list)
    for at, pk in sorted(pairs, key=lambda pair: rows[pair[1]].period_end):
        found[id(asked[at])].append(told[pk])
    return found


def takes_part(measure: Measure) -> bool:
    """Whether a measure's figures are held against those of another one."""
    return bool(crosses_of(measure.regulator_code))


def crossing(asked: Sequence[Asked]) -> list[list[Doubt]]:
    """What does not fit the figures of the same period of other measures, as they stand or wait now.

    Those asked about come before what stands: they are to take its place. One query at most.
    """
    parties = [one for one in asked if one.has_number and takes_part(one.measure)]
    theirs = _standing(parties) if parties else {}
    theirs |= {
        one.place(one.measure.regulator_code): (one.measure, one.figure, one.figures.answers)
        for one in parties
    }
    return [_crossed(one, theirs) if one.has_number else [] for one in asked]


Theirs = dict[Place, tuple[Measure, Figure | Result, dict[str, str]]]


def _standing(parties: Sequence[Asked]) -> Theirs:
    codes = {code for one in parties for code in _others(one.measure.regulator_code)}
    rows = Result.objects.filter(
        measure__regulator_code__in=codes,
        measure__stock__in={one.measure.stock for one in parties},
        period__in={one.period.key for one in parties},
        workflow__in=OPEN_OR_APPROVED,
    ).select_related("measure")
    # An open figure is newer than the approved one beside it.
    return {
        (row.measure.regulator_code, row.measure.stock, row.segment_id, row.period): (
            row.measure,
            row,
            row.answers or {},
        )
        for row in sorted(rows, key=lambda row: row.workflow != "approved")
    }


def _others(code: str) -> set[str]:
    return {one.other if one.code == code else one.code for one in crosses_of(code)}


def _crossed(asked: Asked, theirs: Theirs) -> list[Doubt]:
    code, figure, found = asked.measure.regulator_code, asked.figure, []
    for one in crosses_of(code):
        first = code == one.code
        part, other, other_part = (
            (one.part, one.other, one.other_part) if first else (one.other_part, one.code, one.part)
        )
        if there := theirs.get(asked.place(other)):
            measure, row, answers = there
            mine, yours = _part(figure, asked.figures.answers, part), _part(row, answers, other_part)
            named = (_name(asked.measure, part), _name(measure, other_part))
            found.append(crossed(one, mine, yours, code=code, names=named))
    return [doubt for doubt in found if doubt is not None]


def names_of(measure: Measure) -> Names:
    """How people call the parts of a measure."""
    numerator, denominator = (
        measure.numerator_label or _("Numerator"),
        measure.denominator_label or _("Denominator"),
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


def _counts(answers: dict[str, str], figure: Figure) -> dict[str, Fraction | None]:
    named = ("dont_know", "responses")
    found: dict[str, Fraction | None] = {
        name: rules.exact_count(answers[name]) if answers.get(name) else None for name in named
    }
    return found | {"base": figure.denominator}


def _part(figure: Figure | Result, answers: dict[str, str], part: Part) -> Fraction | None:
    if part == "filter_yes":
        return rules.exact_count(answers["filter_yes"]) if answers.get("filter_yes") else None
    number: Number | None = getattr(figure, part)
    return None if number is None else Fraction(number)


def _name(measure: Measure, part: Part) -> str:
    if part == "filter_yes":
        return _("{measure}, said yes to the question before").format(measure=measure.title)
    names = names_of(measure)
    return f"{measure.title}, {getattr(names, part)}"
