"""Doors for the worker and the timetable; the rooms are elsewhere."""

from celery import shared_task


@shared_task(name="measures.tasks.score_closed_periods")
def score_closed_periods() -> None:
    """Score periods that ended and figures that became overdue; check the rest afresh."""
    from charter.models import User
    from measures.actions.scores import ask_for_closed_periods

    ask_for_closed_periods(by=User.objects.system())
