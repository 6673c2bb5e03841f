"""The app's label and name; the worker's application is made known at start."""

from django.apps import AppConfig


class CharterConfig(AppConfig):
    """Landlord, people, roles, audit, jobs, calendar, charter."""

    name = "charter"
    verbose_name = "Charter"

    def ready(self) -> None:
        """Tasks bind to the portal's own Celery application, in the web process too."""
        from charter import celery  # noqa: F401
        from charter.actions import (  # noqa: F401
            break_glass,
            digests,
            draft_kinds,
            leaving,
            search,
        )
        from charter.identity import letters  # noqa: F401
