"""The app's label and name."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """Measures."""

    name = "measures"
    verbose_name = "Measures"

    def ready(self) -> None:
        """Scoring hears of approved figures, and the worker knows how to score."""
        from measures.actions import scores  # noqa: F401
