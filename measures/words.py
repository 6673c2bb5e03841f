"""The vocabularies of the figures, one word for one thing (design section 2 and 5)."""

KINDS = [
    ("percentage", "Percentage"),
    ("rate", "Rate"),
    ("count", "Count"),
    ("money", "Money"),
    ("average", "Average"),
    ("duration", "Duration"),
    ("satisfaction", "Satisfaction"),
    ("cases", "Cases"),
    ("publication", "Publication"),
    ("counted", "Counted"),
    ("composite", "Composite"),
    ("trend", "Trend"),
    ("grade", "Grade"),
    ("milestone", "Milestone"),
]
# Kinds whose figures or states the portal works out from what it holds itself (design section 4.2).
AUTOMATIC_KINDS = frozenset({"counted", "publication", "composite", "trend"})
# Segments of this dimension are landlords that became ours: never parts of the whole (design section 5).
FORMER_LANDLORD = "former landlord"
PROPORTION_KINDS = frozenset({"percentage", "satisfaction", "cases", "composite"})
# What people say in place of a figure, and the signs it is kept by; zero is a figure, these are none.
NOTHING_REPORTED = {"z": "No cases", "na": "Not available"}
DIRECTIONS = [
    ("higher", "Higher is better"),
    ("lower", "Lower is better"),
    ("range", "Best within a range"),
    ("none", "No direction"),
]
FREQUENCIES = [
    ("monthly", "Every month"),
    ("quarterly", "Every quarter"),
    ("half_yearly", "Every half-year"),
    ("annual", "Every year"),
]
PERIOD_KINDS = [("month", "Month"), ("quarter", "Quarter"), ("half_year", "Half-year"), ("year", "Year")]
ACCUMULATIONS = [("total", "Total"), ("latest", "Latest"), ("mean", "Mean")]
TOLERANCE_KINDS = [("absolute", "In the measure's unit"), ("relative", "Percent of the target")]
ABSOLUTE_TOLERANCE_KINDS = frozenset({"percentage", "satisfaction", "cases", "composite", "rate"})
WORKFLOW = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("returned", "Returned"),
    ("approved", "Approved"),
    ("superseded", "Superseded"),
]
APPROVALS = [("provisional", "Provisional"), ("final", "Final")]
RELEASE_STATES = [
    ("scheduled", "Scheduled"),
    ("live", "Live"),
    ("earlier", "Earlier"),
    ("withdrawn", "Withdrawn"),
]
STATUSES = [
    ("met", "Met"),
    ("near", "Near"),
    ("missed", "Missed"),
    ("not_judged", "Not judged"),
    ("not_assessed", "Not assessed"),
    ("insufficient_data", "Insufficient data"),
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
    ("service_changes", "Service changes after feedback"),
    ("compliments_published", "Compliments published"),
    ("scrutiny_projects", "Scrutiny reports published"),
    ("events_held", "Events held"),
    ("scrutiny_actions_done", "Scrutiny actions done on time"),
    ("events_with_notice", "Events with a week's notice"),
    ("feedback_answered_in_time", "Feedback answered in time"),
    ("recommendations_answered_in_time", "Recommendations answered in time"),
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
