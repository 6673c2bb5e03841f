"""The worker's application and the whole timetable, each entry with its time in words."""

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_ready
from django.conf import settings

app = Celery("charter")
app.conf.update(settings.CELERY)
app.autodiscover_tasks()

app.conf.beat_schedule = {
    # Every minute: the worker proves through the broker that it is there.
    "heartbeat": {"task": "charter.tasks.heartbeat", "schedule": 60.0},
    # Every minute: jobs that the broker lost or that died are queued again.
    "sweep jobs": {"task": "charter.tasks.sweep_jobs", "schedule": 60.0},
    # Every 10 minutes: once the hour of the timetable has come, today's digests are made.
    "make digests": {"task": "charter.tasks.make_digests", "schedule": 600.0},
    # Every day at 02:10: form tokens older than a day go.
    "forget form tokens": {
        "task": "charter.tasks.forget_form_tokens",
        "schedule": crontab(minute=10, hour=2),
    },
    # Every day at 03:10: the days that are over are sealed, and the audit trail is proved.
    "check audit": {"task": "charter.tasks.check_audit", "schedule": crontab(minute=10, hour=3)},
    # Every day at 02:30: wishes to follow that nobody confirmed within seven days go.
    "forget unconfirmed": {
        "task": "engagement.tasks.forget_unconfirmed",
        "schedule": crontab(minute=30, hour=2),
    },
    # Every 10 minutes: what did not reach its inbox, as mail was down, is sent again.
    "hand over waiting": {"task": "engagement.tasks.hand_over_waiting", "schedule": 600.0},
    # Every hour: those who come to an event of the next two days are reminded, once.
    "remind of events": {"task": "engagement.tasks.remind_of_events", "schedule": 3600.0},
    # Every day at 02:40: what people sent goes when it was kept long enough.
    "forget feedback": {
        "task": "engagement.tasks.forget_feedback",
        "schedule": crontab(minute=40, hour=2),
    },
    # Every day at 02:45: answers to surveys that nobody finished go.
    "forget unfinished": {
        "task": "engagement.tasks.forget_unfinished",
        "schedule": crontab(minute=45, hour=2),
    },
    # Every day at 02:50: sign-ups that nobody confirmed go, and members who left half a year ago.
    "forget members": {"task": "engagement.tasks.forget_members", "schedule": crontab(minute=50, hour=2)},
    # Every day at 02:20: networks of requests older than a year go.
    "forget origins": {"task": "charter.tasks.forget_origins", "schedule": crontab(minute=20, hour=2)},
    # Every day at 00:07: what became public with its day can be found.
    "fill search": {"task": "charter.tasks.fill_search", "schedule": crontab(minute=7, hour=0)},
    # Every day at 00:20: our own records are counted for periods that ended.
    "count own records": {
        "task": "measures.tasks.count_own_records",
        "schedule": crontab(minute=20, hour=0),
    },
    # Every day at 00:05: wordings of definitions whose day has come hold.
    "begin wordings": {
        "task": "measures.tasks.begin_wordings",
        "schedule": crontab(minute=5, hour=0),
    },
    # Every day at 01:00: periods that ended, and figures that became overdue, are scored.
    "score closed periods": {
        "task": "measures.tasks.score_closed_periods",
        "schedule": crontab(minute=0, hour=1),
    },
    # Every minute: releases whose minute has come go live.
    "publish scheduled": {"task": "measures.tasks.publish_scheduled", "schedule": 60.0},
    # Every day at 03:30: what is shown is compared with what was published.
    "check published": {"task": "measures.tasks.check_published", "schedule": crontab(minute=30, hour=3)},
    # Every day at 05:30: the papers of meetings are made, three days before they are due.
    "prepare papers": {"task": "measures.tasks.prepare_papers", "schedule": crontab(minute=30, hour=5)},
    # Every day at 06:00, before the digests: who watches a figure or document is told what needs an eye.
    "raise alerts": {"task": "measures.tasks.raise_alerts", "schedule": crontab(minute=0, hour=6)},
    # Every day at 04:30: what is published and stored is worked out again.
    "verify scores": {"task": "measures.tasks.verify_scores", "schedule": crontab(minute=30, hour=4)},
}


@worker_ready.connect
def announce(**_: object) -> None:
    """A worker that starts sends its first heartbeat at once, so that readiness need not wait a minute."""
    app.send_task("charter.tasks.heartbeat")
    app.send_task("charter.tasks.sweep_jobs")
