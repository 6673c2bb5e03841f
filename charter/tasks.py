"""Doors for the worker; the rooms are elsewhere."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone


@shared_task(name="charter.tasks.run_job")
def run_job(job_id: int) -> None:
    """Do the work of one job row."""
    from charter import jobs

    jobs.run(job_id)


@shared_task(name="charter.tasks.sweep_jobs")
def sweep_jobs() -> None:
    """Send lost jobs again."""
    from charter import jobs

    jobs.sweep()


@shared_task(name="charter.tasks.heartbeat")
def heartbeat() -> None:
    """Stamp that a message went through the broker and reached the database."""
    from charter.models import Heartbeat

    Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})


@shared_task(name="charter.tasks.forget_form_tokens")
def forget_form_tokens() -> None:
    """Tokens of forms are kept for a day."""
    from charter.models import FormToken

    FormToken.objects.filter(used_at__lt=timezone.now() - timedelta(days=1)).delete()


@shared_task(name="charter.tasks.make_digests")
def make_digests() -> None:
    """Ask for today's digests once their hour has come."""
    from charter.actions.digests import ask_for_digests
    from charter.models import User

    ask_for_digests(by=User.objects.system())


@shared_task(name="charter.tasks.fill_search")
def fill_search() -> None:
    """Ask for what can be found to be gathered anew."""
    from charter.actions.search import ask_to_fill_search
    from charter.models import User

    ask_to_fill_search(by=User.objects.system())


@shared_task(name="charter.tasks.check_audit")
def check_audit() -> None:
    """Ask for the days that are over to be sealed, and for the audit trail to be proved."""
    from charter.actions.audit_days import ask_for_audit_check
    from charter.models import User

    ask_for_audit_check(by=User.objects.system())


@shared_task(name="charter.tasks.forget_origins")
def forget_origins() -> None:
    """Networks of requests are kept for a year."""
    from charter.actions import audit_days

    audit_days.forget_origins()
