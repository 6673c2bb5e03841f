"""Every measure with its targets, for staff to read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from charter.access import requires
from measures.models import Measure
from measures.payload.figures import target_words
from measures.rules import target_on


@requires("see_measures")
@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """The list of measures in use: kind, frequency, owner, the target of today and those to come."""
    today = timezone.localdate()
    rows = []
    found = Measure.objects.filter(retired__isnull=True).select_related("owner", "approver")
    for measure in found.prefetch_related("targets", "lines__promise"):
        targets = list(measure.targets.all())
        rows.append(
            {
                "measure": measure,
                "target": target_words(measure, target_on(targets, today)),
                "coming": [
                    {"target": target_words(measure, target), "starts": target.starts}
                    for target in targets
                    if target.starts > today
                ],
                "promises": sorted({line.promise.title for line in measure.lines.all()}),
            }
        )
    return render(request, "measures/staff/measures.html", {"rows": rows})
