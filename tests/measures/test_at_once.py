"""Two people at once: one approves, one publication is made; with the lock off the same test sees two."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection, transaction

from charter import jobs, moments
from charter.models import Job, Landlord, User
from charter.periods import Period
from measures.actions import (
    approve_result,
    record_result,
    results,
    series_rows,
    submit_result,
)
from measures.actions.releases import publish_release
from measures.actions.rescoring import ask_for_rescoring
from measures.actions.score_rows import one_of_many_writers
from measures.actions.series_rows import score_some_series
from measures.actions.verifying import release_differences
from measures.figures import Figures
from measures.models import Measure, Release, Result, SeriesScore, Target
from tests.measures.by_hand import Hand
from tests.one_moment import done_or_refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
Q1 = Period.parse("2025-26-Q1")


@pytest.fixture(autouse=True)
def _no_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the worker would be told is not the matter here."""
    monkeypatch.setattr(jobs, "send", lambda job_id: None)


@pytest.fixture
def sent() -> Result:
    """A figure that waits for a decision."""
    Landlord.objects.create(name="Alderbrook Homes", first_period="2025-04")
    measure = Measure.objects.create(
        slug="repairs", title="Repairs", kind="percentage", direction="higher", frequency="quarterly"
    )
    author = User.objects.create_user("author@example.org", "Author")
    figures = Figures(Decimal(9), Decimal(10))
    draft = record_result(measure=measure, period=Q1, figures=figures, by=author)
    return submit_result(result=draft, by=author)


@pytest.fixture
def people() -> list[User]:
    return [
        User.objects.create_user(f"checker{number}@example.org", f"Checker {number}") for number in (1, 2)
    ]


def at_once(work: Callable[[User], object], people: list[User]) -> list[str]:
    """What came of it when everybody did the work in the same moment."""
    return sorted(done_or_refused([partial(work, person) for person in people]))


def test_of_two_approvals_at_once_one_wins(sent: Result, people: list[User]) -> None:
    assert at_once(lambda person: approve_result(result=sent, by=person), people) == ["done", "refused"]


def test_of_fifty_approvals_at_once_one_wins(sent: Result) -> None:
    fifty = [User.objects.create_user(f"one{number}@example.org", f"One {number}") for number in range(50)]
    done = at_once(lambda person: approve_result(result=sent, by=person), fifty)
    assert (done.count("done"), done.count("refused")) == (1, 49)


def test_without_the_lock_both_would_win(
    sent: Result, people: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = threading.Barrier(2)

    def unlocked(result: Result) -> Result:
        found = Result.objects.select_related("measure").get(pk=result.pk)
        read.wait(timeout=10)
        return found

    monkeypatch.setattr(results, "_locked", unlocked)
    assert at_once(lambda person: approve_result(result=sent, by=person), people) == ["done", "done"]


@pytest.fixture
def series(people: list[User]) -> Target:
    """A measure with a figure that meets its target, and the row that says so."""
    hand = Hand.made()
    measure = hand.measure("repairs")
    hand.figure(measure, "2025-06", (80, 100))
    return hand.target(measure, "2024-04-01", 75)


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return bool(cursor.fetchone()[0])


def scored_elsewhere(measure: int) -> None:
    """The job of another worker, on a connection of its own."""
    try:
        with transaction.atomic():
            one_of_many_writers()
            score_some_series(measures={measure: None})
    finally:
        connection.close()


def change_while_another_waits(target: Target) -> str:
    """One worker writes the series while the target is changed; what another that waited for it leaves."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            one_of_many_writers()
            series_rows.only_writer_of([target.measure_id])
            other = pool.submit(scored_elsewhere, target.measure_id)
            until = time.monotonic() + 10
            while not waits_for_a_lock() and time.monotonic() < until:
                time.sleep(0.01)
            Target.objects.filter(pk=target.pk).update(target=95)
            score_some_series(measures={target.measure_id: None})
            assert SeriesScore.objects.get().status == "missed"
        other.result(timeout=20)
    return SeriesScore.objects.get().status


def test_a_series_is_never_written_from_facts_that_were_read_before_the_wait(series: Target) -> None:
    assert change_while_another_waits(series) == "missed"


def test_read_before_the_wait_the_old_status_would_come_back(
    series: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: the lock is taken when the facts are read already."""
    lock, read = series_rows.only_writer_of, series_rows.read_rules

    def read_first(*given: object) -> object:
        found = read(*given)
        lock([series.measure_id])
        return found

    def in_a_thread() -> bool:
        return threading.current_thread() is not threading.main_thread()

    monkeypatch.setattr(series_rows, "only_writer_of", lambda ids: None if in_a_thread() else lock(ids))
    monkeypatch.setattr(series_rows, "read_rules", read_first)
    assert change_while_another_waits(series) == "met"


def test_of_two_who_ask_for_a_rescoring_at_once_both_get_the_same(series: Target, people: list[User]) -> None:
    asked: list[str] = []
    at_once(lambda person: asked.append(ask_for_rescoring(by=person)), people)
    assert len(set(asked)) == 1
    assert Job.objects.filter(kind="rescore_measures").count() == 1


def test_of_two_publications_at_once_one_is_made(sent: Result, people: list[User]) -> None:
    approve_result(result=sent, by=people[0])
    assert at_once(lambda person: publish_release(period=Q1, by=person), people) == ["done", "refused"]
    assert [found.slug for found in Release.objects.all()] == ["2025-26-q1"]


def published_during_an_approval(sent: Result, people: list[User], *, waits: bool) -> Release:
    """The release that was asked for while an approval had its moment, and had not ended yet."""
    approved, published = threading.Event(), threading.Event()

    def approve() -> None:
        try:
            with transaction.atomic():
                approve_result(result=sent, by=people[0])
                approved.set()
                if waits:
                    until_somebody_waits()
                else:
                    published.wait(timeout=10)
        finally:
            connection.close()

    def publish() -> Release:
        try:
            approved.wait(timeout=10)
            return publish_release(period=Q1, by=people[1])
        finally:
            published.set()
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        ended, made = pool.submit(approve), pool.submit(publish)
        ended.result()
        return made.result()


def until_somebody_waits() -> None:
    """Until the publication stands before the lock of the approval."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waited")


def test_a_publication_waits_for_an_approval_under_way(sent: Result, people: list[User]) -> None:
    release = published_during_an_approval(sent, people, waits=True)
    sent.refresh_from_db()
    assert sent.decided_at is not None
    assert sent.decided_at < release.cutoff
    assert list(release_differences(release)) == []


def test_without_waiting_a_release_would_lack_what_it_says_is_known(
    sent: Result, people: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moments, "_take", lambda function, what=0: None)
    release = published_during_an_approval(sent, people, waits=False)
    assert list(release_differences(release)) != []


def test_an_approval_need_not_wait_until_a_publication_is_over(sent: Result, people: list[User]) -> None:
    """The moment is taken, the transaction of the publication still open."""

    def approve() -> None:
        try:
            approve_result(result=sent, by=people[0])
        finally:
            connection.close()

    with transaction.atomic():
        moment = moments.moment_of_publication()
        with ThreadPoolExecutor(1) as pool:
            pool.submit(approve).result(timeout=10)
    sent.refresh_from_db()
    assert sent.decided_at is not None
    assert sent.decided_at > moment
