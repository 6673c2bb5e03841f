"""The verb of alerts: whoever monitors a figure or document is told once that it needs an eye.

Raised when a release goes live and every morning, never before something is public: members of bodies may not
know earlier than everybody (docs/adr/0036-alerts-and-schedules.md).
"""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext

from charter import audit, changes, jobs
from charter.models import Body, Job, User
from measures import presenters
from measures.models import Alert, Measure
from measures.querysets.alerts import Telling, to_be_told
from promises.models import Publication

Key = tuple[str, int | None, int | None, str]
LOCK = 4_201_860_011  # one raises at a time


@transaction.atomic
def ask_for_alerts(*, by: User) -> Job:
    """Ask the worker to raise what is to be told."""
    return jobs.enqueue("raise_alerts", key="raise_alerts", by=by)


@changes.on("release")
def _at_a_release(ids: Sequence[int], by: User) -> None:
    if Body.objects.exists():
        ask_for_alerts(by=by)


@jobs.register("raise_alerts")
def _raise_alerts(job: Job) -> str:
    count = raise_alerts(by=job.asked_by)
    return ngettext("{count} alert raised", "{count} alerts raised", count).format(count=count)


@transaction.atomic
def raise_alerts(*, by: User) -> int:
    """Keep an alert for everything that is to be told and was not before; how many came new.

    Digests of the day after tell the members of its bodies. What happens at once in two places, or is still
    so with the next release, stays one alert: one call waits for another, and the database holds each once.
    """
    _one_at_a_time()
    release = presenters.live_release()  # after the wait: another may have gone out meanwhile
    if release is None:
        return 0
    now = timezone.now()
    wanted = _rows_of(to_be_told(release, timezone.localdate(now)))
    columns = ("kind", "measure_id", "publication_id", "about")
    before = set(Alert.objects.values_list(*columns))
    new = {key: one for key, one in wanted.items() if key not in before}
    made = Alert.objects.bulk_create(
        Alert(
            **dict(zip(columns, key, strict=True)),
            sentence=one.sentence,
            address=one.address,
            raised_at=now,
        )
        for key, one in new.items()
    )
    _to_bodies(zip(made, new.values(), strict=True))
    for alert in made:
        audit.record("raise_alert", alert, by=by, detail={"kind": alert.kind, "about": alert.about})
    return len(made)


def _one_at_a_time() -> None:
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _rows_of(told: Sequence[Telling]) -> dict[Key, Telling]:
    """What is told, by kind, measure and publication (ids) and period or day."""
    measures = dict(Measure.objects.filter(slug__in={one.measure for one in told}).values_list("slug", "pk"))
    documents = dict(
        Publication.objects.filter(slug__in={one.publication for one in told}).values_list("slug", "pk")
    )
    return {
        (one.kind, measures.get(one.measure), documents.get(one.publication), one.about): one
        for one in told
        if one.measure in measures or one.publication in documents
    }


def _to_bodies(made: Iterable[tuple[Alert, Telling]]) -> None:
    bodies = dict(Body.objects.values_list("slug", "pk"))
    link = Alert.bodies.through
    link.objects.bulk_create(
        [
            link(alert_id=alert.pk, body_id=bodies[slug])
            for alert, one in made
            for slug in sorted(one.bodies)
            if slug in bodies
        ]
    )
