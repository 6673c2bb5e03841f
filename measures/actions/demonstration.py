"""Verbs of the demonstration: its charter, documents and figures through the doors that people use."""

import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from charter import changes
from charter.actions.demonstration import holders_of_posts
from charter.actions.landlord import set_size_and_type
from charter.demonstration import cases, figures, sector, story
from charter.languages import formats
from charter.models import Landlord, User
from charter.periods import Period
from measures.actions.charter_file import Options, load_charter
from measures.actions.counted import count_all
from measures.actions.imports import accept_import, receive_upload, validate_import
from measures.actions.releases import publish_release
from measures.actions.results import (
    Decision,
    approve_result,
    needs_explanation,
    record_result,
    return_result,
    submit_result,
)
from measures.actions.scores import score_period
from measures.actions.sector import load_benchmarks
from measures.figures import Figures
from measures.models import Import, Measure, Result
from promises.actions import approve_edition, note_change, record_edition
from promises.models import Publication

Tell = Callable[[str], None]

LAST_CLOSED_DAY = date(2026, 3, 31)  # figures of years that ended by then are final
# Days after a period's end: figures come in, and are decided two days later. Yearly ones take longer.
DAYS_TO_SEND, DAYS_TO_SEND_YEARLY, DAYS_TO_DECIDE = 12, 80, 2
SENT_LATE = {("people-taking-part", "2026-27-Q1"): 35}
# The quarters published before the last one, each as known on its day; the last one is published now.
EARLIER_RELEASES = {
    "2025-26-Q3": date(2026, 2, 12),
    "2025-26-Q4": date(2026, 5, 14),
    "2026-27-Q1": date(2026, 8, 13),
}
LAST_RELEASE = "2026-27-Q2"
CORRECTED_ON = date(2026, 9, 8)


@transaction.atomic
def load_demonstration_charter(*, by: User, tell: Tell) -> None:
    """Load the charter file of the demonstration and make it current."""
    data = story.CHARTER_FILE.read_bytes()
    load_charter(data=data, by=by, options=Options(current=True), tell=tell)


@transaction.atomic
def load_demonstration_editions(*, approver: User) -> int:
    """Record every edition and noted change by the post that owes the document; returns how many editions."""
    holders = holders_of_posts()
    owed = {found.slug: found for found in Publication.objects.select_related("owner")}
    for edition in story.editions():
        publication = owed[edition.publication]
        owner = publication.owner
        recorded = record_edition(
            publication=publication,
            title=edition.title,
            published=edition.published,
            by=holders[owner.title] if owner else approver,
            file=(f"{publication.slug}-{edition.published}.txt", _text_of(edition)),
        )
        approve_edition(edition=recorded, by=approver, at=_morning(edition.published))
    for change in story.document_changes():
        publication = owed[change.publication]
        owner = publication.owner
        by = holders[owner.title] if owner else approver
        note_change(publication=publication, day=change.day, note=change.note, by=by, at=_morning(change.day))
    return len(story.editions())


def _text_of(edition: story.Edition) -> bytes:
    day = formats.long_date(edition.published)
    return (
        f"{edition.title}\n\nAlderbrook Homes, {day}\n\n"
        "Alderbrook Homes is invented, and so is this document. A real one would stand here.\n"
    ).encode()


@transaction.atomic
def load_demonstration_figures(*, tell: Tell) -> int:
    """Bring in three years of figures: uploaded by their owners, submitted and approved as if in time.

    Returns how many figures were approved; the rest wait, were sent back, or need an explanation.
    """
    owners, approvers = _posts_of_measures()
    for name, rows in (("figures", figures.results()), ("survey-answers", figures.answers())):
        _upload(f"{name}-2023-to-2026", rows, owners)
    _upload_cases(owners)
    tell("Sending and approving the figures …")
    approved = _send_and_approve(Result.objects.filter(workflow="draft"), approvers)
    changes.announce("result", approved, by=next(iter(approvers.values())))
    _upload("figures-2026-october", figures.october(), owners)
    _send_back(approvers)
    return len(approved)


@transaction.atomic
def load_demonstration_counts() -> int:
    """Count the portal's own records of three years, each period on the day after it; returns how many."""
    return len(count_all(by=User.objects.system(), since=figures.QUARTERS[0].start, decide=_counted_then))


def _counted_then(period: Period) -> Decision:
    approval = "final" if period.end <= LAST_CLOSED_DAY else "provisional"
    return Decision(approval, at=_morning(period.end + timedelta(days=1)), announce=False)


def _posts_of_measures() -> tuple[dict[str, User], dict[str, User]]:
    """Who owns and who approves each measure, by its slug."""
    holders = holders_of_posts()
    measures = list(Measure.objects.select_related("owner", "approver"))
    owners = {one.slug: holders[one.owner.title] for one in measures if one.owner}
    return owners, {one.slug: holders[one.approver.title] for one in measures if one.approver}


