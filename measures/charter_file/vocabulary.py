"""The closed lists of words in a charter file."""

from decimal import Decimal

from charter.translated import lazily as _lazy
from measures import words


def _keys(choices: list[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(key for key, _ in choices)


# The first three repeat lists of models, which a module without Django cannot read; a test compares them.
STAGES = ("draft", "consultation", "internal_review", "signed_off", "published", "retired")
BODY_KINDS = ("tenant", "board", "committee", "management", "regulator")
STANDARDS = ("transparency", "safety_quality", "neighbourhood_community", "tenancy")
DIMENSIONS = ("area", "tenure", "stock", "scheme", "former landlord")
KINDS = _keys(words.KINDS)
DIRECTIONS = _keys(words.DIRECTIONS)
FREQUENCIES = _keys(words.FREQUENCIES)
MONTHS_OF_FREQUENCY = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "annual": 12}
ACCUMULATIONS = _keys(words.ACCUMULATIONS)
TOLERANCE_KINDS = _keys(words.TOLERANCE_KINDS)
COUNTERS = _keys(words.COUNTERS)
SHARE_COUNTERS = words.SHARE_COUNTERS
ANSWER_SCALES = ("satisfied", "agree")
CLOCK_UNITS = ("hours", "clock hours", "working days", "calendar days")
STOPS = ("none", "non-working days")
CLOCK_STARTS = ("received", "acknowledged")
CASE_COUNTS = ("in_time", "outcome:upheld", "first_contact")
CASE_EXCLUDES = ("nothing", "first_contact")
CASE_PERIODS = ("received", "due", "closed")
STOCKS = ("LCRA", "LCHO", "LCRA+LCHO")
# The 26 figures of the regulator's set (domain.md, section 1).
REGULATOR_CODES = (
    *(f"TP{number:02d}" for number in range(1, 13)),
    *("CH01.1", "CH01.2", "CH02.1", "CH02.2", "NM01.1", "NM01.2"),
    *(f"BS{number:02d}" for number in range(1, 6)),
    *("RP01", "RP02.1", "RP02.2"),
)
# Which keys only some kinds of measure have.
KEYS_OF_KIND = {
    "publication": ("publication",),
    "counted": ("counter",),
    "composite": ("members",),
    "grade": ("grades",),
    "trend": ("of",),
    "rate": ("per",),
    "satisfaction": ("answer_scale",),
    "milestone": ("expected_by", "done", "stages"),
    "cases": ("clock", "count", "exclude", "period_by"),
}
REQUIRED_OF_KIND = {
    "publication": "publication",
    "counted": "counter",
    "composite": "members",
    "grade": "grades",
}
# Kinds that are judged without a target (scoring.md 4.1).
WITHOUT_TARGETS = {
    "publication": _lazy("A publication is judged by its schedule."),
    "milestone": _lazy("A milestone is judged by its date."),
    "trend": _lazy("A trend is judged by its direction of change."),
}
COUNTS = frozenset({"count", "money"})
# Kinds whose numbers people give; the portal works out those of the others.
GIVEN_NUMBERS = COUNTS | {"percentage", "rate", "average", "duration", "satisfaction"}


def stock_of(code: str) -> str:
    """The stock that a regulator's code is about unless the file says otherwise; empty without a code."""
    if not code:
        return ""
    return "LCRA" if code[:2] in {"TP", "CH", "RP"} else "LCRA+LCHO"


def is_share(kind: str, counter: str) -> bool:
    """Whether the figure is a percentage of something."""
    return kind in words.PROPORTION_KINDS or (kind == "counted" and counter in SHARE_COUNTERS)


def natural_bounds(
    kind: str, counter: str, low: Decimal | None, high: Decimal | None
) -> tuple[Decimal | None, Decimal | None]:
    """The bounds that no figure can pass: a share lies between 0 and 100 unless its maximum is above 100."""
    if is_share(kind, counter):
        high = Decimal(100) if high is None else high
        low = Decimal(0) if low is None and high <= 100 else low
    return low, high


def unit_of(kind: str, counter: str) -> str:
    """The unit that a kind has unless the file names one."""
    if kind == "money":
        return "£"
    return "%" if is_share(kind, counter) else ""


def tolerance_kind_of(kind: str) -> str:
    """Points or percent of the target, unless the file says (scoring.md D4)."""
    return "absolute" if kind in words.ABSOLUTE_TOLERANCE_KINDS else "relative"
