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
            alerts,
            chasing,
            checks,
            counted,
            drafts,
            imports,
            leaving,
            new_version,
            releases,
            reports,
            rescoring,
            schedules,
            scores,
            verifying,
        )
        from measures.papers import board, booklet, complaints, inspection, pack, scorecard, tsm  # noqa: F401
        from measures.querysets import downloads, named  # noqa: F401

        jobs.register("render_report")(reports.render_report)