def _upload(name: str, rows: Iterable[figures.Row], owners: dict[str, User]) -> None:
    """Each owner uploads a file with the figures of their own measures, and accepts it."""
    by_owner: dict[User, list[figures.Row]] = {}
    for row in rows:
        by_owner.setdefault(owners[row.measure], []).append(row)
    for owner, own in by_owner.items():
        batch = _received(name, figures.written(own), owner)
        accept_import(batch=validate_import(batch=batch, by=owner), by=owner)


def _upload_cases(owners: dict[str, User]) -> None:
    """The owner of the damp visits uploads three years of reports, and accepts what they come to."""
    measure = Measure.objects.get(slug=cases.MEASURE)
    owner = owners[measure.slug]
    batch = _received("damp-reports-2023-to-2026", cases.written(), owner, measure)
    accept_import(batch=validate_import(batch=batch, by=owner), by=owner)


def _received(name: str, text: str, owner: User, measure: Measure | None = None) -> Import:
    source = io.BytesIO(text.encode())
    return receive_upload(source=source, name=f"{name}.csv", by=owner, check=False, measure=measure).batch


def _send_and_approve(drafts: Iterable[Result], approvers: dict[str, User]) -> list[int]:
    approved = []
    for result in _in_order(drafts):
        sent_at = _sent_at(result)
        sent = submit_result(result=result, by=result.entered_by, at=sent_at)
        approval = "final" if result.period_end <= LAST_CLOSED_DAY else "provisional"
        decision = Decision(approval, at=sent_at + timedelta(days=DAYS_TO_DECIDE), announce=False)
        approve_result(result=sent, by=approvers[result.measure.slug], decision=decision)
        approved.append(result.pk)
    return approved


def _in_order(drafts: Iterable[Result]) -> Iterator[Result]:
    listed = Result.objects.filter(pk__in=[draft.pk for draft in drafts])
    yield from listed.select_related("measure", "entered_by").order_by("period_end", "pk")


def _sent_at(result: Result) -> datetime:
    usual = DAYS_TO_SEND_YEARLY if result.period_kind == "year" else DAYS_TO_SEND
    days = SENT_LATE.get((result.measure.slug, result.period), usual)
    return _morning(result.period_end + timedelta(days=days))


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))


def _send_back(approvers: dict[str, User]) -> None:
    """Send on what can be sent of the last file, and return two of its figures with a reason."""
    for result in _in_order(Result.objects.filter(workflow="draft")):
        if not needs_explanation(result):
            submit_result(result=result, by=result.entered_by, at=_sent_at(result))
    for returned in story.sent_back():
        found = Result.objects.get(
            measure__slug=returned.measure, period=returned.period, segment=None, workflow="submitted"
        )
        return_result(result=found, by=approvers[returned.measure], reason=returned.reason)


@transaction.atomic
def correct_demonstration_figure(*, by: User) -> None:
    """Put one final figure right, with a reason and a second person; the release after it says so."""
    owners, _ = _posts_of_measures()
    correction = story.correction()
    measure = Measure.objects.get(slug=correction.measure)
    draft = record_result(
        measure=measure,
        period=Period.parse(correction.period),
        figures=Figures(Decimal(correction.numerator), Decimal(correction.denominator)),
        by=owners[measure.slug],
        correction_reason=correction.reason,
    )
    sent = submit_result(result=draft, by=owners[measure.slug], at=_morning(CORRECTED_ON))
    decided_at = _morning(CORRECTED_ON + timedelta(days=DAYS_TO_DECIDE))
    approve_result(result=sent, by=by, decision=Decision("final", at=decided_at))


@transaction.atomic
def load_demonstration_sector(*, by: User) -> int:
    """Load invented landlords to compare with, and say which are like ours; returns how many groups."""
    landlord = Landlord.objects.get()
    set_size_and_type(landlord=landlord, size_band=sector.SIZE_BAND, landlord_type=sector.KIND, by=by)
    return load_benchmarks(files=sector.files(), by=by, source=sector.SOURCE).new


@transaction.atomic
def publish_demonstration(*, by: User, tell: Tell) -> None:
    """Publish the last four quarters, three as known then; before the last one a figure is put right."""
    for key, day in EARLIER_RELEASES.items():
        publish_release(period=Period.parse(key), by=by, cutoff=_morning(day))
        tell(f"Published {key}.")
    correct_demonstration_figure(by=by)
    publish_release(period=Period.parse(LAST_RELEASE), by=by)
    tell(f"Published {LAST_RELEASE}.")
    for key in (*EARLIER_RELEASES, LAST_RELEASE):
        score_period(period=Period.parse(key), by=by)
