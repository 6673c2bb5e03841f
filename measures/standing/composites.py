"""Composites: the share of named measures that are met, judged as a percentage (scoring.md 4.1).

Nothing of a composite is recorded: it follows at any date from where its members stand then.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext

from charter.periods import MONTHS_IN, Period
from measures import rules
from measures.position import Position
from measures.scoring import Figure, MembersMet, judge, members_met, shown
from measures.standing.facts import MeasureFacts
from measures.standing.figures import ended_periods
from measures.standing.types import MeasureStanding, Member, PeriodFigure

Place = Callable[[MeasureFacts, Period], MeasureStanding]

NONE_DUE = N_("None of its measures can be judged yet.")


def composite_standing(
    facts: MeasureFacts, members: Sequence[MeasureFacts], release: Period, place: Place
) -> MeasureStanding:
    """A composite at the release's last day, without its series. `place` says where a member stands.

    A composite of a longer frequency than the release stands where it stood at the end of its last period.
    """
    asked = _asked(facts, release)
    placed = [place(member, asked) for member in members if _applies(member, asked)]
    found = members_met((one.state, one.status) for one in placed)
    state, reason, figure = "judged", "", None
    if found.due == 0:
        state, reason = "not_due", _(NONE_DUE)
    elif not found.enough:
        state, reason = "overdue", _too_few(found)
    else:
        figure = _figure(facts, asked, placed, found)
        if figure.status == "not_judged":
            state, reason = "no_target", _("We have not set a target for this.")
    judged = figure if state == "judged" else None
    return MeasureStanding(
        measure=facts.measure,
        position=_position(state, asked, figure),
        state=state,
        status=judged.status if judged else "not_judged",
        score=judged.score if judged else None,
        current=figure,
        due=None,
        reason=reason,
        members=tuple(Member(one.measure, one.state, one.status, one.inputs) for one in placed),
        inputs={"members": [[one.measure.slug, one.state, one.status] for one in placed]},
    )


def with_history(
    standing: MeasureStanding,
    facts: MeasureFacts,
    members: Sequence[MeasureFacts],
    release: Period,
    place: Place,
) -> MeasureStanding:
    """The standing with the composite's figure at every end of its own and of longer periods so far."""

    def figures(periods: Iterable[Period]) -> tuple[PeriodFigure, ...]:
        found = (composite_standing(facts, members, period, place).current for period in periods)
        return tuple(figure for figure in found if figure is not None)

    first = min((period for one in members for period in one.known), default=None)
    if first is None:
        return standing
    own = facts.reporting.kind
    longer = [
        period
        for kind in {release.kind, "year"}
        if MONTHS_IN[kind] > MONTHS_IN[own]
        for period in ended_periods(first, kind, release)
    ]
    longer.sort(key=lambda period: (period.end, period.start))
    return replace(standing, series=figures(ended_periods(first, own, release)), longer=figures(longer))


def _asked(facts: MeasureFacts, release: Period) -> Period:
    if MONTHS_IN[facts.reporting.kind] <= release.months:
        return release
    found = Period.containing(release.end, facts.reporting.kind, release.year_starts)
    return found if found.end <= release.end else found.previous()


def _applies(member: MeasureFacts, period: Period) -> bool:
    """A member counts until it is retired; a composite is never one."""
    retired = member.measure.retired
    return member.measure.kind != "composite" and (retired is None or retired > period.end)


def _too_few(found: MembersMet) -> str:
    words = ngettext(
        "Only {judged} of its {due} measures has a figure.",
        "Only {judged} of its {due} measures have a figure.",
        found.judged,
    )
    return words.format(judged=found.judged, due=found.due)


def _position(state: str, asked: Period, figure: PeriodFigure | None) -> Position:
    if figure is not None:
        return Position("judged", asked, asked, "rolled_up", have=1)
    return Position("overdue" if state == "overdue" else "not_due", asked)


def _figure(
    facts: MeasureFacts, period: Period, placed: Sequence[MeasureStanding], found: MembersMet
) -> PeriodFigure:
    """Members met of members judged, against the target in force on the period's last day."""
    target, rule = facts.target_on(period.end), facts.rule_on(period.end)
    figure = Figure(Fraction(found.met), Fraction(found.judged))
    value = rules.factor(facts.measure) * Fraction(found.met, found.judged)
    judgement = judge(value, rule)
    parts = [one.current for one in placed if one.state == "judged" and one.current is not None]
    approval = "provisional" if any(part.approval == "provisional" for part in parts) else "final"
    revised = any("r" in part.flags for part in parts)
    breaks = any(period.contains(day) for day in facts.breaks)
    raised = {"p": approval == "provisional", "r": revised, "b": breaks}
    return PeriodFigure(
        period=period,
        results=(),
        figure=figure,
        value=value,
        grade="",
        target=target,
        rule=rule,
        status=judgement.status,
        score=judgement.score,
        variance=judgement.favourable_variance,
        shown=shown(value, facts.measure.decimals, rule, True),
        approval=approval,
        data_status="revised" if revised and approval == "final" else approval,
        flags=tuple(flag for flag, is_raised in raised.items() if is_raised),
        late=False,
    )
