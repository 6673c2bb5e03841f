"""A file of evidence, for those who may see its figure; it is downloaded and never shown as a page."""

from typing import cast

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from charter import permissions
from charter.access import actor, requires
from measures.evidence import CONTENT_TYPES
from measures.models import Evidence
from measures.querysets.entered import entered_by


@requires("see_unpublished")
def evidence_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file by its number; of a figure of somebody else's measure there is none."""
    person = actor(request)
    rows = Evidence.objects.select_related("result")
    if permissions.reach(person, "see_unpublished") != "all":
        rows = rows.filter(result__measure__in=entered_by(person))
    found = get_object_or_404(rows, pk=pk)
    response = FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type=CONTENT_TYPES[found.kind],
    )
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return cast(HttpResponse, response)
