"""Documents against their schedules: on time, late, missing, and what comes next."""

from datetime import date

import pytest

from charter.models import Landlord, User
from measures.presenters import DocumentView, documents_owed
from measures.schedules import in_words, parse_schedule
from promises.models import Edition, Publication, PublicationChange

TODAY = date(2026, 11, 22)


@pytest.fixture
def people(db: None) -> tuple[User, User]:
    Landlord.objects.create(name="Alderbrook Homes", first_period="2024-04")
    return (
        User.objects.create_user("one@example.org", "One", "a-long-password-1"),
        User.objects.create_user("two@example.org", "Two", "a-long-password-1"),
    )


def owed(
    people: tuple[User, User], schedule: str, *published: date, changes: tuple[date, ...] = ()
) -> DocumentView:
    found = Publication.objects.create(slug="report", title="Report", schedule=schedule)
    for day in published:
        Edition.objects.create(
            publication=found, title=f"Report of {day}", published=day,
            written_by=people[0], approved_by=people[1], approved_at=f"{day}T09:00Z",
        )  # fmt: skip
    for day in changes:
        PublicationChange.objects.create(publication=found, day=day)
    return documents_owed(TODAY)[0]


def test_an_edition_before_its_day_is_on_time(people: tuple[User, User]) -> None:
    found = owed(people, "yearly by 31 July", date(2024, 7, 30), date(2025, 7, 29), date(2026, 7, 31))
    assert (found.status, found.word, found.lines[0].late_by) == ("met", "On time", 0)
    assert found.next_due == date(2027, 7, 31)


def test_an_edition_after_its_day_says_by_how_much(people: tuple[User, User]) -> None:
    found = owed(people, "yearly by 31 July", date(2024, 7, 30), date(2025, 7, 29), date(2026, 8, 21))
    assert (found.status, found.word, found.lines[0].late_by) == ("near", "Late", 21)
    assert found.lines[0].due == date(2026, 7, 31)


def test_a_missing_edition_comes_first(people: tuple[User, User]) -> None:
    found = owed(people, "yearly by 31 July", date(2024, 7, 30), date(2025, 7, 29))
    assert (found.status, found.word) == ("missed", "Not published")
    assert found.lines[0].edition is None
    assert found.lines[0].due == date(2026, 7, 31)


def test_what_is_not_due_yet_is_not_late(people: tuple[User, User]) -> None:
    found = owed(people, "once by 2027-01-31")
    assert (found.word, found.lines, found.next_due) == ("Not due yet", (), date(2027, 1, 31))


@pytest.mark.parametrize(
    ("published", "changes", "word"),
    [
        ((date(2026, 2, 17),), (), "Up to date"),
        ((date(2020, 2, 17),), (), "Out of date"),
        ((date(2026, 2, 17),), (date(2026, 9, 1),), "Not changed in time"),
        ((date(2026, 2, 17),), (date(2026, 11, 10),), "Up to date"),
        ((), (), "Not published"),
    ],
)
def test_a_document_on_change_follows_its_changes(
    people: tuple[User, User], published: tuple[date, ...], changes: tuple[date, ...], word: str
) -> None:
    assert owed(people, "on change, reviewed every 36 months", *published, changes=changes).word == word


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        ("every January", "Every January"),
        ("every 3 months", "Every 3 months"),
        ("every month", "Every month"),
        ("yearly by 30 September", "Every year by 30 September"),
        ("once by 2026-03-31", "Once, by 31 March 2026"),
        ("on change", "When something changes, and looked at again every 12 months"),
    ],
)
def test_a_schedule_reads_as_people_say_it(schedule: str, words: str) -> None:
    assert in_words(parse_schedule(schedule)) == words
