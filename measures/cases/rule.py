"""The rule by which cases are counted, read from a measure's own record (design, section 6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from measures.cases.ready_made import RULES

UNITS = ("hours", "clock hours", "working days", "calendar days")
HOURS = frozenset({"hours", "clock hours"})
COUNTS = ("in_time", "outcome:upheld", "first_contact")
EXCLUDES = ("nothing", "first_contact")
PERIODS = ("received", "due", "closed")


class CaseRuleError(ValueError):
    """A rule that cases cannot be counted by; the message says what to write in the charter file."""


@dataclass(frozen=True)
class Clock:
    """How long a case may take: `limit` in `unit`, from the event `start` to the event `until`.

    `stops`: whether hours stand still on non-working days. At most `most_extension` extension days count.
    """

    limit: Fraction
    unit: str
    stops: bool = False
    start: str = "received"
    until: str = "closed"
    most_extension: int | None = None

    @property
    def is_in_hours(self) -> bool:
        """Whether moments decide; otherwise days do."""
        return self.unit in HOURS

    @property
    def can_pause(self) -> bool:
        """Clock hours never stop (domain.md 2.4)."""
        return self.unit != "clock hours"


@dataclass(frozen=True)
class Rule:
    """What is counted, what is left out, and which day puts a case into a period.

    `stage`: only cases of this stage belong to the measure; empty means all.
    """

    clock: Clock | None = None
    count: str = "in_time"
    exclude: str = "nothing"
    period_by: str = "received"
    stage: str = ""

    @property
    def needs_first_contact(self) -> bool:
        """Whether every case must say if it was settled at first contact."""
        return "first_contact" in (self.count, self.exclude)

    @property
    def needs_outcome(self) -> bool:
        """Whether every closed case must say how it ended."""
        return self.count == "outcome:upheld"


def rule_of(document: Mapping[str, Any]) -> Rule:
    """The rule that a measure's `case_rule` says. CaseRuleError with a sentence if there is none to use."""
    clock = _clock(document.get("clock"))
    name = (document.get("clock") or {}).get("rule", "")
    rule = Rule(
        clock=clock,
        count=_one_of(document, "count", COUNTS),
        exclude=_one_of(document, "exclude", EXCLUDES),
        period_by=_one_of(document, "period_by", PERIODS, default="received"),
        stage=RULES[name].stage if name else "",
    )
    if clock is None and (rule.count == "in_time" or rule.period_by == "due"):
        raise CaseRuleError(
            _("Cases counted in time, or by the day they are due, need a clock. Give it one.")
        )
    if rule.count == rule.exclude == "first_contact":
        raise CaseRuleError(_("This rule counts first contacts and leaves all of them out. Delete exclude."))
    return rule


def _one_of(document: Mapping[str, Any], key: str, words: tuple[str, ...], default: str = "") -> str:
    found = document.get(key) or default or words[0]
    if found not in words:
        raise CaseRuleError(
            _("“{found}” cannot be used for {key}. Write one of: {words}.").format(
                found=found, key=key, words=", ".join(words)
            )
        )
    return str(found)


def _clock(document: Mapping[str, Any] | None) -> Clock | None:
    if not document:
        return None
    name = document.get("rule", "")
    if name and name not in RULES:
        raise CaseRuleError(
            _("There is no ready-made rule “{name}”. Use one of: {rules}.").format(
                name=name, rules=", ".join(RULES)
            )
        )
    made = RULES.get(name)
    unit, limit = str(document.get("unit", "")), _limit(document.get("limit"))
    if unit not in UNITS:
        raise CaseRuleError(
            _("“{unit}” is not a unit of a clock. Write one of: {units}.").format(
                unit=unit, units=", ".join(UNITS)
            )
        )
    if unit not in HOURS and limit.denominator != 1:
        raise CaseRuleError(_("A limit in days is a whole number of days."))
    return Clock(
        limit=limit,
        unit=unit,
        stops=unit == "hours" and document.get("stops") == "non-working days",
        start=str(document.get("from", "received")),
        until=made.until if made else "closed",
        most_extension=made.most_extension if made else None,
    )


def _limit(written: Any) -> Fraction:
    try:
        limit = Fraction(str(written))
    except (ValueError, ZeroDivisionError) as error:
        raise CaseRuleError(
            _("“{written}” is not a limit. Write a number, like 10.").format(written=written)
        ) from error
    if limit < 0:
        raise CaseRuleError(_("A limit cannot be less than 0. Write a number, like 10."))
    return limit
