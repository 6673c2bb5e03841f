"""What the ups and downs of a series mean: icons, signals, and why a series has no limits (scoring.md 6)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext, ngettext_lazy

VARIATION_WORDS = {
    "common_cause": N_("Normal variation"),
    "improvement": N_("Getting better, and not by chance"),
    "concern": N_("Getting worse, and not by chance"),
    "neutral_high": N_("Higher than usual, and not by chance"),
    "neutral_low": N_("Lower than usual, and not by chance"),
}
ASSURANCE_WORDS = {
    "consistent_pass": N_("Will reliably hit the target"),
    "inconsistent": N_("Will sometimes hit and sometimes miss"),
    "consistent_fail": N_("Will not hit the target unless something changes"),
}
EVERY = {
    "month": N_("every month"),
    "quarter": N_("every quarter"),
    "half_year": N_("every half-year"),
    "year": N_("every year"),
}
THE_ONE = {
    "month": N_("the one month"),
    "quarter": N_("the one quarter"),
    "half_year": N_("the one half-year"),
    "year": N_("the one year"),
}
# By rule and by side.
SIGNALS = {
    "beyond_limit": {
        "up": N_("{period}, at {figure}, is above the usual range."),
        "down": N_("{period}, at {figure}, is below the usual range."),
    },
    "trend": {
        "up": N_("{run} in a row were each higher than the one before, up to {period}."),
        "down": N_("{run} in a row were each lower than the one before, up to {period}."),
    },
    "two_of_three": {
        "up": N_("{run} up to {period} are near the top of the usual range."),
        "down": N_("{run} up to {period} are near the bottom of the usual range."),
    },
    "shift": {
        "up": N_("It has been above its usual level for {run} in a row, up to {period}."),
        "down": N_("It has been below its usual level for {run} in a row, up to {period}."),
    },
}
RUNS = {
    "trend": {
        "month": N_("6 or more months"),
        "quarter": N_("6 or more quarters"),
        "half_year": N_("6 or more half-years"),
        "year": N_("6 or more years"),
    },
    "two_of_three": {
        "month": N_("2 of 3 months"),
        "quarter": N_("2 of 3 quarters"),
        "half_year": N_("2 of 3 half-years"),
        "year": N_("2 of 3 years"),
    },
    "shift": {
        "month": N_("7 or more months"),
        "quarter": N_("7 or more quarters"),
        "half_year": N_("7 or more half-years"),
        "year": N_("7 or more years"),
    },
}
NO_CONTROL = {
    "too_little_variation": N_("It hardly ever changes, so there are no ups and downs to measure it by."),
    "annual": N_("There is one figure a year, which is too few to tell a real change from chance."),
    "rolling": N_("Each figure covers many months, so one figure holds most of the figure before it."),
    "cumulative": N_("Each figure covers the year so far, so one figure holds the figure before it."),
    "seasonal": N_(
        "It changes with the seasons. We need 2 years of figures to tell a real change from chance."
    ),
}
SMALL_BASES = {
    "month": N_("Some months rest on fewer than 30 cases. With so few, chance makes large ups and downs."),
    "quarter": N_(
        "Some quarters rest on fewer than 30 cases. With so few, chance makes large ups and downs."
    ),
    "half_year": N_(
        "Some half-years rest on fewer than 30 cases. With so few, chance makes large ups and downs."
    ),
    "year": N_("Some years rest on fewer than 30 cases. With so few, chance makes large ups and downs."),
}
UNEVEN_BASES = {
    "month": N_("Some months rest on many more cases than others, so they have no usual range in common."),
    "quarter": N_(
        "Some quarters rest on many more cases than others, so they have no usual range in common."
    ),
    "half_year": N_(
        "Some half-years rest on many more cases than others, so they have no usual range in common."
    ),
    "year": N_("Some years rest on many more cases than others, so they have no usual range in common."),
}
MET_IN = {
    "month": ngettext_lazy(
        "The target was met in {met} of {count} month.",
        "The target was met in {met} of {count} months.",
        "count",
    ),
    "quarter": ngettext_lazy(
        "The target was met in {met} of {count} quarter.",
        "The target was met in {met} of {count} quarters.",
        "count",
    ),
    "half_year": ngettext_lazy(
        "The target was met in {met} of {count} half-year.",
        "The target was met in {met} of {count} half-years.",
        "count",
    ),
    "year": ngettext_lazy(
        "The target was met in {met} of {count} year.",
        "The target was met in {met} of {count} years.",
        "count",
    ),
}
MET_IN_ALL = {
    "month": ngettext_lazy(
        "The target was met in all {count} month.", "The target was met in all {count} months.", "count"
    ),
    "quarter": ngettext_lazy(
        "The target was met in all {count} quarter.", "The target was met in all {count} quarters.", "count"
    ),
    "half_year": ngettext_lazy(
        "The target was met in all {count} half-year.",
        "The target was met in all {count} half-years.",
        "count",
    ),
    "year": ngettext_lazy(
        "The target was met in all {count} year.", "The target was met in all {count} years.", "count"
    ),
}


def assurance_word(assurance: str, variation: str = "") -> str:
    """An assurance icon in plain words, given which way the last figures leave the range it speaks of."""
    if assurance == "consistent_pass" and variation.startswith("concern"):
        return _("The usual range hits the target, but the figures are leaving it")
    if assurance == "consistent_fail" and variation.startswith("improvement"):
        return _("The usual range misses the target, but the figures are leaving it")
    return _(ASSURANCE_WORDS[assurance]) if assurance in ASSURANCE_WORDS else ""


def assurance_beside_met(assurance: str, *, met: int, periods: int, kind: str, limit: bool) -> str:
    """What an icon means that seems to contradict how often the target was met; empty where it does not."""
    if assurance != "inconsistent" or periods == 0 or 0 < met < periods:
        return ""
    if met and limit:
        words = _(
            "It met the limit in {periods}. Its usual range reaches past the limit, "
            "so a miss could come by chance."
        )
    elif met:
        words = _(
            "It met the target in {periods}. Its usual range reaches past the target, "
            "so a miss could come by chance."
        )
    elif limit:
        words = _(
            "It missed the limit in {periods}. Its usual range reaches the limit, "
            "so it could be met by chance."
        )
    else:
        words = _(
            "It missed the target in {periods}. Its usual range reaches the target, "
            "so it could be met by chance."
        )
    return words.format(periods=_(EVERY[kind]) if periods > 1 else _(THE_ONE[kind]))


def variation_word(icon: str) -> str:
    """A variation icon in plain words, such as "Getting better, and not by chance"."""
    return _(VARIATION_WORDS.get(icon) or VARIATION_WORDS[icon.partition("_")[0]])


def signal_detail(rule: str, side: str, kind: str, label: str, shown: str) -> str:
    """Why the last figure is not chance, by the rule that marked it (scoring.md 6.2)."""
    run = _(RUNS[rule][kind]) if rule in RUNS else ""
    words = _(SIGNALS[rule]["up" if side == "up" else "down"])
    return words.format(period=label, figure=shown, run=run)


def usual_detail(label: str) -> str:
    """What a last figure means that no rule marks."""
    return _("The ups and downs up to {period} are no larger than chance makes them.").format(period=label)


def no_control_sentence(reason: str, *, kind: str, points: int = 0, again: bool = False) -> str:
    """Why a series has no limits of normal variation (scoring.md 6.5 to 6.7)."""
    if reason == "too_few_points" and again:
        words = ngettext(
            "There is {count} figure since the series began anew. "
            "We need 6 to tell a real change from chance.",
            "There are {count} figures since the series began anew. "
            "We need 6 to tell a real change from chance.",
            points,
        )
        return words.format(count=points)
    if reason == "too_few_points":
        words = ngettext(
            "There is {count} figure. We need 6 to tell a real change from chance.",
            "There are {count} figures. We need 6 to tell a real change from chance.",
            points,
        )
        return words.format(count=points)
    if reason == "small_bases":
        return _(SMALL_BASES[kind])
    return _(UNEVEN_BASES[kind] if reason == "uneven_bases" else NO_CONTROL[reason])


def times_met(met: int, periods: int, kind: str) -> str:
    """Such as "The target was met in 13 of 14 months."; nothing where no period could be judged."""
    if periods == 0:
        return ""
    if met == periods and periods > 1:
        return MET_IN_ALL[kind].format(count=periods)
    return MET_IN[kind].format(met=met, count=periods)
