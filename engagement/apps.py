"""The app's label and name."""

from django.apps import AppConfig


class EngagementConfig(AppConfig):
    """Engagement."""

    name = "engagement"
    verbose_name = "Engagement"
