"""The verb of a paper: order it from a release; the worker makes it and keeps it by its hash."""

from django.db import transaction

from charter import audit, jobs
from charter.faults import Refused
from charter.models import User
from measures.models import Release, Report


@transaction.atomic
def order_report(*, release: Release, by: User, kind: str = "board") -> Report:
    """Ask for a paper of a release; ordering it twice leads to the one there is, a failed one is tried again.

    The job is of the kind `render_report` and its ids hold `report`. Raises Refused for a release that is
    not public.
    """
    found = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    if found.state not in ("live", "earlier"):
        state = found.get_state_display().lower()
        raise Refused(f"This release is {state}. A report is made of one that is or was published.")
    report, made = Report.objects.get_or_create(release=found, kind=kind, defaults={"ordered_by": by})
    if not made and (report.file or (report.job is not None and report.job.state in ("queued", "running"))):
        return report
    report.job = jobs.enqueue("render_report", key=f"report-{report.pk}", ids={"report": report.pk}, by=by)
    report.version += 1
    report.save()
    audit.record("order_report", report, by=by, detail={"release": found.slug, "kind": kind})
    return report
