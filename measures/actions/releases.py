"""The verbs of a release: publish, schedule, withdraw (design section 4.4)."""

import json
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from charter import audit, changes, jobs
from charter.faults import Refused
from charter.languages import others
from charter.languages.formats import clock
from charter.languages.own import speaking
from charter.models import Job, Landlord, User
from charter.moments import moment_of_publication
from charter.periods import Period
from charter.querysets import translations_in
from measures import payload, sentences
from measures.actions.waivers import published_without
from measures.models import Release, ReleaseDocument, ReleaseEntry
from measures.payload.canonical import canonical, digest, manifest_hash
from measures.payload.frozen import Frozen
from measures.payload.languages import is_for_all, name_in
from measures.payload.moves import moves
from measures.querysets.releases import due, live_without, public_releases
from measures.scoring import RULE_VERSION

FIRST_YEAR = 2010  # as for figures (reliability.md X54)
LOCK = 4_201_860_001  # one publication at a time, whichever process asks


def freeze(period: Period, cutoff: datetime) -> Frozen:
    """What a release of the period would hold, as known at the cut-off. Writes nothing.

    Every document in English, and once more in each language that the landlord offers beside it.
    """
    texts = {name: canonical(document) for name, document in payload.documents(period, cutoff).items()}
    for other in others():
        with translation.override(other.code), speaking(partial(translations_in, other.code)):
            made = payload.documents(period, cutoff)
        texts |= {name_in(other.code, name): canonical(document) for name, document in made.items()}
    return Frozen(texts, manifest_hash({name: digest(text) for name, text in texts.items()}))


@transaction.atomic
def publish_release(
    *,
    period: Period,
    by: User,
    cutoff: datetime | None = None,
    reason: str = "",
    scheduled_for: datetime | None = None,
    nothing_missing: bool = False,
) -> Release:
    """Freeze what is approved for the period and make it public, now or at a time.

    Publishing makes the live release *earlier*; a release whose period ends before the live one's goes
    straight to *earlier*, and at the same period end the longer period wins. A period published before gets a
    new revision, which needs a reason; it is held against what the public read, never against what is only
    planned: while one of the period is planned no other is made. The cut-off decides what is known and
    due (scoring.md 5.0).
    `nothing_missing`: every overdue measure must be waived (design section 8, row 74); people publish so.
    Raises Refused without a landlord, before the period's end, while one of the period is planned, without a
    reason for a revision, when nothing changed since the last revision, and for what is missing.
    """
    _one_at_a_time()
    publish_due(by=User.objects.system())
    now = moment_of_publication()
    known_at = cutoff or now
    before = public_before(period)
    _refuse_if_planned(period)
    _refuse_if_premature(period, known_at, before, reason)
    frozen = freeze(period, known_at)
    if before is not None and before.hash == frozen.hash:
        raise Refused(
            _("Nothing has changed since the last release of this period, so there is nothing to publish.")
        )
    release = not_yet_released(period, known_at, frozen, by=by)
    release.without = published_without(period, frozen, refuse=nothing_missing)
    release.replaces, release.reason = before, reason.strip()
    release.notice = _notice(before, frozen, reason) if before is not None else {}
    is_later = scheduled_for is not None and scheduled_for > now
    release.state = "scheduled" if is_later else "earlier"
    release.scheduled_for, release.public_since = (scheduled_for, None) if is_later else (None, now)
    release.save()
    _write_documents(release, frozen)
    verb = "schedule_release" if is_later else "publish_release"
    audit.record(verb, release, by=by, detail={"slug": release.slug, "hash": release.hash})
    if not is_later:
        _settle_live(release)
        changes.announce("release", [release.pk], by=by)
    return release


@transaction.atomic
def publish_due(*, by: User) -> list[Release]:
    """Note as public what was scheduled for a time that has come.

    The public reads it from that time on by the database's clock (`measures/querysets/releases.py`); here
    its state follows, and those who want to know are told.
    """
    _one_at_a_time()
    released = []
    for release in Release.objects.select_for_update(of=("self",)).filter(due()).order_by("scheduled_for"):
        moment = release.scheduled_for or timezone.now()
        release.state, release.published_at, release.public_since = "earlier", moment, moment
        release.save()
        _settle_live(release)
        detail = {"slug": release.slug, "hash": release.hash, "scheduled": True}
        audit.record("publish_release", release, by=by, detail=detail)
        changes.announce("release", [release.pk], by=by)
        released.append(release)
    return released


