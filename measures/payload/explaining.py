"""Why a figure fell short, as documents carry it: beside its own period, or the longer one it belongs to.

What was written about a hidden figure stands with the shortest shown longer figure that fell short, without
the name of its month. Where the words would give a hidden number away, it is said that they are not shown.
"""

import calendar
import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.languages.own import own
from charter.numbers import plain, round_half_up
from charter.periods import Period
from measures.models import Commentary, MeasureCommentary
from measures.payload.canonical import Document
from measures.payload.gather import Gathered
from measures.payload.wording import day
from measures.standing import MeasureStanding, PeriodFigure
from measures.standing.facts import ResultRow

WITHHELD = N_(
    "An explanation was written. We do not show it, because it could tell of the few people behind it."
)
WITHHELD_ACTION = N_("We do not show this, for the same reason.")
COUNTED = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
NUMBER_WORDS = {word: str(number) for number, word in enumerate(COUNTED.split())}
NUMBER_WORDS |= {"none": "0", "nobody": "0", "neither": "0", "single": "1", "once": "1"}
NUMBER_WORDS |= {"both": "2", "twice": "2", "couple": "2", "pair": "2", "dozen": "12"}
MOST_DECIMALS = 2


def explanations(gathered: Gathered, one: MeasureStanding) -> list[Document]:
    """What was written about the figures of a measure and when, newest first, each text once."""
    # A pooled figure shares the results of its parts: each explanation stands once, with its own period.
    found: dict[int, tuple[Period, Document]] = {}
    for figure in one.all_figures:
        for row in figure.results:
            if row.pk in gathered.commentary and figure.period.key == row.period:
                found[row.pk] = (figure.period, _dated(gathered.commentary[row.pk]))
    for figure in sorted(filter(_fell_short, one.all_figures), key=lambda one: one.period.months):
        for row, told in _of_hidden(gathered, figure):
            found.setdefault(row.pk, (figure.period, told))
    newest = [*found.values(), *_spoken(gathered, one)]
    newest.sort(key=lambda pair: (pair[0].end, pair[0].start), reverse=True)
    return [{"period": period.key, "label": period.label} | told for period, told in newest]


def explanation_now(gathered: Gathered, one: MeasureStanding) -> Document | None:
    """The newest explanation among the results behind the figure that is judged.

    `about` names the month that the words speak of, where the figure is of a longer time.
    """
    figure = one.current
    spoken = next(iter(sorted(_spoken(gathered, one), key=lambda pair: pair[0].end, reverse=True)), None)
    if spoken is not None and stands_in(one, gathered.period).contains(spoken[0]):
        own = figure is not None and spoken[0] == figure.period
        return spoken[1] | {"about": "" if own else spoken[0].label}
    if figure is None:
        return None
    hidden = {row.pk: told for row, told in _of_hidden(gathered, figure)} if _fell_short(figure) else {}
    for row in reversed(figure.results):
        comment = gathered.commentary.get(row.pk)
        if comment is not None:
            own = row.period == figure.period.key
            return _dated(comment) | {"about": "" if own else _period(row).label}
        if row.pk in hidden:
            return hidden[row.pk] | {"about": ""}
    return None


def _spoken(gathered: Gathered, one: MeasureStanding) -> list[tuple[Period, Document]]:
    """What was approved about a measure that nobody enters; of a hidden figure nothing is told."""
    hidden = {figure.period.key for figure in one.all_figures if figure.hidden}
    rows = gathered.spoken.get(one.measure.pk, {}).values()
    return [(_period(row), _dated(row)) for row in rows if row.period not in hidden]


def stands_in(one: MeasureStanding, release: Period) -> Period:
    """The period that a measure is judged by: that of its figure, else the one that is asked for."""
    if one.current is not None:
        return one.current.period
    return one.position.asked if one.position else release


def _words(comment: Commentary | MeasureCommentary) -> Document:
    return {"why": own(comment.why), "action": own(comment.action), "by_when": day(comment.by_when)}


def _dated(comment: Commentary | MeasureCommentary) -> Document:
    """The words with the day they were written; of a hidden month that day would tell which it was."""
    return _words(comment) | {"written": day(timezone.localdate(comment.written_at))}


def _fell_short(figure: PeriodFigure) -> bool:
    """Whether a figure is shown and needs an explanation: of others, words would tell how a part stood."""
    return not figure.hidden and figure.status in ("missed", "near")


def _of_hidden(gathered: Gathered, figure: PeriodFigure) -> Iterator[tuple[ResultRow, Document]]:
    """What was written of the hidden figures that a shown longer one is made of."""
    hidden = [row for row in figure.results if row.pk in gathered.hidden_rows]
    for row in hidden:
        comment = gathered.hidden_commentary.get(row.pk)
        if comment is not None and gives_away(f"{comment.why} {comment.action}", hidden):
            yield row, {"why": _(WITHHELD), "action": _(WITHHELD_ACTION), "by_when": day(comment.by_when)}
        elif comment is not None:
            yield row, _words(comment)


def gives_away(text: str, hidden: Sequence[ResultRow]) -> bool:
    """Whether a text holds a number of a hidden figure, in digits or as a word, or names its month."""
    written = set(re.findall(r"\d+(?:\.\d+)?", text.replace(",", "")))
    written |= {NUMBER_WORDS[word] for word in re.findall(r"[a-z]+", text.lower()) if word in NUMBER_WORDS}
    numbers = {number for row in hidden for number in _numbers(row)}
    names = "|".join(name for row in hidden for name in _months(_period(row)))
    return bool(written & numbers) or re.search(rf"\b(?:{names})\b", text) is not None


def _numbers(row: ResultRow) -> set[str]:
    """Everything that a reader could take for the figure: its parts, what is missing, its value and share."""
    part, whole = row.numerator, row.denominator
    found: set[Fraction] = {Fraction(number) for number in (part, whole, row.value) if number is not None}
    if part is not None and whole:
        found.add(Fraction(whole) - Fraction(part))
        share = 100 * Fraction(part) / Fraction(whole)
        found |= _rounded((share, 100 - share, Fraction(part) / Fraction(whole)))
    return {plain(number) or "" for number in found}


def _rounded(numbers: Iterable[Fraction]) -> set[Fraction]:
    return {
        Fraction(round_half_up(number, places)) for number in numbers for places in range(MOST_DECIMALS + 1)
    }


def _period(row: ResultRow | MeasureCommentary) -> Period:
    return Period.containing(row.period_start, row.period_kind, row.period_start.month)


def _months(period: Period) -> Iterator[str]:
    """The names of a period's months, long and short."""
    for back in range(period.months):
        # What staff wrote is English, whatever language is being written.
        month = (period.start.month - 1 + back) % 12 + 1
        yield from (calendar.month_name[month], calendar.month_abbr[month])
        if month == 9:
            yield "Sept"
