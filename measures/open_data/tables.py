"""The tables of a release, each with its columns explained; `TABLES` is the list that everything reads.

The page of the data, the API's CSV and the package all come from here, so that they cannot differ.
"""

from measures.open_data import rows
from measures.open_data.shapes import Column, Table

STATUS = ("met", "near", "missed", "not_judged")
RELEASE = Column("release", "string", "The release that the row is from.", always=True)
MEASURE = Column("measure", "string", "Short name of the measure, as in its address.", always=True)
SLUG = Column("slug", "string", "Short name, as in its address.", always=True)
TITLE = Column("title", "string", "Its name for people.")
PERIOD = Column("period", "string", "Month (2026-09), quarter (2026-27-Q2), half-year or year (2026-27).")
FROM = Column("from", "date", "First day on which it holds.")
REASON = Column("reason", "string", "Why.")
SCORE = Column("score", "number", "Points from 0 to 100. Empty where nothing is judged.")
WORD = Column("word", "string", "The status in the words of the site.")
OF_MEASURE, OF_PROMISE = ("measure", "measures"), ("promise", "promises")

RESULTS = Table(
    "results",
    "Figures",
    "Every figure of every measure: months, quarters and years, the whole landlord and its areas.",
    (
        RELEASE,
        MEASURE,
        TITLE,
        PERIOD,
        Column("segment", "string", "Short name of an area or other part. Empty: the whole landlord."),
        Column("numerator", "number", "What was counted, exact."),
        Column("denominator", "number", "Out of how many, exact."),
        Column("value", "number", "The figure, rounded half up to 6 decimals."),
        Column("grade", "string", "A letter or word in place of a number."),
        Column("shown", "string", "The figure as the page prints it, without its unit."),
        Column("unit", "string", "What the figure is in, such as % or days."),
        Column("target", "string", "The target of that time in words."),
        Column("status", "string", "How the figure stands against its target.", STATUS, always=True),
        SCORE,
        Column("data_status", "string", "Whether it may still change: provisional, final or revised."),
        Column(
            "flags",
            "string",
            "p may still change, r changed since, b not comparable with before, u few answers, c hidden, "
            "z nothing to measure. With a space between two.",
        ),
        Column("marker", "string", "c where the number is hidden, or the source’s own sign for no value."),
        Column("start", "date", "First day of the period."),
        Column("end", "date", "Last day of the period."),
        Column("lower", "number", "The level behind the figure is likely not below this (95% sure)."),
        Column("upper", "number", "And likely not above this."),
        Column("late", "boolean", "Whether the figure came after its due date."),
    ),
    rows.results,
    links=(OF_MEASURE,),
)

MEASURES = Table(
    "measures",
    "Measures",
    "What we measure, how it is counted, who owns it, and where it stands in this release.",
    (
        RELEASE,
        SLUG,
        TITLE,
        Column("kind", "string", "How it is counted, such as percentage, rate or grade."),
        Column("direction", "string", "Which way is good.", ("higher", "lower", "range", "none")),
        Column("unit", "string", "What it is in."),
        Column("frequency", "string", "How often there is a figure."),
        Column("regulator", "string", "The regulator’s code, such as TP01."),
        Column("stock", "string", "The regulator’s word for the homes it is about."),
        Column("state", "string", "Whether it is judged, and if not why."),
        Column("status", "string", "How it stands.", STATUS, always=True),
        WORD,
        Column("period", "string", "The period of the figure that is judged."),
        Column("value", "number", "That figure, rounded half up to 6 decimals."),
        Column("shown_unit", "string", "That figure as the page prints it."),
        Column("target", "string", "The target in words."),
        SCORE,
        Column("critical", "boolean", "Whether a promise cannot be kept while it is missed."),
        Column("why", "string", "Why we measure it."),
        Column("definition", "string", "What exactly is counted."),
        Column("numerator_label", "string", "What the numerator counts."),
        Column("denominator_label", "string", "What the denominator counts."),
        Column("per", "number", "For rates: for each so many."),
        Column("source", "string", "Where the numbers come from."),
        Column("owner", "string", "The post that answers for it."),
        Column("monitored_by", "string", "Who checks it."),
    ),
    rows.measures,
    key="slug",
)

