"""Moments and delays of cases in words."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext, ngettext_lazy

from charter.languages.formats import date_and_time
from charter.numbers import plain
from charter.working_time import LONDON
from measures.cases.counting import Due, Late, Moment
from measures.cases.rule import Clock, Rule
from measures.sentences import long_date


def when(moment: Moment | None) -> str:
    """A day as people write it, with its time where one is known; empty for none."""
    if moment is None:
        return ""
    return long_date(moment.day) if moment.at is None else date_and_time(moment.local)


def due_words(due: Due) -> str:
    """The last day in time, or the last moment."""
    if due.moment is None:
        return long_date(due.day)
    return date_and_time(datetime.combine(due.day, _local(due.moment).time()))


def how_late(late: Late) -> str:
    """By how much a case missed its limit; for an open one, so far."""
    days, rest = divmod(late.late_by, timedelta(days=1))
    hours, rest = divmod(rest, timedelta(hours=1))
    minutes = rest // timedelta(minutes=1)
    counted = [
        (days, ngettext("{count} day", "{count} days", days)),
        (hours, ngettext("{count} hour", "{count} hours", hours)),
        (minutes, ngettext("{count} minute", "{count} minutes", minutes)),
    ]
    # A delay of days needs no minutes, and one of seconds is still late.
    some = counted[:2] if days else counted
    shown = [words.format(count=number) for number, words in some if number]
    told = " ".join(shown) or _("less than a minute")
    return _("{time} so far").format(time=told) if late.done is None else told


PERIOD_WORDS = {
    "received": N_("A case belongs to the period in which it came in."),
    "due": N_("A case belongs to the period in which it was due."),
    "closed": N_("A case belongs to the period in which it was done, and counts only then."),
}


def rule_words(rule: Rule) -> list[str]:
    """How the cases of a measure are counted, a sentence each, for people who are not used to rules."""
    said = []
    clock = rule.clock
    if clock is not None and rule.count == "in_time":
        said = [
            _(_FROM[clock.start, clock.until, clock.is_in_hours]).format(limit=_limit(clock)),
            _stops(clock),
        ]
        said += _extensions(clock)
    if rule.stage:
        said.append(_("Only stage {stage} counts.").format(stage=rule.stage))
    if rule.exclude == "first_contact":
        said.append(_("What was settled at first contact is left out."))
    return [*said, _(PERIOD_WORDS[rule.period_by])]


# By what starts the clock, what stops it, and whether it counts hours.
_FROM = {
    ("received", "closed", False): N_("The limit is {limit} from the day it came in."),
    ("received", "closed", True): N_("The limit is {limit} from the moment it came in."),
    ("received", "acknowledged", False): N_(
        "The limit is {limit} from the day it came in until we say that we have it."
    ),
    ("received", "acknowledged", True): N_(
        "The limit is {limit} from the moment it came in until we say that we have it."
    ),
    ("acknowledged", "closed", False): N_("The limit is {limit} from the day we said that we have it."),
    ("acknowledged", "closed", True): N_("The limit is {limit} from the moment we said that we have it."),
    ("acknowledged", "acknowledged", False): N_(
        "The limit is {limit} from the day we said that we have it until we say that we have it."
    ),
    ("acknowledged", "acknowledged", True): N_(
        "The limit is {limit} from the moment we said that we have it until we say that we have it."
    ),
}
_LIMITS = {
    "working days": ngettext_lazy("{limit} working day", "{limit} working days", "number"),
    "calendar days": ngettext_lazy("{limit} calendar day", "{limit} calendar days", "number"),
    "clock hours": ngettext_lazy("{limit} hour", "{limit} hours", "number"),
    "hours": ngettext_lazy("{limit} hour", "{limit} hours", "number"),
}


def _limit(clock: Clock) -> str:
    # Grammar counts whole numbers: 1.5 goes with many, as 2 does.
    number = int(clock.limit) if clock.limit == int(clock.limit) else 2
    return _LIMITS[clock.unit].format(number=number, limit=plain(clock.limit))


def _stops(clock: Clock) -> str:
    if clock.unit == "working days" or clock.stops:
        return _("Weekends and bank holidays do not count.")
    return _("Weekends and bank holidays count like other days.")


def _extensions(clock: Clock) -> list[str]:
    said = []
    if clock.most_extension:
        words = ngettext(
            "A recorded extension adds to the limit, up to {count} day.",
            "A recorded extension adds to the limit, up to {count} days.",
            clock.most_extension,
        )
        said.append(words.format(count=clock.most_extension))
    elif clock.most_extension is None:
        said.append(_("A recorded extension adds to the limit."))
    return [*said, _("Days on which the clock was paused add to it too.")] if clock.can_pause else said


def as_written(moment: Moment | None) -> str:
    """A moment as a case file holds it."""
    if moment is None:
        return ""
    return moment.day.isoformat() + (f" {moment.at:%H:%M}" if moment.at is not None else "")


def due_as_written(due: Due) -> str:
    """A limit as a file holds it."""
    return due.day.isoformat() if due.moment is None else f"{_local(due.moment):%Y-%m-%d %H:%M}"


def _local(moment: datetime) -> datetime:
    return moment.astimezone(LONDON)
