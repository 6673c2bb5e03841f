"""Posters of changes, to print and hang up; open to everyone."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from charter.access import public
from charter.faults import Refused
from engagement import presenters
from engagement.presenters import poster as posters


@public("a change is for everyone to see, on paper too")
@require_safe
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """The poster of a change that is out, A4, or A3 where `size` asks for it; any other size is not there."""
    found, size = presenters.change(slug), request.GET.get("size", "a4")
    if found is None or size not in posters.SIZES:
        raise Http404
    try:
        content = posters.poster(found, size)
    except Refused as refused:
        return HttpResponse(str(refused), status=503, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{found.slug}-{size}.pdf"'
    return answer
