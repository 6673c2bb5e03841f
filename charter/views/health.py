"""Health for machines: details only to loopback or with the monitoring token."""

import hmac
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from charter.access import public
from charter.models import Heartbeat, Job

HEARTBEAT_AGE = timedelta(minutes=3)
OUTBOX_AGE = timedelta(minutes=10)


@public("a supervisor asks whether the process answers", cache=False)
def healthz(request: HttpRequest) -> HttpResponse:
    """The process is up; nothing else is asked."""
    return _plain("ok", 200)


@public("a supervisor asks whether the portal can work", cache=False)
def readyz(request: HttpRequest) -> HttpResponse:
    """Database, migrations, broker and worker, each by name; one word to strangers."""
    faults = _faults()
    status = 503 if faults else 200
    if not _may_see_details(request):
        return _plain("not ready" if faults else "ready", status)
    return JsonResponse({"ready": not faults, "faults": faults}, status=status)


def _faults() -> dict[str, str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        waiting = MigrationExecutor(connection).migration_plan(
            MigrationExecutor(connection).loader.graph.leaf_nodes()
        )
    except Exception as error:
        return {"database": _("The database does not answer ({error}).").format(error=type(error).__name__)}
    found = {}
    if waiting:
        found["migrations"] = _("{count} migrations wait. Run prepare_database.").format(count=len(waiting))
    return found | _broker_fault() | _worker_fault()


def _broker_fault() -> dict[str, str]:
    import redis

    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2).ping()
    except Exception as error:
        return {"broker": _("The broker does not answer ({error}).").format(error=type(error).__name__)}
    return {}


def _worker_fault() -> dict[str, str]:
    now = timezone.now()
    stamp = Heartbeat.objects.filter(name="worker").values_list("at", flat=True).first()
    found = {}
    if stamp is None or stamp < now - HEARTBEAT_AGE:
        found["worker"] = _("No heartbeat from the worker for 3 minutes. Is it running?")
    if Job.objects.filter(state="queued", due__lt=now - OUTBOX_AGE).exists():
        found["jobs"] = _("Work has been waiting for more than 10 minutes.")
    return found


def _may_see_details(request: HttpRequest) -> bool:
    token = settings.MONITORING_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    forwarded = "X-Forwarded-For" in request.headers
    return request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"} and not forwarded


def _plain(word: str, status: int) -> HttpResponse:
    return HttpResponse(word + "\n", status=status, content_type="text/plain; charset=utf-8")
