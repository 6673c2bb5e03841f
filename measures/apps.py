"""The app's label and name."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """Measures."""

    name = "measures"
    verbose_name = "Measures"

    def ready(self) -> None:
        """Scoring hears of approved figures; the worker knows how to score, check files and print papers."""
        from charter import jobs
        from measures.actions import imports, reports, scores  # noqa: F401

        jobs.register("render_report")(reports.render_report)
