"""Verbs of “You said, we did”: record, change, approve, publish."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from charter import audit, changes
from charter.actions.rows import put
from charter.conflicts import check_version
from charter.faults import Refused
from charter.models import User
from engagement.actions.checks import (
    NOTHING_NAMED,
    About,
    day_so_far,
    free_address,
    known,
    moment_of_record,
    not_before,
    words,
)
from engagement.models import OUTCOMES, ServiceChange
from engagement.querysets import wrote_change


@dataclass(frozen=True)
class Story:
    """What people said and what came of it; `outcome` is `did` or `could_not`, then `did` says why not.

    `about` names the promises and measures that it touches.
    """

    title: str
    said: str
    did: str
    decided_on: date
    outcome: str = "did"
    about: About = NOTHING_NAMED


@transaction.atomic
def record_service_change(*, story: Story, by: User, slug: str = "") -> ServiceChange:
    """Write down what changed because people spoke, or why it could not; two steps later it is public.

    `slug` is its address, by default made of the title. Raises Refused when a part is missing, the day lies
    ahead, the address is taken, or a promise or measure is not there.
    """
    told = _told(story)
    change = ServiceChange.objects.create(
        slug=free_address(ServiceChange, slug or story.title), written_by=by, **told
    )
    audit.record("record_service_change", change, by=by)
    return change


@transaction.atomic
def change_service_change(
    *, change: ServiceChange, story: Story, by: User, version: int | None = None
) -> ServiceChange:
    """Give a change that nobody approved yet other words; its address stays, its history keeps both.

    Whoever does it has written it too, so cannot approve it. Raises Refused as `record_service_change` does
    and once it is approved, Changed when somebody saved it since the page was opened.
    """
    found = _locked(change)
    if found.approved_by_id is not None:
        raise Refused(_("This change is approved already, so its words stay."))
    check_version(found, version)
    if put(found, _told(story)):
        audit.record("change_service_change", found, by=by)
    return found


@transaction.atomic
def approve_service_change(
    *, change: ServiceChange, by: User, at: datetime | None = None, version: int | None = None
) -> ServiceChange:
    """Let a change be published. Raises Refused when `by` wrote any of it or it is approved already.

    `at` is the moment for the demonstration's history, else now. Raises Changed when somebody saved it since
    the page with the `version` was opened.
    """
    found = _locked(change)
    if found.approved_by_id is not None:
        raise Refused(_("This change is approved already."))
    check_version(found, version)
    if wrote_change(found, by):
        raise Refused(_("You wrote this change, so someone else must approve it."))
    found.approved_by, found.approved_at = by, moment_of_record(at, _("The approval"))
    found.version += 1
    found.save()
    audit.record("approve_service_change", found, by=by)
    return found


@transaction.atomic
def publish_service_change(
    *, change: ServiceChange, by: User, at: datetime | None = None, version: int | None = None
) -> ServiceChange:
    """Make an approved change public; from now on it counts. Raises Refused before approval, or twice.

    `at` is the moment for the demonstration's history, else now. Raises Changed when somebody saved it since
    the page with the `version` was opened.
    """
    found = _locked(change)
    if found.approved_at is None:
        raise Refused(_("This change is not approved yet."))
    if found.published_at is not None:
        raise Refused(_("This change is public already."))
    check_version(found, version)
    moment = moment_of_record(at, _("The publication"))
    not_before(moment, found.approved_at, _("A change cannot be published before it is approved."))
    found.published_at = moment
    found.version += 1
    found.save()
    audit.record("publish_service_change", found, by=by)
    changes.announce("service_changes", [found.pk], by=by)
    return found


def _told(story: Story) -> dict[str, Any]:
    """The columns of a story. Raises Refused as `record_service_change` does."""
    if story.outcome not in dict(OUTCOMES):
        raise Refused(_("Say whether you did it or could not."))
    return {
        "title": words(story.title, _("Give the change a title.")),
        "said": words(story.said, _("Write what people said.")),
        "outcome": story.outcome,
        "did": words(story.did, _("Write what you did, or why you could not.")),
        "decided_on": day_so_far(story.decided_on, _("The day of the change")),
        **known(story.about),
    }


def _locked(change: ServiceChange) -> ServiceChange:
    return ServiceChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
