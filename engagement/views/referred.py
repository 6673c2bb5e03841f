"""What was referred to the own posts: words without what tells who wrote them (reliability.md row 29)."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from charter.access import actor, requires
from engagement.hints import hidden
from engagement.querysets import referred_to

A_PAGE = 25


@requires("read_referred")
@require_safe
def referred(request: HttpRequest) -> HttpResponse:
    """Everything that somebody in one of the own posts deals with, what is due first at the top."""
    page = Paginator(referred_to(actor(request)), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(one, hidden(one.text)) for one in page.object_list],
        "today": timezone.localdate(),
    }
    return render(request, "engagement/staff/referred.html", context)
