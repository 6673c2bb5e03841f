"""A measure inside another site's page: small, without form, cookie or script, and open to every frame."""

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt

from charter.access import public
from measures import presenters

EVERY_FRAME = {"frame-ancestors": ["*"]}


@xframe_options_exempt
@csp_replace(EVERY_FRAME)
@public("others may show a measure on their pages")
def measure_embed(request: HttpRequest, slug: str) -> HttpResponse:
    """The figure, its chart and its source, with the headers that let any page frame it.

    Only this page has them (reliability.md, section 6): every other one forbids all frames.
    """
    release = presenters.live_release()
    document = presenters.document(release, f"measures/{slug}") if release else None
    if document is None:
        raise Http404
    response = render(request, "measures/embed.html", {"release": release, "measure": document})
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
