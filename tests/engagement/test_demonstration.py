"""The demonstration's records of tenants: every kind and state of them, and the figures counted from them."""

import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from charter.models import Job, User
from charter.periods import Period
from engagement.demonstration import story
from engagement.models import (
    Challenge,
    Event,
    Feedback,
    Recommendation,
    ScrutinyAction,
    ScrutinyProject,
    ServiceChange,
)
from engagement.presenters.challenges import state_of
from measures import counters
from measures.actions.counted import count_all
from measures.models import Measure, Release, Result
from tests.demonstration import loaded

pytestmark = pytest.mark.django_db
SLUG = "changes-you-asked-for"


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker):
    with loaded(django_db_blocker):
        yield


def figures() -> list[Result]:
    found = Result.objects.filter(measure__slug=SLUG, workflow="approved").order_by("period_end")
    return list(found.select_related("measure"))


def test_the_changes_have_figures_for_twelve_quarters(demonstration) -> None:
    found = figures()
    assert [(one.period, one.value) for one in found] == [
        ("2023-24-Q3", 2), ("2023-24-Q4", 2), ("2024-25-Q1", 3), ("2024-25-Q2", 2), ("2024-25-Q3", 3),
        ("2024-25-Q4", 3), ("2025-26-Q1", 2), ("2025-26-Q2", 3), ("2025-26-Q3", 4), ("2025-26-Q4", 3),
        ("2026-27-Q1", 3), ("2026-27-Q2", 4),
    ]  # fmt: skip
    assert {one.origin for one in found} == {"automatic"}
    assert [one.approval for one in found] == ["final"] * 10 + ["provisional"] * 2


def test_each_was_known_the_day_after_its_quarter(demonstration) -> None:
    for one in figures():
        assert timezone.localdate(one.decided_at) == one.period_end + timedelta(days=1)


def test_every_release_shows_the_count_and_says_that_there_is_no_target(demonstration) -> None:
    for release in Release.objects.all():
        entry = release.entries.select_related("document").get(name=f"measures/{SLUG}")
        document = json.loads(entry.document.body)
        assert document["state"] == "no_target"
        counted = {row["period"]: row["value"] for row in document["results"]}
        assert counted[release.period] == str(len(published_in(release.period)))


def published_in(key: str) -> list[story.Change]:
    period = Period.parse(key)
    return [one for one in story.changes() if period.start <= one.published <= period.end]


def test_the_page_says_the_figure_and_no_target(demonstration) -> None:
    text = Client().get(f"/measures/{SLUG}/").content.decode()
    assert "4 changes" in text
    assert "No target" in text


def test_counting_again_finds_nothing_new(demonstration) -> None:
    assert count_all(by=User.objects.system()) == []
    assert Job.objects.filter(kind="count").exists(), "the changes were announced"


def test_every_counter_has_something_to_count(demonstration) -> None:
    first, last = Period.parse("2023-24-Q3").start, Period.parse("2026-27-Q2").end
    for name in counters.NAMES:
        found = counters.count(name, first, last)
        assert found is not None
        assert (found.value or 0) + (found.denominator or 0) > 0, name
        if found.denominator:
            assert 0 < found.numerator < found.denominator, f"{name}: some in time and some not"


def test_every_state_is_there(demonstration) -> None:
    assert set(ServiceChange.objects.values_list("outcome", flat=True)) == {"did", "could_not"}
    assert set(Event.objects.values_list("state", flat=True)) == {"planned", "held", "cancelled"}
    decisions = set(Recommendation.objects.values_list("decision", flat=True))
    assert decisions == {"accepted", "partly", "not_accepted"}
    assert ScrutinyAction.objects.filter(closed_on=None).exists()
    assert ScrutinyProject.objects.filter(published_on__isnull=False).count() == 5
    kinds = {"complaint", "comment", "compliment", "idea", "building_safety"}
    assert set(Feedback.objects.values_list("kind", flat=True)) == kinds


def test_the_measure_is_the_one_of_the_charter(demonstration) -> None:
    assert Measure.objects.get(slug=SLUG).counter == "service_changes"


def test_a_challenge_of_every_state(demonstration) -> None:
    told = {state_of(one, date(2026, 11, 23)) for one in Challenge.objects.all()}
    assert (told, Challenge.objects.count()) == ({"open", "answered", "withheld", "late"}, 4)
