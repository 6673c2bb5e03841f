"""Verbs of people: make an account, give and take roles, hold a post."""

from collections.abc import Iterable
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit
from charter.conflicts import check_version
from charter.faults import Refused
from charter.identity import sessions
from charter.models import Body, Digest, Letter, MailChoice, Post, PostHolding, RoleGrant, User
from charter.models.people import ROLE_WORDS
from charter.permissions import OF_A_BODY, WHICH_BODY
from charter.querysets import holdings_between, is_invited


@transaction.atomic
def create_person(
    *, email: str, name: str, by: User, password: str | None = None, demonstration: bool = False
) -> User:
    """Make an account. Raises Refused when the address is taken or not one."""
    address = email.strip().lower()
    if "@" not in address or len(address) > 254:
        raise Refused(_("Enter an e-mail address, like name@example.org."))
    try:
        with transaction.atomic():
            person = User.objects.create_user(address, name, password, is_demonstration=demonstration)
    except IntegrityError as error:  # the only rule of an account; somebody else may ask in this moment
        raise Refused(_("There is already an account with this e-mail address.")) from error
    audit.record("create_person", person, by=by)
    return person


@transaction.atomic
def grant_role(
    *,
    person: User,
    role: str,
    by: User,
    body: Body | None = None,
    starts: date | None = None,
    ends: date | None = None,
) -> RoleGrant:
    """Give a role from a day (today by default) until a last day, if there is one; twice changes nothing.

    A role that is held on that day already gets this last day. Raises Refused for an unknown role, one
    of a body without it, days in the wrong order, an account that is off, for oneself, and where the last
    administrator would end.
    """
    if role not in dict(ROLE_WORDS):
        raise Refused(_("There is no role “{role}”.").format(role=role))
    if person.pk == by.pk:
        raise Refused(_("You cannot give yourself a role. Ask another administrator."))
    if person.is_system:
        raise Refused(_("This is the portal's own account. It has no role."))
    if role in OF_A_BODY and body is None:
        raise Refused(WHICH_BODY)
    day = starts or timezone.localdate()
    refuse_wrong_order(day, ends)
    administrators = lock_administrators() if role == "administrator" else []
    _refuse_asleep(User.objects.select_for_update().get(pk=person.pk))
    held = RoleGrant.objects.filter(person=person, role=role, body=body, starts__lte=day)
    found = held.exclude(ends__lt=day).select_for_update(of=("self",)).first()
    if found is not None:
        if found.ends != ends and ends is not None:
            refuse_for_last_administrator(person, administrators)
        return move_last_day(found, ends, by=by)
    grant = RoleGrant.objects.create(person=person, role=role, body=body, starts=day, ends=ends, given_by=by)
    sessions.end_all(person.pk)
    audit.record("grant_role", grant, by=by, detail={"role": role, "person": person.pk})
    return grant


def move_last_day(grant: RoleGrant, ends: date | None, *, by: User) -> RoleGrant:
    """Give a locked role another last day, none for an open end; the same one changes nothing."""
    if grant.ends != ends:
        grant.ends, grant.version = ends, grant.version + 1
        grant.save()
        sessions.end_all(grant.person_id)
        until = ends.isoformat() if ends else ""
        detail = {"role": grant.role, "person": grant.person_id, "until": until}
        audit.record("move_last_day", grant, by=by, detail=detail)
    return grant


@transaction.atomic
def end_role(
    *, grant: RoleGrant, by: User, ends: date | None = None, version: int | None = None
) -> RoleGrant:
    """End a role, yesterday by default, so that nothing of today is allowed by it.

    A role that began later than that never was, and goes. `version` is the one the page showed. Raises
    Refused when it has ended already, for the last active administrator, and Changed for another version.
    """
    administrators = lock_administrators() if grant.role == "administrator" else []
    User.objects.select_for_update().get(pk=grant.person_id)
    found = RoleGrant.objects.select_for_update(of=("self",)).filter(pk=grant.pk).first()
    today = timezone.localdate()
    if found is None or (found.ends is not None and found.ends < today):
        raise Refused(_("This role has ended already."))
    check_version(found, version)
    refuse_for_last_administrator(found.person, administrators)
    end_grant(found, ends or today - timedelta(days=1), by=by)
    sessions.end_all(found.person_id)
    return found


def end_grant(grant: RoleGrant, last_day: date, *, by: User) -> None:
    """End a locked role; one that would not have begun by then never was, and goes."""
    detail = {"role": grant.role, "person": grant.person_id}
    audit.record("end_role", grant, by=by, detail=detail)
    if last_day < grant.starts:
        RoleGrant.objects.filter(pk=grant.pk).delete()
        return
    grant.ends, grant.version = last_day, grant.version + 1
    grant.save()


def _refuse_asleep(person: User) -> None:
    if is_invited(person):
        raise Refused(
            _("This person has not accepted the invitation yet. Invite them again with what is new.")
        )
    if person.is_system or not person.is_active:
        raise Refused(_("This account is switched off. Switch it on first."))


def refuse_wrong_order(starts: date, ends: date | None) -> None:
    """Raise Refused where a last day is before the first."""
    if ends is not None and ends < starts:
        raise Refused(_("The last day is before the first. Give a later one."))


