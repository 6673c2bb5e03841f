"""The figures of areas and other parts of the landlord as documents carry them; hidden ones only as [c]."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.languages.own import own
from measures import sentences
from measures.models import Measure, Segment
from measures.payload.canonical import Document
from measures.payload.figures import figure_document
from measures.payload.gather import Gathered
from measures.payload.wording import day
from measures.standing.areas import Breakdown, Part
from measures.words import FORMER_LANDLORD

FROM_PARTS = N_("We added up the {several} to make our whole figure.")
ADDS_UP = {
    "equal": N_("All {several} together are our whole figure."),
    "less": N_("The {several} come to less than our whole figure: some homes are in no {one}."),
    "more": N_("The {several} come to more than our whole figure, so something is counted twice."),
    "incomplete": N_("There is no figure yet for {names}."),
    "not_added": N_("The {several} cannot be added up to our whole figure."),
}
IN_NONE = N_("In no {dimension}")


def areas_document(gathered: Gathered, slug: str) -> Document | None:
    """The newest figures of each dimension, and every figure of a segment of ten years; None without any.

    The newest are those of the measure's own last period up to the one that is judged.
    """
    found = gathered.areas.get(slug, ())
    if not found:
        return None
    one = gathered.standing.measures[slug]
    measure = one.measure
    until = one.current.period.end if one.current else gathered.period.end
    newest = {
        table.dimension: table
        for table in found
        # Former landlords have their own part of the page (`charts.series`, `_former.html`).
        if table.period.end <= until and table.dimension != FORMER_LANDLORD
    }
    return {
        "dimensions": [_table(measure, newest[name]) for name in sorted(newest)],
        "results": [
            _row(measure, table, part) for table in found for part in table.parts if part.segment is not None
        ],
    }


def _table(measure: Measure, table: Breakdown) -> Document:
    return {
        "dimension": table.dimension,
        "period": table.period.key,
        "label": table.period.label,
        "rows": [_row(measure, table, part) for part in table.parts],
        "missing": [own(segment.name) for segment in table.missing],
        "adds_up": table.adds_up,
        "sentence": _sentence(table),
        "from_parts": table.from_parts,
        "has_hidden": table.has_hidden,
    }


def _row(measure: Measure, table: Breakdown, part: Part) -> Document:
    """A figure in the shape of the API. What staff noted stays inside: it may speak of a hidden neighbour."""
    segment = part.segment
    return figure_document(measure, part.figure) | {
        "segment": segment.slug if segment else None,
        "name": own(segment.name) if segment else _(IN_NONE).format(dimension=table.dimension),
        "dimension": table.dimension,
        "homes": segment.homes if segment else None,
        "replaces": _replaced(segment),
        "hidden": part.figure.hidden,
        "target_changed": False,
        "note": "",
    }


def _replaced(segment: Segment | None) -> list[Document]:
    """What the segment took the place of."""
    older = segment.replaces.all() if segment else ()
    return [{"segment": one.slug, "name": own(one.name), "until": day(one.ends)} for one in older]


def _sentence(table: Breakdown) -> str:
    """How the parts and the whole go together, in words."""
    names = sentences.listed([own(segment.name) for segment in table.missing])
    words = FROM_PARTS if table.from_parts else ADDS_UP[table.adds_up]
    return _(words).format(several=_many(table.dimension), one=table.dimension, names=names)


def _many(dimension: str) -> str:
    """A dimension's own word for several, such as “areas”; only English forms it from the word for one."""
    return f"{dimension}s" if (get_language() or "en").startswith("en") else dimension
