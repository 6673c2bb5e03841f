"""The app's label and name."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """Measures."""

    name = "measures"
    verbose_name = "Measures"

    def ready(self) -> None:
        """Scoring and counting hear of changes; the worker knows how to do its kinds of work."""
        from charter import jobs
        from measures import notices, search  # noqa: F401
        from measures.actions import (  # noqa: F401
            checks,
            counted,
            drafts,
            imports,
            leaving,
            new_version,
            releases,
            reports,
            rescoring,
            scores,
            verifying,
        )
        from measures.querysets import downloads, named  # noqa: F401

        jobs.register("render_report")(reports.render_report)
