"""Earlier charters under their own addresses, as they were published last."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from charter.access import public
from measures import presenters
from measures.querysets.former import former_charter


def _page(request: HttpRequest, charter: str, name: str) -> dict[str, Any] | None:
    """The release and document of an earlier charter's page; None when it is the current one."""
    found = former_charter(charter)
    if found is None:
        live = presenters.live_release()
        current = presenters.document(live, "charter") if live else None
        if current and current.get("slug") == charter:
            return None
        raise Http404
    release = presenters.release_named(found.release)
    document = presenters.document(release, name) if release else None
    if document is None:
        raise Http404
    return {"release": release, "former": charter, "document": document, "part": "charter"}


@public("what was promised before stays for everyone to read")
def charter(request: HttpRequest, charter: str) -> HttpResponse:
    """The whole of an earlier charter."""
    page = _page(request, charter, "charter")
    if page is None:
        return redirect("charter")
    return render(request, "charter/charter.html", page | {"charter": page["document"] | {"coming": []}})


@public("what was promised before stays for everyone to read")
def theme(request: HttpRequest, charter: str, slug: str) -> HttpResponse:
    """A theme of an earlier charter."""
    page = _page(request, charter, f"themes/{slug}")
    if page is None:
        return redirect("theme", slug=slug)
    return render(request, "charter/theme.html", page | {"theme": page["document"]})


@public("what was promised before stays for everyone to read")
def promise(request: HttpRequest, charter: str, slug: str) -> HttpResponse:
    """A promise of an earlier charter."""
    page = _page(request, charter, f"promises/{slug}")
    if page is None:
        return redirect("promise", slug=slug)
    return render(request, "promises/promise.html", page | {"promise": page["document"]})
