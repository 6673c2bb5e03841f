"""The app's label and name."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """Measures."""

    name = "measures"
    verbose_name = "Measures"

    def ready(self) -> None:
        """Scoring and counting hear of changes; the worker knows how to do its kinds of work."""
        from charter import jobs
        from measures.actions import (  # noqa: F401
            checks,
            counted,
            imports,
            releases,
            reports,
            rescoring,
            scores,
            verifying,
        )

        jobs.register("render_report")(reports.render_report)
