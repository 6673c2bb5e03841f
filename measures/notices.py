"""What the figures remind people of: due, late, sent back, waiting, approved, definitions and documents."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charter.languages import formats
from charter.notices import ONE_DAY, Occasion, Stretch, holders, register
from charter.periods import Period
from charter.permissions import holders_of
from charter.querysets import year_starts
from measures.bodies import members_of
from measures.csv_import.catalogue import ENTERED_KINDS
from measures.models import (
    Alert,
    Measure,
    MeasureCommentary,
    Meeting,
    PeriodUnlock,
    ReportSection,
    Result,
    YearClosing,
)
from measures.presenters import documents_owed, label_of, live_release
from measures.querysets.alerts import to_be_told
from measures.querysets.inbox import Line, lines_of
from measures.querysets.papers import OUT
from measures.querysets.reviews import measures_to_review
from measures.querysets.texts import to_approve
from measures.sentences import long_date
from promises.models import Publication


@register
def figures_due(stretch: Stretch) -> Iterator[Occasion]:
    """Figures due soon, today or overdue, for who holds the post; long overdue ones for approvers."""
    entered = Measure.objects.filter(retired__isnull=True, kind__in=ENTERED_KINDS, owner__isnull=False)
    measures = list(entered.select_related("owner").prefetch_related("targets").order_by("title"))
    posts = {pk for one in measures for pk in (one.owner_id, one.approver_id) if pk is not None}
    held = holders(posts, stretch.today)
    for line in lines_of(measures):
        if line.due is None or line.step not in ("enter", "returned"):
            continue
        yield from _of_line(line, line.due, held, stretch)


def _of_line(line: Line, due: date, held: dict[int, list[int]], stretch: Stretch) -> Iterator[Occasion]:
    title, label = line.measure.title, line.period.label
    address = reverse("staff_figure", args=[line.measure.slug, line.period.slug])
    about = f"figure {line.measure.slug} {line.period.key}"
    told = stretch.due(due)
    if told is not None:
        kind, on = told
        text = f"{title}, {label}: {_when(due, stretch.today)}"
        for person in held.get(line.measure.owner_id or 0, ()):
            yield Occasion(person, kind, on, about, text, address)
    late = stretch.escalated(due)
    if late is not None:
        post = line.measure.owner.title if line.measure.owner else ""
        text = _("{title}, {period}: {when}. {post} owes it").format(
            title=title, period=label, when=_when(due, stretch.today), post=post
        )
        for person in held.get(line.measure.approver_id or 0, ()):
            yield Occasion(person, "escalated", late, f"late {about}", text, reverse("staff_measures"))


def _when(due: date, today: date) -> str:
    days = abs((today - due).days)
    if due == today:
        words = _("due today, {date}")
    elif due < today:
        words = ngettext("was due on {date}, {count} day late", "was due on {date}, {count} days late", days)
    else:
        words = ngettext("due on {date}, in {count} day", "due on {date}, in {count} days", days)
    return words.format(date=long_date(due), count=days)


@register
def figures_decided(stretch: Stretch) -> Iterator[Occasion]:
    """Figures that were sent back or approved on the days before, for who sent them."""
    decided = _rows().filter(decided_at__date__gte=stretch.since, decided_at__date__lt=stretch.today)
    for row in decided.filter(workflow="returned"):
        text = f"{_named(row)}: {row.returned_because}"
        yield from _to_sender(row, "returned", text)
    for row in decided.filter(workflow="approved").exclude(origin__in=("automatic", "history")):
        yield from _to_sender(row, "approved", f"{_named(row)}: {row.get_approval_display().lower()}")


def _rows() -> QuerySet[Result]:
    return Result.objects.select_related("measure", "segment").order_by("pk")


def _to_sender(row: Result, kind: str, text: str) -> Iterator[Occasion]:
    on = _day(row.decided_at) + ONE_DAY
    yield Occasion(
        row.submitted_by_id or row.entered_by_id, kind, on, f"result {row.pk}", text, _address(row)
    )


def _day(moment: datetime | None) -> date:
    return timezone.localdate(moment) if moment else date.min


def _named(row: Result) -> str:
    label = Period.parse(row.period, year_starts()).label
    return f"{row.measure.title}, {label}{f', {row.segment.name}' if row.segment else ''}"


def _address(row: Result) -> str:
    page = reverse("staff_figure", args=[row.measure.slug, row.period.lower()])
    return f"{page}?segment={row.segment.slug}" if row.segment else page


@register
def figures_to_decide(stretch: Stretch) -> Iterator[Occasion]:
    """Submitted figures, for who holds the approving post (else every approver), but not for their sender."""
    waiting = list(_rows().filter(workflow="submitted").exclude(submitted_at__isnull=True))
    held = holders({row.measure.approver_id for row in waiting if row.measure.approver_id}, stretch.today)
    everybody = holders_of("approver", stretch.today) if waiting else []
    for row in waiting:
        on = stretch.waiting(_day(row.submitted_at))
        if on is None:
            continue
        sent = _day(row.submitted_at)
        text = _("{figure}: sent on {date}").format(figure=_named(row), date=formats.day_and_month(sent))
        senders = {row.submitted_by_id, row.entered_by_id}
        address = reverse("staff_approval", args=[row.pk])
        for person in _deciders(held.get(row.measure.approver_id or 0, ()), everybody, senders):
            yield Occasion(person, "to_decide", on, f"decide {row.pk}", text, address)


def _deciders(posted: Iterable[int], everybody: Iterable[int], senders: set[int | None]) -> list[int]:
    """Who is to decide: holders of the approving post, or every approver where only senders hold it."""
    found = [person for person in posted if person not in senders]
    return found or [person for person in everybody if person not in senders]


@register
def words_to_decide(stretch: Stretch) -> Iterator[Occasion]:
    """Words about measures that nobody enters: waiting for another, sent back, or approved."""
    rows = MeasureCommentary.objects.select_related("measure").order_by("pk")
    waiting = list(rows.filter(workflow="submitted"))
    held = holders({row.measure.approver_id for row in waiting if row.measure.approver_id}, stretch.today)
    everybody = holders_of("approver", stretch.today) if waiting else []
    for row in waiting:
        on = stretch.waiting(_day(row.written_at))
        address = reverse("staff_commentary_decide", args=[row.pk])
        people = _deciders(held.get(row.measure.approver_id or 0, ()), everybody, {row.written_by_id})
        for person in people if on is not None else ():
            yield Occasion(person, "to_decide", on or stretch.today, f"words {row.pk}", _words(row), address)
    decided = rows.filter(decided_at__date__gte=stretch.since, decided_at__date__lt=stretch.today)
    for row in decided.filter(workflow__in=("returned", "approved")):
        address = reverse("staff_commentary", args=[row.measure.slug, row.period.lower()])
        says = f": {row.returned_because}" if row.workflow == "returned" else ""
        on = _day(row.decided_at) + ONE_DAY
        yield Occasion(
            row.written_by_id, row.workflow, on, f"words {row.pk}", f"{_words(row)}{says}", address
        )


def _words(row: MeasureCommentary) -> str:
    label = Period.parse(row.period, year_starts()).label
    return _("Words about {title}, {period}").format(title=row.measure.title, period=label)


@register
def openings_decided(stretch: Stretch) -> Iterator[Occasion]:
    """Requests to unlock that were granted or refused on the days before, for who asked."""
    asked = PeriodUnlock.objects.filter(asked_by__isnull=False).select_related("measure")
    for row in asked:
        label = Period.parse(row.period, year_starts()).label
        name, about = f"{row.measure.title}, {label}", f"unlock {row.pk}"
        if row.given_at is not None and row.until is not None:
            words = _("Unlocked until {date}: {figure}")
            text, at = words.format(date=long_date(row.until), figure=name), row.given_at
            address = reverse("staff_figure", args=[row.measure.slug, row.period.lower()])
            yield Occasion(row.asked_by_id or 0, "approved", _day(at) + ONE_DAY, about, text, address)
        elif row.ended_at is not None:
            text = _("Not unlocked: {figure}: {reason}").format(figure=name, reason=row.ended_because)
            day, address = _day(row.ended_at) + ONE_DAY, reverse("staff_figures")
            yield Occasion(row.asked_by_id or 0, "returned", day, about, text, address)


@register
def definitions_to_review(stretch: Stretch) -> Iterator[Occasion]:
    """Definitions whose next review comes up or has passed, for who holds the owning post."""
    ahead = stretch.today + timedelta(days=stretch.timetable.review_before)
    measures = list(measures_to_review(ahead).filter(owner__isnull=False))
    held = holders({one.owner_id for one in measures if one.owner_id}, stretch.today)
    for one in measures:
        on = stretch.reviewed(one.next_review) if one.next_review else None
        if on is None:
            continue
        text = _("Definition of {title}: review by {date}").format(
            title=one.title, date=_written(one.next_review)
        )
        for person in held.get(one.owner_id or 0, ()):
            yield Occasion(person, "review", on, f"review {one.slug}", text, reverse("staff_measures"))


def _written(day: date | None) -> str:
    return long_date(day) if day else ""


@register
def documents_due(stretch: Stretch) -> Iterator[Occasion]:
    """Documents that are due, late or to be looked at again, for who holds the owning post."""
    posts = dict(Publication.objects.filter(owner__isnull=False).values_list("slug", "owner_id"))
    held = holders(set(posts.values()), stretch.today)
    for found in documents_owed(stretch.today):
        slug, title = found.publication.slug, found.publication.title
        people, address = held.get(posts.get(slug, 0), ()), reverse("staff_editions")
        for due in found.open_days:
            told = stretch.due(due)
            for person in people if told else ():
                kind, on = told or ("", due)
                text = f"{title}: {_when(due, stretch.today)}"
                yield Occasion(person, kind, on, f"document {slug} {due}", text, address)
        on_review = stretch.reviewed(found.next_review) if found.next_review else None
        for person in people if on_review else ():
            text = _("{title}: look at it again by {date}").format(
                title=title, date=_written(found.next_review)
            )
            yield Occasion(person, "review", on_review or stretch.today, f"edition {slug}", text, address)


@register
def alerts_raised(stretch: Stretch) -> Iterator[Occasion]:
    """Alerts of the days before, for the members of the bodies that watch: once, and only while still so."""
    moments = {"raised_at__date__gte": stretch.since, "raised_at__date__lt": stretch.today}
    raised = list(
        Alert.objects.filter(**moments).select_related("measure", "publication").prefetch_related("bodies")
    )
    release = live_release() if raised else None
    still = {one.key for one in to_be_told(release, stretch.today)} if release else set()
    members = {
        body.pk: members_of(body, stretch.today)
        for body in {body for one in raised for body in one.bodies.all()}
    }
    for one in raised:
        slugs = (one.measure.slug if one.measure else "", one.publication.slug if one.publication else "")
        if (one.kind, *slugs, one.about) not in still:
            continue
        on, about = _day(one.raised_at) + ONE_DAY, f"alert {one.pk}"
        for person in sorted({person for body in one.bodies.all() for person in members[body.pk]}):
            yield Occasion(person, "alert", on, about, one.sentence, one.address)


@register
def papers_ready(stretch: Stretch) -> Iterator[Occasion]:
    """Papers of meetings that came on the days before, for the members of the body; while they may be read.

    Those that came on the morning of the meeting are told of on that morning.
    """
    said = {"papers_said_at__date__gte": stretch.since, "papers_said_at__date__lte": stretch.today}
    rows = Meeting.objects.filter(state="planned", held_on__gte=stretch.today, **said)
    rows = rows.filter(report__released_to_board=True, report__status="final", report__release__state__in=OUT)
    for one in rows.select_related("body", "report__release"):
        if one.report is None or one.papers_said_at is None:
            continue
        text = _("{body}, meeting on {date}: the papers for {period} are ready").format(
            body=one.body.name, date=long_date(one.held_on), period=label_of(one.report.release)
        )
        came = _day(one.papers_said_at)
        on, about = min(came + ONE_DAY, one.held_on), f"papers {one.pk} {one.report_id}"
        address = reverse("body_papers", args=[one.body.slug])
        for person in members_of(one.body, stretch.today):
            yield Occasion(person, "papers", on, about, text, address)


@register
def papers_missing(stretch: Stretch) -> Iterator[Occasion]:
    """Meetings without papers on the day these are due, and on the day after: who called it, or approvers."""
    rows = Meeting.objects.filter(state="planned", held_on__gte=stretch.today, papers_due__isnull=False)
    none = Q(papers_said_at__isnull=True) | Q(report__release__state="withdrawn")
    for one in rows.filter(none).select_related("body", "called_by"):
        due = one.papers_due or stretch.today
        on = stretch.last_of([due, due + ONE_DAY])
        if on is None:
            continue
        if due == stretch.today:
            words = _("{body}, meeting on {date}: its papers are due today and are not ready")
        else:
            words = _("{body}, meeting on {date}: its papers were due on {due} and are not ready")
        text = words.format(body=one.body.name, date=long_date(one.held_on), due=long_date(due))
        caller = one.called_by if one.called_by and one.called_by.is_active else None
        people = [caller.pk] if caller else holders_of("approver", stretch.today)
        for person in people:
            yield Occasion(person, "papers_missing", on, f"no papers {one.pk}", text, reverse("account"))


@register
def openings_to_decide(stretch: Stretch) -> Iterator[Occasion]:
    """Locked periods that somebody asks to unlock, and years to be opened again, for the other approvers."""
    approvers = holders_of("approver", stretch.today)
    asked = PeriodUnlock.objects.filter(given_at__isnull=True, ended_at__isnull=True, asked_at__isnull=False)
    for row in asked.select_related("measure"):
        label = Period.parse(row.period, year_starts()).label
        text = _("Unlock {title}, {period}: {reason}").format(
            title=row.measure.title, period=label, reason=row.reason
        )
        told = Told(text, f"unlock {row.pk}", reverse("staff_unlock", args=[row.pk]))
        yield from _to_others(approvers, row.asked_by_id, row.asked_at, told, stretch)
    for closing in YearClosing.objects.filter(asked_at__isnull=False, reopened_at__isnull=True):
        text = _("Open {year} again: {reason}").format(year=closing.year, reason=closing.asked_because)
        told = Told(text, f"reopen {closing.pk}", reverse("staff_years"))
        yield from _to_others(approvers, closing.asked_by_id, closing.asked_at, told, stretch)


@register
def texts_of_papers(stretch: Stretch) -> Iterator[Occasion]:
    """Texts of papers that wait for approvers who did not write them; those sent back, for their authors."""
    approvers = holders_of("approver", stretch.today)
    for row in to_approve():
        told = Told(_of_text(row), f"text {row.pk}", _text_address(row))
        yield from _to_others(approvers, row.author_id, row.written_at, told, stretch)
    back = ReportSection.objects.filter(returned_at__date__gte=stretch.since)
    for row in back.filter(returned_at__date__lt=stretch.today):
        text = f"{_of_text(row)}: {row.returned_because}"
        on = _day(row.returned_at) + ONE_DAY
        yield Occasion(row.author_id, "returned", on, f"text {row.pk}", text, _text_address(row))


def _of_text(row: ReportSection) -> str:
    return _("Text of a paper of {year}, {heading}").format(year=row.year, heading=row.heading)


def _text_address(row: ReportSection) -> str:
    return reverse("report_section", args=[row.kind, row.year.lower(), row.key])


class Told(NamedTuple):
    """What is told, of what, and where it is seen."""

    text: str
    about: str
    address: str


def _to_others(
    people: Iterable[int], author: int | None, sent: datetime | None, told: Told, stretch: Stretch
) -> Iterator[Occasion]:
    """Something that waits for a decision, to all but who asked."""
    on = stretch.waiting(_day(sent))
    for person in people if on is not None else ():
        if person != author:
            yield Occasion(person, "to_decide", on or stretch.today, told.about, told.text, told.address)
