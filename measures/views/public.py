"""Performance, measures and releases: read from frozen documents, open to everyone."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from charter.access import public
from measures import filtering, presenters
from measures.charts import chart_of
from measures.presenters import ReleaseView


@public("performance is for everyone to see")
def performance(request: HttpRequest) -> HttpResponse:
    """All measures, filtered by promise, theme, body and status in the query string."""
    release = presenters.live_release()
    document = presenters.document(release, "performance") if release else None
    chosen = filtering.chosen(request.GET.dict())
    everything = document["measures"] if document else []
    shown = filtering.narrowed(everything, chosen)
    context = {
        "release": release,
        "part": "performance",
        "document": document,
        "shown": len(shown),
        "groups": filtering.grouped(shown, document, chosen) if document else [],
        "counted": filtering.counted(everything),
        "total": len(everything),
        "chosen": chosen,
        "filters": filtering.choices(document, chosen) if document else [],
    }
    return render(request, "measures/performance.html", context)


@public("a measure is for everyone to see")
def measure(request: HttpRequest, slug: str) -> HttpResponse:
    """One measure: its figure, target, chart, table, explanation, definition."""
    release = presenters.live_release()
    document = presenters.document(release, f"measures/{slug}") if release else None
    if document is None:
        raise Http404
    context = {"release": release, "measure": document, "part": "performance"}
    return render(request, "measures/measure.html", context)


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
