"""What the portal counts of its own records, as figures: recorded once, and again when a count changed.

Design section 4.2: automatic figures are recorded and approved by the portal's own account, because what was
counted must stay as it was known at a release's cut-off. How many people a record needs: docs/adr, record 9.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext

from charter import changes, jobs
from charter.faults import Refused
from charter.models import Job, User
from charter.periods import KIND_OF_FREQUENCY, Period, periods_between
from charter.querysets import first_period, year_starts
from measures import counters
from measures.actions.results import Decision, approve_result, record_result, submit_result
from measures.counters import Count
from measures.figures import Figures
from measures.models import Measure, Result
from measures.querysets.locks import locks_now

WHY_AGAIN = N_("The portal's own records of this time changed, so it counted them again.")
EVERY_COUNTER = "all"

Decide = Callable[[Period], Decision]


def now_and_provisional(period: Period) -> Decision:
    """How a count is approved: now, and it may change until its year is closed."""
    return Decision("provisional", announce=False)


@transaction.atomic
def count_measure(
    *, measure: Measure, by: User, since: date | None = None, decide: Decide = now_and_provisional
) -> list[int]:
    """Record the figures of a counted measure for its ended periods; returns the results that are new.

    A count that is the same as the figure that stands writes nothing; another one supersedes it. Figures
    that people entered before the measure was counted stay. Counted are the whole periods that the portal
    answers for; `since` adds earlier ones, where whoever asks knows that the records of them are whole.
    `decide` gives approval and moment, in the past for demonstration data; a final figure stays final.
    Raises Refused when `by` is not the portal's own account (the database forbids it as well).
    """
    if not by.is_system:
        raise Refused(_("Only the portal itself records what it counted."))
    locked = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    standing = Result.objects.filter(measure=locked, segment__isnull=True, workflow="approved")
    approved = {result.period: result for result in standing}
    written, locks = [], locks_now([locked])
    for period in _periods(locked, since, approved):
        if locks.why(locked, period):
            continue  # what was closed stays as it was; an approver unlocks it for a correction
        found = counters.count(locked.counter, period.start, period.end)
        before = approved.get(period.key)
        if found is None or (before is not None and not _is_outdated(before, found)):
            continue
        written.append(_record(locked, period, found, before, by=by, decision=decide(period)))
    if written:
        changes.announce("result", written, by=by)
    return written


def _periods(measure: Measure, since: date | None, approved: dict[str, Result]) -> list[Period]:
    """The ended periods to count, oldest first: those answered for, those asked for, those counted before."""
    answers_from, starts = first_period(), year_starts()
    begins = min(filter(None, (since, answers_from.start if answers_from else None)), default=None)
    counted = {Period.parse(key, starts) for key, result in approved.items() if result.origin == "automatic"}
    if begins is not None:
        kind = KIND_OF_FREQUENCY[measure.frequency]
        first = Period.containing(begins, kind, starts)
        first = first if first.start == begins else first.next()
        last = Period.containing(timezone.localdate(), kind, starts).previous()
        counted |= set(periods_between(first, last))
    return sorted(counted)


def _is_outdated(before: Result, found: Count) -> bool:
    return before.origin == "automatic" and (
        (before.value, before.numerator, before.denominator)
        != (found.value, found.numerator, found.denominator)
    )


def _record(
    measure: Measure, period: Period, found: Count, before: Result | None, *, by: User, decision: Decision
) -> int:
    result = record_result(
        measure=measure,
        period=period,
        figures=Figures(_exact(found.numerator), _exact(found.denominator), _exact(found.value)),
        by=by,
        origin="automatic",
        correction_reason=_(WHY_AGAIN) if before is not None else "",
    )
    sent = submit_result(result=result, by=by, at=decision.at)
    if before is not None and before.approval == "final":
        decision = Decision("final", at=decision.at, announce=False)
    return approve_result(result=sent, by=by, decision=decision).pk


def _exact(number: int | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def count_all(
    *, by: User, counter: str = "", since: date | None = None, decide: Decide = now_and_provisional
) -> list[int]:
    """Record the figures of every counted measure, or of those with this counter; each one for itself."""
    wanted = Measure.objects.filter(kind="counted").filter(
        Q(retired__isnull=True) | Q(retired__gt=timezone.localdate())
    )
    if counter:
        wanted = wanted.filter(counter=counter)
    return [pk for one in wanted for pk in count_measure(measure=one, by=by, since=since, decide=decide)]


@jobs.register("count")
def count_job(job: Job) -> str:
    """Count what the job names: one counter, or all of them."""
    name = str(job.ids["counter"])
    written = count_all(by=User.objects.system(), counter="" if name == EVERY_COUNTER else name)
    if not written:
        return _("Every counted figure is as it was")
    count = len(written)
    said: str = ngettext("{count} counted figures written", "{count} counted figures written", count)
    return said.format(count=count)


@transaction.atomic
def ask_for_counts(*, by: User, counter: str = EVERY_COUNTER) -> Job:
    """Ask the worker to count; inside the transaction of a change it comes and goes with it."""
    return jobs.enqueue("count", key=counter, ids={"counter": counter}, by=by)


def _follow(counter: str) -> changes.Handler:
    def records_changed(ids: Sequence[int], by: User) -> None:
        ask_for_counts(by=by, counter=counter)

    return records_changed


# Whoever keeps the records announces a change under the name of the counter that it moves.
for _counter in sorted(counters.NAMES):
    changes.on(_counter)(_follow(_counter))


@changes.on("charter")
@changes.on("measure")
def measures_changed(ids: Sequence[int], by: User) -> None:
    """A charter or a measure changed: a measure may be new, or counted from now on."""
    ask_for_counts(by=by)