@transaction.atomic
def hold_post(
    *,
    post: Post,
    person: User,
    by: User,
    starts: date | None = None,
    ends: date | None = None,
    deputy: bool = False,
) -> PostHolding:
    """Put a person into a post from a day until a last day, if there is one; doing it twice changes nothing.

    A deputy acts beside the holder. Raises Refused for an account that is off, days in the wrong order, and
    where the same person is in the post at that time already.
    """
    day = starts or timezone.localdate()
    refuse_wrong_order(day, ends)
    _refuse_asleep(User.objects.select_for_update().get(pk=person.pk))
    Post.objects.select_for_update().get(pk=post.pk)
    same = holdings_between(post, day, ends).filter(person=person).first()
    if same is not None:
        if (same.starts, same.ends, same.deputy) == (day, ends, deputy):
            return same
        raise Refused(_("This person is in the post at that time already. End that first."))
    holding = PostHolding.objects.create(post=post, person=person, starts=day, ends=ends, deputy=deputy)
    detail = {"post": post.pk, "person": person.pk, "deputy": deputy}
    audit.record("hold_post", holding, by=by, detail=detail)
    return holding


@transaction.atomic
def create_post(*, title: str, by: User) -> Post:
    """Make a post that can own and approve measures. Raises Refused when there is one of this name."""
    wanted = title.strip()
    if not wanted or len(wanted) > 120:
        raise Refused(_("Enter the name of the post, up to 120 characters."))
    if Post.objects.filter(title__iexact=wanted).exists():
        raise Refused(_("There is already a post of this name."))
    post = Post.objects.create(title=wanted)
    audit.record("create_post", post, by=by, detail={"title": wanted})
    return post


@transaction.atomic
def leave_post(*, holding: PostHolding, by: User, ends: date | None = None) -> PostHolding:
    """End a person's time in a post, yesterday by default, so that nothing of today is theirs.

    A time that began today never was, and goes. Raises Refused when it has ended already.
    """
    found = PostHolding.objects.select_for_update(of=("self",)).get(pk=holding.pk)
    today = timezone.localdate()
    day = ends or today - timedelta(days=1)
    if found.ends is not None and found.ends < today:
        raise Refused(_("This person has left the post already."))
    audit.record("leave_post", found, by=by, detail={"post": found.post_id, "person": found.person_id})
    end_holding(found, day)
    return found


def end_holding(holding: PostHolding, last_day: date) -> None:
    """End a locked time in a post; one that would not have begun by then never was, and goes."""
    if last_day < holding.starts:
        PostHolding.objects.filter(pk=holding.pk).delete()
        return
    holding.ends, holding.version = last_day, holding.version + 1
    holding.save()


@transaction.atomic
def switch_off(*, person: User, by: User) -> User:
    """Let nobody sign in with this account; what the person did stays.

    Raises Refused for one's own account and for the last active administrator.
    """
    administrators = lock_administrators()
    found = User.objects.select_for_update().get(pk=person.pk)
    if found.pk == by.pk:
        raise Refused(_("You cannot switch off your own account. Ask another administrator."))
    if found.is_system:
        raise Refused(_("This is the portal's own account."))
    refuse_for_last_administrator(found, administrators)
    found.is_active = False
    found.save()
    sessions.end_all(found.pk)
    found.invitations.filter(used_at__isnull=True, voided_at__isnull=True).update(voided_at=timezone.now())
    audit.record("switch_off", found, by=by)
    return found


def lock_administrators() -> list[RoleGrant]:
    """Every administrator's role, locked in one order and before anything else is.

    Two who remove each other at once cannot both win then, nor wait for each other for ever. After these come
    people by their numbers, then their roles, posts and invitations: every verb of people keeps this order.
    """
    grants = RoleGrant.objects.select_for_update(of=("self",)).filter(role="administrator")
    return list(grants.order_by("pk"))


def refuse_for_last_administrator(person: User, administrators: Iterable[RoleGrant]) -> None:
    """Raise Refused when nobody else would keep people and roles.

    `administrators` are the locked roles; whose account is on is read after the locks, so that one who was
    switched off in this moment does not count.
    """
    today = timezone.localdate()
    open_ones = {one.person_id for one in administrators if one.ends is None and one.starts <= today}
    standing = User.objects.filter(pk__in=open_ones, is_active=True).values_list("pk", flat=True)
    if set(standing) == {person.pk}:
        raise Refused(_("This is the last administrator. Give the role to somebody else first."))


@transaction.atomic
def erase_person(*, person: User, by: User) -> User:
    """Erase who an account was for good; what the person did stays, under the number of the account.

    Ways to sign in, mails and half-typed texts go with it. Raises Refused while the account is on, or while
    roles or posts go on, and for the portal's own.
    """
    found = User.objects.select_for_update().get(pk=person.pk)
    if found.is_system:
        raise Refused(_("This is the portal's own account."))
    go_on = [rows.exclude(ends__lte=timezone.localdate()).exists() for rows in (found.grants, found.holdings)]
    if found.is_active or any(go_on):
        raise Refused(_("This account is still at work. Switch it off and end its roles and posts first."))
    for rows in (EmailAddress.objects, Authenticator.objects, SocialAccount.objects):
        rows.filter(user_id=found.pk).delete()
    for kept in (Letter.objects, Digest.objects, MailChoice.objects):
        kept.filter(person=found).delete()
    found.name, found.email = "", f"erased-{found.pk}@portal.invalid"
    found.organisation_subject = ""
    found.set_unusable_password()
    found.save()
    sessions.end_all(found.pk)
    audit.record("erase_person", found, by=by)
    return found


@transaction.atomic
def switch_on(*, person: User, by: User) -> User:
    """Let a person sign in again. Raises Refused for the portal's own account, and one not accepted yet."""
    found = User.objects.select_for_update().get(pk=person.pk)
    if found.is_system:
        raise Refused(_("This is the portal's own account. Nobody signs in with it."))
    if is_invited(found):
        raise Refused(_("This person has not accepted the invitation yet. Send it again instead."))
    found.is_active = True
    found.save()
    audit.record("switch_on", found, by=by)
    return found
