"""Kinds without a plain number: publications, milestones, grades (scoring.md, section 4.1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from django.utils.translation import gettext as _

from .targets import FULL, HALF, NOTHING, Judgement, Status
from .values import ScoringError

State = Literal["judged", "overdue", "stale", "suppressed", "not_due", "not_applicable", "no_target"]


# Due and without a figure: these count in the weight due, and not in the score (scoring.md 5.1).
NO_DATA: frozenset[State] = frozenset({"overdue", "stale", "suppressed"})


@dataclass(frozen=True)
class Outcome:
    """The state of a measure at a date and, where it is judged, its status and score."""

    state: State
    status: Status = "not_judged"
    score: Fraction | None = None


MET = Outcome("judged", "met", FULL)
NEAR = Outcome("judged", "near", HALF)
MISSED = Outcome("judged", "missed", NOTHING)
NOT_DUE = Outcome("not_due")
NO_TARGET = Outcome("no_target")
STALE = Outcome("stale")
OVERDUE = Outcome("overdue")


def outcome_of(judgement: Judgement) -> Outcome:
    """The outcome of a number that was there to be judged: no target if it could not be."""
    if judgement.status == "not_judged":
        return NO_TARGET
    return Outcome("judged", judgement.status, judgement.score)


@dataclass(frozen=True)
class EditionDue:
    """One edition that a schedule asks for, and the day it was published (None: not yet)."""

    due: date
    published: date | None = None


def judge_editions(editions: Iterable[EditionDue], *, cutoff: date) -> Outcome:
    """A publication over the editions due in the time looked at.

    Any whose due day is over and that is still unpublished at the cut-off: missed. All published by
    their due dates: met. Otherwise late: near. None due: not due.
    """
    known = [_known(edition, cutoff) for edition in editions]
    if any(edition.published is None and edition.due < cutoff for edition in known):
        return MISSED
    published = [(edition.published, edition.due) for edition in known if edition.published is not None]
    if not published:
        return NOT_DUE
    return MET if all(day <= due for day, due in published) else NEAR


def _known(edition: EditionDue, cutoff: date) -> EditionDue:
    if edition.published is not None and edition.published > cutoff:
        return EditionDue(edition.due)
    return edition


def worst_of(outcomes: Iterable[Outcome]) -> Outcome:
    """Several publications judged together: missed, near, stale, met, in this order."""
    found = set(outcomes)
    return next((outcome for outcome in (MISSED, NEAR, STALE, MET) if outcome in found), NOT_DUE)


@dataclass(frozen=True)
class Stage:
    """A step on the way to a milestone."""

    due: date
    done: date | None = None


def judge_milestone(
    expected_by: date | None, done: date | None, stages: Sequence[Stage], *, at: date, cutoff: date
) -> Outcome:
    """A milestone at a date: done in time, done late, not done, slipping or on course.

    Which dates have passed is asked at `at`, what was done is known at `cutoff`.
    """
    if expected_by is None:
        return NO_TARGET
    counted = done_at(expected_by, done, at=at, cutoff=cutoff)
    if counted is not None:
        return MET if counted <= expected_by else NEAR
    if expected_by < at or expected_by == at < cutoff:
        return MISSED
    slipping = any(stage.due < at and (stage.done is None or stage.done > cutoff) for stage in stages)
    return NEAR if slipping else NOT_DUE


def done_at(expected_by: date | None, done: date | None, *, at: date, cutoff: date) -> date | None:
    """The day a milestone was done, where that counts at a date; None where it does not.

    Known at the cut-off is enough once its date has come: done later is late, not undone. Before its date
    it is looked at only if it was done by then, as an edition that is due later (scoring.md 4.1 and 5.0).
    """
    if done is None or done > cutoff:
        return None
    has_come = expected_by is not None and expected_by <= at
    return done if done <= at or has_come else None


TWO_THIRDS = Fraction(2, 3)


@dataclass(frozen=True)
class MembersMet:
    """How many members of a composite are met, of those judged, of those due; near is not met."""

    met: int
    judged: int
    due: int

    @property
    def enough(self) -> bool:
        """Whether at least two thirds of the members that are due were judged."""
        return self.due > 0 and self.judged >= TWO_THIRDS * self.due


def members_met(members: Iterable[tuple[str, str]]) -> MembersMet:
    """Counts the members of a composite from their states and statuses (scoring.md 4.1).

    Members that are not due, have no target or do not apply are left out.
    """
    listed = list(members)
    judged = [status for state, status in listed if state == "judged"]
    without = sum(state in NO_DATA for state, _ in listed)
    return MembersMet(judged.count("met"), len(judged), len(judged) + without)


def judge_grade(grades: Sequence[str], grade: str | None, least_acceptable: str | None) -> Outcome:
    """An ordinal grade against the least acceptable one; `grades` are listed best first.

    ScoringError for a grade that is not on the list.
    """
    if grade is None:
        return NOT_DUE
    rank = _rank(grades, grade)
    if least_acceptable is None:
        return NO_TARGET
    beyond = rank - _rank(grades, least_acceptable)
    if beyond <= 0:
        return MET
    return NEAR if beyond == 1 else MISSED


def _rank(grades: Sequence[str], grade: str) -> int:
    if grade not in grades:
        raise ScoringError(
            _("“{grade}” is not one of the grades {grades}.").format(grade=grade, grades=", ".join(grades))
        )
    return list(grades).index(grade)
