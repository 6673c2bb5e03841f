"""The audit trail as a readable list: who did what, when, from where. It never holds values of figures."""

from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from charter import audit as trail
from charter.access import actor, requires
from charter.audit.searching import AuditQuestion, audit_events
from charter.forms import AuditFilter
from charter.models import AuditDay, AuditEvent
from charter.presenters import audit_rows
from charter.translated import lazily as _lazy
from measures.presenters import as_csv

A_PAGE = 50
A_CHUNK = 1000  # people and things are looked up for so many events at a time
HEADS = (
    "when",
    "who",
    _lazy("what happened"),
    "details",
    _lazy("from where"),
    "reference",
    "verb",
    "thing",
    "id",
)


@requires("see_audit")
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Events, newest first; by person, verb, thing, words, days and reference."""
    form = AuditFilter(request.GET or None)
    sound = form.is_bound and form.is_valid()
    question = AuditQuestion.of(form.cleaned_data) if sound else AuditQuestion()
    # What was asked for wrongly is no reason to show everything as if it had been found.
    events = audit_events(question) if sound or not form.is_bound else audit_events(question).none()
    page = Paginator(events, A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "rows": audit_rows(list(page)),
        "query": query.urlencode(),
        "sealed": AuditDay.objects.order_by("-day").first(),
    }
    status = 200 if sound or not form.is_bound else 422
    return render(request, "charter/staff/audit.html", context, status=status)


@requires("see_audit")
@require_safe
def audit_csv(request: HttpRequest) -> HttpResponseBase:
    """Every event that was asked for as a file; that it was taken is an event, too."""
    form = AuditFilter(request.GET)
    if not form.is_valid():
        return redirect(f"{reverse('staff_audit')}?{urlencode(request.GET)}")
    question = AuditQuestion.of(form.cleaned_data)
    person = actor(request)
    with transaction.atomic():
        detail = question.told | {"events": audit_events(question).count()}
        trail.record("export_audit", person, by=person, detail=detail)
    # What comes while the file is written stands above what was counted, not in it.
    events = audit_events(question).filter(at__lte=timezone.now())
    answer = StreamingHttpResponse(
        as_csv(HEADS, _lines(events.iterator(chunk_size=A_CHUNK))), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="audit-{timezone.localdate():%Y-%m-%d}.csv"'
    return answer


def _lines(events: Iterator[AuditEvent]) -> Iterator[tuple[str, ...]]:
    while chunk := list(islice(events, A_CHUNK)):
        for event, row in zip(chunk, audit_rows(chunk), strict=True):
            yield (
                timezone.localtime(row.at).isoformat(timespec="seconds"),
                row.who,
                row.says,
                row.told,
                row.origin or _("the portal"),
                row.reference,
                event.verb,
                event.subject_kind,
                event.subject_id,
            )
