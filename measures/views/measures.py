"""Every measure with its target, and how collecting its figures stands."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from charter import drafts, permissions
from charter.access import actor, requires
from charter.drafts import Where, where_of
from charter.querysets import open_drafts_of_new
from charter.translated import lazily as _lazy
from measures.querysets.collection import FILTERS, HEADS, choices, collection, status_rows, under
from measures.querysets.entered import entered_by
from measures.views.downloads import listed

TITLES = {
    "state": _lazy("State"),
    "owner": _lazy("Owner"),
    "body": _lazy("Monitored by"),
    "theme": _lazy("Theme"),
}


@requires("see_measures")
@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """The measures in use, those owed longest first: who owes them, their last periods, their target."""
    every = collection()
    offered, wished = choices(every), request.GET.dict()
    filters = [
        {"name": name, "title": title, "choices": offered.get(name, []), "chosen": wished.get(name, "")}
        for name, title in TITLES.items()
    ]
    rows, new = under(every, wished), drafts.kind_named("measure")
    context = {
        "new": new if new.may_draft(actor(request), Where()) else None,
        "open": [one for one in open_drafts_of_new("measure") if new.may_read(actor(request), where_of(one))],
        "rows": rows,
        "every": len(every),
        "late": sum(row.days_late > 0 for row in every),
        "filters": filters,
        "filtered": any(wished.get(name) for name in FILTERS),
        "may_export": permissions.reach(actor(request), "export_lists") is not None,
        "query": request.GET.urlencode(),
    }
    return render(request, "measures/staff/measures.html", context)


@requires("export_lists")
@require_safe
def collection_list(request: HttpRequest, ending: str) -> HttpResponse:
    """The same as a file, one row a period: a data owner's own measures, an approver's all."""
    person, rows = actor(request), under(collection(), request.GET.dict())
    if permissions.reach(person, "export_lists") != "all":
        own = set(entered_by(person).values_list("pk", flat=True))
        rows = [row for row in rows if row.measure.pk in own]
    return listed(HEADS, status_rows(rows), "collection", ending)
