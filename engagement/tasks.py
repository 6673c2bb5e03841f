"""Doors for the timetable; the rooms are elsewhere."""

from celery import shared_task


@shared_task(name="engagement.tasks.forget_unconfirmed")
def forget_unconfirmed() -> None:
    """Wishes to follow that nobody confirmed in time go, with their addresses."""
    from engagement.actions.followers import forget_unconfirmed

    forget_unconfirmed()
