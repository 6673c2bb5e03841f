"""From measures to promises to themes to the charter (scoring.md, sections 5.1 to 5.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from django.utils.translation import gettext as _

from .kinds import NO_DATA, State
from .targets import Status
from .values import ScoringError

PromiseStatus = Literal["met", "near", "missed", "not_assessed", "insufficient_data"]

COUNTS_AS_DUE: frozenset[State] = NO_DATA | {"judged"}


@dataclass(frozen=True)
class Lines:
    """Where a score becomes met and near, and the share of the weight due that must be judged."""

    met_from: Fraction = Fraction(90)
    near_from: Fraction = Fraction(50)
    coverage: Fraction = Fraction(2, 3)


DEFAULT_LINES = Lines()


@dataclass(frozen=True)
class Item:
    """A measure in a promise. Weight 0: shown, not averaged; the caps still apply."""

    state: State
    score: Fraction | None = None
    status: Status = "not_judged"
    weight: Fraction = Fraction(1)
    critical: bool = False


@dataclass(frozen=True)
class PromiseScore:
    """What a promise scores, how much of it could be judged, and why the status was held back.

    `low` and `high`: the score if the missing measures were 0 or 100. `judged`, `due` and `left_out`
    count measures. Coverage, low and high are None where nothing is due.
    """

    score: Fraction | None
    coverage: Fraction | None
    low: Fraction | None
    high: Fraction | None
    status: PromiseStatus
    reasons: tuple[str, ...]
    judged: int
    due: int
    left_out: int


@dataclass(frozen=True)
class ThemeItem:
    """A promise in a theme."""

    status: PromiseStatus
    score: Fraction | None = None
    coverage: Fraction | None = None
    weight: Fraction = Fraction(1)


@dataclass(frozen=True)
class ThemeScore:
    """What a theme scores, and "n of m promises kept" where m could be judged."""

    score: Fraction | None
    coverage: Fraction | None
    status: PromiseStatus
    reasons: tuple[str, ...]
    promises_kept: int
    promises_assessed: int


@dataclass(frozen=True)
class Counts:
    """All promises of a charter; the four always sum to all of them."""

    met: int
    near: int
    missed: int
    cannot_be_judged: int

    @property
    def total(self) -> int:
        """All promises."""
        return self.met + self.near + self.missed + self.cannot_be_judged


def promise(items: Iterable[Item], lines: Lines = DEFAULT_LINES) -> PromiseScore:
    """The weighted mean of what was judged, given at sufficient coverage and capped by status."""
    listed = tuple(items)
    _check(listed)
    due = [item for item in listed if item.state in COUNTS_AS_DUE]
    judged = [item for item in due if item.state == "judged"]
    due_weight, judged_weight = _weight(due), _weight(judged)
    points = sum((item.weight * (item.score or 0) for item in judged), Fraction(0))
    coverage = judged_weight / due_weight if due_weight else None
    score = _mean(points, judged_weight, coverage, lines)
    status, reasons = _promise_status(due, judged, due_weight, score, lines)
    return PromiseScore(
        score=score,
        coverage=coverage,
        low=points / due_weight if due_weight else None,
        high=(points + 100 * (due_weight - judged_weight)) / due_weight if due_weight else None,
        status=status,
        reasons=reasons,
        judged=len(judged),
        due=len(due),
        left_out=len(listed) - len(due),
    )


def _check_weights(items: Iterable[Item | ThemeItem]) -> None:
    if any(item.weight < 0 for item in items):
        raise ScoringError(_("A weight is below 0. Give 0 or more."))


def _check(items: Sequence[Item]) -> None:
    _check_weights(items)
    if any(item.state == "judged" and (item.score is None or item.status == "not_judged") for item in items):
        raise ScoringError(_("A judged measure has no score."))


def _weight(items: Iterable[Item | ThemeItem]) -> Fraction:
    return sum((item.weight for item in items), Fraction(0))


def _mean(points: Fraction, weight: Fraction, coverage: Fraction | None, lines: Lines) -> Fraction | None:
    enough = coverage is not None and coverage >= lines.coverage
    return points / weight if weight and enough else None


def _promise_status(
    due: Sequence[Item], judged: Sequence[Item], due_weight: Fraction, score: Fraction | None, lines: Lines
) -> tuple[PromiseStatus, tuple[str, ...]]:
    if any(item.critical and item.status == "missed" for item in judged):
        return "missed", ("critical_missed",)
    if not due_weight:
        return "not_assessed", ()
    if score is None:
        return "insufficient_data", ()
    status = _by_lines(score, lines)
    # Only the cap that changed the status is a reason, as scoring.md 5.2 says.
    if status == "met" and any(item.status == "missed" for item in judged):
        return "near", ("a_measure_missed",)
    if status == "met" and any(item.critical and item.state in NO_DATA for item in due):
        return "near", ("critical_without_data",)
    return status, ()


def _by_lines(score: Fraction, lines: Lines) -> Literal["met", "near", "missed"]:
    if score >= lines.met_from:
        return "met"
    return "near" if score >= lines.near_from else "missed"


def theme(promises: Iterable[ThemeItem], lines: Lines = DEFAULT_LINES) -> ThemeScore:
    """The weighted mean of its promises' unrounded scores; those not assessed are left out."""
    listed = tuple(promises)
    _check_weights(listed)
    assessed = [item for item in listed if item.status != "not_assessed"]
    scored = [item for item in assessed if item.score is not None]
    weight = _weight(assessed)
    covered = sum((item.weight * (item.coverage or 0) for item in assessed), Fraction(0))
    coverage = covered / weight if weight else None
    points = sum((item.weight * (item.score or 0) for item in scored), Fraction(0))
    score = _mean(points, _weight(scored), coverage, lines)
    status, reasons = _theme_status(assessed, weight, score, lines)
    return ThemeScore(
        score=score,
        coverage=coverage,
        status=status,
        reasons=reasons,
        promises_kept=sum(item.status == "met" for item in assessed),
        promises_assessed=sum(item.status in ("met", "near", "missed") for item in assessed),
    )


def _theme_status(
    assessed: Sequence[ThemeItem], weight: Fraction, score: Fraction | None, lines: Lines
) -> tuple[PromiseStatus, tuple[str, ...]]:
    if not weight:
        return "not_assessed", ()
    if score is None:
        return "insufficient_data", ()
    status = _by_lines(score, lines)
    if status == "met" and any(item.status == "missed" for item in assessed):
        return "near", ("a_promise_missed",)
    return status, ()


def charter(promise_statuses: Iterable[PromiseStatus]) -> Counts:
    """How many promises are kept, nearly kept, not kept and cannot be judged yet."""
    listed = list(promise_statuses)
    met, near, missed = (listed.count(status) for status in ("met", "near", "missed"))
    return Counts(met, near, missed, len(listed) - met - near - missed)
