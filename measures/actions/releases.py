"""The verbs of a release: publish, schedule, withdraw (design section 4.4)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from charter import audit, changes, jobs
from charter.faults import Refused
from charter.models import Job, Landlord, User
from charter.periods import Period
from measures import payload
from measures.actions.moments import moment_of_publication
from measures.models import Release, ReleaseDocument, ReleaseEntry
from measures.payload.canonical import canonical, digest, manifest_hash
from measures.payload.moves import moves
from measures.scoring import RULE_VERSION

FIRST_YEAR = 2010  # as for figures (reliability.md X54)
LOCK = 4_201_860_001  # one publication at a time, whichever process asks


@dataclass(frozen=True)
class Frozen:
    """A manifest that is not published yet: each document's text by its name, and the hash over all."""

    texts: Mapping[str, str]
    hash: str


def freeze(period: Period, cutoff: datetime) -> Frozen:
    """What a release of the period would hold, as known at the cut-off. Writes nothing."""
    texts = {name: canonical(document) for name, document in payload.documents(period, cutoff).items()}
    return Frozen(texts, manifest_hash({name: digest(text) for name, text in texts.items()}))


@transaction.atomic
def publish_release(
    *,
    period: Period,
    by: User,
    cutoff: datetime | None = None,
    reason: str = "",
    scheduled_for: datetime | None = None,
) -> Release:
    """Freeze what is approved for the period and make it public, now or at a time.

    Publishing makes the live release *earlier*; a release whose period ends before the live one's goes
    straight to *earlier*, and at the same period end the longer period wins. A period published before gets a
    new revision, which needs a reason. The cut-off decides what is known and due (scoring.md 5.0).
    Raises Refused without a landlord, before the period's end, without a reason for a revision, and when
    nothing changed since the last revision.
    """
    _one_at_a_time()
    now = moment_of_publication()
    known_at = cutoff or now
    before = (
        Release.objects.filter(period=period.key).exclude(state="withdrawn").order_by("-revision").first()
    )
    _refuse_if_premature(period, known_at, before, reason)
    frozen = freeze(period, known_at)
    if before is not None and before.hash == frozen.hash:
        raise Refused(
            "Nothing has changed since the last release of this period, so there is nothing to publish."
        )
    release = _new_release(period, known_at, frozen, by=by, now=now)
    release.replaces, release.reason, release.scheduled_for = before, reason.strip(), scheduled_for
    release.notice = _notice(before, frozen, reason) if before is not None else {}
    release.state = "scheduled" if scheduled_for and scheduled_for > now else "earlier"
    release.public_since = now if release.state == "earlier" else None
    release.save()
    _write_documents(release, frozen)
    audit.record("publish_release", release, by=by, detail={"slug": release.slug, "hash": release.hash})
    if release.state == "earlier":
        _settle_live(release)
        changes.announce("release", [release.pk], by=by)
    return release


@transaction.atomic
def publish_due(*, by: User) -> list[Release]:
    """Make public what was scheduled for a time that has come."""
    _one_at_a_time()
    due = Release.objects.select_for_update(of=("self",)).filter(
        state="scheduled", scheduled_for__lte=timezone.now()
    )
    released = []
    for release in due.order_by("scheduled_for"):
        release.state, release.published_at = "earlier", timezone.now()
        release.public_since = release.published_at
        release.save()
        _settle_live(release)
        audit.record("publish_release", release, by=by, detail={"slug": release.slug, "scheduled": True})
        changes.announce("release", [release.pk], by=by)
        released.append(release)
    return released


@transaction.atomic
def ask_to_publish_due(*, by: User) -> Job | None:
    """Ask the worker to make public what is due; no job where nothing is."""
    due = Release.objects.filter(state="scheduled", scheduled_for__lte=timezone.now())
    return jobs.enqueue("publish_due", key="publish_due", by=by) if due.exists() else None


@jobs.register("publish_due")
def _publish_due(job: Job) -> str:
    return f"{len(publish_due(by=job.asked_by))} made public"


