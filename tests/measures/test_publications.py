"""Every form of schedule through the standing and the documents page: one function, one truth."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from charter.models import Landlord, User
from charter.periods import Period
from measures.models import Measure
from measures.presenters import DocumentView, documents_owed
from measures.standing import MeasureStanding, standing_at
from promises.models import Edition, Publication, PublicationChange

pytestmark = pytest.mark.django_db

Q2 = Period.parse("2026-27-Q2")
D = Q2.end
ON_TIME, LATE, NOT_PUBLISHED = ("judged", "met"), ("judged", "near"), ("judged", "missed")
NOT_DUE, STALE = ("not_due", "not_judged"), ("stale", "not_judged")
Days = tuple[str, ...]


@pytest.fixture(autouse=True)
def _landlord() -> None:
    Landlord.objects.create(name="Alderbrook Homes", first_period="2024-04")


def people() -> tuple[User, User]:
    first, _ = User.objects.get_or_create(email="one@example.org", defaults={"name": "One"})
    second, _ = User.objects.get_or_create(email="two@example.org", defaults={"name": "Two"})
    return first, second


def out(publication: Publication, *days: str, review_by: str = "", due: str = "") -> None:
    """Editions, each approved on the day it came out."""
    one, two = people()
    for day in days:
        Edition.objects.create(
            publication=publication,
            title=f"Edition of {day}",
            published=date.fromisoformat(day),
            review_by=review_by or None,
            due=due or None,
            written_by=one,
            approved_by=two,
            approved_at=f"{day}T08:00Z",
        )


def owed(schedule: str, *, frequency: str = "annual", starts: str = "", slug: str = "report") -> Publication:
    """A publication with the measure that follows from it."""
    found = Publication.objects.create(slug=slug, title="Report", schedule=schedule, starts=starts or None)
    measure = Measure.objects.create(
        slug=slug, title="Report on time", kind="publication", direction="none", frequency=frequency
    )
    measure.publications.add(found)
    return found


def noted(publication: Publication, *days: str) -> None:
    for day in days:
        PublicationChange.objects.create(
            publication=publication, day=date.fromisoformat(day), noted_at=f"{day}T08:00Z"
        )


def measure_on(day: date, slug: str = "report") -> MeasureStanding:
    """Where the measure stands at the end of the quarter, as known at noon of a day."""
    return standing_at(Q2, datetime.combine(day, time(12), UTC)).measures[slug]


def document_on(day: date, slug: str = "report") -> DocumentView:
    return next(one for one in documents_owed(day) if one.publication.slug == slug)


@pytest.mark.parametrize(
    ("schedule", "published", "stands"),
    [
        ("every January", ("2025-01-20", "2026-01-31"), ON_TIME),
        ("every January", ("2025-01-20", "2026-02-01"), LATE),
        ("every January", ("2025-01-20",), NOT_PUBLISHED),
        ("yearly by 30 September", ("2024-09-01", "2025-09-01", "2026-09-30"), ON_TIME),
        ("yearly by 30 September", ("2024-09-01", "2025-09-01", "2026-10-01"), LATE),
        ("yearly by 30 September", ("2024-09-01", "2025-09-01"), NOT_PUBLISHED),
        ("once by 2026-03-31", ("2026-03-31",), ON_TIME),
        ("once by 2026-03-31", ("2026-04-01",), LATE),
        ("once by 2026-03-31", (), NOT_PUBLISHED),
        ("once by 2027-03-31", (), NOT_DUE),
        ("on change", ("2026-01-10",), ON_TIME),
        ("on change", ("2025-09-29",), STALE),
        ("on change, reviewed every 24 months", ("2025-09-29",), ON_TIME),
        ("on change", (), NOT_PUBLISHED),
    ],
)
def test_each_form_of_schedule_gives_the_measure_its_state(
    schedule: str, published: Days, stands: tuple[str, str]
) -> None:
    out(owed(schedule), *published)
    one = measure_on(date(2026, 11, 1))
    assert (one.state, one.status) == stands


@pytest.mark.parametrize(
    ("last", "stands"),
    [("2026-07-01", ON_TIME), ("2026-07-02", LATE), ("", NOT_PUBLISHED)],
)
def test_every_three_months_looks_at_the_measures_own_length(last: str, stands: tuple[str, str]) -> None:
    partners = owed("every 3 months", frequency="quarterly", starts="2025-04-01")
    out(partners, "2025-06-20", "2025-09-20", "2025-12-20", "2026-03-20", *([last] if last else []))
    one = measure_on(date(2026, 11, 1))
    assert (one.state, one.status) == stands


@pytest.mark.parametrize(
    ("change", "answer", "stands"),
    [
        ("2026-08-03", "2026-08-31", ON_TIME),  # the 28th day
        ("2026-08-03", "2026-09-01", LATE),
        ("2026-08-03", "", NOT_PUBLISHED),
        ("2026-09-10", "", ON_TIME),  # its 28 days are not over at the end of September
        ("2025-01-10", "2025-03-10", ON_TIME),  # late, but longer ago than a year
    ],
)
def test_a_document_that_follows_changes(change: str, answer: str, stands: tuple[str, str]) -> None:
    guide = owed("on change, reviewed every 36 months")
    out(guide, "2024-06-01", *([answer] if answer else []))
    noted(guide, change)
    one = measure_on(date(2026, 11, 1))
    assert (one.state, one.status) == stands


def test_a_review_date_of_its_own_goes_before_the_schedules() -> None:
    guide = owed("on change, reviewed every 36 months")
    out(guide, "2026-01-10", review_by="2026-09-29")
    assert measure_on(date(2026, 11, 1)).state == "stale"


def test_one_late_document_of_three_makes_the_measure_late() -> None:
    listed = [owed("yearly by 30 June", slug=slug) for slug in ("one", "two", "three")]
    measure = Measure.objects.get(slug="one")
    measure.publications.set(listed)
    for found, day in zip(listed, ("2026-06-01", "2026-07-15", "2026-06-30"), strict=True):
        out(found, "2024-06-01", "2025-06-01", day)
    assert measure_on(date(2026, 11, 1), "one").status == "near"


def test_an_edition_counts_from_its_approval_on() -> None:
    report = owed("yearly by 30 September")
    out(report, "2024-09-01", "2025-09-01", "2026-09-20")
    Edition.objects.filter(published="2026-09-20").update(approved_at="2026-10-10T12:00Z")
    assert measure_on(date(2026, 10, 9)).status == "missed"
    assert measure_on(date(2026, 10, 11)).status == "met"
    Edition.objects.filter(published="2026-09-20").update(approved_at=None, approved_by=None)
    assert measure_on(date(2026, 10, 11)).status == "missed", "nobody approved it"


def test_a_change_is_unknown_before_it_is_noted() -> None:
    guide = owed("on change, reviewed every 36 months")
    out(guide, "2024-06-01")
    noted(guide, "2026-08-03")
    PublicationChange.objects.update(noted_at="2026-10-10T12:00Z")
    assert measure_on(date(2026, 10, 9)).status == "met"
    assert measure_on(date(2026, 10, 11)).status == "missed"


CASES: list[tuple[str, str, Days, Days]] = [
    ("every January", "annual", ("2025-01-20", "2026-01-31"), ()),
    ("every January", "annual", ("2025-01-20", "2026-02-01"), ()),
    ("every January", "annual", ("2025-01-20",), ()),
    ("every 3 months", "quarterly", ("2024-06-20", "2024-09-20", "2024-12-20", "2025-03-20"), ()),
    ("every 3 months", "annual", ("2024-06-20", "2024-09-20"), ()),
    ("yearly by 30 September", "annual", ("2024-09-01", "2025-09-01", "2026-10-01"), ()),
    ("once by 2026-03-31", "annual", ("2026-04-01",), ()),
    ("on change", "annual", ("2026-01-10",), ()),
    ("on change", "annual", (), ()),
    ("on change, reviewed every 36 months", "annual", ("2024-06-01", "2026-09-01"), ("2026-08-03",)),
    ("on change, reviewed every 36 months", "annual", ("2024-06-01", "2026-08-31"), ("2026-08-03",)),
    ("on change, reviewed every 36 months", "annual", ("2024-06-01",), ("2026-08-03",)),
    ("on change, reviewed every 12 months", "annual", ("2024-06-01",), ()),
]


@pytest.mark.parametrize(("schedule", "frequency", "published", "changes"), CASES)
def test_the_page_and_the_measure_say_the_same(
    schedule: str, frequency: str, published: Days, changes: Days
) -> None:
    """At the end of a period, known then, both look at the same day and the same time."""
    found = owed(schedule, frequency=frequency)
    out(found, *published)
    noted(found, *changes)
    day = date(2026, 10, 31)
    measure = standing_at(Period.parse("2026-10"), datetime.combine(day, time(23), UTC)).measures["report"]
    assert document_on(day).status == measure.status


def test_a_late_answer_to_a_change_reads_late_and_by_how_much() -> None:
    guide = owed("on change, reviewed every 36 months")
    out(guide, "2024-06-01", "2026-09-05")
    noted(guide, "2026-08-03")
    found = document_on(date(2026, 10, 31))
    assert (found.status, found.word) == ("near", "Late")
    assert [(line.due, line.late_by) for line in found.lines] == [(date(2026, 8, 31), 5), (None, 0)]


def test_an_unanswered_change_says_what_is_owed() -> None:
    guide = owed("on change, reviewed every 36 months")
    out(guide, "2024-06-01")
    noted(guide, "2026-08-03", "2026-10-20")
    found = document_on(date(2026, 10, 31))
    assert (found.status, found.word) == ("missed", "Not changed in time")
    assert (found.lines[0].edition, found.lines[0].due) == (None, date(2026, 8, 31))
    assert found.next_due == date(2026, 11, 17)


def test_a_document_past_its_review_says_so() -> None:
    guide = owed("on change")
    out(guide, "2025-10-01")
    found = document_on(date(2026, 10, 1))
    assert (found.word, found.next_review, found.review_passed) == ("Up to date", date(2026, 10, 1), False)
    found = document_on(date(2026, 10, 2))
    assert (found.status, found.word, found.review_passed) == ("not_judged", "Out of date", True)


def test_a_document_due_once_long_ago_still_says_how_it_came() -> None:
    out(owed("once by 2024-06-30"), "2024-07-10")
    found = document_on(date(2026, 10, 31))
    assert (found.status, found.word, found.open_days) == ("near", "Late", ())
    owed("once by 2024-06-30", slug="another")
    other = document_on(date(2026, 10, 31), "another")
    assert (other.word, other.open_days) == ("Not published", (date(2024, 6, 30),))


def test_open_days_are_those_missed_and_the_next() -> None:
    out(owed("every January"), "2025-01-20")
    found = document_on(date(2026, 10, 31))
    assert found.open_days == (date(2026, 1, 31), date(2027, 1, 31))


def test_the_number_of_queries_does_not_grow(django_assert_num_queries) -> None:
    for number in range(6):
        out(owed("every January", slug=f"report-{number}"), "2025-01-20", "2026-01-20")
    with django_assert_num_queries(4):
        documents_owed(date(2026, 10, 31) + timedelta(days=1))
