"""Jobs: asked for in a transaction, claimed once, tried three times, swept when lost."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from charter import jobs, presenters, tasks
from charter.faults import Refused
from charter.models import Job, User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def person() -> User:
    return User.objects.create_user("asker@example.org", "Asker")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ids of jobs that were handed to the broker."""
    ids: list[int] = []
    monkeypatch.setattr(jobs, "send", ids.append)
    return ids


def ask(person: User, kind: str = "test", key: str = "one") -> Job:
    with transaction.atomic():
        return jobs.enqueue(kind, key=key, by=person, ids={"thing": 7})


def test_a_job_is_sent_only_after_its_transaction(person: User, sent: list[int]) -> None:
    with transaction.atomic():
        job = jobs.enqueue("test", key="one", by=person)
        assert sent == []
    assert sent == [job.pk]


def test_a_job_of_a_rolled_back_transaction_never_was(person: User, sent: list[int]) -> None:
    def asked_and_then_broken() -> None:
        with transaction.atomic():
            jobs.enqueue("test", key="one", by=person)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asked_and_then_broken()
    assert sent == []
    assert not Job.objects.exists()


def test_a_job_outside_a_transaction_is_refused(person: User) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        jobs.enqueue("test", key="one", by=person)


def test_asking_twice_makes_one_job(person: User, sent: list[int]) -> None:
    assert ask(person).pk == ask(person).pk


def test_a_running_job_does_not_swallow_a_new_wish(person: User, sent: list[int]) -> None:
    first = ask(person)
    Job.objects.filter(pk=first.pk).update(state="running")
    assert ask(person).pk != first.pk


def test_a_job_runs_once(person: User, sent: list[int]) -> None:
    seen: list[dict[str, object]] = []
    jobs.register("test")(lambda job: seen.append(job.ids))
    job = ask(person)
    assert jobs.run(job.pk) is True
    assert jobs.run(job.pk) is False
    assert seen == [{"thing": 7}]
    job.refresh_from_db()
    assert (job.state, job.progress, job.attempts) == ("done", 100, 1)


def test_a_failing_job_is_tried_three_times_and_then_shown(person: User, sent: list[int]) -> None:
    def fail(job: Job) -> None:
        raise ValueError("inside")

    jobs.register("test")(fail)
    job = ask(person)
    for attempt in (1, 2, 3):
        Job.objects.filter(pk=job.pk).update(due=timezone.now())
        assert jobs.run(job.pk) is True, attempt
    job.refresh_from_db()
    assert job.state == "failed"
    assert str(job.reference) in job.message
    assert "inside" not in job.message


def test_a_refusal_fails_at_once_with_its_words(person: User, sent: list[int]) -> None:
    def refuse(job: Job) -> None:
        raise Refused("There is nothing to print.")

    jobs.register("test")(refuse)
    job = ask(person)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.message, job.attempts) == ("failed", "There is nothing to print.", 1)


def test_the_sweep_sends_lost_jobs_again_and_leaves_fresh_ones(person: User, sent: list[int]) -> None:
    lost, fresh = ask(person, key="lost"), ask(person, key="fresh")
    Job.objects.filter(pk=lost.pk).update(due=timezone.now() - timedelta(minutes=3))
    sent.clear()
    assert jobs.sweep() == 1
    assert sent == [lost.pk]
    assert fresh.pk not in sent


def test_the_sweep_takes_back_a_job_whose_worker_died(person: User, sent: list[int]) -> None:
    job = ask(person)
    Job.objects.filter(pk=job.pk).update(
        state="running", attempts=1, started_at=timezone.now() - timedelta(minutes=10)
    )
    sent.clear()
    jobs.sweep()
    job.refresh_from_db()
    assert (job.state, sent) == ("queued", [job.pk])


def test_the_sweep_gives_up_on_a_job_that_kills_its_worker(person: User, sent: list[int]) -> None:
    job = ask(person)
    Job.objects.filter(pk=job.pk).update(
        state="running", attempts=3, started_at=timezone.now() - timedelta(minutes=10)
    )
    sent.clear()
    jobs.sweep()
    job.refresh_from_db()
    assert (job.state, sent) == ("failed", [])


def test_a_failed_job_can_be_tried_again_by_a_person(person: User, sent: list[int]) -> None:
    job = ask(person)
    Job.objects.filter(pk=job.pk).update(state="failed")
    again = jobs.retry(job=job, by=person)
    assert (again.state, again.ids) == ("queued", {"thing": 7})
    with pytest.raises(Refused, match="has not failed"):
        jobs.retry(job=again, by=person)


def test_a_broker_that_is_away_does_not_break_the_save(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from charter.celery import app

    with app.connection_for_write("redis://127.0.0.1:1/0") as nowhere:
        monkeypatch.setattr(
            tasks.run_job, "apply_async", partial(tasks.run_job.apply_async, connection=nowhere)
        )
        job = ask(person)
    job.refresh_from_db()
    assert job.state == "queued"


def test_two_jobs_of_one_key_never_run_at_once(person: User, sent: list[int]) -> None:
    first = ask(person)
    Job.objects.filter(pk=first.pk).update(state="running", attempts=1, started_at=timezone.now())
    second, third = ask(person), ask(person)
    assert second.pk == third.pk
    jobs.register("test")(lambda job: None)
    assert jobs.run(second.pk) is False
    assert Job.objects.get(pk=second.pk).state == "queued"


def test_the_wish_that_waited_is_sent_when_the_work_before_it_ends(person: User, sent: list[int]) -> None:
    waiting: list[Job] = []
    jobs.register("test")(lambda job: waiting.append(ask(person)) if not waiting else None)
    first = ask(person)
    sent.clear()
    assert jobs.run(first.pk) is True
    assert sent.count(waiting[0].pk) == 2
    assert jobs.run(waiting[0].pk) is True


def test_an_attempt_that_was_taken_back_cannot_close_its_successor(person: User, sent: list[int]) -> None:
    def taken_back(job: Job) -> None:
        Job.objects.filter(pk=job.pk).update(attempts=2)

    jobs.register("test")(taken_back)
    job = ask(person)
    jobs.run(job.pk)
    assert Job.objects.get(pk=job.pk).state == "running"


def test_every_kind_of_job_has_its_words() -> None:
    known = {kind for kind in jobs._handlers if not kind.startswith("test")}
    assert known - set(presenters.JOB_WORDS) == set()
