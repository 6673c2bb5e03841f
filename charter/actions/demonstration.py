"""Verbs of the demonstration: make the invented landlord, its people and their posts."""

from dataclasses import asdict, dataclass
from datetime import date

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction
from django.utils.translation import gettext as _

from charter import audit, permissions
from charter.actions.landlord import give_code, set_landlord
from charter.actions.people import create_person, grant_role, hold_post
from charter.demonstration import story
from charter.faults import Refused
from charter.models import Body, Landlord, Post, User

SINCE = date(2024, 4, 1)  # the first day that the invented portal answers for


@dataclass(frozen=True)
class Contact:
    """How people reach the landlord, and its word for them."""

    phone: str
    hours: str
    account_address: str
    email: str
    address: str
    word_for_customer: str
    word_for_customers: str


def demonstration_is_loaded() -> bool:
    """Whether the landlord of this portal is the invented one. Raises Refused when it is a real one."""
    landlord = Landlord.objects.first()
    if landlord is not None and not landlord.is_demonstration:
        raise Refused(
            _(
                "This portal belongs to “{name}”. Demonstration data goes only into an empty portal: "
                "start one with another PORTAL_DATA folder."
            ).format(name=landlord.name)
        )
    return landlord is not None


@transaction.atomic
def make_demonstration_landlord(*, by: User) -> Landlord:
    """Make the invented landlord, marked as such; pages say so from then on."""
    given = story.landlord()
    landlord = set_landlord(name=given["name"], first_period=given["first_period"], by=by)
    give_code(landlord=landlord, code=given["code"], starts=given["code_from"], by=by)
    contact = Contact(**{name: given[name] for name in Contact.__dataclass_fields__})
    found = Landlord.objects.select_for_update().get(pk=landlord.pk)
    found.is_demonstration = True
    for name, value in asdict(contact).items():
        setattr(found, name, value)
    found.version += 1
    found.save()
    audit.record("mark_as_demonstration", found, by=by)
    return found


@transaction.atomic
def make_demonstration_people(*, by: User) -> list[User]:
    """Make the accounts, with one-time codes for those whose role needs them; the roles come later."""
    made = []
    for person in story.people():
        user = create_person(
            email=person.email, name=person.name, by=by, password=story.PASSWORD, demonstration=True
        )
        if permissions.SECOND_FACTOR & set(person.roles):
            give_second_factor(person=user, by=by)
        made.append(user)
    return made


@transaction.atomic
def give_second_factor(*, person: User, by: User) -> None:
    """Set up one-time codes for a demonstration account, so that it can sign in; twice changes nothing.

    Raises Refused for a real person: those set up their second factor themselves.
    """
    if not person.is_demonstration:
        raise Refused(_("Only a demonstration account gets its second factor from the portal."))
    if Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists():
        return
    TOTP.activate(person, generate_totp_secret())
    audit.record("give_second_factor", person, by=by)


@transaction.atomic
def place_demonstration_people(*, by: User) -> None:
    """Give everybody their roles and posts; the bodies and posts are those of the charter file."""
    posts = {post.title: post for post in Post.objects.all()}
    for person in story.people():
        user = demonstration_person(person.email)
        body = Body.objects.get(slug=person.body) if person.body else None
        for role in person.roles:
            grant_role(person=user, role=role, by=by, body=body, starts=SINCE)
        for title in person.posts:
            hold_post(post=posts[title], person=user, by=by, starts=SINCE)
        for title in person.deputy_of:
            hold_post(post=posts[title], person=user, by=by, starts=SINCE, deputy=True)


def demonstration_person(email: str) -> User:
    """The account of somebody in the story."""
    return User.objects.get(email=email, is_demonstration=True)


def holders_of_posts() -> dict[str, User]:
    """Who holds which post in the story, by its title; deputies are left out."""
    return {title: demonstration_person(person.email) for person in story.people() for title in person.posts}
