"""What a chart says in words: its finding, its subtitle, and the whole of it for those who do not see it."""

from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext_lazy

from charter.languages.formats import grouped, percent, pounds
from charter.numbers import plain
from measures.charts.series import Point, Series
from measures.sentences import listed, periods_counted

NOT_BY_CHANCE = {
    "improvement": N_("Not by chance better: {periods}."),
    "concern": N_("Not by chance worse: {periods}."),
    "neutral_high": N_("Not by chance higher than usual: {periods}."),
    "neutral_low": N_("Not by chance lower than usual: {periods}."),
}
WRITTEN = {"%": percent, "£": pounds}
MOST_NAMED = 4  # points named one by one; of more, the first and the last
THE_ONE = {
    "month": (
        N_("On target in the one month we can judge"),
        N_("Not on target in the one month we can judge"),
    ),
    "quarter": (
        N_("On target in the one quarter we can judge"),
        N_("Not on target in the one quarter we can judge"),
    ),
    "half_year": (
        N_("On target in the one half-year we can judge"),
        N_("Not on target in the one half-year we can judge"),
    ),
    "year": (N_("On target in the one year we can judge"), N_("Not on target in the one year we can judge")),
}
AFTER = {
    "month": ngettext_lazy("a month that was not", "{count} months that were not", "count"),
    "quarter": ngettext_lazy("a quarter that was not", "{count} quarters that were not", "count"),
    "half_year": ngettext_lazy("a half-year that was not", "{count} half-years that were not", "count"),
    "year": ngettext_lazy("a year that was not", "{count} years that were not", "count"),
}
EACH = {
    "month": N_("Each month, {first} to {last}."),
    "quarter": N_("Each quarter, {first} to {last}."),
    "half_year": N_("Each half-year, {first} to {last}."),
    "year": N_("Each year, {first} to {last}."),
}
TITLES = {
    "month": N_("{title}, each month from {first} to {last}."),
    "quarter": N_("{title}, each quarter from {first} to {last}."),
    "half_year": N_("{title}, each half-year from {first} to {last}."),
    "year": N_("{title}, each year from {first} to {last}."),
}


def finding(series: Series) -> str:
    """The chart's title: how often on target, and what the last periods say. It counts, it does not test."""
    judged = [point for point in series.points if point.status in ("met", "near", "missed")]
    if not judged:
        return _from_to(series)
    met = [point.status == "met" for point in judged]
    run = _run(met)
    if run == len(met):
        return _all_the_same(met[-1], run, series.kind)
    if run > 1:
        words = (
            _("On target for the last {periods}") if met[-1] else _("Not on target for the last {periods}")
        )
        return words.format(periods=periods_counted(run, series.kind))
    if met[-1]:
        before = AFTER[series.kind].format(count=_run(met[:-1]))
        return _("On target again in {period}, after {before}").format(period=judged[-1].label, before=before)
    return _("Not on target in {period}; on target in {met} of {periods}").format(
        period=judged[-1].label, met=sum(met), periods=periods_counted(len(met), series.kind)
    )


def _run(met: list[bool]) -> int:
    """How many of the last periods have the same answer as the very last."""
    run = 0
    for one in reversed(met):
        if one != met[-1]:
            break
        run += 1
    return run


def _all_the_same(met: bool, count: int, kind: str) -> str:
    if count == 1:
        on, not_on = THE_ONE[kind]
        return _(on if met else not_on)
    words = _("On target in all {periods}") if met else _("Not on target in any of {periods}")
    return words.format(periods=periods_counted(count, kind))


def _from_to(series: Series) -> str:
    first, last = series.known[0], series.known[-1]
    return _("{first_figure} in {first}, {last_figure} in {last}").format(
        first_figure=first.shown, first=first.label, last_figure=last.shown, last=last.label
    )


def subtitle(series: Series, lowest: str, *, dated: bool = True) -> str:
    """What, when (where it is `dated`), and where the scale starts."""
    first, last = series.known[0], series.known[-1]
    words = []
    if series.unit.startswith(("for ", "per ")):
        words.append(f"{series.unit[:1].upper()}{series.unit[1:]}.")
    elif series.unit not in ("%", "£", ""):
        words.append(_("In {unit}.").format(unit=series.unit))
    if dated:
        words.append(_(EACH[series.kind]).format(first=first.label, last=last.label))
    return " ".join([*words, _("The scale starts at {number}.").format(number=lowest)])


def sentence(series: Series) -> str:
    """What stands under the chart: where it began, where it is, its lowest and highest, target and gaps."""
    first, last = series.known[0], series.known[-1]
    words = [
        _("It was {first_figure} in {first} and {last_figure} in {last}.").format(
            first_figure=first.shown, first=first.label, last_figure=last.shown, last=last.label
        )
    ]
    low, high = min(series.known, key=_size), max(series.known, key=_size)
    if low.value != high.value:
        words += [
            _("The lowest was {low_figure} in {low}, the highest {high_figure} in {high}.").format(
                low_figure=low.shown, low=low.label, high_figure=high.shown, high=high.label
            )
        ]
    told = [*_target_words(series), *_gap_words(series), *_break_words(series), *_former_words(series)]
    return " ".join([*words, *told, *_usual_words(series), *_signal_words(series)])


