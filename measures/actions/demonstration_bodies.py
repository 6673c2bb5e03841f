"""Verb of the demonstration: what its bodies met about and wrote, ratings of data, texts of papers."""

from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from charter import audit
from charter.actions.demonstration import demonstration_person, holders_of_posts
from charter.demonstration import meetings as story
from charter.demonstration.written import written
from charter.models import Body, User
from charter.periods import Period
from measures.actions.rating import rate_data
from measures.models import AgendaItem, Measure, Meeting, Minute, PanelComment, Release, ReportSection
from measures.papers.written import wanted


@transaction.atomic
def load_demonstration_bodies(*, by: User) -> int:
    """Bring in meetings with their minutes, the group's own words and ratings; returns how many meetings."""
    bodies = {body.slug: body for body in Body.objects.all()}
    for one in story.meetings():
        _meeting(one, bodies[one.body], by)
    for comment in story.comments():
        made = PanelComment.objects.create(
            body=bodies[comment.body],
            promise=comment.promise,
            period=comment.period,
            text=comment.text,
            author=demonstration_person(comment.author),
            published_by=demonstration_person(comment.published_by),
            published_at=timezone.make_aware(datetime.combine(comment.published_on, time(10))),
        )
        audit.record("load_comment", made, by=by)
    _rate()
    _write(by)
    return len(story.meetings())


def _rate() -> None:
    """Whoever holds the owning post says how good the data are."""
    holders = holders_of_posts()
    measures = {one.slug: one for one in Measure.objects.select_related("owner")}
    for rating in story.ratings():
        measure = measures[rating.measure]
        if measure.owner is not None:
            owner = holders[measure.owner.title]
            rate_data(measure=measure, rating=rating.rating, evidence=rating.evidence, by=owner)


def _write(by: User) -> None:
    """The approved texts of the yearly papers."""
    for paper in written():
        moment = timezone.make_aware(datetime.combine(paper.on, time(10)))
        people = demonstration_person(paper.author), demonstration_person(paper.approver)
        year = Period.parse(paper.year)
        for key, text in paper.texts.items():
            asked = wanted(paper.kind, year, key)
            if asked is None:
                raise ValueError(f"No {paper.kind} paper of {paper.year} needs the text “{key}”.")
            made = ReportSection.objects.create(
                kind=paper.kind,
                year=paper.year,
                key=key,
                heading=str(asked.heading),
                text=text.strip(),
                author=people[0],
                approver=people[1],
                approved_at=moment,
            )
            audit.record("load_section", made, by=by)


def _meeting(given: story.Meeting, body: Body, by: User) -> None:
    meeting = Meeting.objects.create(
        body=body,
        held_on=given.held_on,
        starts=given.starts,
        place=given.place,
        state=given.state,
        papers_due=given.papers_due,
        called_by=demonstration_person(given.called_by),
        release=Release.objects.get(slug=given.release) if given.release else None,
    )
    items = {item.key: _item(item, order, meeting) for order, item in enumerate(given.agenda, 1)}
    for order, minute in enumerate(given.minutes, 1):
        Minute.objects.create(
            meeting=meeting,
            item=items.get(minute.item),
            kind=minute.kind,
            text=minute.text,
            owner=minute.owner,
            due=minute.due,
            answer=minute.answer,
            answered_on=minute.answered_on,
            answered_by=demonstration_person(minute.answered_by) if minute.answered_by else None,
            order=order,
        )
    audit.record("load_meeting", meeting, by=by)


def _item(given: story.Item, order: int, meeting: Meeting) -> AgendaItem:
    return AgendaItem.objects.create(
        meeting=meeting,
        order=order,
        origin="exception",
        key=given.key,
        title=given.title,
        measure=Measure.objects.get(slug=given.measure),
    )
