"""Doors for the worker and the timetable; the rooms are elsewhere."""

from celery import shared_task


@shared_task(name="measures.tasks.score_closed_periods")
def score_closed_periods() -> None:
    """Score periods that ended and figures that became overdue; work out the rest afresh."""
    from charter.models import User
    from measures.actions.rescoring import ask_for_rescoring

    ask_for_rescoring(by=User.objects.system())


@shared_task(name="measures.tasks.count_own_records")
def count_own_records() -> None:
    """Count our own records for periods that ended, and where something changed unheard."""
    from charter.models import User
    from measures.actions.counted import ask_for_counts

    ask_for_counts(by=User.objects.system())


@shared_task(name="measures.tasks.publish_scheduled")
def publish_scheduled() -> None:
    """Make public what was scheduled for a minute that has come."""
    from charter.models import User
    from measures.actions.releases import publish_due

    publish_due(by=User.objects.system())


@shared_task(name="measures.tasks.check_published")
def check_published() -> None:
    """Compare what is shown with what was published; a difference is an alarm."""
    from charter.models import User
    from measures.actions.checks import check_published as check

    check(by=User.objects.system())