PROMISES = Table(
    "promises",
    "Promises",
    "Each promise of the charter with its status and what the status rests on.",
    (
        RELEASE,
        SLUG,
        TITLE,
        Column("summary", "string", "The promise in a sentence."),
        Column("theme", "string", "Short name of its theme."),
        Column(
            "status", "string", "How it stands.", (*STATUS, "not_assessed", "insufficient_data"), always=True
        ),
        WORD,
        Column("sentence", "string", "What the status rests on, in a sentence."),
        Column("reasons", "string", "What held the status back."),
        SCORE,
        Column("judged", "integer", "How many of its measures are judged."),
        Column("due", "integer", "How many of its measures were due."),
        Column("coverage", "number", "The share of its weight that is judged, from 0 to 1."),
        Column("weight", "number", "What it weighs in its theme."),
    ),
    rows.promises,
    key="slug",
)

LINES = Table(
    "promise_measures",
    "What each promise is judged by",
    "The charter’s own sentence of “how we’ll measure it”, with the measure and what it weighs.",
    (
        RELEASE,
        Column("promise", "string", "Short name of the promise.", always=True),
        MEASURE,
        Column("text", "string", "The charter’s sentence."),
        Column("weight", "number", "What the measure weighs in the promise."),
    ),
    rows.lines,
    links=(OF_PROMISE, OF_MEASURE),
)

TARGETS = Table(
    "targets",
    "Targets",
    "Every target and how long it held.",
    (
        RELEASE,
        MEASURE,
        FROM,
        Column("until", "date", "Last day. Empty: it still holds."),
        Column("shown", "string", "The target in words."),
        Column("value", "number", "The target as a number."),
        Column("target_low", "number", "For a range: from."),
        Column("target_high", "number", "For a range: to."),
        Column("grade", "string", "For a grade."),
        Column("tolerance", "number", "How far off still counts as close."),
        Column("tolerance_kind", "string", "Points (absolute) or a share of the target (relative)."),
        Column("floor", "number", "Where the points run out."),
        REASON,
    ),
    rows.listed("targets"),
    links=(OF_MEASURE,),
)

CHANGES = Table(
    "target_changes",
    "Changes of targets",
    "Which target became which, why, and when that was decided.",
    (
        RELEASE,
        MEASURE,
        FROM,
        Column("old", "string", "The target before, in words."),
        Column("new", "string", "The target from then on, in words."),
        REASON,
        Column("decided", "date", "When it was decided. Empty: it came with the first targets."),
        Column("correction", "boolean", "Whether a mistake was put right."),
    ),
    rows.listed("target_changes"),
    links=(OF_MEASURE,),
)

COMMENTARY = Table(
    "commentary",
    "Explanations",
    "Why a figure is what it is, what we do about it, and by when.",
    (
        RELEASE,
        MEASURE,
        PERIOD,
        Column("why", "string", "Why."),
        Column("action", "string", "What we do."),
        Column("by_when", "date", "By when."),
    ),
    rows.listed("commentary"),
    links=(OF_MEASURE,),
)

CORRECTIONS = Table(
    "corrections",
    "Corrections",
    "Every published figure that was changed: what it was, what it became, and why.",
    (
        RELEASE,
        MEASURE,
        PERIOD,
        Column("on", "date", "The day of the change."),
        Column("kind", "string", "What kind of change."),
        REASON,
        Column("hidden", "boolean", "Whether the numbers are hidden because they are small."),
        *(
            Column(f"{side}_{name}", "string" if name == "grade" else "number", f"{word} {name}.")
            for side, word in (("old", "The former"), ("new", "The new"))
            for name in rows.NUMBERS
        ),
    ),
    rows.corrections,
    links=(OF_MEASURE,),
)

BENCHMARKS = Table(
    "benchmarks",
    "Other landlords",
    "Quartiles of landlords by the regulator’s figures, for the measures that we share with them.",
    (
        RELEASE,
        MEASURE,
        Column("year", "string", "The financial year."),
        Column("group", "string", "Which landlords."),
        Column("landlords", "integer", "How many."),
        Column("lower_quartile", "number", "A quarter of them is at or below this."),
        Column("median", "number", "Half of them is at or below this."),
        Column("upper_quartile", "number", "Three quarters of them are at or below this."),
        Column("compared", "boolean", "Whether the measure’s page compares us with this group."),
    ),
    rows.listed("benchmarks"),
    links=(OF_MEASURE,),
)

TABLES = {
    table.name: table
    for table in (
        RESULTS, MEASURES, PROMISES, LINES, TARGETS, CHANGES, COMMENTARY, CORRECTIONS, BENCHMARKS
    )
}  # fmt: skip
