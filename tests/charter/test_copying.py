"""COPY beside other work: what the caller sees of it, and how its errors come out."""

import threading
from contextlib import suppress
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from charter.copying import CopyBeside, written
from charter.models import BankHoliday

pytestmark = pytest.mark.django_db

TABLE, COLUMNS = BankHoliday._meta.db_table, ["day", "title"]


def rows(first: int, last: int) -> list[str]:
    return [f"{year}-01-01\tDay {year}" for year in range(first, last)]


@pytest.fixture(autouse=True)
def nothing_there() -> None:
    BankHoliday.objects.all().delete()


def test_a_question_sees_all_that_was_added() -> None:
    with CopyBeside(TABLE, COLUMNS) as beside:
        for first in range(1900, 8000, 1000):
            beside.add(rows(first, first + 1000))
            assert BankHoliday.objects.count() == first - 900
    assert BankHoliday.objects.count() == 7000


def test_rows_are_written_by_another_thread_and_are_there_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    from charter import copying

    threads: list[int] = []
    add = copying._add_lines
    monkeypatch.setattr(
        copying, "_add_lines", lambda *told: (threads.append(threading.get_ident()), add(*told))[1]
    )
    with CopyBeside(TABLE, COLUMNS) as beside:
        beside.add(rows(1900, 4400))
        beside.add(rows(4400, 4401))
    assert BankHoliday.objects.count() == 2501
    assert len(set(threads)) == 1
    assert threading.get_ident() not in threads


def test_an_error_is_told_by_the_next_question() -> None:
    def asked() -> None:
        with transaction.atomic(), CopyBeside(TABLE, COLUMNS) as beside:
            beside.add(rows(1900, 1901) * 2)
            BankHoliday.objects.count()
            pytest.fail("The question was answered.")

    with pytest.raises(IntegrityError):
        asked()
    assert BankHoliday.objects.count() == 0


def test_an_error_is_told_at_the_end_when_nothing_more_is_asked() -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), CopyBeside(TABLE, COLUMNS) as beside:
        beside.add(rows(1900, 1901) * 2)
    assert BankHoliday.objects.count() == 0


def test_what_the_caller_raised_comes_first() -> None:
    def refused() -> None:
        with transaction.atomic(), CopyBeside(TABLE, COLUMNS) as beside:
            beside.add(rows(1900, 1901) * 2)
            raise LookupError

    with pytest.raises(LookupError):
        refused()
    assert BankHoliday.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_an_error_that_another_takes_for_its_own_is_told_at_the_end_and_nothing_is_kept() -> None:
    def swallowed() -> None:
        with transaction.atomic():
            BankHoliday.objects.create(day=date(1850, 1, 1), title="Before")
            with CopyBeside(TABLE, COLUMNS) as beside:
                beside.add(rows(1900, 1901) * 2)
                with suppress(IntegrityError), transaction.atomic():
                    BankHoliday.objects.get_or_create(day=date(1851, 1, 1), defaults={"title": "Other"})

    with pytest.raises(IntegrityError):
        swallowed()
    assert BankHoliday.objects.count() == 0


@pytest.mark.parametrize("again", [1, 2])
@pytest.mark.parametrize("error", [None, LookupError])
def test_nothing_waits_or_hangs_on_after_the_end(again: int, error: type[Exception] | None) -> None:
    """However it ends: well, by an error of the rows, by one of the caller, by both."""
    wrappers = list(connection.execute_wrappers)
    running = threading.active_count()
    ends = suppress(IntegrityError, LookupError)
    with ends, transaction.atomic(), CopyBeside(TABLE, COLUMNS) as beside:
        beside.add(rows(1900, 1901) * again)
        if error is not None:
            raise error
    assert connection.execute_wrappers == wrappers
    assert threading.active_count() == running


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "\\N"), ("a\tb\\\n\r", "a\\tb\\\\\\n\\r"), (3, "3"), (date(2026, 1, 2), "2026-01-02")],
)
def test_a_value_is_written_as_copy_reads_it(value: object, text: str) -> None:
    assert written(value) == text
