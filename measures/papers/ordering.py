"""What makes two orders of a paper the same order: the hash of all that it is made of (docs/adr/0035)."""

import hashlib
import json
from dataclasses import replace
from datetime import date
from typing import Any

from charter.models import Body
from measures import presenters
from measures.models import Release, Report
from measures.papers import KINDS, Order
from measures.payload.canonical import canonical
from measures.presenters import ReleaseView

PAPERS = "5"  # to be raised when the same inputs shall give another paper


def release_of(found: Release) -> ReleaseView:
    """A release as its papers read it; also one that waits for its moment, of which only drafts are made."""
    public = presenters.release_named(found.slug)
    if public is not None:
        return public
    return replace(presenters.as_manifest(found, {}).release, state=found.state)


def given_for(kind: str, release: ReleaseView, body: Body | None, today: date) -> dict[str, Any]:
    """What a paper of this kind is given beside its release, as plain JSON that can be kept.

    Where figures of the release were corrected by the day of the order, that is given too.
    """
    since = {"replaced_by": release.replaced_by, "measures": len(release.corrected_later)}
    told = {"since": since} if any(since.values()) else {}
    found: dict[str, Any] = json.loads(canonical({**KINDS[kind].gives(release, body, today), **told}))
    return found


def inputs_of(order: Order) -> str:
    """The hash of all that a paper is made of: the same hash, the same bytes."""
    whole = {
        "papers": PAPERS,
        "kind": order.kind,
        "release": order.release.hash,
        "body": order.body.slug if order.body else "",
        "large": order.large,
        "draft": order.draft,
        "given": order.given,
    }
    return hashlib.sha256(canonical(whole).encode()).hexdigest()


def order_of(report: Report) -> Order:
    """The order that a report was made by, from what was kept of it."""
    release = release_of(report.release)
    as_draft = Order(report.kind, release, report.body, report.large, True, report.given)
    # What it was ordered as, whatever became of the release since; older rows tell by their hash alone.
    was_draft = report.given.get("draft") or inputs_of(as_draft) == report.inputs
    return as_draft if was_draft else replace(as_draft, draft=False)
