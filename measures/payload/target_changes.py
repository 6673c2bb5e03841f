"""How a measure's target changed, as the release tells it (design section 5, “Changing a target”)."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from charter.languages.own import own
from charter.working_time import local_date
from measures import sentences
from measures.models import Measure, Target, TargetChange
from measures.payload.canonical import Document
from measures.payload.figures import day, target_words

Aim = dict[str, Any] | None


def target_changes(measure: Measure, rows: Iterable[TargetChange]) -> list[Document]:
    """Each change by its first day: what was aimed at, what is, why, and when that was decided.

    `decided` is null for what came with the measure's first targets.
    """
    return [
        {
            "from": day(row.starts),
            "old": _words(measure, row.old, row.new),
            "new": _words(measure, row.new, row.old),
            "reason": own(row.reason),
            "decided": day(local_date(row.decided_at)) if row.decided_at else None,
            "correction": row.is_correction,
        }
        for row in rows
    ]


def _words(measure: Measure, aim: Aim, other: Aim) -> str:
    """What is aimed at; of tolerance and floor only what differs from the other."""
    if aim is None:
        return _("no target")
    target = Target(**{name: _value(name, value) for name, value in aim.items()})
    parts = [target_words(measure, target)]
    beside = other or {}
    if any(aim.get(name) != beside.get(name) for name in ("tolerance", "tolerance_kind")):
        parts.append(_tolerance(measure, target))
    if aim.get("floor") != beside.get("floor"):
        parts.append(
            _("floor {amount}").format(amount=_amount(measure, target.floor))
            if target.floor is not None
            else _("no floor")
        )
    return ", ".join(part for part in parts if part)


def _value(name: str, written: str) -> str | Decimal:
    return written if name in ("grade", "tolerance_kind") else Decimal(written)


def _tolerance(measure: Measure, target: Target) -> str:
    if target.grade:
        return ""
    if not target.tolerance:
        return _("nothing else is close")
    if target.tolerance_kind == "relative":
        share = sentences.amount(target.tolerance, "", 10)
        return _("close within {number} percent of it").format(number=share)
    return _("close within {amount}").format(amount=_width(measure, target.tolerance))


def _width(measure: Measure, tolerance: Decimal) -> str:
    """A tolerance with its unit, such as “1 point” or “2 days”."""
    if measure.unit.startswith(sentences.PER):
        return _amount(measure, tolerance)
    return sentences.gap_amount(Fraction(tolerance), measure.unit, 10)


def _amount(measure: Measure, number: Decimal) -> str:
    return sentences.amount(number, measure.unit, 10)
