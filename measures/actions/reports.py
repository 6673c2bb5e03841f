"""The verb of a paper: order it from a release; the worker makes it and keeps it by its hash."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit, jobs
from charter.faults import Refused
from charter.models import Job, User
from charter.querysets import logo_content
from measures import pdf, presenters, report_view
from measures.models import Release, Report
from measures.querysets.releases import is_public


@transaction.atomic
def order_report(*, release: Release, by: User, kind: str = "board") -> Report:
    """Ask for a paper of a release; ordering it twice leads to the one there is, a failed one is tried again.

    The job is of the kind `render_report` and its ids hold `report`. Raises Refused for a release that is
    not public.
    """
    found = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    if not is_public(found):
        state = found.get_state_display().lower()
        raise Refused(
            _("This release is {state}. A report is made of one that is or was published.").format(
                state=state
            )
        )
    report, made = Report.objects.get_or_create(release=found, kind=kind, defaults={"ordered_by": by})
    if not made and (report.file or (report.job is not None and report.job.state in ("queued", "running"))):
        return report
    report.job = jobs.enqueue("render_report", key=f"report-{report.pk}", ids={"report": report.pk}, by=by)
    report.version += 1
    report.save()
    audit.record("order_report", report, by=by, detail={"release": found.slug, "kind": kind})
    return report


@transaction.atomic
def release_report(*, report: Report, by: User, to_board: bool) -> Report:
    """Let the Board's readers download a paper, or take it back from them.

    Raises Refused when there is no file yet, or when its release was withdrawn.
    """
    found = Report.objects.select_for_update(of=("self",)).select_related("release").get(pk=report.pk)
    if not found.file:
        raise Refused(_("This report is not ready yet."))
    if to_board and found.release.state == "withdrawn":
        raise Refused(_("The release of this report was withdrawn, so the Board does not get it."))
    found.released_to_board = to_board
    found.version += 1
    found.save()
    audit.record("release_report" if to_board else "recall_report", found, by=by)
    return found


def render_report(job: Job) -> str:
    """The work of the job `render_report`: print the paper and keep it under its hash.

    Raises Refused when the release was withdrawn meanwhile or the machine cannot print.
    """
    report = Report.objects.select_related("release").get(pk=job.ids["report"])
    release = presenters.release_named(report.release.slug)
    if release is None or release.state == "withdrawn":
        raise Refused(_("The release was withdrawn before its paper was printed."))
    jobs.progress(job, 1, 3, "Printing the pages")
    content, pages = pdf.printed(
        "measures/reports/board.html", report_view.board_report(release), logo_content()
    )
    digest = hashlib.sha256(content).hexdigest()
    jobs.progress(job, 2, 3, "Filing the paper")
    with transaction.atomic():
        found = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
        if found.digest != digest:
            found.file.save(f"{digest}.pdf", ContentFile(content), save=False)
        found.digest, found.pages, found.ready_at = digest, pages, timezone.now()
        found.version += 1
        found.save()
        audit.record("render_report", found, by=job.asked_by, detail={"pages": pages, "digest": digest})
    return f"{pages} pages."