@transaction.atomic
def ask_to_publish_due(*, by: User) -> Job | None:
    """Ask the worker to make public what is due; no job where nothing is."""
    waits = Release.objects.filter(due()).exists()
    return jobs.enqueue("publish_due", key="publish_due", by=by) if waits else None


@jobs.register("publish_due")
def _publish_due(job: Job) -> str:
    return _("{count} made public").format(count=len(publish_due(by=job.asked_by)))


@transaction.atomic
def withdraw_release(*, release: Release, by: User, reason: str) -> Release:
    """Take a release back: its address answers 410 with the reason; the last earlier one becomes live.

    Raises Refused without a reason, or when it is withdrawn already.
    """
    _one_at_a_time()
    publish_due(by=User.objects.system())  # what the public reads already is not called off but withdrawn
    found = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    if not reason.strip():
        raise Refused(_("Say why you withdraw the release: the public will read it."))
    if found.state == "withdrawn":
        raise Refused(_("This release is withdrawn already."))
    then = live_without(found)
    found.state, found.withdrawn_by, found.withdrawn_at = "withdrawn", by, timezone.now()
    found.withdrawn_because = reason.strip()
    found.save()
    if then is not None:
        then.state = "live"
        then.save()
    audit.record("withdraw_release", found, by=by, detail={"slug": found.slug})
    changes.announce("release", [found.pk], by=by)
    return found


def _one_at_a_time() -> None:
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def public_before(period: Period) -> Release | None:
    """The revision of the period that the public read last, never one that is only planned. One query."""
    read = public_releases().filter(period=period.key).exclude(state="withdrawn")
    return read.order_by("-revision").first()


def _refuse_if_planned(period: Period) -> None:
    """Two of a period, one still secret: the notice of the other would tell what the secret one says."""
    planned = Release.objects.filter(period=period.key, state="scheduled").first()
    if planned is not None and planned.scheduled_for is not None:
        at = timezone.localtime(planned.scheduled_for)
        raise Refused(
            _(
                "A release of this period is planned for {day}, {time}. Call it off first: open "
                "“{slug}” under Releases. Then publish again, or plan it again."
            ).format(day=sentences.long_date(at), time=clock(at.time()), slug=planned.slug)
        )


def _refuse_if_premature(period: Period, known_at: datetime, before: Release | None, reason: str) -> None:
    if not Landlord.objects.exists():
        raise Refused(_("There is no landlord yet. Set one up first with set_landlord or a charter file."))
    if period.start.year < FIRST_YEAR:
        raise Refused(
            _("{period} is too long ago. Publish a period from {year} on.").format(
                period=period.label, year=FIRST_YEAR
            )
        )
    if timezone.localdate(known_at) <= period.end:
        raise Refused(
            _("{period} has not ended yet. A release looks back on a whole period.").format(
                period=period.label
            )
        )
    if before is not None and not reason.strip():
        raise Refused(
            _("This period was published before. Say why it is published again: the notice prints it.")
        )


def not_yet_released(period: Period, known_at: datetime, frozen: Frozen, *, by: User) -> Release:
    """The row that a release of these documents would have, published now; nothing is stored."""
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
        published_at=timezone.now(),
        state="earlier",
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


def _rank(release: Release) -> tuple[Any, ...]:
    """Later end first, then the longer period, then the later revision."""
    length = (release.period_end - release.period_start).days
    return release.period_end, length, release.revision


def _notice(before: Release, frozen: Frozen, reason: str) -> dict[str, Any]:
    """What a revision changes: the documents that differ, by name, with the reason; old bytes stay."""
    old = dict(before.entries.values_list("name", "document_id"))
    new = {name: digest(text) for name, text in frozen.texts.items()}
    changed = sorted(name for name in new if is_for_all(name) and old.get(name) != new[name])
    return {
        "replaces": before.slug,
        "reason": reason.strip(),
        "changed": changed,
        "moved": moves_since(before, frozen),
        "removed": sorted(filter(is_for_all, set(old) - set(new))),
    }


def moves_since(before: Release, frozen: Frozen) -> list[dict[str, Any]]:
    """What would read differently beside a published release: promises and measures. Two queries."""
    old = dict(before.entries.values_list("name", "document_id"))
    changed = {name for name, text in frozen.texts.items() if old.get(name) != digest(text)}
    read = {"charter", "performance"} | {name for name in changed if name.startswith("measures/")}
    bodies = before.entries.filter(name__in=read).values_list("name", "document__body")
    before_read = {name: json.loads(body) for name, body in bodies}
    return moves(before_read, {name: json.loads(frozen.texts[name]) for name in sorted(read)})
