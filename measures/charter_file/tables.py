"""The tables of a charter file: every key, how it is read, its default (docs/charter-file.md)."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from measures.cases import RULES
from measures.charter_file import definition as d
from measures.charter_file import vocabulary as v
from measures.charter_file.rows import Key, Sub, Table
from measures.charter_file.values import (
    day,
    line,
    list_of,
    number,
    one_of,
    regulator_code,
    schedule,
    share,
    slug,
    text,
    whole,
    yes_or_no,
)

weight = number(0, 1_000_000)
slugs = list_of(slug)
FROM = Key("from", day, required=True, field="starts")
UNTIL = Key("until", day, field="ends")

LINES = Table(
    "[charter.lines]",
    d.Lines,
    (
        Key("met_from", number(0, 100), default=Decimal(90)),
        Key("near_from", number(0, 100), default=Decimal(50)),
        Key("coverage", share, default=Fraction(2, 3)),
    ),
)
STAGES = Table(
    "[[charter.stages]]",
    d.StageDates,
    (
        Key("stage", one_of(v.STAGES), required=True),
        Key("expected", day),
        Key("actual", day),
        Key("note", text, default=""),
    ),
)
CHARTER = Table(
    "[charter]",
    d.CharterTable,
    (
        Key("slug", slug, required=True),
        Key("title", line(), required=True),
        Key("landlord", line(), required=True),
        Key("stage", one_of(v.STAGES), required=True),
        Key("introduction", text, default=""),
        Key("strategic_plan", text, default=""),
        Key("starts", day),
        Key("ends", day),
        Key("values", list_of(text), default=()),
        Key("expectations", list_of(text), default=()),
        Key("financial_year_starts", whole(1, 12), default=4),
    ),
    (Sub("lines", LINES), Sub("stages", STAGES, many=True)),
)
QUOTES = Table(
    "[[quotes]]",
    d.Quote,
    (Key("text", text, required=True), Key("attribution", line(), default="")),
)
BODIES = Table(
    "[[bodies]]",
    d.Body,
    (
        Key("slug", slug, required=True),
        Key("name", line(120), required=True),
        Key("kind", one_of(v.BODY_KINDS), required=True),
        Key("description", text, default=""),
        Key("aliases", list_of(line(120)), default=()),
    ),
)
THEMES = Table(
    "[[themes]]",
    d.Theme,
    (
        Key("slug", slug, required=True),
        Key("title", line(), required=True),
        Key("summary", text, default=""),
    ),
)
PUBLICATIONS = Table(
    "[[publications]]",
    d.Publication,
    (
        Key("slug", slug, required=True),
        Key("title", line(), required=True),
        Key("schedule", schedule, required=True),
        Key("from", day, field="starts"),
        Key("stairs_class", line(80), default=""),
        Key("owner", line(120), default=""),
    ),
)
SEGMENTS = Table(
    "[[segments]]",
    d.Segment,
    (
        Key("slug", slug, required=True),
        Key("dimension", one_of(v.DIMENSIONS), required=True),
        Key("name", line(120), required=True),
        Key("homes", whole()),
        Key("from", day, field="starts"),
        UNTIL,
        Key("replaces", slugs, default=()),
    ),
)
PROMISES = Table(
    "[[promises]]",
    d.Promise,
    (
        Key("slug", slug, required=True),
        Key("theme", slug, required=True),
        Key("title", line(), required=True),
        Key("summary", text, default=""),
        Key("weight", weight, default=Decimal(1)),
        Key("commitments", list_of(text), default=()),
        Key("standards", list_of(one_of(v.STANDARDS)), default=()),
    ),
)

LINE = Table(
    "[[measures]]",
    d.Line,
    (
        Key("promise", slug, required=True),
        Key("text", text),
        Key("weight", weight, default=Decimal(1)),
        Key("monitored_by", slugs),
    ),
)
DUE = Table(
    "[[measures]]",
    d.Due,
    (Key("working_days", whole(0, 1000)), Key("calendar_days", whole(0, 1000))),
)
CLOCK = Table(
    "[[measures]]",
    d.Clock,
    (
        Key("rule", one_of(tuple(RULES)), default=""),
        Key("limit", number(0, 100_000, above=True)),
        Key("unit", one_of(v.CLOCK_UNITS)),
        Key("stops", one_of(v.STOPS), default="none"),
        Key("from", one_of(v.CLOCK_STARTS), default="received", field="start"),
    ),
)
STEPS = Table(
    "[[measures.stages]]",
    d.Step,
    (Key("title", line(), required=True), Key("due", day, required=True), Key("done", day)),
)
TARGETS = Table(
    "[[measures.targets]]",
    d.Target,
    (
        FROM,
        UNTIL,
        Key("target", number()),
        Key("low", number()),
        Key("high", number()),
        Key("grade", line(40), default=""),
        Key("tolerance", number(0), default=Decimal(0)),
        Key("tolerance_kind", one_of(v.TOLERANCE_KINDS)),
        Key("floor", number()),
    ),
)
WORDINGS = Table(
    "[[measures.definitions]]",
    d.Wording,
    (
        FROM,
        Key("text", text, required=True),
        Key("numerator", line(), default=""),
        Key("denominator", line(), default=""),
    ),
)
BREAKS = Table("[[measures.breaks]]", d.BreakRow, (FROM, Key("reason", text, required=True)))
RECALCULATE = Table("[measures.spc]", d.BreakRow, BREAKS.keys)
SPC = Table(
    "[measures.spc]",
    d.Spc,
    (
        Key("screen", yes_or_no, default=True),
        Key("fixed_points", whole(12, 10_000)),
        Key("seasonal", yes_or_no, default=False),
    ),
    (Sub("recalculate", RECALCULATE, many=True, inline=True),),
)


def _clock_entry(raw: Any) -> Any:
    """A name stands for a ready-made rule, which fills in what the file does not say."""
    entry = {"rule": raw.strip()} if isinstance(raw, str) else raw
    name = entry.get("rule") if isinstance(entry, dict) else None
    rule = RULES.get(name) if isinstance(name, str) else None
    if rule is None:
        return entry
    made = {"from": rule.start}
    if rule.limit is not None:
        made |= {"limit": str(rule.limit), "unit": rule.unit, "stops": rule.stops}
    return made | entry


def _promise_entries(raw: Any) -> Any:
    """A bare short name stands for { promise = … }."""
    if not isinstance(raw, list):
        return raw
    return [{"promise": entry} if isinstance(entry, str) and entry.strip() else entry for entry in raw]


MEASURES = Table(
    "[[measures]]",
    d.Measure,
    (
        Key("slug", slug, required=True),
        Key("title", line(), required=True),
        Key("kind", one_of(v.KINDS), required=True),
        Key("direction", one_of(v.DIRECTIONS), required=True),
        Key("frequency", one_of(v.FREQUENCIES), required=True),
        Key("unit", line(40)),
        Key("decimals", whole(0, 6)),
        Key("monitored_by", slugs, default=()),
        Key("owner", line(120), default=""),
        Key("approver", line(120), default=""),
        Key("why", text, default=""),
        Key("definition", text, default=""),
        Key("numerator", line(), default=""),
        Key("denominator", line(), default=""),
        Key("source", line(), default=""),
        Key("critical", yes_or_no, default=False),
        Key("sensitive", yes_or_no, default=False),
        Key("regulator", regulator_code(v.REGULATOR_CODES), default=""),
        Key("stock", one_of(v.STOCKS)),
        Key("natural_min", number()),
        Key("natural_max", number()),
        Key("next_review", day),
        Key("accumulation", one_of(v.ACCUMULATIONS), default="total"),
        Key("rolling_months", whole(1, 120)),
        Key("cumulative", yes_or_no, default=False),
        Key("publication", list_of(slug, alone=True), default=()),
        Key("counter", one_of(v.COUNTERS), default=""),
        Key("members", slugs, default=()),
        Key("grades", list_of(line(40)), default=()),
        Key("of", slug, default=""),
        Key("per", number(0, above=True)),
        Key("answer_scale", one_of(v.ANSWER_SCALES)),
        Key("expected_by", day),
        Key("done", day),
        Key("count", one_of(v.CASE_COUNTS)),
        Key("exclude", one_of(v.CASE_EXCLUDES)),
        Key("period_by", one_of(v.CASE_PERIODS)),
    ),
    (
        Sub("promises", LINE, many=True, inline=True, normal=_promise_entries),
        Sub("due", DUE, inline=True),
        Sub("clock", CLOCK, inline=True, normal=_clock_entry),
        Sub("stages", STEPS, many=True),
        Sub("targets", TARGETS, many=True),
        Sub("definitions", WORDINGS, many=True),
        Sub("breaks", BREAKS, many=True),
        Sub("spc", SPC),
    ),
)
# The lists of tables at the top of a file, in the order in which they are read and written.
LISTS = {
    "quotes": QUOTES,
    "bodies": BODIES,
    "themes": THEMES,
    "publications": PUBLICATIONS,
    "segments": SEGMENTS,
    "promises": PROMISES,
    "measures": MEASURES,
}
