"""The landlord's figures beside those of landlords like it: strips of quarters with words, no ranks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from charter.access import public
from measures import presenters


@public("how we compare is for everyone to see")
def compare(request: HttpRequest) -> HttpResponse:
    """Every figure that the regulator has of other landlords too, as it was frozen."""
    release = presenters.live_release()
    document = presenters.document(release, "compare") if release else None
    rows = document["measures"] if document else []
    return render(request, "measures/compare.html", {"release": release, "rows": rows, "part": "performance"})
