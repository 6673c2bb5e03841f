"""Statuses and states of measures and promises in words for residents."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.languages.formats import long_date

MEASURE_WORDS = {
    "met": N_("On target"),
    "near": N_("Close to target"),
    "missed": N_("Below target"),
    "not_judged": N_("No target"),
}
OVER_LIMIT = N_("Above our limit")
OUTSIDE_RANGE = N_("Outside our range")
PUBLICATION_WORDS = {"met": N_("On time"), "near": N_("Late"), "missed": N_("Not published")}
MILESTONE_WORDS = {
    "met": N_("Done"),
    "near": N_("Late"),
    "missed": N_("Not done in time"),
    "not_judged": N_("On course"),
}
SLIPPING = N_("Behind")
TREND_WORDS = {
    "met": N_("Getting better"),
    "near": N_("No clear change"),
    "missed": N_("Getting worse"),
    "not_judged": N_("Too early to tell"),
}
TREND_STATES = {"not_due": N_("Too early to tell"), "no_target": N_("Not judged")}
PROMISE_WORDS = {
    "met": N_("Kept"),
    "near": N_("Nearly kept"),
    "missed": N_("Not kept"),
    "not_assessed": N_("Cannot be judged yet"),
    "insufficient_data": N_("Cannot be judged yet"),
}
REASON_SENTENCES = {
    "critical_missed": N_("A measure that matters most was missed, so the promise was not kept."),
    "a_measure_missed": N_("One of its measures was missed, so the promise is only nearly kept."),
    "critical_without_data": N_("A measure that matters most has no figure, so it cannot count as kept."),
    "a_promise_missed": N_("One of its promises was not kept."),
}
STATE_SENTENCES = {
    "stale": N_("This is out of date and due for review."),
    "suppressed": N_("We do not show this figure, because so few people are behind it."),
    "not_applicable": N_("This does not apply here."),
    "no_target": N_("We have not set a target for this."),
}


def measure_word(
    status: str, *, direction: str = "higher", kind: str = "percentage", slipping: bool = False
) -> str:
    """The status of a measure in words for residents."""
    if kind == "publication" and status in PUBLICATION_WORDS:
        return publication_word(status)
    if kind == "milestone":
        return _(SLIPPING if slipping and status == "near" else MILESTONE_WORDS[status])
    if kind == "trend":
        return _(TREND_WORDS[status])
    if status == "missed" and direction == "lower":
        return _(OVER_LIMIT)
    if status == "missed" and direction == "range":
        return _(OUTSIDE_RANGE)
    return _(MEASURE_WORDS[status])


def publication_word(status: str) -> str:
    """Whether a document came out in time, in words for residents."""
    return _(PUBLICATION_WORDS[status])


def promise_word(status: str) -> str:
    """The status of a promise in words for residents."""
    return _(PROMISE_WORDS[status])


def reason_sentence(reason: str) -> str:
    """What held a promise, or a theme, from a better status."""
    return _(REASON_SENTENCES[reason])


def state_sentence(state: str, *, due: date | None = None, reason: str = "") -> str:
    """Why a measure is not judged."""
    if reason:
        return reason
    if state == "judged":
        return ""
    if state == "overdue":
        if due is None:
            return _("The figure is overdue.")
        return _("The figure is overdue. It was due on {date}.").format(date=long_date(due))
    if state == "not_due":
        return _("Not due yet.") if due is None else _("Not due until {date}.").format(date=long_date(due))
    return _(STATE_SENTENCES[state])
