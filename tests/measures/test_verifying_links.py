"""The nightly proof and what a measure is made of: a later change is no alarm, a changed document is one."""

import json
from datetime import date

import pytest
from django.db import connection, transaction
from django.utils import timezone

from charter.models import BankHoliday, User
from charter.periods import Period, periods_between
from charter.seed import seed
from measures.actions.releases import publish_release
from measures.actions.verifying import release_differences
from measures.models import Measure, Release, Result, Segment
from promises.models import Edition, Publication
from tests.measures.by_hand import Hand

# Committed for real: the history of a row names the moment of its transaction.
pytestmark = pytest.mark.django_db(transaction=True)
Q2 = Period.parse("2025-26-Q2")
AREA_MONTHS = ("2025-07", "2025-08", "2025-09")


@pytest.fixture
def release() -> Release:
    """All that is worked out from something else: members, a series, documents, areas."""
    with transaction.atomic():
        seed(BankHoliday, User)
    hand = Hand.made(first_period="2025-07")
    rising, falling = hand.measure("rising"), hand.measure("falling")
    for number, period in enumerate(periods_between(Period.parse("2024-07"), Period.parse("2025-09"))):
        hand.figure(rising, period.key, (600 + 20 * number + 3 * (number % 3), 1000))
        hand.figure(falling, period.key, (900 - 20 * number - 3 * (number % 3), 1000))
    hand.target(rising, "2024-04-01", 65)
    hand.target(falling, "2024-04-01", 99)
    share = hand.measure("share", "composite")
    share.members.set([rising])
    hand.target(share, "2024-04-01", 90)
    trend = hand.measure("trend", "trend", of=rising)
    papers = hand.measure("papers", "publication", "quarterly")
    papers.publications.add(paper(hand, "minutes", date(2025, 9, 1)))
    hand.promise("p", rising, falling, share, trend, papers, in_areas(hand))
    found = publish_release(period=Q2, by=hand.checker)
    assert list(release_differences(found)) == []
    return found


def in_areas(hand: Hand) -> Measure:
    """A measure of which only the areas are known."""
    whole = hand.measure("whole")
    hand.target(whole, "2024-04-01", 90)
    for slug in ("north", "south"):
        area = Segment.objects.create(slug=slug, dimension="area", name=slug.title())
        for month in AREA_MONTHS:
            hand.figure(whole, month, (95, 100), segment=area)
    return whole


def paper(hand: Hand, slug: str, published: date | None) -> Publication:
    """A paper of every three months, first due on 20 September 2025; perhaps with an edition."""
    starts = date(2025, 6, 20)
    found = Publication.objects.create(slug=slug, title=slug, schedule="every 3 months", starts=starts)
    if published is not None:
        Edition.objects.create(
            publication=found, title=slug, published=published, written_by=hand.author,
            approved_by=hand.checker, approved_at=timezone.now(),
        )  # fmt: skip
    return found


def other_members() -> None:
    Measure.objects.get(slug="share").members.set([Measure.objects.get(slug="falling")])


def no_members() -> None:
    Measure.objects.get(slug="share").members.clear()


def other_series() -> None:
    Measure.objects.filter(slug="trend").update(of=Measure.objects.get(slug="falling"))


def another_publication() -> None:
    late = Publication.objects.create(slug="late", title="Late", schedule="yearly by 30 September")
    Measure.objects.get(slug="papers").publications.set([late])


def another_area() -> None:
    Segment.objects.create(slug="west", dimension="area", name="West")


def an_area_that_ended() -> None:
    Segment.objects.filter(slug="south").update(ends=date(2025, 6, 30))


CHANGES = [
    other_members, no_members, other_series, another_publication, another_area, an_area_that_ended,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_changed_later_is_no_alarm(release: Release, change: object) -> None:
    assert callable(change)
    change()
    assert list(release_differences(release)) == []


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_changed_before_is_in_the_next_release(release: Release, change: object) -> None:
    """So the test above looks at changes that move something."""
    assert callable(change)
    change()
    again = publish_release(period=Q2, by=release.published_by, reason="It is made of something else.")
    assert list(release_differences(again)) == []
    names = again.notice["changed"]
    touched = {"measures/share", "measures/trend", "measures/papers", "measures/whole"} & set(names)
    assert touched


@pytest.mark.parametrize("name", ["share", "papers"])
def test_a_document_that_names_something_else_is_an_alarm(release: Release, name: str) -> None:
    """What a measure is made of is read from the document, so the document must be the one published."""
    entry = release.entries.get(name=f"measures/{name}")
    document = json.loads(entry.document.body)
    document["members" if name == "share" else "publications"] = []
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE measures_releasedocument SET body = %s WHERE digest = %s",
            [json.dumps(document), entry.document_id],
        )
    assert f"measures/{name}: its text is not the one that was published." in release_differences(release)


def test_a_manifest_that_was_exchanged_is_an_alarm(release: Release) -> None:
    """The text under another hash: the hash over all tells."""
    entry, other = release.entries.get(name="measures/share"), release.entries.get(name="measures/rising")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE measures_releaseentry SET document_id = %s WHERE id = %s", [other.document_id, entry.pk]
        )
    assert "The list of documents is not the one that was published." in release_differences(release)


def test_a_figure_changed_behind_the_portals_back_is_still_an_alarm(release: Release) -> None:
    other_members()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE measures_result SET numerator = 1 WHERE id = %s", [a_figure("rising")])
        cursor.execute("UPDATE measures_result SET numerator = 1 WHERE id = %s", [a_figure("whole")])
    found = " ".join(release_differences(release))
    for name in ("measures/rising", "measures/share", "measures/whole"):
        assert name in found


def a_figure(slug: str) -> int:
    return Result.objects.filter(measure__slug=slug, period="2025-09").latest("pk").pk
