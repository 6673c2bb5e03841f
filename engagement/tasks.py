"""Doors for the timetable; the rooms are elsewhere."""

from celery import shared_task


@shared_task(name="engagement.tasks.forget_unconfirmed")
def forget_unconfirmed() -> None:
    """Wishes to follow that nobody confirmed in time go, with their addresses."""
    from engagement.actions.followers import forget_unconfirmed

    forget_unconfirmed()


@shared_task(name="engagement.tasks.forget_feedback")
def forget_feedback() -> None:
    """How to reach people who spoke goes after 12 months, what they said after 24 (reliability.md P48)."""
    from charter.models import User
    from engagement.actions.consultations import forget_old_comments
    from engagement.actions.speaking import forget_old_feedback

    forget_old_feedback(by=User.objects.system())
    forget_old_comments()


@shared_task(name="engagement.tasks.forget_unfinished")
def forget_unfinished() -> None:
    """Answers to surveys that nobody finished in 30 days go."""
    from engagement.actions.answering import forget_unfinished

    forget_unfinished()


@shared_task(name="engagement.tasks.hand_over_waiting")
def hand_over_waiting() -> None:
    """Complaints and worries that did not reach their inbox are sent again."""
    from charter.models import User
    from engagement.actions.speaking import hand_over_waiting

    hand_over_waiting(by=User.objects.system())


@shared_task(name="engagement.tasks.remind_of_events")
def remind_of_events() -> None:
    """Those who come to an event are reminded two days before, once."""
    from charter.models import User
    from engagement.actions.event_mails import remind

    remind(by=User.objects.system())


@shared_task(name="engagement.tasks.forget_members")
def forget_members() -> None:
    """Unconfirmed sign-ups go after 7 days, members who left after 6 months (reliability.md P48)."""
    from charter.models import User
    from engagement.actions.members import forget_members

    forget_members(by=User.objects.system())
