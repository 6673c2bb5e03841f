"""The close of a financial year: what is missing or still moves, who owes it, and the closings there were."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.models import User
from charter.periods import KIND_OF_FREQUENCY, Period
from charter.querysets import first_period, year_starts
from measures import rules
from measures.csv_import.catalogue import ENTERED_KINDS
from measures.models import Measure, MeasureCommentary, Result, YearClosing
from measures.position import missing_parts
from measures.querysets.posts import Holders, holders_now
from measures.querysets.unexplained import missed_without_figure
from measures.querysets.written import wants_words
from measures.scoring import ScoringError
from measures.standing.stated import differs_from_its_parts, is_stated_longer

OPEN = ("draft", "submitted", "returned")
NOBODY = N_("No post owns this measure")


@dataclass(frozen=True)
class Item:
    """One thing of the checklist: what it says of a measure, for which period, and which post owes it.

    `holders` are the people who hold the post today. `result` is the figure itself, where there is one,
    `told` the words about a measure that the portal works out.
    """

    measure: Measure
    says: str
    owner: str
    holders: str
    period: Period | None = None
    result: Result | None = None
    told: MeasureCommentary | None = None

    @property
    def mark(self) -> str:
        """What tells this item from another one."""
        period, row = self.period.key if self.period else "", self.result or self.told
        stands = f"{row._meta.model_name} {row.pk}/{row.version}" if row else ""
        return f"{self.measure.pk}/{period}/{stands}"


@dataclass(frozen=True)
class Line:
    """A line of the checklist. `may_except`: the year may be closed in spite of it, with a reason."""

    name: str
    title: str
    help: str
    may_except: bool
    items: tuple[Item, ...]

    @property
    def stands_in_the_way(self) -> bool:
        """Whether anything is left to do."""
        return bool(self.items)


@dataclass(frozen=True)
class Checklist:
    """Everything to look at before a year is closed. `provisional` figures become final with the close.

    `not_over`: the year still runs, so it cannot be closed at all.
    """

    year: Period
    lines: tuple[Line, ...]
    provisional: int
    approved: int
    not_over: bool

    @property
    def standing(self) -> list[Line]:
        """The lines with something left to do."""
        return [line for line in self.lines if line.stands_in_the_way]

    @property
    def blocking(self) -> list[Line]:
        """The lines that no reason lets pass."""
        return [line for line in self.standing if not line.may_except]

    @property
    def fingerprint(self) -> str:
        """Changes with whatever the checklist says, so that nobody closes what they have not seen."""
        marks = [f"{line.name}:{item.mark}" for line in self.lines for item in line.items]
        return hashlib.sha256("|".join([*marks, str(self.provisional)]).encode()).hexdigest()[:16]


def checklist_of(year: Period) -> Checklist:
    """The checklist of a financial year; about ten queries, and one for each figure of a longer period."""
    rows = list(
        results_of(year)
        .filter(workflow__in=["approved", *OPEN])
        .select_related("measure__owner", "segment", "commentary")
        .prefetch_related("measure__targets")
        .order_by("measure__title", "period_end", "pk")
    )
    approved = [row for row in rows if row.workflow == "approved"]
    return Checklist(
        year=year,
        lines=tuple(_lines(year, rows)),
        provisional=sum(row.approval == "provisional" for row in approved),
        approved=len(approved),
        not_over=year.end >= timezone.localdate(),
    )


# Name, title, what it means, and whether the year may be closed in spite of it, with a reason.
LINES = (
    ("missing", N_("Figures that are missing"), N_("No approved figure is there for these periods."), True),
    (
        "open",
        N_("Figures on their way"),
        N_(
            "Drafts, figures and explanations with an approver, and what was sent back. "
            "Finish or decide each."
        ),
        False,
    ),
    (
        "unexplained",
        N_("Misses without an explanation"),
        N_("These figures miss their target, and nobody has said why and what next."),
        True,
    ),
    (
        "differing",
        N_("Longer figures that differ from their parts"),
        N_("They were given for a longer period, do not agree with its parts, and nobody has said why."),
        True,
    ),
    (
        "targets",
        N_("Targets for next year"),
        N_("These measures had a target in this year and have none on the first day of the next."),
        True,
    ),
)


def _lines(year: Period, rows: Iterable[Result]) -> Iterator[Line]:
    measures, holders = _measures(year), holders_now()
    whole = [row for row in rows if row.workflow == "approved" and row.segment_id is None]
    found: dict[str, Iterable[Item]] = {
        "missing": _missing(year, measures, whole, holders),
        "open": [
            *(_on_their_way(row, holders) for row in rows if row.workflow in OPEN),
            *_words_on_their_way(year, holders),
        ],
        "unexplained": _unexplained(year, whole, measures, holders),
        "differing": _differing(whole, holders),
        "targets": _without_target(year, measures, holders),
    }
    for name, title, help_text, may_except in LINES:
        yield Line(name, _(title), _(help_text), may_except, tuple(found[name]))


def results_of(year: Period) -> QuerySet[Result]:
    """Every figure whose period ends in the year, of the whole landlord and of segments."""
    return Result.objects.filter(period_end__gte=year.start, period_end__lte=year.end)


def _measures(year: Period) -> list[Measure]:
    """The measures in use at the end of the year, with their targets."""
    rows = Measure.objects.filter(Q(retired__isnull=True) | Q(retired__gt=year.end))
    return list(rows.select_related("owner").prefetch_related("targets").order_by("title"))


def _item(measure: Measure, says: str, holders: Holders, **more: object) -> Item:
    owner = measure.owner.title if measure.owner else _(NOBODY)
    return Item(measure, says, owner, holders.names(measure.owner_id), **more)  # type: ignore[arg-type]


def _missing(
    year: Period, measures: Iterable[Measure], whole: Iterable[Result], holders: Holders
) -> Iterator[Item]:
    held: dict[int, set[Period]] = defaultdict(set)
    for row in whole:
        held[row.measure_id].add(Period.parse(row.period, year.year_starts))
    answers_from, graded = first_period(), _graded(year)
    for measure in measures:
        if measure.kind == "grade":
            if measure.pk not in graded and _was_asked(measure, year, answers_from):
                yield _item(measure, _("No grade stands at the end of the year"), holders)
        elif measure.kind in ENTERED_KINDS and year not in held[measure.pk]:
            for period in _lacking(measure, year, held[measure.pk], answers_from):
                yield _item(measure, period.label, holders, period=period)


def _lacking(
    measure: Measure, year: Period, held: Collection[Period], answers_from: Period | None
) -> Iterator[Period]:
    """The periods without a figure, since the portal answers and the measure has a target or a figure."""
    begins = [target.starts for target in measure.targets.all()] + [one.start for one in held]
    first = min(begins, default=None)
    for period in missing_parts(year, KIND_OF_FREQUENCY[measure.frequency], held):
        is_history = answers_from is not None and period.end < answers_from.start
        if first is not None and period.end >= first and not is_history:
            yield period


def _graded(year: Period) -> set[int]:
    """Measures (ids) of which a grade stands on the last day of the year."""
    given = Q(given_on__lte=year.end) | Q(given_on__isnull=True, period_end__lte=year.end)
    fresh = Q(review_by__isnull=True) | Q(review_by__gt=year.end)
    rows = Result.objects.filter(given, fresh, workflow="approved", segment__isnull=True)
    return set(rows.filter(measure__kind="grade").values_list("measure_id", flat=True))


def _was_asked(measure: Measure, year: Period, answers_from: Period | None) -> bool:
    begun = any(target.starts <= year.end for target in measure.targets.all())
    return begun and (answers_from is None or year.end >= answers_from.start)


def _on_their_way(row: Result, holders: Holders) -> Item:
    period = rules.period_of(row)
    where = f"{period.label}, {row.segment.name}" if row.segment else period.label
    says = f"{where}: {row.get_workflow_display().lower()}"
    return _item(row.measure, says, holders, period=period, result=row)


def _words_of(year: Period) -> QuerySet[MeasureCommentary]:
    """Words about measures that nobody enters, of periods that end in the year."""
    return MeasureCommentary.objects.filter(period_end__gte=year.start, period_end__lte=year.end)


def _words_on_their_way(year: Period, holders: Holders) -> Iterator[Item]:
    for row in _words_of(year).filter(workflow__in=OPEN).select_related("measure__owner"):
        period = Period.parse(row.period, year.year_starts)
        says = _("{period}, explanation: {state}").format(
            period=period.label, state=row.get_workflow_display().lower()
        )
        yield _item(row.measure, says, holders, period=period, told=row)


def _unexplained(
    year: Period, whole: Iterable[Result], measures: Iterable[Measure], holders: Holders
) -> Iterator[Item]:
    """Figures, and measures that the portal works out, which miss their target without approved words."""
    answers_from = first_period()
    told = set(_words_of(year).filter(workflow="approved").values_list("measure_id", "period"))
    for row in whole:
        if (row.measure_id, row.period) not in told and wants_words(row, _status(row), answers_from):
            period = rules.period_of(row)
            told.add((row.measure_id, row.period))
            yield _item(row.measure, period.label, holders, period=period, result=row)
    for measure, period in missed_without_figure(measures, year):
        is_history = answers_from is not None and period.end < answers_from.start
        if (measure.pk, period.key) not in told and not is_history:
            yield _item(measure, period.label, holders, period=period)


def _status(row: Result) -> str:
    try:
        return rules.judge_result(row.measure, row, row.measure.targets.all()).status
    except ScoringError:
        return "not_judged"  # a grade that is no longer on the list


def _differing(whole: Iterable[Result], holders: Holders) -> Iterator[Item]:
    for row in whole:
        told = (row.differs_because or row.note).strip()
        if not told and is_stated_longer(row) and differs_from_its_parts(row):
            period = rules.period_of(row)
            yield _item(row.measure, period.label, holders, period=period, result=row)


def _without_target(year: Period, measures: Iterable[Measure], holders: Holders) -> Iterator[Item]:
    after = year.next().start
    for measure in measures:
        targets = list(measure.targets.all())
        if rules.target_on(targets, year.end) and rules.target_on(targets, after) is None:
            yield _item(measure, _("No target is set"), holders)


# The years and their closings


@dataclass(frozen=True)
class Year:
    """A financial year of the list: how it stands, and who closed it when."""

    period: Period
    closing: YearClosing | None
    is_over: bool

    @property
    def says(self) -> str:
        """How it stands, in a word."""
        if self.closing is not None:
            return _("Closed")
        return _("Open") if self.is_over else _("Running")


def years(today: date) -> list[Year]:
    """The financial years that the portal answers for, and any other with a closing; the newest first."""
    starts, answers_from = year_starts(), first_period()
    closings = {one.year: one for one in closing_rows().filter(reopened_at__isnull=True)}
    running = Period.containing(today, "year", starts)
    first = answers_from.financial_year if answers_from else running.previous()
    found, year = {Period.parse(key, starts) for key in closings}, running
    while year >= first:
        found.add(year)
        year = year.previous()
    return [Year(one, closings.get(one.key), one.end < today) for one in sorted(found, reverse=True)]


def closing_rows(year: Period | None = None) -> QuerySet[YearClosing]:
    """Every closing there was, of one year if it is given, the newest first, with the people."""
    rows = YearClosing.objects.select_related("closed_by", "asked_by", "reopened_by")
    return rows.filter(year=year.key) if year is not None else rows


def may_confirm(person: User, closing: YearClosing | None) -> bool:
    """Whether the person is another one than the one who asked for reopening."""
    return closing is not None and closing.asked_by_id not in (None, person.pk)
