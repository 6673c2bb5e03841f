"""The shapes of the answers. Exact numbers travel as strings; words are those of the field."""

from typing import Any

from ninja import Schema
from pydantic import ConfigDict


class Open(Schema):
    """A frozen document: the named fields always, more besides."""

    model_config = ConfigDict(extra="allow")


class ReleaseRef(Schema):
    """The release that an answer is from."""

    slug: str
    hash: str


class Target(Open):
    """The target in force: `value`, or `target_low` and `target_high`, or `grade`."""

    tolerance: str
    tolerance_kind: str


class Result(Open):
    """A figure of a period; a segment of null is the whole landlord."""

    period: str
    segment: str | None
    numerator: str | None
    denominator: str | None
    value: str | None
    shown: str | None
    status: str
    score: str | None
    data_status: str
    flags: list[str]
    interval: dict[str, str] | None
    revised: dict[str, Any] | None
    gap: str = ""


class Comment(Open):
    """Why a figure is what it is, and what is done."""

    period: str
    why: str
    action: str
    by_when: str | None
    written: str | None = None


class MeasureRow(Open):
    """A measure in a list."""

    slug: str
    title: str
    direction: str
    unit: str
    regulator: str | None
    state: str
    status: str
    target: Target | None
    gap: str = ""


class BetterThan(Schema):
    """How many of the equal parts (4 or 10) of the landlords did surely worse; never all of them."""

    passed: int
    parts: int


class ComparedFigure(Schema):
    """The landlord's own figure of a year."""

    period: str
    label: str
    value: str
    shown_unit: str


class Comparison(Schema):
    """The figure of a year beside landlords like us: same stock, and our size and type where it can be."""

    year: str
    label: str
    stock: str
    size_band: str
    landlord_type: str
    like_us: bool
    landlords: int
    figure: ComparedFigure
    median: str
    lower_quartile: str
    upper_quartile: str
    deciles: list[str]
    better_than: BetterThan | None
    sentences: list[str]
    source: str


class Part(Schema):
    """A shorter period that a longer figure was put together from."""

    period: str
    label: str
    numerator: str | None
    denominator: str | None
    value: str | None
    base: str
    shown_unit: str


class Weight(Schema):
    """What the measure weighs in a promise, of the weight of all its measures."""

    promise: str
    title: str
    weight: str
    of: str


class Workings(Schema):
    """What went into the figure that is judged, and the sums up to its points.

    `method` is own, stated, pooled, total, latest, mean, the kind that makes its own figure, or none.
    `sum`, `points_sum`, `left_out` and `case_rules` are written for people; all else is for programs too.
    """

    rule_version: str
    step: str
    period: str | None
    label: str
    method: str
    times: str
    sum: str
    parts: list[Part]
    close_until: list[str]
    zero_at: list[str]
    shown_edges: str
    shown_ends: str
    distance: str | None
    shown_distance: str
    points_sum: str
    score: str | None
    score_shown: int | None
    weights: list[Weight]
    left_out: list[str]
    case_rules: list[str] = []
    due: str | None
    source: str


class PromiseRowWorkings(Schema):
    """One measure of a promise: its points, its weight, and both multiplied."""

    slug: str
    title: str
    state: str
    status: str
    word: str
    weight: str
    counts_as_due: bool
    critical: bool
    product: str | None
    score: str | None
    score_shown: int | None


class PromiseWorkings(Schema):
    """How a promise's points came about; `cap` says in words what held its status back."""

    rule_version: str
    rows: list[PromiseRowWorkings]
    points: str
    weight_judged: str
    weight_due: str
    coverage: str | None
    coverage_needed: str
    sum: str
    cap: list[str]


class YearToDate(Open):
    """The financial year so far, from a day until a day; `have` of `needed` parts of it are there."""

    label: str
    numerator: str | None
    denominator: str | None
    value: str
    shown: str
    have: int
    needed: int


class Member(Schema):
    """A measure that a share of measures counts, and where it stands."""

    slug: str
    title: str
    state: str
    status: str
    word: str


class TargetChange(Open):
    """From a day on another target; `decided` is null for what came with the first targets."""

    old: str
    new: str
    reason: str
    decided: str | None
    correction: bool


class SegmentResult(Result):
    """A figure of a part of the landlord; a hidden one has the marker c and no numbers."""

    name: str
    dimension: str
    hidden: bool


class Areas(Schema):
    """Parts of the landlord: the newest of each dimension with a sentence, and every figure."""

    dimensions: list[dict[str, Any]]
    results: list[SegmentResult]


class Measure(MeasureRow):
    """A measure with its whole series."""

    release: ReleaseRef
    results: list[Result]
    areas: Areas | None = None
    spc: dict[str, Any] | None
    commentary: list[Comment]
    benchmark: Comparison | None = None
    workings: Workings | None = None
    data_status: str | None = None
    year_to_date: YearToDate | None = None
    members: list[Member] = []
    target_changes: list[TargetChange] = []


class Measures(Schema):
    """All measures of a release."""

    release: ReleaseRef
    measures: list[MeasureRow]


class PromiseRow(Open):
    """A promise in a list."""

    slug: str
    title: str
    theme: str
    status: str
    score: str | None


class Promises(Schema):
    """All promises of a release."""

    release: ReleaseRef
    promises: list[PromiseRow]


class Promise(PromiseRow):
    """A promise with its lines."""

    release: ReleaseRef
    commitments: list[str]
    workings: PromiseWorkings | None = None
    lines: list[dict[str, Any]]


class Charter(Open):
    """The charter: its sentence, counts, themes and texts."""

    release: ReleaseRef
    exists: bool
    sentence: str
    counts: dict[str, int]


class ResultRow(Result):
    """A figure with the slug of its measure."""

    measure: str


class Results(Schema):
    """Figures of a release."""

    release: ReleaseRef
    results: list[ResultRow]


class Release(Schema):
    """A release; a withdrawn one keeps its reason. `corrected_later` names measures (slugs) whose figures or
    targets of its time were corrected since: its documents stay as they were, the live release has the new.
    """

    slug: str
    period: str
    label: str
    revision: int
    state: str
    hash: str
    published_at: str
    reason: str
    notice: dict[str, Any]
    withdrawn_because: str
    corrected_later: list[str]


class Releases(Schema):
    """Every release, newest first."""

    releases: list[Release]


class Benchmark(Schema):
    """Quartiles of landlords for a regulator's measure; `deciles` are 11 numbers, or none were known."""

    year: str
    regulator: str
    stock: str
    size_band: str
    landlord_type: str
    landlords: int
    minimum: str
    lower_quartile: str
    median: str
    upper_quartile: str
    maximum: str
    deciles: list[str]
    source: str


class Benchmarks(Schema):
    """Quartiles, by year."""

    benchmarks: list[Benchmark]


class Problem(Schema):
    """What went wrong: a word for programs and a sentence for people."""

    code: str
    message: str
