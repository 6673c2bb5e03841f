"""The commands of every process and the settings of every server.

One list for this launcher and for docker-compose.yml. A test compares the two, so what runs natively in
the tests is what runs in production.
"""

from dataclasses import dataclass

WEB = (
    "gunicorn",
    "charter.wsgi:application",
    "--preload",
    "--worker-class=gthread",
    "--workers=2",
    "--threads=4",
    "--timeout=60",
    "--graceful-timeout=20",
    "--access-logfile=-",
    "--logger-class=charter.access_log.QuietLogger",
    "--no-control-socket",
)
# Prefork, not threads: only child processes can be held to the time and memory limits of a job.
WORKER = (
    "celery",
    "--app=charter",
    "worker",
    "--pool=prefork",
    "--concurrency=2",
    "--loglevel=INFO",
    "--without-gossip",
    "--without-mingle",
)
TIMETABLE = (
    "celery",
    "--app=charter",
    "beat",
    "--scheduler=django_celery_beat.schedulers:DatabaseScheduler",
    "--loglevel=INFO",
    "--pidfile=",
)
PREPARE = ("python", "manage.py", "prepare_database")
COLLECT = ("python", "manage.py", "collectstatic", "--noinput", "--verbosity=0")

# No job may be lost: every write is kept, and a full memory refuses new jobs instead of dropping old ones.
REDIS_SETTINGS = {"appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction"}

DEMONSTRATION = ("python", "manage.py", "load_demonstration", "--accounts")

OLDEST_POSTGRES = 14


@dataclass(frozen=True)
class Application:
    """A process of the portal: its name, its command, the seconds it may take to finish its work."""

    name: str
    command: tuple[str, ...]
    patience: float


APPLICATIONS = (
    Application("web", WEB, 25.0),
    Application("worker", WORKER, 35.0),
    Application("timetable", TIMETABLE, 10.0),
)
