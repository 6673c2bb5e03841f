"""The verbs of a paper: order it from a release, release it; the worker makes it, checks it and files it."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit, changes, jobs
from charter.faults import Refused
from charter.models import Body, Job, User
from charter.querysets import logo_content
from measures import pdf
from measures.actions.paper_mails import tell_of_fault
from measures.models import Release, Report
from measures.papers import KINDS, Kind, Order, Paper
from measures.papers.checking import damaged_documents, faults
from measures.papers.framing import framed, zipped
from measures.papers.ordering import given_for, inputs_of, order_of, release_of
from measures.querysets.papers import pack_of
from measures.querysets.releases import is_public

TOLD = 3  # faults that are said at once; the row has them all


@transaction.atomic
def order_report(
    *,
    release: Release,
    by: User,
    kind: str = "board",
    body: Body | None = None,
    large: bool = False,
    draft: bool = False,
) -> Report:
    """Ask for a paper of a release; ordering the same twice leads to the one there is, a failed one is tried
    again. What has changed since in what it is given beside the release makes a new edition.

    The job is of the kind `render_report` and its ids hold `report`. `draft` asks for one of a release that
    waits for its moment. Raises Refused for any other release that is not public, for a kind that needs a
    body without one, and for the pack of another kind of body.
    """
    found = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    _refuse_if_closed(found, draft)
    _refuse_another_pack(KINDS[kind], body)
    report, made = _row_of(found, kind, body, large, by)
    if not made and (report.file or (report.job is not None and report.job.state in ("queued", "running"))):
        return report
    report.job = jobs.enqueue("render_report", key=f"report-{report.pk}", ids={"report": report.pk}, by=by)
    report.version += 1
    report.save()
    audit.record("order_report", report, by=by, detail={"release": found.slug, "kind": kind})
    return report


def _refuse_another_pack(kind: Kind, body: Body | None) -> None:
    if not kind.needs_body:
        return
    if body is None:
        raise Refused(_("Choose the body that this paper is for."))
    if pack_of(body) != kind:
        raise Refused(
            _("{body} has no paper of this kind: the {title} is for bodies of another kind.").format(
                body=body.name, title=kind.title
            )
        )


def _refuse_if_closed(release: Release, draft: bool) -> None:
    if is_public(release) or (draft and release.state == "scheduled"):
        return
    state = release.get_state_display().lower()
    raise Refused(
        _("This release is {state}. A report is made of one that is or was published.").format(state=state)
    )


def _row_of(release: Release, kind: str, body: Body | None, large: bool, by: User) -> tuple[Report, bool]:
    """The report with these inputs, made if there is none; the lock of the release keeps it the only one."""
    view = release_of(release)
    draft = not is_public(release)
    given = given_for(kind, view, body, timezone.localdate()) | ({"draft": True} if draft else {})
    inputs = inputs_of(Order(kind, view, body, large, draft, given))
    like = Report.objects.filter(release=release, kind=kind, body=body, large=large)
    status = "draft" if draft else "final"
    edition = (like.aggregate(last=Max("edition"))["last"] or 0) + 1
    row = {"ordered_by": by, "given": given, "edition": edition, "status": status}
    return like.get_or_create(release=release, kind=kind, body=body, large=large, inputs=inputs, defaults=row)


@transaction.atomic
def release_report(*, report: Report, by: User, to_board: bool) -> Report:
    """Let the readers of a paper's body (the Board's, where it has none) download it, or take it back.

    Raises Refused when there is no file yet, when it is a draft, or when its release was withdrawn.
    """
    found = Report.objects.select_for_update(of=("self",)).select_related("release").get(pk=report.pk)
    if not found.file:
        raise Refused(_("This report is not ready yet."))
    if to_board and found.release.state == "withdrawn":
        raise Refused(_("The release of this report was withdrawn, so the Board does not get it."))
    if to_board and found.status == "draft":
        raise Refused(_("This report is a draft, so the Board does not get it."))
    found.released_to_board = to_board
    found.version += 1
    found.save()
    audit.record("release_report" if to_board else "recall_report", found, by=by)
    return found


def render_report(job: Job) -> str:
    """The work of the job `render_report`: print the paper, check it, and keep it under its hash.

    A paper that is not whole is not filed; whoever ordered it is written to. Raises Refused then, when the
    release was withdrawn meanwhile, and when the machine cannot print.
    """
    report = Report.objects.select_related("release", "body").get(pk=job.ids["report"])
    if report.release.state not in ("live", "earlier", "scheduled"):
        raise Refused(_("The release was withdrawn before its paper was printed."))
    order = order_of(report)
    wrong = list(damaged_documents(order.release))
    if wrong:
        return _not_filed(job, report, wrong)
    paper = KINDS[report.kind].build(order)
    jobs.progress(job, 1, 4, "Printing the pages")
    content, pages = pdf.printed(paper.template, framed(order, paper), logo_content())
    jobs.progress(job, 2, 4, "Checking that nothing is missing")
    wrong = faults(content, pages, paper)
    if wrong:
        return _not_filed(job, report, wrong)
    jobs.progress(job, 3, 4, "Filing the paper")
    _file(job, report, paper, (content, pages), zipped(order, paper, content))
    return f"{pages} pages."


@transaction.atomic
def _file(job: Job, report: Report, paper: Paper, printed: tuple[bytes, int], archive: bytes) -> None:
    content, pages = printed
    found = Report.objects.select_for_update(of=("self",)).select_related("release").get(pk=report.pk)
    digest = hashlib.sha256(content).hexdigest()
    if found.digest != digest:
        found.file.save(f"{digest}.pdf", ContentFile(content), save=False)
    found.digest, found.pages, found.ready_at = digest, pages, timezone.now()
    if archive:
        found.archive_digest = hashlib.sha256(archive).hexdigest()
        found.archive.save(f"{found.archive_digest}.zip", ContentFile(archive), save=False)
    is_draft = found.status == "draft" or bool(paper.missing)
    found.status, found.missing, found.problem = "draft" if is_draft else "final", list(paper.missing), ""
    found.version += 1
    found.save()
    audit.record("render_report", found, by=job.asked_by, detail={"pages": pages, "digest": digest})
    changes.announce("report", [found.pk], by=job.asked_by)


def _not_filed(job: Job, report: Report, wrong: list[str]) -> str:
    """Keep what was wrong, write to the owner, and end the job as failed."""
    with transaction.atomic():
        found = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
        found.problem = "\n".join(wrong)
        found.version += 1
        found.save()
        audit.record("refuse_report", found, by=job.asked_by, detail={"faults": len(wrong)})
        tell_of_fault(found, by=job.asked_by)
    raise Refused(
        _("The paper is not whole, so it was not filed. {faults}").format(faults=" ".join(wrong[:TOLD]))
    )
