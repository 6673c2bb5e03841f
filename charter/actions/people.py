"""Verbs of people: make an account, give and take roles, hold a post."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from charter import audit
from charter.faults import Refused
from charter.models import Body, Post, PostHolding, RoleGrant, User
from charter.models.people import ROLE_WORDS


@transaction.atomic
def create_person(
    *, email: str, name: str, by: User, password: str | None = None, demonstration: bool = False
) -> User:
    """Make an account. Raises Refused when the address is taken or not one."""
    address = email.strip().lower()
    if "@" not in address or len(address) > 254:
        raise Refused("Enter an e-mail address, like name@example.org.")
    if User.objects.filter(email=address).exists():
        raise Refused("There is already an account with this e-mail address.")
    person = User.objects.create_user(address, name, password, is_demonstration=demonstration)
    audit.record("create_person", person, by=by)
    return person


@transaction.atomic
def grant_role(
    *, person: User, role: str, by: User, body: Body | None = None, starts: date | None = None
) -> RoleGrant:
    """Give a role from a day on (today by default); giving it twice changes nothing.

    Raises Refused for an unknown role, and when an administrator gives a role to themselves.
    """
    if role not in dict(ROLE_WORDS):
        raise Refused(f"There is no role “{role}”.")
    if person.pk == by.pk:
        raise Refused("You cannot give yourself a role. Ask another administrator.")
    day = starts or timezone.localdate()
    held = RoleGrant.objects.filter(person=person, role=role, body=body, starts__lte=day).exclude(
        ends__lt=day
    )
    found = held.first()
    if found is not None:
        return found
    grant = RoleGrant.objects.create(person=person, role=role, body=body, starts=day, given_by=by)
    audit.record("grant_role", grant, by=by, detail={"role": role, "person": person.pk})
    return grant


@transaction.atomic
def end_role(*, grant: RoleGrant, by: User, ends: date | None = None) -> RoleGrant:
    """End a role, today by default. Raises Refused for the last active administrator."""
    found = RoleGrant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    day = ends or timezone.localdate()
    if found.role == "administrator":
        others = RoleGrant.objects.filter(role="administrator", person__is_active=True, ends__isnull=True)
        if not others.exclude(pk=found.pk).exists():
            raise Refused("This is the last administrator. Give the role to somebody else first.")
    found.ends = day
    found.version += 1
    found.save()
    audit.record("end_role", found, by=by)
    return found


@transaction.atomic
def hold_post(
    *, post: Post, person: User, by: User, starts: date | None = None, deputy: bool = False
) -> PostHolding:
    """Put a person into a post from a day on; doing it twice changes nothing."""
    day = starts or timezone.localdate()
    holding, made = PostHolding.objects.get_or_create(
        post=post, person=person, starts=day, defaults={"deputy": deputy}
    )
    if made:
        audit.record("hold_post", holding, by=by, detail={"post": post.pk, "person": person.pk})
    return holding


@transaction.atomic
def create_post(*, title: str, by: User) -> Post:
    """Make a post that can own and approve measures. Raises Refused when there is one of this name."""
    wanted = title.strip()
    if not wanted or len(wanted) > 120:
        raise Refused("Enter the name of the post, up to 120 characters.")
    if Post.objects.filter(title__iexact=wanted).exists():
        raise Refused("There is already a post of this name.")
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
        raise Refused("This person has left the post already.")
    audit.record("leave_post", found, by=by, detail={"post": found.post_id, "person": found.person_id})
    if day < found.starts:
        found.delete()
        return found
    found.ends, found.version = day, found.version + 1
    found.save()
    return found


@transaction.atomic
def switch_off(*, person: User, by: User) -> User:
    """Let nobody sign in with this account; what the person did stays.

    Raises Refused for one's own account and for the last active administrator.
    """
    found = User.objects.select_for_update().get(pk=person.pk)
    if found.pk == by.pk:
        raise Refused("You cannot switch off your own account. Ask another administrator.")
    if found.is_system:
        raise Refused("This is the portal's own account.")
    _refuse_for_last_administrator(found)
    found.is_active = False
    found.save()
    audit.record("switch_off", found, by=by)
    return found


def _refuse_for_last_administrator(person: User) -> None:
    held = RoleGrant.objects.filter(role="administrator", ends__isnull=True, person__is_active=True)
    if held.filter(person=person).exists() and not held.exclude(person=person).exists():
        raise Refused("This is the last administrator. Give the role to somebody else first.")


@transaction.atomic
def switch_on(*, person: User, by: User) -> User:
    """Let a person sign in again. Raises Refused for the portal's own account."""
    found = User.objects.select_for_update().get(pk=person.pk)
    if found.is_system:
        raise Refused("This is the portal's own account. Nobody signs in with it.")
    found.is_active = True
    found.save()
    audit.record("switch_on", found, by=by)
    return found
