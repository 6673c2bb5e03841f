"""The audit trail as a readable list: who did what, when. It never holds values of figures."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from charter.access import requires
from charter.forms import AuditFilter
from charter.models import AuditEvent, User
from charter.presenters import audit_row

A_PAGE = 100


@requires("see_audit")
def audit(request: HttpRequest) -> HttpResponse:
    """Events, newest first; by person, kind of thing and days."""
    form = AuditFilter(request.GET or None)
    events = AuditEvent.objects.all()
    if form.is_bound and form.is_valid():
        events = _chosen(events, form.cleaned_data)
    page = Paginator(events, A_PAGE).get_page(request.GET.get("page"))
    names = dict(User.objects.filter(pk__in={event.actor_id for event in page}).values_list("pk", "name"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "rows": [audit_row(event, names) for event in page],
        "query": query.urlencode(),
    }
    return render(request, "charter/staff/audit.html", context)


def _chosen(events: QuerySet[AuditEvent], wanted: dict[str, Any]) -> QuerySet[AuditEvent]:
    person: User | None = wanted["person"]
    first: date | None = wanted["first"]
    last: date | None = wanted["last"]
    if person:
        events = events.filter(actor_id=person.pk)
    if wanted["subject"]:
        events = events.filter(subject_kind=wanted["subject"])
    if first:
        events = events.filter(at__date__gte=first)
    return events.filter(at__date__lte=last) if last else events
