"""The events that the home page names: still to come, not called off, the next one first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from charter.models import User
from engagement.models import Event
from engagement.presenters import next_events


@pytest.mark.django_db
def test_only_what_is_still_to_come() -> None:
    by, now = User.objects.create_user("a@example.org", "A"), timezone.now()
    for title, days in (("Later", 9), ("Soon", 2), ("Over", -3)):
        starts = now + timedelta(days=days)
        Event.objects.create(slug=title.lower(), kind="meeting", title=title, starts=starts, planned_by=by)
    Event.objects.create(
        slug="off",
        kind="visit",
        title="Off",
        starts=now + timedelta(days=1),
        state="cancelled",
        cancelled_because="Snow.",
        planned_by=by,
        settled_by=by,
        settled_at=now,
    )
    assert [one.title for one in next_events(5)] == ["Soon", "Later"]
    assert [one.title for one in next_events(1)] == ["Soon"]
