"""Questions about our own records: what was published, held, answered and closed in a time, and in time.

Design section 5, “Counters”: every count goes by the day in Europe/London; `first` and `last` both belong.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count as Agg
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Now, TruncDate

from charter import permissions
from charter.models import AuditEvent, User
from charter.working_time import DAY, LONDON
from engagement.models import Event, Feedback, Recommendation, ScrutinyAction, ScrutinyProject, ServiceChange
from measures.counters import Count, Counter

NOTICE = timedelta(days=7)


def within(column: str, first: date, last: date) -> Q:
    """Moments of a column that lie on these days, as people in London count days."""
    begins = datetime.combine(first, time.min, LONDON)
    ends = datetime.combine(last + DAY, time.min, LONDON)
    return Q(**{f"{column}__gte": begins, f"{column}__lt": ends})


def public_changes() -> QuerySet[ServiceChange]:
    """Service changes that the public may read: approved, and out by the clock of the database."""
    return ServiceChange.objects.filter(approved_at__isnull=False, published_at__lte=Now())


def changes_of_staff() -> QuerySet[ServiceChange]:
    """Every service change: what waits to be approved first, then to be published, then the newest public."""
    rows = ServiceChange.objects.select_related("written_by", "approved_by")
    return rows.order_by(
        F("published_at").desc(nulls_first=True), F("approved_at").asc(nulls_first=True), "-pk"
    )


def changes_in_work() -> QuerySet[ServiceChange]:
    """Service changes that wait for an approver: to be approved, or to be made public."""
    return ServiceChange.objects.filter(published_at=None)


def wrote_change(change: ServiceChange, person: User) -> bool:
    """Whether the person wrote any wording of a change: then another approves it. One query at most."""
    if change.written_by_id == person.pk:
        return True
    return AuditEvent.objects.filter(
        verb="change_service_change",
        subject_kind=ServiceChange._meta.label_lower,
        subject_id=str(change.pk),
        actor_id=person.pk,
    ).exists()


def public_scrutiny() -> QuerySet[ScrutinyProject]:
    """Scrutiny projects whose report is public, the newest first."""
    return ScrutinyProject.objects.filter(published_on__isnull=False).order_by("-published_on", "-pk")


def scrutiny_of(person: User) -> QuerySet[ScrutinyProject]:
    """The scrutiny that a person may read before it is public, the newest first.

    All of it, that of the own body, or that which gave the own posts something to do (design section 8, rows
    63 to 66). Each with `unanswered`, and with its actions that are `undone` or `unclosed` though done.
    """
    scopes = permissions.scopes_of(person, "read_scrutiny")
    mine = Q(pk__in=[])
    if "own body" in scopes:
        grants = permissions.grants_of(person).filter(role="panel_member", body__isnull=False)
        mine |= Q(body__in=grants.values("body"))
    if "assigned" in scopes:
        own = ScrutinyAction.objects.filter(owner__in=permissions.posts_of(person))
        mine |= Q(actions__in=own) | Q(recommendations__actions__in=own)
    asked = Recommendation.objects.filter(project=OuterRef("pk"), answered_on=None)
    agreed = ScrutinyAction.objects.filter(closed_on=None).filter(
        Q(project=OuterRef("pk")) | Q(recommendation__project=OuterRef("pk"))
    )
    rows = ScrutinyProject.objects.all() if "all" in scopes else ScrutinyProject.objects.filter(mine)
    return (
        rows.select_related("body", "opened_by", "published_by")
        .annotate(
            unanswered=_number(asked),
            undone=_number(agreed.filter(done_on=None)),
            unclosed=_number(agreed.filter(done_on__isnull=False)),
        )
        .distinct()
    )


def _number(rows: QuerySet[Any]) -> Coalesce:
    """How many rows a subquery has, counted beside the row that it is about."""
    counted = rows.order_by().annotate(same=Value(1)).values("same").annotate(n=Agg("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def scrutiny_that_waits(person: User) -> int | None:
    """How many things of scrutiny wait for this person: to answer, do or close; None for others."""
    roles = permissions.roles_of(person)
    found = 0
    if "approver" in roles:
        found += Recommendation.objects.filter(answered_on=None).exclude(made_by=person).count()
    if "data_owner" in roles:
        posts = permissions.posts_of(person)
        found += ScrutinyAction.objects.filter(owner__in=posts, done_on=None).count()
    if "panel_member" in roles:
        bodies = permissions.grants_of(person).filter(role="panel_member").values("body")
        own = Q(project__body__in=bodies) | Q(recommendation__project__body__in=bodies)
        done = ScrutinyAction.objects.filter(own, done_on__isnull=False, closed_on=None)
        found += done.exclude(done_by=person).count()
    return found if roles & {"approver", "data_owner", "panel_member"} else None


def actions_of_public_scrutiny() -> QuerySet[ScrutinyAction]:
    """Actions that came of scrutiny whose report is public, by due day, with who does them and why."""
    out = Q(project__published_on__isnull=False) | Q(recommendation__project__published_on__isnull=False)
    rows = ScrutinyAction.objects.filter(out).select_related("owner", "project", "recommendation__project")
    return rows.order_by("due", "pk")


def changes_published(first: date, last: date) -> QuerySet[ServiceChange]:
    """Service changes that became public, “we could not” among them."""
    return ServiceChange.objects.filter(within("published_at", first, last))


def compliments_published(first: date, last: date) -> QuerySet[Feedback]:
    """Compliments that became public."""
    return Feedback.objects.filter(within("published_at", first, last), kind="compliment")


def reports_published(first: date, last: date) -> QuerySet[ScrutinyProject]:
    """Scrutiny projects whose report became public."""
    return ScrutinyProject.objects.filter(published_on__range=(first, last))


def events_held(first: date, last: date) -> QuerySet[Event]:
    """Events that began on these days and took place."""
    return Event.objects.filter(within("starts", first, last), state="held")


def events_to_come(now: datetime) -> QuerySet[Event]:
    """Events that begin after a moment, called off ones among them, the next first."""
    return Event.objects.filter(starts__gt=now).select_related("body")


def events_over(now: datetime) -> QuerySet[Event]:
    """Events that began: those of which nobody said whether they took place first, then the newest."""
    rows = Event.objects.filter(starts__lte=now).select_related("body")
    return rows.annotate(is_settled=~Q(state="planned")).order_by("is_settled", "-starts", "-pk")


def events_that_wait(now: datetime) -> QuerySet[Event]:
    """Events that began and nobody settled, and those of the next two weeks without an invitation."""
    soon = Q(invited_on=None, starts__lte=now + 2 * NOTICE)
    return Event.objects.filter(Q(starts__lte=now) | soon, state="planned")


def with_a_weeks_notice(events: QuerySet[Event]) -> QuerySet[Event]:
    """Those whose invitation went out 7 or more days before; without a noted invitation: not."""
    day = TruncDate("starts", tzinfo=LONDON)
    return events.annotate(day=day).filter(invited_on__lte=F("day") - NOTICE)


def actions_due(first: date, last: date) -> QuerySet[ScrutinyAction]:
    """Scrutiny actions due on these days."""
    return ScrutinyAction.objects.filter(due__range=(first, last))


def closed_in_time(actions: QuerySet[ScrutinyAction]) -> QuerySet[ScrutinyAction]:
    """Those that the group closed on or before their due day."""
    return actions.filter(closed_on__lte=F("due"))


def feedback_to_answer(first: date, last: date) -> QuerySet[Feedback]:
    """Feedback whose answer fell due on these days."""
    return Feedback.objects.filter(answer_due__range=(first, last))


def feedback_answered_by_then(feedback: QuerySet[Feedback]) -> QuerySet[Feedback]:
    """Those that were answered on or before the day due."""
    answered = feedback.annotate(answered_on=TruncDate("answered_at", tzinfo=LONDON))
    return answered.filter(answered_on__lte=F("answer_due"))


def recommendations_to_answer(first: date, last: date) -> QuerySet[Recommendation]:
    """Recommendations whose answer fell due on these days."""
    return Recommendation.objects.filter(answer_due__range=(first, last))


def recommendations_answered_by_then(
    recommendations: QuerySet[Recommendation],
) -> QuerySet[Recommendation]:
    """Those that were answered on or before the day due."""
    return recommendations.filter(answered_on__lte=F("answer_due"))


def _actions_done(first: date, last: date) -> Count:
    due = actions_due(first, last)
    return Count(numerator=closed_in_time(due).count(), denominator=due.count())


def _with_notice(first: date, last: date) -> Count:
    held = events_held(first, last)
    return Count(numerator=with_a_weeks_notice(held).count(), denominator=held.count())


def _feedback_in_time(first: date, last: date) -> Count:
    owed = feedback_to_answer(first, last)
    return Count(numerator=feedback_answered_by_then(owed).count(), denominator=owed.count())


def _recommendations_in_time(first: date, last: date) -> Count:
    owed = recommendations_to_answer(first, last)
    return Count(numerator=recommendations_answered_by_then(owed).count(), denominator=owed.count())


# What each counter of design section 5 counts, by its name.
SOURCES: dict[str, Counter] = {
    "service_changes": lambda first, last: Count(changes_published(first, last).count()),
    "compliments_published": lambda first, last: Count(compliments_published(first, last).count()),
    "scrutiny_projects": lambda first, last: Count(reports_published(first, last).count()),
    "events_held": lambda first, last: Count(events_held(first, last).count()),
    "scrutiny_actions_done": _actions_done,
    "events_with_notice": _with_notice,
    "feedback_answered_in_time": _feedback_in_time,
    "recommendations_answered_in_time": _recommendations_in_time,
}


def let_out() -> QuerySet[Feedback]:
    """What people told the landlord and everybody may read, the newest first."""
    return Feedback.objects.filter(published_at__lte=Now()).order_by("-published_at", "-pk")


def words_to_let_out() -> QuerySet[Feedback]:
    """What was worded for the public and waits for another person, the oldest first."""
    rows = Feedback.objects.exclude(public_text="").filter(published_at=None).select_related("owner")
    return rows.order_by("received_at", "pk")


def referred_to(person: User) -> QuerySet[Feedback]:
    """What people told us that somebody in one of the person's posts deals with, what is due first."""
    rows = Feedback.objects.filter(owner__in=permissions.posts_of(person)).exclude(kind="complaint")
    return rows.order_by("answered_at", F("answer_due").asc(nulls_last=True), "-received_at", "-pk")


def inbox(kind: str, *, is_open: bool) -> QuerySet[Feedback]:
    """What people sent, of one kind or (empty) of all: what is due first at the top, then the newest.

    `is_open`: only what somebody still has to do something about. One query.
    """
    rows = Feedback.objects.select_related("owner")
    if kind:
        rows = rows.filter(kind=kind)
    if is_open:
        not_sent = Q(kind="complaint", handed_over_at=None, sent_as__isnull=False)
        rows = rows.filter(~Q(kind="complaint") | not_sent, answered_at=None)
        rows = rows.exclude(kind="compliment", published_at__isnull=False)
    return rows.order_by(F("answer_due").asc(nulls_last=True), "-received_at", "-pk")
