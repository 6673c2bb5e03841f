"""A figure written and sent, or words written and decided, in one moment: neither undoes the other."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection

from charter import jobs
from charter.faults import Refused
from charter.models import Landlord, User
from charter.periods import Period
from measures.actions import commentary as words
from measures.actions import record_result, results, submit_result
from measures.actions.commentary import Told, approve_commentary, write_commentary
from measures.figures import Figures
from measures.models import Measure, MeasureCommentary, Result
from tests.people import make_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
Q1 = Period.parse("2025-26-Q1")


@pytest.fixture(autouse=True)
def _no_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the worker would be told is not the matter here."""
    monkeypatch.setattr(jobs, "send", lambda job_id: None)


@pytest.fixture
def author() -> User:
    Landlord.objects.create(name="Alderbrook Homes", first_period="2025-04")
    return make_person("Ann Author", "data_owner", second_factor=False)


def measured(kind: str) -> Measure:
    return Measure.objects.create(
        slug=kind, title=kind.title(), kind=kind, direction="higher", frequency="quarterly"
    )


class Meeting:
    """Lets the second go while the first has read and not yet written."""

    def __init__(self) -> None:
        self.read, self.done = threading.Event(), threading.Event()

    def pause(self, work: Callable[..., object]) -> Callable[..., object]:
        def paused(*given: object, **named: object) -> object:
            if not self.read.is_set():  # the first alone
                self.read.set()
                self.done.wait(timeout=2)  # the second cannot be done where it has to wait for the first
            return work(*given, **named)

        return paused

    def both(self, first: Callable[[], object], second: Callable[[], object]) -> list[str]:
        def one(work: Callable[[], object]) -> str:
            try:
                work()
            except Refused as refusal:
                return str(refusal)
            finally:
                connection.close()
            return "done"

        def after() -> None:
            assert self.read.wait(timeout=30)
            second()
            self.done.set()

        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(one, (first, after)))


def test_a_figure_is_saved_while_it_is_sent(author, monkeypatch) -> None:
    measure = measured("percentage")
    draft = record_result(measure=measure, period=Q1, figures=Figures(Decimal(9), Decimal(10)), by=author)
    meeting = Meeting()
    monkeypatch.setattr(results, "draft_of", meeting.pause(results.draft_of))
    ends = meeting.both(
        lambda: record_result(
            measure=measure, period=Q1, figures=Figures(Decimal(8), Decimal(10)), by=author
        ),
        lambda: submit_result(result=draft, by=author),
    )
    assert ends == ["done", "done"]
    found = Result.objects.get()
    assert (found.workflow, found.numerator) == ("submitted", Decimal(8))


def test_words_are_saved_while_they_are_approved(author, monkeypatch) -> None:
    measure, period = measured("composite"), Q1
    checker = make_person("Cy Checker", "approver", second_factor=False)
    write_commentary(measure=measure, period=period, told=Told("Why", "What next"), by=author)
    found = MeasureCommentary.objects.get()
    meeting = Meeting()
    monkeypatch.setattr(words, "check_version", meeting.pause(words.check_version))
    meeting.both(
        lambda: write_commentary(measure=measure, period=period, told=Told("Other", "Other"), by=author),
        lambda: approve_commentary(commentary=found, by=checker, version=1),
    )
    states = dict(MeasureCommentary.objects.values_list("why", "workflow"))
    assert states == {"Other": "submitted"}  # the approver is told that it was changed since
