"""The verb of schedules: the papers of a meeting are made by themselves, three days before they are due.

There is no table of schedules: meetings with the day on which their papers are due are the schedule. A paper
is checked before it is filed (`measures/actions/reports.py`) and told of only then (docs/adr/0036).
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeGuard, cast

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import ngettext

from charter import audit, changes, jobs
from charter.models import Body, Job, User
from measures import presenters
from measures.actions.reports import order_report, release_report
from measures.models import Meeting, Release, Report
from measures.papers import KINDS
from measures.querysets.papers import OUT

AHEAD = timedelta(days=3)
KIND_FOR = {"tenant": "panel", "board": "board"}  # by kind of body; every other gets its committee's pack


@transaction.atomic
def ask_for_papers(*, by: User) -> Job:
    """Ask the worker for the papers of the meetings to come."""
    return jobs.enqueue("prepare_papers", key="prepare_papers", by=by)


@jobs.register("prepare_papers")
def _prepare_papers(job: Job) -> str:
    count = prepare_papers(by=job.asked_by)
    return ngettext("{count} paper ordered", "{count} papers ordered", count).format(count=count)


@transaction.atomic
def prepare_papers(*, by: User) -> int:
    """Order the paper of each meeting whose papers are due within three days; how many went to the worker.

    A paper that failed, lacked a text or lost its release is tried again. A newer release before the due day
    gives a new edition, which takes the place of the old one only once it is whole; after that day a paper
    that is there stays the one that the body read. Without a release nothing is ordered.
    """
    shown = presenters.live_release()
    if shown is None:
        return 0
    today, ordered = timezone.localdate(), 0
    release = Release.objects.get(pk=shown.pk)
    for meeting in _coming(today):
        if _is_paper(meeting.report) and meeting.papers_said_at is None:
            papers_are_ready([meeting.report.pk], by)  # filed by another's order, before this one was noted
        if not _wants(meeting, release, today):
            continue
        kind = _kind_for(meeting.body)
        report = order_report(release=release, by=by, kind=kind, body=meeting.body)
        ordered += not report.file
        if not _is_paper(meeting.report) and report.pk != meeting.report_id:
            meeting.report, meeting.papers_said_at = report, None
            meeting.version += 1
            meeting.save()
            audit.record("prepare_papers", meeting, by=by, detail={"release": release.slug, "kind": kind})
        if report.file:
            papers_are_ready([report.pk], by)
    return ordered


def _kind_for(body: Body) -> str:
    wanted = KIND_FOR.get(body.kind, "committee")
    return wanted if wanted in KINDS else "board"


def _coming(today: date) -> QuerySet[Meeting]:
    """Planned meetings whose papers are due within three days, or were and did not take place yet."""
    rows = Meeting.objects.select_for_update(of=("self",)).filter(state="planned", held_on__gte=today)
    rows = rows.filter(papers_due__lte=today + AHEAD).select_related("body", "report__release")
    return rows.order_by("held_on", "pk")


def _is_paper(report: Report | None) -> TypeGuard[Report]:
    """Whether members can read it: filed, nothing missing, and its release not withdrawn."""
    return bool(report and report.file and report.status == "final" and report.release.state in OUT)


def _is_in_time(meeting: Meeting, today: date) -> bool:
    return meeting.papers_due is None or today <= meeting.papers_due


def _wants(meeting: Meeting, release: Release, today: date) -> bool:
    report = meeting.report
    if not _is_paper(report):
        return True
    return _is_in_time(meeting, today) and report.release_id != release.pk


@changes.on("report")
def papers_are_ready(ids: Sequence[int], by: User) -> None:
    """Give meetings their papers once these are whole, and note it, so that members are told.

    A draft is no paper for a meeting. A Board's report, which an approver gives to the Board otherwise, is
    given by the schedule.
    """
    today = timezone.localdate()
    rows = Report.objects.filter(pk__in=ids, body__isnull=False, large=False).select_related(
        "release", "body"
    )
    for report in rows:
        if not _is_paper(report) or report.kind != _kind_for(cast(Body, report.body)):
            continue
        for meeting in _coming(today).filter(body=report.body_id):
            if _takes(meeting, report, today):
                _give(meeting, report, by)


def _takes(meeting: Meeting, report: Report, today: date) -> bool:
    """Whether the paper is news for the meeting: its own, its first, or of a newer release in time.

    What somebody orders of an earlier release for the file is no paper of a meeting.
    """
    old = meeting.report
    if old is not None and old.pk == report.pk:
        return meeting.papers_said_at is None
    if not _is_paper(old):
        shown = presenters.live_release()
        return shown is not None and shown.pk == report.release_id
    newer = (report.release.period_end, report.release.revision) > (
        old.release.period_end,
        old.release.revision,
    )
    return newer and _is_in_time(meeting, today)


def _give(meeting: Meeting, report: Report, by: User) -> None:
    if not report.released_to_board:
        release_report(report=report, by=by, to_board=True)
    meeting.report, meeting.papers_said_at = report, timezone.now()
    meeting.version += 1
    meeting.save()
    audit.record("announce_papers", meeting, by=by, detail={"report": report.pk})
