"""The tables of a release, each with its columns explained; `TABLES` is the list that everything reads.

The page of the data, the API's CSV and the package all come from here, so that they cannot differ.
"""

from django.utils.translation import gettext_noop as N_

from measures.open_data import rows
from measures.open_data.shapes import Column, Table

STATUS = ("met", "near", "missed", "not_judged")
STATUS_OF_PROMISE = (*STATUS, "not_assessed", "insufficient_data")
RELEASE = Column("release", "string", N_("The release that the row is from."), always=True)
MEASURE = Column("measure", "string", N_("Short name of the measure, as in its address."), always=True)
SLUG = Column("slug", "string", N_("Short name, as in its address."), always=True)
TITLE = Column("title", "string", N_("Its name for people."))
PERIOD = Column("period", "string", N_("Month (2026-09), quarter (2026-27-Q2), half-year or year (2026-27)."))
FROM = Column("from", "date", N_("First day on which it holds."))
REASON = Column("reason", "string", N_("Why."))
SCORE = Column("score", "number", N_("Points from 0 to 100. Empty where nothing is judged."))
WORD = Column("word", "string", N_("The status in the words of the site."))
FORMER = {
    "numerator": N_("The former numerator."),
    "denominator": N_("The former denominator."),
    "value": N_("The former value."),
    "grade": N_("The former grade."),
}
NEW = {
    "numerator": N_("The new numerator."),
    "denominator": N_("The new denominator."),
    "value": N_("The new value."),
    "grade": N_("The new grade."),
}
OF_MEASURE, OF_PROMISE = ("measure", "measures"), ("promise", "promises")

RESULTS = Table(
    "results",
    N_("Figures"),
    N_("Every figure of every measure: months, quarters and years, the whole landlord and its areas."),
    (
        RELEASE,
        MEASURE,
        TITLE,
        PERIOD,
        Column("segment", "string", N_("Short name of an area or other part. Empty: the whole landlord.")),
        Column("numerator", "number", N_("What was counted, exact.")),
        Column("denominator", "number", N_("Out of how many, exact.")),
        Column("value", "number", N_("The figure, rounded half up to 6 decimals.")),
        Column("grade", "string", N_("A letter or word in place of a number.")),
        Column("shown", "string", N_("The figure as the page prints it, without its unit.")),
        Column("unit", "string", N_("What the figure is in, such as % or days.")),
        Column("target", "string", N_("The target of that time in words.")),
        Column("status", "string", N_("How the figure stands against its target."), STATUS, always=True),
        SCORE,
        Column("data_status", "string", N_("Whether it may still change: provisional, final or revised.")),
        Column(
            "flags",
            "string",
            N_(
                "p may still change, r changed since, b not comparable with before, u few answers, c "
                "hidden, z nothing to measure. With a space between two."
            ),
        ),
        Column(
            "marker", "string", N_("c where the number is hidden, or the source’s own sign for no value.")
        ),
        Column("start", "date", N_("First day of the period.")),
        Column("end", "date", N_("Last day of the period.")),
        Column("lower", "number", N_("The level behind the figure is likely not below this (95% sure).")),
        Column("upper", "number", N_("And likely not above this.")),
        Column("late", "boolean", N_("Whether the figure came after its due date.")),
    ),
    rows.results,
    links=(OF_MEASURE,),
)

MEASURES = Table(
    "measures",
    N_("Measures"),
    N_("What we measure, how it is counted, who owns it, and where it stands in this release."),
    (
        RELEASE,
        SLUG,
        TITLE,
        Column("kind", "string", N_("How it is counted, such as percentage, rate or grade.")),
        Column("direction", "string", N_("Which way is good."), ("higher", "lower", "range", "none")),
        Column("unit", "string", N_("What it is in.")),
        Column("frequency", "string", N_("How often there is a figure.")),
        Column("regulator", "string", N_("The regulator’s code, such as TP01.")),
        Column("stock", "string", N_("The regulator’s word for the homes it is about.")),
        Column("state", "string", N_("Whether it is judged, and if not why.")),
        Column("status", "string", N_("How it stands."), STATUS, always=True),
        WORD,
        Column("period", "string", N_("The period of the figure that is judged.")),
        Column("value", "number", N_("That figure, rounded half up to 6 decimals.")),
        Column("shown_unit", "string", N_("That figure as the page prints it.")),
        Column("target", "string", N_("The target in words.")),
        SCORE,
        Column("critical", "boolean", N_("Whether a promise cannot be kept while it is missed.")),
        Column("why", "string", N_("Why we measure it.")),
        Column("definition", "string", N_("What exactly is counted.")),
        Column("numerator_label", "string", N_("What the numerator counts.")),
        Column("denominator_label", "string", N_("What the denominator counts.")),
        Column("per", "number", N_("For rates: for each so many.")),
        Column("source", "string", N_("Where the numbers come from.")),
        Column("owner", "string", N_("The post that answers for it.")),
        Column("monitored_by", "string", N_("Who checks it.")),
    ),
    rows.measures,
    key="slug",
)

