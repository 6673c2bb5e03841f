"""What a standing holds: figures judged, measures placed, promises, themes and counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from charter.models import Charter, Theme
from charter.periods import Period
from measures.models import Measure, Target
from measures.position import Position
from measures.scoring import Counts, Figure, Item, Lines, PromiseScore, Rule, ThemeScore
from measures.standing.facts import ResultRow
from measures.standing.signals import Change, ControlStanding, Progress
from promises.models import Promise


@dataclass(frozen=True)
class PeriodFigure:
    """A measure's figure for one period of its own frequency or longer, judged by the target of that time.

    `results` are the approved rows it was made of (one, or the parts that were pooled). `value`, `score` and
    `variance` are exact. `flags`: p provisional, r revised, b break, z nothing to measure. `approval` is
    provisional if any part is. `have` of `needed` parts are there; an incomplete roll-up is shown and never
    judged. `hidden`: too few people are behind it, so its numbers are left out (docs/adr/0011).
    """

    period: Period
    results: tuple[ResultRow, ...]
    figure: Figure | None
    value: Fraction | None
    grade: str
    target: Target | None
    rule: Rule | None
    status: str
    score: Fraction | None
    variance: Fraction | None
    shown: str | None
    approval: str
    data_status: str
    flags: tuple[str, ...]
    late: bool
    stated: bool = False
    differs: bool = False
    have: int = 1
    needed: int = 1
    hidden: bool = False

    @property
    def complete(self) -> bool:
        """Whether it may be judged: a roll-up needs every part."""
        return self.stated or self.have == self.needed


@dataclass(frozen=True)
class YearToDate:
    """A measure's own periods of the financial year so far, put together; shown and never judged.

    `value` is exact; with parts missing (`have` of `needed`) it is of those that are there.
    """

    first: date
    last: date
    figure: Figure
    value: Fraction
    shown: str
    have: int
    needed: int


@dataclass(frozen=True)
class Member:
    """A measure that a composite counts, and where it stands at the composite's date."""

    measure: Measure
    state: str
    status: str
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class MeasureStanding:
    """The position of a measure at the release's last day, as known at the cut-off.

    `state` is one of the score states, `current` the figure that is judged (None: none), `due` the open or
    missed due date, `reason` a sentence for residents where nothing is judged, or on how a milestone stands.
    `series` holds every approved whole-landlord figure of the measure's own frequency up to the last day,
    oldest first, and `longer` its figures (stated or rolled up) for periods of the release's kind and for
    financial years. `members` are those of a composite, `so_far` its year up to the last day.
    `control`, `change` and `progress` say how it is going (scoring.md 6 and 7). `inputs` are the other facts
    that went in, so that a score can name its inputs whole.
    """

    measure: Measure
    position: Position | None
    state: str
    status: str
    score: Fraction | None
    current: PeriodFigure | None
    due: date | None
    reason: str
    series: tuple[PeriodFigure, ...] = ()
    longer: tuple[PeriodFigure, ...] = ()
    members: tuple[Member, ...] = ()
    so_far: YearToDate | None = None
    control: ControlStanding | None = None
    change: Change | None = None
    progress: Progress | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict)

    @property
    def all_figures(self) -> tuple[PeriodFigure, ...]:
        """Own, longer and current figures, each period once, in the order of their ends."""
        current = (self.current,) if self.current is not None else ()
        found = {figure.period: figure for figure in (*self.series, *self.longer, *current)}
        return tuple(found[period] for period in sorted(found, key=lambda one: (one.end, one.start)))


@dataclass(frozen=True)
class Standing:
    """Everything at once, keyed by slug; without a current charter only measures.

    `items` are the measures of each promise by slug, as they went into its score; `lines` where the charter
    draws its lines.
    """

    period: Period
    cutoff: datetime
    charter: Charter | None
    measures: Mapping[str, MeasureStanding]
    promises: Mapping[str, tuple[Promise, PromiseScore]]
    themes: Mapping[str, tuple[Theme, ThemeScore]]
    counts: Counts | None
    items: Mapping[str, Mapping[str, Item]]
    lines: Lines

    @property
    def measures_met(self) -> tuple[int, int]:
        """How many of the charter's measures are met, and how many could be judged, each once."""
        every = {slug: item for items in self.items.values() for slug, item in items.items()}
        judged = [item for item in every.values() if item.state == "judged"]
        return sum(item.status == "met" for item in judged), len(judged)
