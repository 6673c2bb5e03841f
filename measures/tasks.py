"""Doors for the worker and the timetable; the rooms are elsewhere."""

from celery import shared_task


@shared_task(name="measures.tasks.score_closed_periods")
def score_closed_periods() -> None:
    """Score periods that ended and figures that became overdue; work out the rest afresh."""
    from charter.models import User
    from measures.actions.rescoring import ask_for_rescoring

    ask_for_rescoring(by=User.objects.system())


@shared_task(name="measures.tasks.begin_wordings")
def begin_wordings() -> None:
    """Wordings of definitions whose day has come hold from today."""
    from charter.models import User
    from measures.actions.wordings import begin_wordings

    begin_wordings(by=User.objects.system())


@shared_task(name="measures.tasks.count_own_records")
def count_own_records() -> None:
    """Count our own records for periods that ended, and where something changed unheard."""
    from charter.models import User
    from measures.actions.counted import ask_for_counts

    ask_for_counts(by=User.objects.system())


@shared_task(name="measures.tasks.publish_scheduled")
def publish_scheduled() -> None:
    """Ask for what was scheduled for a minute that has come to be made public."""
    from charter.models import User
    from measures.actions.releases import ask_to_publish_due

    ask_to_publish_due(by=User.objects.system())


@shared_task(name="measures.tasks.raise_alerts")
def raise_alerts() -> None:
    """Ask for alerts of what became late, for those who watch it."""
    from charter.models import User
    from measures.actions.alerts import ask_for_alerts

    ask_for_alerts(by=User.objects.system())


@shared_task(name="measures.tasks.prepare_papers")
def prepare_papers() -> None:
    """Ask for the papers of meetings whose papers are due within three days."""
    from charter.models import User
    from measures.actions.schedules import ask_for_papers

    ask_for_papers(by=User.objects.system())


@shared_task(name="measures.tasks.check_published")
def check_published() -> None:
    """Ask for what is shown to be compared with what was published; a difference is an alarm."""
    from charter.models import User
    from measures.actions.checks import ask_for_check

    ask_for_check(by=User.objects.system())


@shared_task(name="measures.tasks.verify_scores")
def verify_scores() -> None:
    """Ask for what is published and stored to be worked out again; a difference is an alarm."""
    from charter.models import User
    from measures.actions.verifying import ask_for_verification

    ask_for_verification(by=User.objects.system())
