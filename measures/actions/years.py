"""The verbs of a financial year: close it, and open it again by two (design section 4.6)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter import audit, permissions
from charter.conflicts import check_version
from charter.faults import Fault, Refused
from charter.models import User
from charter.moments import begin_to_approve, begin_to_close
from charter.periods import Period
from charter.querysets import first_period
from measures.actions.scores import ask_for_scores, ask_for_series
from measures.actions.states import next_state
from measures.models import YearClosing
from measures.querysets.year_end import Checklist, Line, checklist_of, results_of
from measures.standing.touched import touched_since

NO_RIGHT = N_("Only an approver closes a year or opens it again.")
NAMED = 3  # measures that a refusal names of each line


@transaction.atomic
def close_year(
    *, year: Period, by: User, exceptions: Mapping[str, str] | None = None, seen: str | None = None
) -> YearClosing:
    """Close a financial year: all its approved figures become final, and a change is a correction.

    `exceptions` gives the reason for each line of the checklist that is let pass, by the line's name; `seen`
    is the fingerprint of the checklist that the page showed (None: no page). Raises Refused, with every line
    that stands in the way, while one has no reason; figures on their way have to be decided.
    """
    _refuse_without_right(by)
    begin_to_close()
    begin_to_approve()  # a release of a later moment finds the figures final
    if YearClosing.objects.filter(year=year.key, reopened_at__isnull=True).exists():
        raise Refused(_("The year {year} is closed already.").format(year=year.key))
    found = checklist_of(year)
    reasons = {name: text.strip() for name, text in (exceptions or {}).items()}
    _refuse_if_not_ready(found, reasons, seen)
    now = timezone.now()
    closing = YearClosing(year=year.key, starts=year.start, ends=year.end, closed_by=by, closed_at=now)
    closing.exceptions = [
        {"line": line.name, "title": line.title, "count": len(line.items), "reason": reasons[line.name]}
        for line in found.standing
    ]
    measures = _make_final(year, now)
    closing.figures = len(measures)
    closing.save()
    detail = {"year": year.key, "figures": closing.figures, "exceptions": closing.exceptions}
    audit.record("close_year", closing, by=by, detail=detail)
    ask_for_scores(periods=touched_since(year.start, timezone.localdate(), year.year_starts), by=by)
    ask_for_series(measures=measures, by=by)
    return closing


@transaction.atomic
def ask_to_reopen(*, closing: YearClosing, by: User, reason: str, version: int | None = None) -> YearClosing:
    """The first of the two: ask for a year to be opened again. Raises Refused without a reason."""
    found = _in_force(closing, by, version)
    if not reason.strip():
        raise Refused(_("Say why the year has to be opened again: the second approver reads it."))
    if found.asked_by_id is not None:
        raise Refused(_("Somebody asked for this already. Another approver confirms it."))
    found.asked_by, found.asked_at, found.asked_because = by, timezone.now(), reason.strip()
    _keep(found)
    audit.record("ask_to_reopen_year", found, by=by, detail={"year": found.year})
    return found


@transaction.atomic
def reopen_year(*, closing: YearClosing, by: User, version: int | None = None) -> YearClosing:
    """The second of the two: confirm, and the year is open. Its figures stay final.

    Raises Refused when nobody asked, or when the same person asked (the database forbids it as well).
    """
    begin_to_close()
    found = _in_force(closing, by, version)
    if found.asked_by_id is None:
        raise Refused(
            _("Nobody asked for this year to be opened again. Ask first; another approver confirms.")
        )
    if found.asked_by_id == by.pk:
        raise Refused(_("You asked for this yourself, so another approver must confirm it."))
    found.reopened_by, found.reopened_at = by, timezone.now()
    _keep(found)
    audit.record("reopen_year", found, by=by, detail={"year": found.year})
    return found


@transaction.atomic
def leave_closed(*, closing: YearClosing, by: User, version: int | None = None) -> YearClosing:
    """Take back what was asked for, or turn it down: the year stays closed."""
    found = _in_force(closing, by, version)
    if found.asked_by_id is None:
        raise Refused(_("Nobody asked for this year to be opened again."))
    detail = {"year": found.year, "asked_by": found.asked_by_id}
    found.asked_by = found.asked_at = None
    found.asked_because = ""
    _keep(found)
    audit.record("leave_year_closed", found, by=by, detail=detail)
    return found


def _refuse_without_right(by: User) -> None:
    if permissions.reach(by, "close_year") is None:
        raise Refused(_(NO_RIGHT))


def _in_force(closing: YearClosing, by: User, version: int | None) -> YearClosing:
    _refuse_without_right(by)
    found = YearClosing.objects.select_for_update(of=("self",)).get(pk=closing.pk)
    if found.reopened_at is not None:
        raise Refused(_("This year was opened again already."))
    check_version(found, version)
    return found


def _keep(found: YearClosing) -> None:
    found.version += 1
    found.save()


def _make_final(year: Period, now: datetime) -> Sequence[int]:
    """Make the provisional figures of the year final; returns the measure (id) of each."""
    rows = results_of(year).filter(workflow="approved", approval="provisional")
    next_state("approved", "finalise")
    measures = list(rows.select_for_update(of=("self",)).values_list("measure_id", flat=True))
    rows.update(approval="final", finalised_at=now, version=F("version") + 1)
    return measures


def _refuse_if_not_ready(found: Checklist, reasons: Mapping[str, str], seen: str | None) -> None:
    year = found.year
    if found.not_over:
        raise Refused(
            _("The year {year} has not ended yet. It can be closed from {day} on.").format(
                year=year.key, day=year.next().start
            )
        )
    answers_from = first_period()
    if answers_from is not None and year.end < answers_from.start:
        raise Refused(
            _("The year {year} is history: the portal answers from {period} on.").format(
                year=year.key, period=answers_from.label
            )
        )
    faults = [_fault(line) for line in found.standing if not (line.may_except and reasons.get(line.name))]
    if faults:
        raise Refused.because(faults)
    if seen is not None and seen != found.fingerprint:
        raise Refused(_("Something changed since you opened this page. Look at the list again, then close."))


def _fault(line: Line) -> Fault:
    named = ", ".join(dict.fromkeys(item.measure.title for item in line.items[:NAMED]))
    count = len(line.items)
    what = (
        _("{count} in the way ({named} and {more} more).")
        if count > NAMED
        else _("{count} in the way ({named}).")
    )
    remedy = (
        _("Mend each, or say why it is let pass.") if line.may_except else _("Finish or decide each first.")
    )
    return Fault(
        line.title,
        what.format(count=count, named=named, more=count - NAMED),
        remedy,
    )
