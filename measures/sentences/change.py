"""Which way a figure is going, how sure that is, and the way to a target that begins later.

Sources: scoring.md 6.3 and 7.
"""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.languages.formats import long_date
from measures.sentences.amounts import SIGNS, own_unit

CHANGE_WORDS = {
    "improved": N_("Getting better"),
    "declined": N_("Getting worse"),
    "no_clear_change": N_("No clear change"),
    "not_comparable": N_("Not comparable with before"),
}
CHANGE_SENTENCES = {
    "improved": N_("Getting better, and not by chance."),
    "declined": N_("Getting worse, and not by chance."),
    "no_clear_change": N_("No clear change."),
    "not_comparable": N_("Not comparable with before."),
}
PROGRESS_SENTENCES = {
    "reached": N_("We are already there."),
    "on_course": N_("If we go on like this, we will get there in time."),
    "too_slow": N_("We are moving towards it, but too slowly."),
    "far_too_slow": N_("We are moving towards it, but far too slowly."),
    "moving_away": N_("We are moving away from it."),
}


def change_word(verdict: str, *, moved: str, since: str) -> str:
    """Which way a measure is going, in a few words; `since` names the period it was compared with.

    What no test looked at went up or down: it is not called better or worse.
    """
    if verdict == "moved":
        return _("Higher than before") if moved == "up" else _("Lower than before")
    if verdict != "not_tested":
        return _(CHANGE_WORDS[verdict])
    if moved == "same":
        return _("No change since {since} (not tested)").format(since=since)
    up, down = _("Up since {since} (not tested)"), _("Down since {since} (not tested)")
    return (up if moved == "up" else down).format(since=since)


def change_sentence(verdict: str, *, moved: str, since: str) -> str:
    """The same as a sentence that says whether chance was tested: "Getting better, and not by chance."."""
    if verdict == "moved":
        up, down = _("Higher than before, and not by chance."), _("Lower than before, and not by chance.")
        return up if moved == "up" else down
    if verdict != "not_tested":
        return _(CHANGE_SENTENCES[verdict])
    if moved == "same":
        return _("No change since {since} (not tested).").format(since=since)
    up, down = _("Up since {since} (not tested)."), _("Down since {since} (not tested).")
    return (up if moved == "up" else down).format(since=since)


def survey_detail(verdict: str, *, moved: str, since: str, shown: str) -> str:
    """What a survey's comparison rests on."""
    if verdict in ("improved", "declined", "moved"):
        words = _("It was {figure} in {since}. Chance alone hardly ever makes a difference this large.")
    elif moved == "same":
        words = _("It was {figure} in {since}.")
    elif moved == "up":
        words = _("It was {figure} in {since}. We cannot be sure that this is a real rise.")
    else:
        words = _("It was {figure} in {since}. We cannot be sure that this is a real fall.")
    return words.format(figure=shown, since=since)


def progress_sentence(verdict: str, *, target: str, by: date, limit: bool = False) -> str:
    """How it goes with a target that begins later (scoring.md 7)."""
    aim = _("From {date} our limit is {target}.") if limit else _("From {date} our target is {target}.")
    return f"{aim.format(date=long_date(by), target=target)} {_(PROGRESS_SENTENCES[verdict])}"


def interval_sentence(method: str, low: str, high: str, *, unit: str = "") -> str:
    """How far a figure may be off, for people; a unit that is a word stands once, such as "7 to 9 days"."""
    low = low if unit in SIGNS else low.removesuffix(f" {own_unit(unit)}")
    words = (
        _(
            "We asked some tenants, not all. "
            "If we had asked everybody, it would most likely be between {low} and {high}."
        )
        if method == "wilson"
        else _(
            "Chance moves a figure like this. The level behind it most likely lies between {low} and {high}."
        )
    )
    return words.format(low=low, high=high)