def key(*shown: Series) -> str:
    """How to read what control adds to the drawings; nothing where it adds nothing."""
    found = {point.signal for series in shown for point in series.points}
    parts = [
        (any(series.limits for series in shown), _("The grey band is where the figures usually lie.")),
        (any(series.former for series in shown), _("A thin dashed line is a landlord that came before us.")),
        ("concern" in found, _("A hollow square is worse, and not by chance.")),
        ("improvement" in found, _("A diamond is better, and not by chance.")),
        (bool(found & {"neutral_high", "neutral_low"}), _("A hollow diamond is unusual, and not by chance.")),
    ]
    return " ".join(text for is_there, text in parts if is_there)


def description(title: str, series: Series) -> str:
    """The whole text alternative: what and when, the finding, and the sentence."""
    first, last = series.known[0], series.known[-1]
    span = _(TITLES[series.kind]).format(title=title, first=first.label, last=last.label)
    return f"{span} {finding(series)}. {sentence(series)}"


def _size(point: Point) -> Fraction:
    return point.value or Fraction(0)


def _target_words(series: Series) -> list[str]:
    aims = [target_number(point, series.unit) for point in series.points if point.low is not None]
    if not aims:
        return []
    words = _("The limit is {target}.") if series.direction == "lower" else _("The target is {target}.")
    found = [words.format(target=aims[-1])]
    changed = [aim for aim in dict.fromkeys(aims) if aim != aims[-1]]
    return [*found, _("Before, it was {targets}.").format(targets=_and(changed))] if changed else found


def _and(words: list[str]) -> str:
    """Each after the other, such as “90% and 92% and 94%”: a target may hold a comma itself."""
    found = words[0]
    for word in words[1:]:
        found = _("{several} and {last}").format(several=found, last=word)
    return found


def _gap_words(series: Series) -> list[str]:
    """Periods without a figure, and those whose figure is hidden: that one is there, and not shown."""
    hidden = sum(point.is_hidden for point in series.points)
    before = sum(point.is_before for point in series.points)
    missing = len(series.points) - len(series.known) - hidden - before
    told = (
        (missing, _("There is no figure for {periods}.")),
        (hidden, _("No figure is shown for {periods}.")),
    )
    return [words.format(periods=periods_counted(count, series.kind)) for count, words in told if count]


def _break_words(series: Series) -> list[str]:
    """From when on the series can be compared."""
    found = [point.label for point in series.points if point.begins]
    words = _("Figures before {period} cannot be compared with those after.")
    return [words.format(period=label) for label in found]


def _former_words(series: Series) -> list[str]:
    """Landlords that came before, each in a sentence; their figures are not ours."""
    once = _("{name}, which came before us, had {figure} in {period}.")
    twice = _("{name}, which came before us, had {first_figure} in {first} and {last_figure} in {last}.")
    return [
        once.format(name=one.name, figure=one.first[1], period=one.first[0])
        if one.first == one.last
        else twice.format(
            name=one.name,
            first_figure=one.first[1],
            first=one.first[0],
            last_figure=one.last[1],
            last=one.last[0],
        )
        for one in series.former
    ]


def _usual_words(series: Series) -> list[str]:
    found = [one for one in series.limits if one.usual]
    trial = _("This range is for trial.")
    return [f"{one.usual} {trial}" if one.trial else one.usual for one in found]


def _signal_words(series: Series) -> list[str]:
    """Which points are not chance, each kind in a sentence."""
    words = []
    for signal, meaning in NOT_BY_CHANCE.items():
        found = [point.label for point in series.points if point.signal == signal]
        if not found:
            continue
        names = listed(found) if len(found) <= MOST_NAMED else _first_and_last(found, series)
        words.append(_(meaning).format(periods=names))
    return words


def _first_and_last(labels: list[str], series: Series) -> str:
    return _("{periods} between {first} and {last}").format(
        periods=periods_counted(len(labels), series.kind), first=labels[0], last=labels[-1]
    )


def target_number(point: Point, unit: str) -> str:
    """The target of a point with the unit where it is short: “95%”, “£1,450”, “8 to 18”, “20”."""
    if point.low is None:
        return ""
    low = with_short_unit(plain(point.low) or "", unit)
    if point.high is None:
        return low
    return _("{low} to {high}").format(low=low, high=with_short_unit(plain(point.high) or "", unit))


def with_short_unit(number: str, unit: str) -> str:
    """A number with % or £; other units are too long for a drawing and stand in the subtitle."""
    return WRITTEN.get(unit, grouped)(number)
