"""The list of jobs, and trying a failed one again."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from charter import jobs as work_list
from charter import permissions
from charter.access import actor, requires
from charter.form_parts import ConfirmForm
from charter.models import Heartbeat, Job
from charter.models.records import JOB_STATES
from charter.presenters import job_words

A_PAGE = 50


@requires("see_jobs")
def jobs(request: HttpRequest) -> HttpResponse:
    """Every job, newest first, by state; arguments are not shown."""
    state = request.GET.get("state", "")
    rows = Job.objects.select_related("asked_by")
    counts = {key: rows.filter(state=key).count() for key, _ in JOB_STATES}
    if state in counts:
        rows = rows.filter(state=state)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [{"job": job, "words": job_words(job.kind)} for job in page],
        "state": state if state in counts else "",
        "query": f"state={state}" if state in counts else "",
        "tabs": [(key, label, counts[key]) for key, label in JOB_STATES],
        "beat": Heartbeat.objects.filter(name="worker").first(),
    }
    return render(request, "charter/staff/jobs.html", context)


@requires("retry_job")
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """One job; a failed one can be tried again. 404 for those that others asked for, unless one sees all."""
    rows = Job.objects.select_related("asked_by")
    if permissions.reach(actor(request), "retry_job") != "all":
        rows = rows.filter(asked_by=actor(request))
    found = get_object_or_404(rows, pk=pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        answer = form.send(actor(request), _retry(request, found))
        if answer is not None:
            return answer
    context = {"job": found, "words": job_words(found.kind), "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "charter/staff/job.html", context, status=status)


def _retry(request: HttpRequest, found: Job) -> Callable[[], str]:
    def work() -> str:
        again = work_list.retry(job=found, by=actor(request))
        messages.success(request, _("Queued again."))
        return reverse("staff_job", args=[again.pk])

    return work
