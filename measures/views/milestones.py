"""The page on which the owner of a milestone says that it is done."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from charter.access import actor, requires
from measures.actions.milestones import close_milestone
from measures.forms.milestones import MilestoneForm
from measures.models import Measure, Result
from measures.querysets.entered import entered_by


@requires("enter_result")
def milestone(request: HttpRequest, slug: str) -> HttpResponse:
    """Close one of the person's milestones; 404 for those of others."""
    measure = get_object_or_404(entered_by(actor(request)).filter(kind="milestone"), slug=slug)
    closings = Result.objects.filter(measure=measure, segment=None).select_related("decided_by")
    approved = closings.filter(workflow="approved").order_by("decided_at").last()
    opened = closings.filter(workflow__in=["draft", "submitted", "returned"]).first()
    shown = opened or approved
    form = MilestoneForm(
        request.POST if request.method == "POST" else None,
        correcting=approved is not None,
        row=opened or Result(measure=measure),
        initial={"done_on": shown.given_on, "evidence": shown.note} if shown else {},
    )
    if request.method == "POST":
        answer = form.send(actor(request), _close(request, measure, form))
        if answer is not None:
            return answer
    context = {"measure": measure, "form": form, "approved": approved, "opened": opened}
    return render(request, "measures/staff/milestone.html", context, status=form.page_status)


def _close(request: HttpRequest, measure: Measure, form: MilestoneForm) -> Callable[[], str]:
    def work() -> str:
        said = form.cleaned_data
        close_milestone(
            measure=measure,
            done_on=said["done_on"],
            evidence=said["evidence"],
            by=actor(request),
            correction_reason=said.get("correction_reason", ""),
            version=said["version"],
        )
        messages.success(request, _("Sent for approval: {title}.").format(title=measure.title))
        return reverse("staff_figures")

    return work
