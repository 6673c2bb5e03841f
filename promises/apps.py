"""The app's label and name."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as N_

from charter.translated import lazily as _lazy


class PromisesConfig(AppConfig):
    """Promises."""

    name = "promises"
    verbose_name = _lazy("Promises")

    def ready(self) -> None:
        """Promises are changed by drafts; reminders hear of documents, and so does whoever leaves."""
        from charter import leaving
        from promises import notices, querysets, search  # noqa: F401
        from promises.actions import texts  # noqa: F401

        leaving.register_duties(querysets.duties)
        leaving.register_owed(N_("Editions that wait for approval"))(querysets.editions_begun)
