"""The vocabularies of the figures, one word for one thing (design section 2 and 5)."""

from django.utils.translation import gettext_noop as N_

from charter.translated import lazily as _lazy

KINDS = [
    ("percentage", _lazy("Percentage")),
    ("rate", _lazy("Rate")),
    ("count", _lazy("Count")),
    ("money", _lazy("Money")),
    ("average", _lazy("Average")),
    ("duration", _lazy("Duration")),
    ("satisfaction", _lazy("Satisfaction")),
    ("cases", _lazy("Cases")),
    ("publication", _lazy("Publication")),
    ("counted", _lazy("Counted")),
    ("composite", _lazy("Composite")),
    ("trend", _lazy("Trend")),
    ("grade", _lazy("Grade")),
    ("milestone", _lazy("Milestone")),
]
# Kinds whose figures or states the portal works out from what it holds itself (design section 4.2).
AUTOMATIC_KINDS = frozenset({"counted", "publication", "composite", "trend"})
# Segments of this dimension are landlords that became ours: never parts of the whole (design section 5).
FORMER_LANDLORD = "former landlord"
PROPORTION_KINDS = frozenset({"percentage", "satisfaction", "cases", "composite"})
# What people say in place of a figure, and the signs it is kept by; zero is a figure, these are none.
NOTHING_REPORTED = {"z": N_("No cases"), "na": N_("Not available")}
DIRECTIONS = [
    ("higher", _lazy("Higher is better")),
    ("lower", _lazy("Lower is better")),
    ("range", _lazy("Best within a range")),
    ("none", _lazy("No direction")),
]
FREQUENCIES = [
    ("monthly", _lazy("Every month")),
    ("quarterly", _lazy("Every quarter")),
    ("half_yearly", _lazy("Every half-year")),
    ("annual", _lazy("Every year")),
]
PERIOD_KINDS = [
    ("month", _lazy("Month")),
    ("quarter", _lazy("Quarter")),
    ("half_year", _lazy("Half-year")),
    ("year", _lazy("Year")),
]
ACCUMULATIONS = [("total", _lazy("Total")), ("latest", _lazy("Latest")), ("mean", _lazy("Mean"))]
TOLERANCE_KINDS = [("absolute", _lazy("In the measure's unit")), ("relative", _lazy("Percent of the target"))]
ABSOLUTE_TOLERANCE_KINDS = frozenset({"percentage", "satisfaction", "cases", "composite", "rate"})
WORKFLOW = [
    ("draft", _lazy("Draft")),
    ("submitted", _lazy("Submitted")),
    ("returned", _lazy("Returned")),
    ("approved", _lazy("Approved")),
    ("superseded", _lazy("Superseded")),
]
APPROVALS = [("provisional", _lazy("Provisional")), ("final", _lazy("Final"))]
RELEASE_STATES = [
    ("scheduled", _lazy("Scheduled")),
    ("live", _lazy("Live")),
    ("earlier", _lazy("Earlier")),
    ("withdrawn", _lazy("Withdrawn")),
]
STATUSES = [
    ("met", _lazy("Met")),
    ("near", _lazy("Near")),
    ("missed", _lazy("Missed")),
    ("not_judged", _lazy("Not judged")),
    ("not_assessed", _lazy("Not assessed")),
    ("insufficient_data", _lazy("Insufficient data")),
]
SATISFACTION_POINTS = (
    "very_satisfied",
    "fairly_satisfied",
    "neither",
    "fairly_dissatisfied",
    "very_dissatisfied",
)
SATISFACTION_EXTRAS = ("dont_know", "filter_yes", "filter_no")
COUNTERS = [
    ("service_changes", _lazy("Service changes after feedback")),
    ("compliments_published", _lazy("Compliments published")),
    ("scrutiny_projects", _lazy("Scrutiny reports published")),
    ("events_held", _lazy("Events held")),
    ("scrutiny_actions_done", _lazy("Scrutiny actions done on time")),
    ("events_with_notice", _lazy("Events with a week's notice")),
    ("feedback_answered_in_time", _lazy("Feedback answered in time")),
    ("recommendations_answered_in_time", _lazy("Recommendations answered in time")),
]
# Counters that give a numerator and a denominator, not a count (design section 5).
SHARE_COUNTERS = frozenset(
    {
        "scrutiny_actions_done",
        "events_with_notice",
        "feedback_answered_in_time",
        "recommendations_answered_in_time",
    }
)
