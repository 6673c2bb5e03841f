"""Verbs of the demonstration: three years of what tenants said, through the doors that people use."""

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.db.models import QuerySet

from charter.actions.demonstration import demonstration_person, holders_of_posts
from charter.models import Body, Post, User
from charter.working_time import local_date
from engagement.actions.challenges import (
    Doubt,
    answer_challenge,
    confirm_challenge,
    raise_challenge,
    withhold_challenge,
)
from engagement.actions.checks import About
from engagement.actions.data_requests import Asked, ask_about_data
from engagement.actions.demonstration_asked import load_consultations
from engagement.actions.event_places import invite, note_attendance, publish_heard, reply
from engagement.actions.events import Plan, cancel_event, hold_event, note_invitation, plan_event
from engagement.actions.feedback import answer_feedback, prepare_feedback, publish_feedback, receive_feedback
from engagement.actions.scrutiny import (
    add_action,
    answer_recommendation,
    close_action,
    make_recommendation,
    open_project,
    publish_report,
    report_action_done,
)
from engagement.actions.service_changes import (
    Story,
    approve_service_change,
    publish_service_change,
    record_service_change,
)
from engagement.demonstration import story
from engagement.models import Event, Member, Recommendation

GROUP = "customer-voice-group"
CHAIR, MEMBER = "maya.osei@alderbrook.example", "brian.tully@alderbrook.example"
OFFICER = "leah.morgan@alderbrook.example"
DAYS_TO_WRITE, DAYS_TO_PUBLISH_PRAISE = 7, 7


@transaction.atomic
def load_demonstration_engagement(*, approver: User) -> int:
    """Make every change, project, challenge, event and piece of feedback of the story; returns how many."""
    officer = demonstration_person(OFFICER)
    changes, projects = story.changes(), story.projects()
    events, told = list(story.events()), list(story.feedback())
    for change in changes:
        _change(change, officer, approver)
    for project in projects:
        _project(project, approver)
    for challenge in story.challenges():
        _challenge(challenge, officer, approver)
    for event in events:
        _event(event, officer)
    for one in told:
        _feedback(one, officer, approver)
    load_consultations(officer=officer, approver=approver)
    _question_about_data()
    return len(changes) + len(projects) + len(story.challenges()) + len(events) + len(told)


def _change(one: story.Change, officer: User, approver: User) -> None:
    public = story.morning(one.published)
    given = Story(
        one.title,
        one.said,
        one.did,
        one.published - timedelta(days=DAYS_TO_WRITE),
        outcome=one.outcome,
        about=About(one.promises, one.measures),
    )
    change = record_service_change(story=given, by=officer)
    approve_service_change(change=change, by=approver, at=public - timedelta(days=1))
    publish_service_change(change=change, by=officer, at=public)


def _project(one: story.Project, approver: User) -> None:
    body, chair = Body.objects.get(slug=GROUP), demonstration_person(CHAIR)
    about = About(one.promises, one.measures)
    project = open_project(
        title=one.title, summary=one.summary, body=body, started=one.started, about=about, by=chair
    )
    publish_report(project=project, by=demonstration_person(MEMBER), at=story.morning(one.report))
    for asked in one.recommendations:
        made = make_recommendation(
            project=project, text=asked.text, made_on=asked.made, answer_due=asked.due, by=chair
        )
        if asked.answered:
            answer_recommendation(
                recommendation=made,
                decision=asked.decision,
                answer=asked.answer,
                by=approver,
                at=story.morning(asked.answered),
            )
        _action(asked, made, approver)


def _action(asked: story.Asked, of: Recommendation, approver: User) -> None:
    if asked.action_due is None or asked.answered is None:
        return
    owner = Post.objects.get(title=asked.owner)
    action = add_action(
        of=of, text=asked.action, owner=owner, added_on=asked.answered, due=asked.action_due, by=approver
    )
    if asked.done:
        report_action_done(action=action, done_on=asked.done, by=holders_of_posts()[owner.title])
    if asked.closed:
        close_action(action=action, by=demonstration_person(CHAIR), at=story.morning(asked.closed))


