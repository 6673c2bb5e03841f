"""The app's label and name."""

from django.apps import AppConfig

from charter.translated import lazily as _lazy


class EngagementConfig(AppConfig):
    """Engagement."""

    name = "engagement"
    verbose_name = _lazy("Engagement")

    def ready(self) -> None:
        """Measures hear where their counts of our own records come from; followers hear of releases."""
        from engagement import notices, search, sections  # noqa: F401
        from engagement.actions import event_mails, followers, members, news  # noqa: F401
        from engagement.querysets import SOURCES
        from measures import counters

        for name, source in SOURCES.items():
            counters.register(name, source)
        sections.register()
