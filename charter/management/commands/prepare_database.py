"""Brings the tables up to date as the owner, and gives the application its narrower rights."""

import os
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from charter.database_roles import grant_to_application


class Command(BaseCommand):
    """`prepare_database`: migrate and grant; may be run as often as one likes."""

    help = "Migrate as the owner (DATABASE_OWNER_URL) and set the rights of the application's role."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run as the owner; started as the application it starts itself again as the owner."""
        if not settings.AS_OWNER:
            command = [sys.executable, sys.argv[0], "prepare_database"]
            done = subprocess.run(command, env=os.environ | {"PORTAL_AS_OWNER": "1"}, check=False)  # noqa: S603
            if done.returncode:
                raise CommandError("The database could not be prepared. Is DATABASE_OWNER_URL set and right?")
            return
        call_command("migrate", interactive=False, verbosity=options["verbosity"])
        call_command("createcachetable", verbosity=0)
        grant_to_application(settings.APP_ROLE)
        self.stdout.write(f"The database is ready; {settings.APP_ROLE} has its rights.")
