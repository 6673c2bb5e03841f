"""Leaving: posts pass to successors, and nothing that was in the leaver's name is lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit, leaving, permissions
from charter.actions import leaving_plans as plans
from charter.actions.people import (
    end_holding,
    grant_role,
    lock_administrators,
    refuse_for_last_administrator,
)
from charter.faults import Fault, Refused
from charter.models import PostHolding, User
from charter.models.people import ROLE_WORDS
from charter.querysets import open_holdings

FARTHEST = timedelta(days=366)


@dataclass(frozen=True)
class Succession:
    """Who follows in a post from the day on; nobody only with a reason, which the audit trail keeps."""

    holding: int
    successor: User | None
    reason: str = ""


@transaction.atomic
def hand_over(
    *,
    person: User,
    successions: Sequence[Succession],
    by: User,
    starts: date | None = None,
    leaves: bool = False,
    give_roles: bool = False,
    seen: str | None = None,
) -> list[PostHolding]:
    """Pass posts on from a day (today by default); with `leaves` the account ends on that day as well.

    Each successor holds the post in the same way, the leaver's time ends the day before, and what hangs on it
    passes on: now, or by a job on the day. Planned again for another day, the earlier plan is taken back.
    `give_roles` gives a successor the roles that the post needs. `seen` is what the page showed
    (`held_as_shown`); None without a page. Returns the new holdings.
    Raises Refused, with every fault named, for a post without successor and reason, a successor who cannot
    follow, posts that changed in between, and where the last administrator would go.
    """
    administrators = lock_administrators() if leaves else []
    found = _lock(person, successions)
    day = starts or timezone.localdate()
    held = list(open_holdings(found).select_for_update(of=("self",)).select_related("post"))
    _refuse_if_changed(held, successions, leaves=leaves, seen=seen)
    chosen = {one.holding: one for one in successions}
    left = [holding for holding in held if holding.pk in chosen]
    _refuse_faults(found, left, chosen, day, by, leaves=leaves, give_roles=give_roles)
    made = []
    for holding in left:
        plans.take_back_passing(holding, by=by)
        followed = _follow(holding, chosen[holding.pk], day, by, give_roles=give_roles)
        made += [followed] if followed else []
        plans.pass_on(holding, followed, day, leaves=leaves, by=by)
    if leaves:
        plans.take_back_leaving(found, by=by)
        refuse_for_last_administrator(found, administrators)
        plans.leave(found, day, by=by)
    return made


def _lock(person: User, successions: Sequence[Succession]) -> User:
    """The leaver, locked with everybody who follows: two who pass on to each other wait in one order."""
    numbers = {person.pk, *(one.successor.pk for one in successions if one.successor is not None)}
    locked = User.objects.select_for_update().filter(pk__in=numbers).order_by("pk")
    return {one.pk: one for one in locked}[person.pk]


def held_as_shown(person: User) -> str:
    """The posts that a person holds, as a page shows them: a change in between is then noticed."""
    rows = open_holdings(person).order_by("pk").values_list("pk", "version")
    return ",".join(f"{pk}:{version}" for pk, version in rows)


def _refuse_if_changed(
    held: list[PostHolding], successions: Sequence[Succession], *, leaves: bool, seen: str | None
) -> None:
    now = ",".join(f"{one.pk}:{one.version}" for one in sorted(held, key=lambda one: one.pk))
    there, asked = {one.pk for one in held}, {one.holding for one in successions}
    if (seen is not None and seen != now) or (leaves and there != asked) or not asked <= there:
        raise Refused(_("The posts of this person changed while you had the page open. Look at them again."))


def _refuse_faults(
    person: User,
    left: list[PostHolding],
    chosen: dict[int, Succession],
    day: date,
    by: User,
    *,
    leaves: bool,
    give_roles: bool,
) -> None:
    """Everything that is wrong at once, so that one page mends it all."""
    if leaves and not person.is_active:
        raise Refused(_("This account is switched off already."))
    if leaves and person.pk == by.pk:
        raise Refused(_("You cannot switch off your own account. Ask another administrator."))
    if abs(day - timezone.localdate()) > FARTHEST:
        raise Refused(_("Give a day within a year of today."))
    duties = leaving.duties_of([holding.post_id for holding in left])
    faults = []
    for holding in left:
        roles = {duty.role for duty in duties[holding.post_id]}
        what = _wrong_with(holding, chosen[holding.pk], person, day, roles, by, give_roles=give_roles)
        if what:
            faults.append(Fault(holding.post.title, what, ""))
    if faults:
        raise Refused.because(faults)


def _wrong_with(
    holding: PostHolding,
    chosen: Succession,
    person: User,
    day: date,
    roles: set[str],
    by: User,
    *,
    give_roles: bool,
) -> str:
    follower = chosen.successor
    if follower is None:
        needs = not holding.deputy and not chosen.reason.strip()
        return _("Choose who follows, or say why nobody does.") if needs else ""
    if follower.pk == person.pk or follower.is_system:
        return _("Choose somebody else.")
    if not follower.is_active:
        return _("{name} is switched off. Choose somebody else, or switch the account on first.").format(
            name=follower.name
        )
    if not permissions.can_follow(day).filter(pk=follower.pk).exists():
        return _("{name} is of the panel or a body, not of the staff. Choose somebody else.").format(
            name=follower.name
        )
    missing = roles - permissions.roles_of(follower, day)
    if missing and not give_roles:
        words = ", ".join(sorted(dict(ROLE_WORDS)[role].lower() for role in missing))
        return _(
            "{name} does not have the role that this post needs ({words}). Tick “Give the roles”."
        ).format(name=follower.name, words=words)
    if missing and follower.pk == by.pk:
        return _("You cannot give yourself the role that this post needs. Ask another administrator.")
    return ""


def _follow(
    holding: PostHolding, chosen: Succession, day: date, by: User, *, give_roles: bool
) -> PostHolding | None:
    """End one time in a post and begin the successor's; the same person may have been there as deputy."""
    follower, made = chosen.successor, None
    end_holding(holding, day - timedelta(days=1))
    if follower is not None:
        made = _held_from(holding, follower, day)
        if give_roles:
            needed = {duty.role for duty in leaving.duties_of([holding.post_id])[holding.post_id]}
            for role in sorted(needed - permissions.roles_of(follower, day)):
                grant_role(person=follower, role=role, by=by, starts=day)
    detail = {
        "post": holding.post_id,
        "person": holding.person_id,
        "successor": follower.pk if follower else None,
        "from": day.isoformat(),
        "reason": chosen.reason.strip(),
    }
    audit.record(
        "hand_over", holding.post, by=by, detail={key: value for key, value in detail.items() if value}
    )
    return made


def _held_from(holding: PostHolding, follower: User, day: date) -> PostHolding:
    own = open_holdings(follower).select_for_update(of=("self",)).filter(post=holding.post, starts__lte=day)
    before = own.first()
    if before is not None and (before.deputy <= holding.deputy) and before.ends is None:
        return before
    if before is not None:
        end_holding(before, day - timedelta(days=1))
    return PostHolding.objects.create(post=holding.post, person=follower, starts=day, deputy=holding.deputy)
