"""From rows to the frozen documents of a release. Names of documents:

`charter`, `performance`, `themes/<slug>`, `promises/<slug>`, `measures/<slug>`, `areas/<slug>`,
`periods/<key>`, `compare`.
"""

from datetime import datetime

from charter.periods import Period
from measures.payload.canonical import Document
from measures.payload.charter_document import charter_document, performance_document
from measures.payload.comparison import compare_document
from measures.payload.gather import gather
from measures.payload.lists import list_documents, list_index
from measures.payload.measure_document import measure_document
from measures.payload.promise_document import promise_document, theme_document

__all__ = ["Document", "documents"]


def documents(period: Period, cutoff: datetime) -> dict[str, Document]:
    """Every document that a release of the period would hold, as known at the cut-off, by name."""
    gathered = gather(period, cutoff)
    measures = {slug: measure_document(gathered, slug) for slug in gathered.standing.measures}
    made = {f"measures/{slug}": measure for slug, measure in measures.items()} | list_documents(measures)
    made |= {f"promises/{slug}": promise_document(gathered, slug) for slug in gathered.standing.promises}
    made |= {f"themes/{slug}": theme_document(gathered, slug) for slug in gathered.standing.themes}
    made["performance"] = performance_document(gathered) | list_index(measures)
    made["compare"] = compare_document(measures)
    made["charter"] = charter_document(gathered)
    return made
