"""What a charter file says, as frozen values: one class for each table (docs/charter-file.md)."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class Lines:
    """Where a promise counts as kept and as nearly kept, and the share of measures that must be in."""

    met_from: Decimal = Decimal(90)
    near_from: Decimal = Decimal(50)
    coverage: Fraction = Fraction(2, 3)


@dataclass(frozen=True)
class StageDates:
    """When a stage of the charter was promised and when it came."""

    stage: str
    expected: date | None = None
    actual: date | None = None
    note: str = ""


@dataclass(frozen=True)
class CharterTable:
    """The charter itself. `financial_year_starts` is a month number."""

    slug: str
    title: str
    landlord: str
    stage: str
    introduction: str = ""
    strategic_plan: str = ""
    starts: date | None = None
    ends: date | None = None
    values: tuple[str, ...] = ()
    expectations: tuple[str, ...] = ()
    financial_year_starts: int = 4
    lines: Lines = field(default_factory=Lines)
    stages: tuple[StageDates, ...] = ()


@dataclass(frozen=True)
class Quote:
    """Words of a tenant."""

    text: str
    attribution: str = ""


@dataclass(frozen=True)
class Body:
    """A body that holds the landlord to account."""

    slug: str
    name: str
    kind: str
    description: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Theme:
    """A heading that gathers promises."""

    slug: str
    title: str
    summary: str = ""


@dataclass(frozen=True)
class Publication:
    """A document owed by a schedule; `owner` names a post."""

    slug: str
    title: str
    schedule: str
    starts: date | None = None
    stairs_class: str = ""
    owner: str = ""


@dataclass(frozen=True)
class Segment:
    """A part of the homes; `replaces` are slugs of earlier segments."""

    slug: str
    dimension: str
    name: str
    homes: int | None = None
    starts: date | None = None
    ends: date | None = None
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True)
class Promise:
    """One promise of the charter."""

    slug: str
    theme: str
    title: str
    summary: str = ""
    weight: Decimal = Decimal(1)
    commitments: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One line of “how we'll measure it”: the promise, the charter's own sentence, weight, bodies."""

    promise: str
    text: str
    weight: Decimal = Decimal(1)
    monitored_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Due:
    """Days after a period's end by which the figure is due: exactly one of the two is given."""

    working_days: int | None = None
    calendar_days: int | None = None


@dataclass(frozen=True)
class Clock:
    """How long a case may take, from which event (`start`), and on which days the clock stops.

    `rule` names the ready-made rule that it comes from (measures/cases/ready_made.py), if any.
    """

    limit: Decimal
    unit: str
    stops: str = "none"
    start: str = "received"
    rule: str = ""


@dataclass(frozen=True)
class Step:
    """A stage of a milestone."""

    title: str
    due: date
    done: date | None = None


@dataclass(frozen=True)
class Target:
    """A dated target: a number, a range or a grade; the tolerance in the unit or in percent of the target."""

    starts: date
    tolerance_kind: str
    ends: date | None = None
    target: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    grade: str = ""
    tolerance: Decimal = Decimal(0)
    floor: Decimal | None = None


@dataclass(frozen=True)
class Wording:
    """How a measure was defined from a date on."""

    starts: date
    text: str
    numerator: str = ""
    denominator: str = ""


@dataclass(frozen=True)
class BreakRow:
    """A date, and why the series is not comparable across it."""

    starts: date
    reason: str


@dataclass(frozen=True)
class Spc:
    """Settings of the process chart: screening, fixed points, seasons, dates of recalculation."""

    screen: bool = True
    fixed_points: int | None = None
    seasonal: bool = False
    recalculate: tuple[BreakRow, ...] = ()


@dataclass(frozen=True)
class Measure:
    """A measure with everything that its kind needs; what the kind does not use stays None or empty."""

    slug: str
    title: str
    kind: str
    direction: str
    frequency: str
    unit: str
    decimals: int
    promises: tuple[Line, ...] = ()
    monitored_by: tuple[str, ...] = ()
    owner: str = ""
    approver: str = ""
    why: str = ""
    definition: str = ""
    numerator: str = ""
    denominator: str = ""
    source: str = ""
    critical: bool = False
    sensitive: bool = False
    regulator: str = ""
    stock: str = ""
    natural_min: Decimal | None = None
    natural_max: Decimal | None = None
    next_review: date | None = None
    due: Due = field(default_factory=lambda: Due(working_days=20))
    accumulation: str = "total"
    rolling_months: int | None = None
    cumulative: bool = False
    publication: tuple[str, ...] = ()
    counter: str = ""
    members: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    of: str = ""
    per: Decimal | None = None
    answer_scale: str = ""
    expected_by: date | None = None
    done: date | None = None
    clock: Clock | None = None
    count: str = ""
    exclude: str = ""
    period_by: str = ""
    spc: Spc = field(default_factory=Spc)
    stages: tuple[Step, ...] = ()
    targets: tuple[Target, ...] = ()
    definitions: tuple[Wording, ...] = ()
    breaks: tuple[BreakRow, ...] = ()


@dataclass(frozen=True)
class Translation:
    """A text of the file in another language; `source` is the English text, word for word."""

    language: str
    source: str
    text: str


@dataclass(frozen=True)
class CharterFile:
    """Everything that one file says, in the file's order."""

    charter: CharterTable
    quotes: tuple[Quote, ...] = ()
    bodies: tuple[Body, ...] = ()
    themes: tuple[Theme, ...] = ()
    publications: tuple[Publication, ...] = ()
    segments: tuple[Segment, ...] = ()
    promises: tuple[Promise, ...] = ()
    measures: tuple[Measure, ...] = ()
    translations: tuple[Translation, ...] = ()


@dataclass(frozen=True)
class Known:
    """Records of the landlord that exist already, to which a file may refer without repeating them.

    `segments` gives the dimension of each slug, `measures` the kind, `aliases` the body that each name or
    alias (in lower case) belongs to, `regulator` the slug of the measure that holds a code and stock,
    `landlord` the name of this installation's landlord (empty: there is none yet).
    """

    landlord: str = ""
    bodies: frozenset[str] = frozenset()
    publications: frozenset[str] = frozenset()
    segments: dict[str, str] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    regulator: dict[tuple[str, str], str] = field(default_factory=dict)
