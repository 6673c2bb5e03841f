"""What the keys of a measure must be to each other and to its kind."""

from django.utils.translation import gettext as _

from measures.cases import RULES
from measures.charter_file import target_checks
from measures.charter_file import vocabulary as v
from measures.charter_file.checks import once
from measures.charter_file.rows import Row


def measure(row: Row) -> None:
    """Every rule that one measure must keep by itself."""
    _due(row)
    _bounds(row)
    _regulator(row)
    for name, key in (("definitions", "from"), ("breaks", "from")):
        once(row.rows(name), "starts", key)
    if row.get("spc") is not None:
        once(row.get("spc").rows("recalculate"), "starts", "from")
    kind = row.get("kind")
    if kind is None:
        return
    _keys_of_kind(row, kind)
    _roll_up(row, kind)
    if kind == "cases":
        _cases(row)
    target_checks.targets(row, kind)


def _due(row: Row) -> None:
    due = row.get("due")
    ways = ("working_days", "calendar_days")
    if due is None or not due.raw or set(due.raw) - set(ways):
        return  # nothing was written, or the key itself is the fault
    if sum(due.given(way) for way in ways) != 1:
        remedy = _("Write due = { working_days = 20 } or due = { calendar_days = 30 }.")
        row.fault("due", _("A measure is due after working or after calendar days: one of the two."), remedy)


def _bounds(row: Row) -> None:
    low, high = row.get("natural_min"), row.get("natural_max")
    if low is not None and high is not None and low >= high:
        row.fault(
            "natural_max",
            _("{high} is not above natural_min, {low}.").format(high=high, low=low),
            _("Correct one of the two bounds."),
        )
    if high is not None and high > 100 and row.get("kind") in {"satisfaction", "cases", "composite"}:
        row.fault(
            "natural_max",
            _("A share of answers, cases or measures cannot be above 100."),
            _("Use at most 100."),
        )


def _regulator(row: Row) -> None:
    if row.given("stock") and not row.given("regulator"):
        remedy = _("Add regulator = …, or delete stock (parts of your own homes are segments).")
        row.fault("stock", _("Only a regulator's measure has a stock."), remedy)


def _keys_of_kind(row: Row, kind: str) -> None:
    for other, keys in v.KEYS_OF_KIND.items():
        for key in keys:
            if other != kind and row.given(key):
                remedy = _('Delete {key}, or write kind = "{other}".').format(key=key, other=other)
                row.fault(
                    key, _("A measure of kind {kind} has no key “{key}”.").format(kind=kind, key=key), remedy
                )
    needed = v.REQUIRED_OF_KIND.get(kind)
    if needed is not None and not row.get(needed) and needed not in row.wrong:
        row.fault(
            needed,
            _("A measure of kind {kind} needs the key “{needed}”.").format(kind=kind, needed=needed),
            _("Add {needed} = … to this table.").format(needed=needed),
        )
    if kind == "grade" and len(row.get("grades") or ()) == 1:
        row.fault("grades", _("There is only one grade."), _("List all grades, the best one first."))


def _roll_up(row: Row, kind: str) -> None:
    counts = kind in v.COUNTS or (kind == "counted" and row.get("counter") not in v.SHARE_COUNTERS)
    if row.get("accumulation") == "mean" and not counts:
        remedy = _(
            "Use total or latest: shares and averages are worked out from their parts, never averaged."
        )
        row.fault("accumulation", _("Only counts and money can be averaged over months."), remedy)
    months, frequency = row.get("rolling_months"), row.get("frequency")
    step = v.MONTHS_OF_FREQUENCY.get(frequency or "", 1)
    if months is not None and months % step:
        remedy = _("Use a multiple of {step}, because the measure comes every {step} months.").format(
            step=step
        )
        row.fault(
            "rolling_months",
            _("{months} months do not fit the measure's frequency.").format(months=months),
            remedy,
        )
    if row.get("cumulative"):
        _cumulative(row, kind)


def _cumulative(row: Row, kind: str) -> None:
    """A figure of the year so far: a number that people give, and more than once a year."""
    if kind not in v.GIVEN_NUMBERS:
        what = _("A measure of kind {kind} has no figures of the year so far.").format(kind=kind)
        row.fault(
            "cumulative", what, _("Delete cumulative, or choose a kind whose numbers you give yourself.")
        )
    elif row.get("frequency") == "annual":
        row.fault("cumulative", _("A yearly figure covers its whole year anyway."), _("Delete cumulative."))
    elif row.given("rolling_months"):
        remedy = _(
            "Delete one of the two: a figure covers the year so far, or always the same number of months."
        )
        row.fault("cumulative", _("A figure cannot both start anew each year and roll on."), remedy)
    elif row.given("accumulation") and row.get("accumulation") != "latest":
        remedy = _("Delete accumulation: the last figure of a period is the period's.")
        row.fault("cumulative", _("Figures of the year so far are never added up or averaged."), remedy)


def _cases(row: Row) -> None:
    clock, count = row.get("clock"), row.get("count") or "in_time"
    if not row.given("clock") and (count == "in_time" or row.get("period_by") == "due"):
        remedy = _('Add clock = { limit = 10, unit = "working days" }.')
        row.fault(
            "clock", _("Cases that are counted in time, or by the day they are due, need a clock."), remedy
        )
    if count == row.get("exclude") == "first_contact":
        row.fault(
            "exclude", _("This counts first contacts and leaves all of them out."), _("Delete exclude.")
        )
    if clock is not None:
        _clock(clock)


def _clock(clock: Row) -> None:
    """A clock has its limit and unit, of its own or from the ready-made rule that it names."""
    rule = RULES.get(clock.get("rule") or "")
    for key, example in (("limit", "28"), ("unit", '"calendar days"')):
        if clock.get(key) is None and not clock.wrong:
            what = _("The key “{key}” is missing or empty.").format(key=key)
            if rule is not None:
                what = _("For the rule “{name}” each landlord has its own {key}.").format(
                    name=rule.name, key=key
                )
            clock.fault(
                key,
                what,
                _("Add {key} = {example} or your own to the clock.").format(key=key, example=example),
            )
    limit, unit = clock.get("limit"), clock.get("unit")
    if clock.wrong or limit is None or unit is None:
        return
    if rule is not None and rule.limit is not None and (limit, unit) != (rule.limit, rule.unit):
        what = _("The rule “{name}” sets the limit itself: {limit} {unit}.").format(
            name=rule.name, limit=rule.limit, unit=rule.unit
        )
        clock.fault("limit", what, _("Delete limit and unit, or rule."))
    if unit in {"working days", "calendar days"} and limit != limit.to_integral_value():
        clock.fault("limit", _("A limit in days is a whole number of days."), _("Use a whole number."))
    if unit == "clock hours" and clock.get("stops") != "none":
        clock.fault("stops", _("Clock hours never stop."), _('Delete stops, or write unit = "hours".'))