@transaction.atomic
def withdraw_release(*, release: Release, by: User, reason: str) -> Release:
    """Take a release back: its address answers 410 with the reason; the last earlier one becomes live.

    Raises Refused without a reason, or when it is withdrawn already.
    """
    _one_at_a_time()
    found = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    if not reason.strip():
        raise Refused("Say why you withdraw the release: the public will read it.")
    if found.state == "withdrawn":
        raise Refused("This release is withdrawn already.")
    was_live = found.state == "live"
    found.state, found.withdrawn_by, found.withdrawn_at = "withdrawn", by, timezone.now()
    found.withdrawn_because = reason.strip()
    found.save()
    if was_live:
        _make_best_live()
    audit.record("withdraw_release", found, by=by, detail={"slug": found.slug})
    changes.announce("release", [found.pk], by=by)
    return found


def _one_at_a_time() -> None:
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _refuse_if_premature(period: Period, known_at: datetime, before: Release | None, reason: str) -> None:
    if not Landlord.objects.exists():
        raise Refused("There is no landlord yet. Set one up first with set_landlord or a charter file.")
    if period.start.year < FIRST_YEAR:
        raise Refused(f"{period.label} is too long ago. Publish a period from {FIRST_YEAR} on.")
    if timezone.localdate(known_at) <= period.end:
        raise Refused(f"{period.label} has not ended yet. A release looks back on a whole period.")
    if before is not None and not reason.strip():
        raise Refused(
            "This period was published before. Say why it is published again: the notice prints it."
        )


def _new_release(period: Period, known_at: datetime, frozen: Frozen, *, by: User, now: datetime) -> Release:
    highest = Release.objects.filter(period=period.key).aggregate(top=Max("revision"))["top"] or 0
    revision = highest + 1
    return Release(
        slug=period.slug if revision == 1 else f"{period.slug}-r{revision}",
        period=period.key,
        period_kind=period.kind,
        period_start=period.start,
        period_end=period.end,
        revision=revision,
        cutoff=known_at,
        hash=frozen.hash,
        rule_version=RULE_VERSION,
        published_by=by,
        published_at=now,
    )


def _write_documents(release: Release, frozen: Frozen) -> None:
    """Store each text once under its hash; an unchanged document is shared with earlier releases."""
    digests = {name: digest(text) for name, text in frozen.texts.items()}
    ReleaseDocument.objects.bulk_create(
        [ReleaseDocument(digest=digests[name], body=text) for name, text in frozen.texts.items()],
        ignore_conflicts=True,
    )
    ReleaseEntry.objects.bulk_create(
        ReleaseEntry(release=release, name=name, document_id=digests[name]) for name in sorted(digests)
    )


def _settle_live(release: Release) -> None:
    """Make the release live, unless the live one ends later or, at the same end, covers a longer time."""
    live = Release.objects.select_for_update(of=("self",)).filter(state="live").first()
    if live is not None and _rank(live) > _rank(release):
        return
    if live is not None:
        live.state = "earlier"
        live.save()
    release.state = "live"
    release.save()


def _make_best_live() -> None:
    best = max(Release.objects.filter(state="earlier"), key=_rank, default=None)
    if best is not None:
        best.state = "live"
        best.save()


def _rank(release: Release) -> tuple[Any, ...]:
    """Later end first, then the longer period, then the later revision."""
    length = (release.period_end - release.period_start).days
    return release.period_end, length, release.revision


def _notice(before: Release, frozen: Frozen, reason: str) -> dict[str, Any]:
    """What a revision changes: the documents that differ, by name, with the reason; old bytes stay."""
    old = dict(before.entries.values_list("name", "document_id"))
    new = {name: digest(text) for name, text in frozen.texts.items()}
    changed = sorted(name for name in new if old.get(name) != new[name])
    read = {"charter", "performance"} | {name for name in changed if name.startswith("measures/")}
    before_read = {
        entry.name: json.loads(entry.document.body)
        for entry in before.entries.filter(name__in=read).select_related("document")
    }
    now_read = {name: json.loads(frozen.texts[name]) for name in sorted(read)}
    return {
        "replaces": before.slug,
        "reason": reason.strip(),
        "changed": changed,
        "moved": moves(before_read, now_read),
        "removed": sorted(set(old) - set(new)),
    }
