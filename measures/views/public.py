"""Performance, measures and releases: read from frozen documents, open to everyone."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from charter.access import public
from engagement.presenters import changes, scrutiny
from measures import filtering, presenters
from measures.charts import chart_of
from measures.presenters import ReleaseView

MOST_CHANGES, MOST_SCRUTINY = 4, 2


@public("performance is for everyone to see")
def performance(request: HttpRequest) -> HttpResponse:
    """All measures, filtered and put in order by the query string; what it asks for in vain is told (422)."""
    query = request.GET.dict()
    release = presenters.live_release()
    document = presenters.document(release, "performance") if release else None
    asked = filtering.asked(query, document)
    if filtering.has_empty(query) and not asked.faults:
        return redirect(f"{request.path}?{asked.query()}".removesuffix("?"))
    context = {"release": release, "part": "performance", "document": document, "asked": asked}
    if release and document:
        context |= _listed(release, document, asked)
    return render(request, "measures/performance.html", context, status=422 if asked.faults else 200)


def _listed(release: ReleaseView, document: presenters.Document, asked: filtering.Asked) -> dict[str, Any]:
    """The rows that are left, their counts and the choices; an area's or a period's figures are read here."""
    area, period = (
        presenters.document(release, f"{name}s/{asked.picked[name]}") if name in asked.picked else None
        for name in ("area", "period")
    )
    rows = filtering.seen(document["measures"], filtering.cells_of(area, period, asked.picked))
    shown = filtering.narrowed(rows, asked.picked)
    return {
        "area": area,
        "period": period,
        "shown": len(shown),
        "groups": filtering.ordered(shown, document, asked),
        "counted": filtering.counted(document["measures"]),
        "total": len(document["measures"]),
        "filters": filtering.choices(document, rows, asked.picked),
        "orders": {name: _(label) for name, label in filtering.ORDERS.items()},
    }


@public("a measure is for everyone to see")
def measure(request: HttpRequest, slug: str) -> HttpResponse:
    """One measure: its figure, target, chart, table, explanation, definition; with an area, also there."""
    release = presenters.live_release()
    document = presenters.document(release, f"measures/{slug}") if release else None
    if document is None:
        raise Http404
    segment = request.GET.get("segment", "")
    here = filtering.of_segment(document, segment)
    context = {
        "release": release,
        "measure": document,
        "changes": changes(MOST_CHANGES, measure=slug),
        "scrutiny": scrutiny(MOST_SCRUTINY, measure=slug),
        "part": "performance",
        "here": here,
        "no_segment": segment[: filtering.LONGEST] if segment and not here else "",
    }
    return render(request, "measures/measure.html", context, status=422 if segment and not here else 200)


@public("charts are open data")
def measure_svg(request: HttpRequest, slug: str) -> HttpResponse:
    """The measure's chart as a file that stands alone, in the colours of paper."""
    release = presenters.live_release()
    document = presenters.document(release, f"measures/{slug}") if release else None
    drawn = chart_of(document) if document else None
    if drawn is None:
        raise Http404
    context = {"d": drawn.wide, "title": drawn.title, "standalone": True}
    return render(request, "components/chart.svg.html", context, content_type="image/svg+xml")


@public("what was published stays published")
def releases(request: HttpRequest) -> HttpResponse:
    """Every release, newest first, with corrections and withdrawals."""
    return render(request, "measures/releases.html", {"releases": presenters.releases(), "part": "releases"})


@public("what was published stays published")
def release(request: HttpRequest, slug: str) -> HttpResponse:
    """One release as it was frozen; a withdrawn one answers 410 with the notice."""
    found = presenters.release_named(slug)
    if found is None:
        raise Http404
    if found.state == "withdrawn":
        return render(request, "measures/release_withdrawn.html", {"found": found}, status=410)
    return render(request, "measures/release.html", _frozen(found))


def _frozen(found: ReleaseView) -> dict[str, Any]:
    shown = presenters.published(found)
    return {
        "found": found,
        "release": found,
        "part": "releases",
        "charter": shown.charter,
        "corrected": shown.corrected,
        "measures": shown.measures,
    }