PROMISES = Table(
    "promises",
    N_("Promises"),
    N_("Each promise of the charter with its status and what the status rests on."),
    (
        RELEASE,
        SLUG,
        TITLE,
        Column("summary", "string", N_("The promise in a sentence.")),
        Column("theme", "string", N_("Short name of its theme.")),
        Column(
            "status",
            "string",
            N_("How it stands."),
            (*STATUS, "not_assessed", "insufficient_data"),
            always=True,
        ),
        WORD,
        Column("sentence", "string", N_("What the status rests on, in a sentence.")),
        Column("reasons", "string", N_("What held the status back.")),
        SCORE,
        Column("judged", "integer", N_("How many of its measures are judged.")),
        Column("due", "integer", N_("How many of its measures were due.")),
        Column("coverage", "number", N_("The share of its weight that is judged, from 0 to 1.")),
        Column("weight", "number", N_("What it weighs in its theme.")),
    ),
    rows.promises,
    key="slug",
)

LINES = Table(
    "promise_measures",
    N_("What each promise is judged by"),
    N_("The charter’s own sentence of “how we’ll measure it”, with the measure and what it weighs."),
    (
        RELEASE,
        Column("promise", "string", N_("Short name of the promise."), always=True),
        MEASURE,
        Column("text", "string", N_("The charter’s sentence.")),
        Column("weight", "number", N_("What the measure weighs in the promise.")),
    ),
    rows.lines,
    links=(OF_PROMISE, OF_MEASURE),
)

TARGETS = Table(
    "targets",
    N_("Targets"),
    N_("Every target and how long it held."),
    (
        RELEASE,
        MEASURE,
        FROM,
        Column("until", "date", N_("Last day. Empty: it still holds.")),
        Column("shown", "string", N_("The target in words.")),
        Column("value", "number", N_("The target as a number.")),
        Column("target_low", "number", N_("For a range: from.")),
        Column("target_high", "number", N_("For a range: to.")),
        Column("grade", "string", N_("For a grade.")),
        Column("tolerance", "number", N_("How far off still counts as close.")),
        Column("tolerance_kind", "string", N_("Points (absolute) or a share of the target (relative).")),
        Column("floor", "number", N_("Where the points run out.")),
        REASON,
    ),
    rows.listed("targets"),
    links=(OF_MEASURE,),
)

CHANGES = Table(
    "target_changes",
    N_("Changes of targets"),
    N_("Which target became which, why, and when that was decided."),
    (
        RELEASE,
        MEASURE,
        FROM,
        Column("old", "string", N_("The target before, in words.")),
        Column("new", "string", N_("The target from then on, in words.")),
        REASON,
        Column("decided", "date", N_("When it was decided. Empty: it came with the first targets.")),
        Column("correction", "boolean", N_("Whether a mistake was put right.")),
    ),
    rows.listed("target_changes"),
    links=(OF_MEASURE,),
)

COMMENTARY = Table(
    "commentary",
    N_("Explanations"),
    N_("Why a figure is what it is, what we do about it, and by when."),
    (
        RELEASE,
        MEASURE,
        PERIOD,
        Column("why", "string", N_("Why.")),
        Column("action", "string", N_("What we do.")),
        Column("by_when", "date", N_("By when.")),
    ),
    rows.listed("commentary"),
    links=(OF_MEASURE,),
)

CORRECTIONS = Table(
    "corrections",
    N_("Corrections"),
    N_("Every published figure that was changed: what it was, what it became, and why."),
    (
        RELEASE,
        MEASURE,
        PERIOD,
        Column("on", "date", N_("The day of the change.")),
        Column("kind", "string", N_("What kind of change.")),
        REASON,
        Column("hidden", "boolean", N_("Whether the numbers are hidden because they are small.")),
        *(
            Column(f"{side}_{name}", "string" if name == "grade" else "number", said[name])
            for side, said in (("old", FORMER), ("new", NEW))
            for name in rows.NUMBERS
        ),
    ),
    rows.corrections,
    links=(OF_MEASURE,),
)

BENCHMARKS = Table(
    "benchmarks",
    N_("Other landlords"),
    N_("Quartiles of landlords by the regulator’s figures, for the measures that we share with them."),
    (
        RELEASE,
        MEASURE,
        Column("year", "string", N_("The financial year.")),
        Column("group", "string", N_("Which landlords.")),
        Column("landlords", "integer", N_("How many.")),
        Column("lower_quartile", "number", N_("A quarter of them is at or below this.")),
        Column("median", "number", N_("Half of them is at or below this.")),
        Column("upper_quartile", "number", N_("Three quarters of them are at or below this.")),
        Column("compared", "boolean", N_("Whether the measure’s page compares us with this group.")),
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
