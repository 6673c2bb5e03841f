"""Prints one line for each role: how to sign in to the demonstration."""

from typing import Any

from django.core.management.base import BaseCommand

from charter.demonstration import story
from charter.models import User
from charter.models.people import ROLE_WORDS


class Command(BaseCommand):
    """`demonstration_accounts`: e-mail and password of one person a role; nothing where there are none."""

    help = "List one sign-in for each role of the demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        """Only people who are in the database as demonstration accounts are listed."""
        here = set(User.objects.filter(is_demonstration=True, is_active=True).values_list("email", flat=True))
        shown = [person for person in story.people() if person.shown and person.email in here]
        for person in shown:
            self.stdout.write(line(person))


def line(person: story.Person) -> str:
    """Role, address and password of a person, and where the second step comes from."""
    role = dict(ROLE_WORDS)[person.roles[0]]
    second = "no code needed" if person.roles == ("panel_member",) else f"code: ./portal code {person.email}"
    return f"{role:<19} {person.email:<36} password {story.PASSWORD}   {second}"
