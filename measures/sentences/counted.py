"""Counts in sentences: promises, measures, periods; and lists."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from measures.scoring import Counts

PERIODS = {
    "month": ngettext_lazy("{count} month", "{count} months", "count"),
    "quarter": ngettext_lazy("{count} quarter", "{count} quarters", "count"),
    "half_year": ngettext_lazy("{count} half-year", "{count} half-years", "count"),
    "year": ngettext_lazy("{count} year", "{count} years", "count"),
}
OF_PERIODS = {
    "month": ngettext_lazy("{have} of {count} month", "{have} of {count} months", "count"),
    "quarter": ngettext_lazy("{have} of {count} quarter", "{have} of {count} quarters", "count"),
    "half_year": ngettext_lazy("{have} of {count} half-year", "{have} of {count} half-years", "count"),
    "year": ngettext_lazy("{have} of {count} year", "{have} of {count} years", "count"),
}


def charter_sentence(counts: Counts) -> str:
    """Such as "4 of 7 promises kept, 1 nearly, 1 not, 1 cannot be judged yet"; the four sum to all."""
    if counts.total == 0:
        return _("There are no promises yet")
    kept = ngettext("{met} of {total} promise kept", "{met} of {total} promises kept", counts.total)
    parts = [kept.format(met=counts.met, total=counts.total)]
    unjudged = counts.cannot_be_judged
    parts += [_("{count} nearly").format(count=counts.near)] if counts.near else []
    parts += [_("{count} not").format(count=counts.missed)] if counts.missed else []
    parts += [_("{count} cannot be judged yet").format(count=unjudged)] if unjudged else []
    return ", ".join(parts)


def measures_sentence(met: int, judged: int) -> str:
    """How many of the measures that could be judged are on target, each measure once."""
    if judged == 0:
        return _("No measure can be judged yet")
    found = ngettext("{met} of {judged} measure on target", "{met} of {judged} measures on target", judged)
    return found.format(met=met, judged=judged)


def periods_counted(count: int, kind: str) -> str:
    """So many periods of a kind, such as "3 months" or "1 half-year"."""
    return PERIODS[kind].format(count=count)


def have_of_needed(have: int, needed: int, kind: str) -> str:
    """How much of a longer period is there, such as "2 of 3 months"."""
    return OF_PERIODS[kind].format(have=have, count=needed)


def listed(parts: Iterable[str]) -> str:
    """A list in a sentence: "a, b and c"."""
    *first, last = list(parts) or [""]
    return _("{several} and {last}").format(several=", ".join(first), last=last) if first else last
