"""What was said in public and is said otherwise now: old, new, why, on which day (design section 4.4)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from charter.languages.own import own
from charter.numbers import plain
from charter.working_time import local_date
from measures import rules
from measures.models import Measure, Result, Revision
from measures.payload.canonical import Document
from measures.payload.figures import day
from measures.payload.gather import Gathered

NO_NUMBERS: Document = dict.fromkeys(("numerator", "denominator", "value", "grade", "done_on"))


@dataclass(frozen=True)
class Told:
    """From a figure that was public to the one that is public now, with all steps that lie between."""

    old: Result
    new: Result
    steps: tuple[Revision, ...]

    @property
    def at(self) -> datetime:
        """When the last of the steps was decided."""
        return self.steps[-1].at


def revisions_document(gathered: Gathered, measure: Measure) -> list[Document]:
    """The public corrections of a measure, the newest first."""
    found = told_in_public(gathered.revisions.get(measure.pk, []))
    return [_revision(gathered, measure, one) for one in found]


def told_in_public(revisions: Iterable[Revision]) -> list[Told]:
    """The changes that the public is told of, the newest first; each says `was_public` of its old figure.

    A figure that no release ever held was never said, so its correction takes back nothing. It is told only
    as a step between two figures that were: then from the one to the other, with the reasons of both steps.
    """
    found: dict[tuple[str, int], list[Told]] = {}
    for row in sorted(revisions, key=lambda one: (one.at, one.pk)):
        chain = found.setdefault((row.period, row.new.segment_id or 0), [])
        if row.was_public:  # type: ignore[attr-defined]  # annotated by `gather`
            chain.append(Told(row.old, row.new, (row,)))
        elif chain:
            chain[-1] = replace(chain[-1], new=row.new, steps=(*chain[-1].steps, row))
    every = (one for chain in found.values() for one in chain)
    return sorted(every, key=lambda one: (one.at, one.steps[-1].pk), reverse=True)


def _revision(gathered: Gathered, measure: Measure, found: Told) -> Document:
    """What changed; of a figure that is hidden, before or after, only that it did."""
    hidden = any(gathered.hides(measure, step) for step in found.steps)
    reasons = dict.fromkeys(own(step.reason) for step in found.steps if step.reason)
    return {
        "hidden": hidden,
        "period": found.steps[-1].period,
        "label": rules.period_of(found.old).label,
        "kind": found.steps[-1].kind,
        "reason": "" if hidden else " ".join(reasons),
        "old": NO_NUMBERS if hidden else _numbers(found.old),
        "new": NO_NUMBERS if hidden else _numbers(found.new),
        "on": day(local_date(found.at)),
    }


def _numbers(result: Result) -> Document:
    return {
        "numerator": plain(result.numerator),
        "denominator": plain(result.denominator),
        "value": plain(result.value),
        "grade": own(result.grade) or None,
        "done_on": day(result.given_on) if result.measure.kind == "milestone" else None,
    }
