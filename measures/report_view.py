"""The Board report as its template reads it: only from the frozen documents of its release."""

from typing import Any

from charter.presenters import landlord
from measures import presenters
from measures.charts import chart_of
from measures.presenters import Document, ReleaseView

POINTS_FOR_A_CHART = 6
MOST_ROWS = 500


def board_report(release: ReleaseView) -> dict[str, Any]:
    """Everything that the Board's paper prints: summary, exceptions, promises, data quality, tables."""
    charter = presenters.document(release, "charter") or {}
    measures = presenters.documents(release, "measures")
    promises = presenters.documents(release, "promises")
    order = [found["slug"] for found in charter.get("promises", [])]
    return {
        "release": release,
        "landlord": landlord(),
        "charter": charter,
        "promises": [_promise(promises[slug], measures) for slug in order if slug in promises],
        "exceptions": _exceptions(measures),
        "waiting": [one for one in measures.values() if one["state"] in ("overdue", "stale")],
        "provisional": [one for one in measures.values() if one["figure"] and "p" in one["figure"]["flags"]],
        "tables": [
            one | {"newest": list(reversed(one["results"]))[:MOST_ROWS]}
            for one in measures.values()
            if one["results"]
        ],
        "others": [one for one in measures.values() if not one["promises"]],
    }


def _promise(promise: Document, measures: dict[str, Document]) -> Document:
    """A promise with the charts of its measures that have enough points."""
    slugs = [line["measure"]["slug"] for line in promise["lines"]]
    charts = []
    for slug in slugs:
        document = measures.get(slug)
        drawn = chart_of(document) if document and len(document["sparkline"]) >= POINTS_FOR_A_CHART else None
        if drawn is not None and document is not None:
            charts.append({"title": document["title"], "drawn": drawn})
    return promise | {"charts": charts}


def _exceptions(measures: dict[str, Document]) -> list[Document]:
    """Measures missed or close, missed first, each with the newest explanation of its judged period."""
    found = [one for one in measures.values() if one["status"] in ("missed", "near")]
    order = {"missed": 0, "near": 1}
    return [one | {"comment": _comment(one)} for one in sorted(found, key=lambda one: order[one["status"]])]


def _comment(one: Document) -> Document | None:
    """The explanation whose period lies in the judged one."""
    figure = one["figure"]
    if figure is None:
        return None
    inside = {
        row["period"]
        for row in one["results"]
        if figure["start"] <= row["start"] and row["end"] <= figure["end"]
    }
    return next((comment for comment in one["commentary"] if comment["period"] in inside), None)
