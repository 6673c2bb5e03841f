"""People of every role for the tests, and browsers that are signed in as them."""

from datetime import date

from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from charter.models import Post, PostHolding, RoleGrant, User

SECRET = "JBSWY3DPEHPK3PXP"
ROLES = (
    "panel_member",
    "data_owner",
    "approver",
    "engagement_officer",
    "body_reader",
    "administrator",
)
LONG_AGO = date(2020, 1, 1)


def make_person(name: str, *roles: str, second_factor: bool = True) -> User:
    """Somebody with these roles; staff have their second factor."""
    made = User.objects.create_user(
        f"{name.lower().replace(' ', '.')}@example.org", name, "a-long-password-1"
    )
    for role in roles:
        RoleGrant.objects.create(person=made, role=role, starts=LONG_AGO, given_by=made)
    if second_factor:
        TOTP.activate(made, SECRET)
    return made


def put_into(post: Post, person: User, *, deputy: bool = False) -> PostHolding:
    return PostHolding.objects.create(post=post, person=person, starts=LONG_AGO, deputy=deputy)


def signed_in(person: User | None) -> Client:
    """A browser of this person; of a visitor for None."""
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def fields_of(page, form: str = "form") -> dict[str, object]:
    """What a browser would send back of a form that a page shows, left as it is."""
    shown = page.context[form]
    found = {}
    for field in shown:
        value = field.value()
        if value is not None and value is not False:
            found[field.html_name] = value
    return found
