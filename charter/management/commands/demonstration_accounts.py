"""Prints one line for each role: how to sign in to the demonstration."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from charter.demonstration import story
from charter.models import User
from charter.models.people import ROLE_WORDS
from charter.permissions import SECOND_FACTOR


class Command(BaseCommand):
    """`demonstration_accounts`: how one person of each role signs in; nothing where there are none."""

    help = "List one sign-in for each role of the demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        """Only people who are in the database as demonstration accounts are listed."""
        here = set(User.objects.filter(is_demonstration=True, is_active=True).values_list("email", flat=True))
        shown = [person for person in story.people() if person.shown and person.email in here]
        for person in shown:
            self.stdout.write(line(person))
        if shown:
            self.stdout.write(f"Password of all: {story.PASSWORD}")
            self.stdout.write(f"Sign-in page: {settings.SITE}{reverse('account_login')}")


def line(person: story.Person) -> str:
    """Role and address of a person, and where the second step comes from."""
    role = dict(ROLE_WORDS)[person.roles[0]]
    asked = SECOND_FACTOR & set(person.roles)
    second = f"one-time code: ./portal code {person.email}" if asked else "no one-time code"
    return f"{role:<18} {person.email:<31} {second}"
