"""The app's label and name."""

from django.apps import AppConfig


class PromisesConfig(AppConfig):
    """Promises."""

    name = "promises"
    verbose_name = "Promises"
