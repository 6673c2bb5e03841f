"""What a hand-over does on its day: pass on what hangs on a post, end roles, switch the account off.

For today it is done at once. For a later day a job waits, which keeps what is needed to take the plan back
when it is planned again for another day.
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit, jobs, leaving, permissions
from charter.actions.people import end_grant, move_last_day, switch_off
from charter.models import Job, PostHolding, RoleGrant, User
from charter.translated import lazily as _lazy

PLANNED_AGAIN = _lazy("Planned again for another day.")


def pass_on(left: PostHolding, followed: PostHolding | None, day: date, *, leaves: bool, by: User) -> None:
    """Hand on what hangs on the post that was left, on the day: until then it is the leaver's own."""
    ids: dict[str, int | str] = {
        "person": left.person_id,
        "post": left.post_id,
        "follower": followed.person_id if followed else 0,
        "holding": followed.pk if followed else 0,
        "leaves": int(leaves),
    }
    if day <= timezone.localdate():
        _pass_on(ids, by)
        return
    jobs.enqueue("pass_on_post", key=_key(left), by=by, ids=ids, due=_midnight(day))


def take_back_passing(left: PostHolding, *, by: User) -> None:
    """Call off an earlier plan to hand this post over; the successor's time that did not begin goes."""
    job = jobs.call_off("pass_on_post", key=_key(left), why=PLANNED_AGAIN)
    if job is not None:
        ahead = PostHolding.objects.filter(pk=job.ids["holding"], starts__gt=timezone.localdate())
        for holding in ahead.select_for_update(of=("self",)):
            detail = {"post": holding.post_id, "person": holding.person_id}
            audit.record("leave_post", holding, by=by, detail=detail)
            holding.delete()


def _key(left: PostHolding) -> str:
    return f"{left.person_id}-{left.post_id}"


@jobs.register("pass_on_post")
def _pass_on_post(job: Job) -> str:
    """On the day: to whoever was to follow, if they hold the post now."""
    follower = User.objects.filter(pk=job.ids["follower"], is_active=True).first()
    if follower is not None and job.ids["post"] not in permissions.posts_of(follower):
        return _("Nothing passed on: the successor does not hold the post.")
    _pass_on(job.ids, job.asked_by)
    return _("Passed on.")


def _pass_on(ids: dict[str, int | str], by: User) -> None:
    post, person = int(ids["post"]), User.objects.get(pk=ids["person"])
    follower = User.objects.filter(pk=ids["follower"]).first()
    leaving.pass_on(leaving.Passing(person, post, follower, bool(ids["leaves"]), by))


def leave(person: User, day: date, *, by: User) -> None:
    """End the roles the day before and switch the account off: now, or by a job on the day."""
    last_day = day - timedelta(days=1)
    before: list[str] = []
    for grant in RoleGrant.objects.select_for_update(of=("self",)).filter(person=person).order_by("pk"):
        if grant.ends is None or grant.ends > last_day:
            before.append(f"{grant.pk}:{grant.ends.isoformat() if grant.ends else ''}")
            end_grant(grant, last_day, by=by)
    if day <= timezone.localdate():
        switch_off(person=person, by=by)
        return
    ids: dict[str, int | str] = {
        "person": person.pk,
        "last_day": last_day.isoformat(),
        "before": ",".join(before),
    }
    jobs.enqueue("switch_off_leaver", key=str(person.pk), by=by, ids=ids, due=_midnight(day))


def take_back_leaving(person: User, *, by: User) -> None:
    """Call off an earlier plan to leave: the roles that it shortened end when they did before it."""
    job = jobs.call_off("switch_off_leaver", key=str(person.pk), why=PLANNED_AGAIN)
    if job is None:
        return
    for told in filter(None, str(job.ids["before"]).split(",")):
        pk, _, ends = told.partition(":")
        shortened = RoleGrant.objects.select_for_update(of=("self",)).filter(
            pk=int(pk), ends=str(job.ids["last_day"])
        )
        for grant in shortened:
            move_last_day(grant, date.fromisoformat(ends) if ends else None, by=by)


@jobs.register("switch_off_leaver")
def switch_off_leaver(job: Job) -> str:
    """Switch off the account of somebody whose last day is over, unless they were given a role again."""
    person = User.objects.get(pk=job.ids["person"])
    if permissions.roles_of(person) or not person.is_active:
        return _("Nothing to do: the account was given a role again, or is off.")
    switch_off(person=person, by=job.asked_by)
    return _("Switched off.")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
