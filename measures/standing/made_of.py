"""What the measures of a release were made of, as its documents say: the links that keep no history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from charter.periods import Period
from measures.models import Measure
from measures.standing import history
from measures.standing.facts import Facts


def as_made(
    facts: Facts, documents: Mapping[str, Mapping[str, Any]], period: Period, moment: datetime
) -> Facts:
    """The facts with the members and publications that the frozen documents of the period name.

    `facts` must have been read for this alone, as they stood at the moment. A document without such a list
    (it is older, or the measure newer) leaves the links of today.
    """
    every = {one.measure.slug: one.measure for one in facts.measures}
    for slug, measure in every.items():
        document = documents.get(f"measures/{slug}", {})
        if measure.kind == "composite" and "members" in document:
            named = {member["slug"] for member in document["members"]}
            members = [one for one in every.values() if _is_member(one, measure, named, period)]
            _put(measure, "members", members)
        if "publications" in document:
            named = {publication["slug"] for publication in document["publications"]}
            _put(measure, "publications", history.publications_as_of(named, moment))
    return facts


def _is_member(one: Measure, composite: Measure, named: set[str], period: Period) -> bool:
    """One that was retired is in no list any more, and still in the composite's history."""
    retired = one.retired is not None and one.retired <= period.end
    return one.slug in named or (retired and one in composite.members.all())


def _put(measure: Measure, name: str, rows: list[Any]) -> None:
    # Whoever looks at the links of the measure later finds these, without a query.
    getattr(measure, name).all()._result_cache = rows