def _challenge(one: story.Challenged, officer: User, approver: User) -> None:
    body, at = Body.objects.get(slug=GROUP), story.morning(one.raised)
    doubt = Doubt(one.text, one.promise, one.measure, display_name=one.display_name)
    made = raise_challenge(kind=one.kind, body=body, doubt=doubt, by=demonstration_person(CHAIR), at=at)
    if one.kind == "group":
        confirmed = at + timedelta(days=1)
        made = confirm_challenge(challenge=made, by=demonstration_person(MEMBER), at=confirmed)
    if one.answered:
        answer_challenge(challenge=made, answer=one.answer, by=approver, at=story.morning(one.answered))
    if one.withheld:
        withhold_challenge(challenge=made, reason=one.withheld, by=officer, at=at + timedelta(days=2))


def _event(one: story.Happening, officer: User) -> None:
    plan = Plan(one.title, one.kind, one.starts, place=one.place, agenda=one.agenda, seats=one.seats)
    event = plan_event(plan=plan, by=officer, at=story.morning(one.listed))
    has_people = one.invited is not None and (one.seats is not None or bool(one.heard))
    if one.invited and has_people:
        _ask_people(event, one, story.morning(one.invited), officer)
    elif one.invited:
        when = story.morning(one.invited)
        note_invitation(event=event, by=officer, late_because=one.late, at=when)
    if one.cancelled:
        cancel_event(event=event, because=one.cancelled, by=officer, at=one.starts - timedelta(days=1))
    elif not one.planned:
        hold_event(event=event, by=officer, at=one.starts + timedelta(hours=2))
    if one.heard and not one.cancelled:
        came = set(event.places.filter(state="coming").values_list("pk", flat=True))
        note_attendance(event=event, came=came, by=officer)
        when = one.starts + timedelta(days=7)
        publish_heard(event=event, heard=one.heard, next_steps=one.next_steps, by=officer, at=when)


def _ask_people(event: Event, one: story.Happening, when: datetime, officer: User) -> None:
    """All but the last say yes, a day after they were asked; where it is full the later ones wait."""
    invite(event=event, members=_people(when), by=officer, late_because=one.late, at=when)
    for number, place in enumerate(event.places.order_by("member__pk")):
        coming = number < len(story.members()) - 1
        reply(key=place.key, coming=coming, by=officer, at=when + timedelta(days=1, minutes=number))


def _people(when: datetime) -> QuerySet[Member]:
    """A few who take part, without an address to write to: the demonstration sends nobody mail."""
    names = story.members()
    people = Member.objects.filter(name__in=names, email="")
    if not people.exists():
        for name in names:
            Member.objects.create(name=name, ways=["group_in_person"], signed_up_at=when, confirmed_at=when)
    return people


def _feedback(one: story.Told, officer: User, approver: User) -> None:
    due = None if one.kind == "compliment" else one.due
    told = receive_feedback(
        kind=one.kind, text=one.text, by=officer, received_at=one.received, answer_due=due
    )
    if one.answered and due:
        answer_feedback(feedback=told, by=officer, at=one.answered)
    if one.public:
        told = prepare_feedback(feedback=told, public_text=one.public, by=officer)
        publish_feedback(feedback=told, version=told.version, by=approver, at=_a_week_later(one.received))


def _question_about_data() -> None:
    """Somebody invented asks for a copy; it came by the form, so the day it is loaded is its first."""
    asked = Asked("copy", "Sam Okafor", phone="07700 900456", text="I told you about the lift.")
    ask_about_data(asked=asked, sent_as=uuid5(NAMESPACE_URL, "data-question"), by=User.objects.system())


def _a_week_later(received: datetime) -> datetime:
    return story.morning(local_date(received) + timedelta(days=DAYS_TO_PUBLISH_PRAISE))
