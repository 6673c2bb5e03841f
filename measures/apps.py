"""The app's label and name."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """Measures."""

    name = "measures"
    verbose_name = "Measures"

    def ready(self) -> None:
        """Scoring hears of approved figures; the worker knows how to score and how to check files."""
        from measures.actions import imports, scores  # noqa: F401
