"""The first page of the staff area: what waits for this person, by role."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from charter import permissions
from charter.access import actor, requires
from charter.models import Job, User
from charter.presenters import job_words
from charter.querysets import calendar_state
from measures.querysets.alarms import alarms
from measures.querysets.inbox import Inbox, inbox_of
from measures.querysets.queue import queue_for
from measures.querysets.uploads import uploads_of
from promises.querysets import editions_to_approve

SHOWN = 5


@requires("staff_home")
@require_safe
def staff_home(request: HttpRequest) -> HttpResponse:
    """What is due, sent back, waiting for approval, uploaded, at work or failed; each with its link."""
    person = actor(request)
    roles = permissions.open_to(person)
    context = {
        "person": person,
        "may": roles,
        "inbox": inbox_of(person) if "enter_result" in roles else Inbox.of([], []),
        "queue": queue_for(person) if "decide_result" in roles else [],
        "editions": editions_to_approve() if "approve_edition" in roles else [],
        "uploads": uploads_of(person)[:SHOWN] if "upload_results" in roles else [],
        "jobs": _jobs_of(person, everybody="see_jobs" in roles),
        "alarms": alarms() if roles & {"see_jobs", "publish"} else [],
        "calendar": calendar_state() if "calendar" in roles else None,
        "shown": SHOWN,
    }
    return render(request, "charter/staff/home.html", context)


def _jobs_of(person: User, *, everybody: bool) -> list[dict[str, object]]:
    """Work at hand or failed: the person's own, for administrators everybody's."""
    rows = Job.objects.filter(state__in=["queued", "running", "failed"])
    if not everybody:
        rows = rows.filter(asked_by=person)
    return [{"job": job, "words": job_words(job.kind)} for job in rows[:SHOWN]]
