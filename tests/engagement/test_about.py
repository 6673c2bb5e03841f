"""What changed and what tenants found, beside the promise or measure that it is about."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from charter.faults import Refused
from charter.models import User
from engagement.actions.checks import About
from engagement.actions.scrutiny import make_recommendation, open_project, publish_report
from engagement.actions.service_changes import (
    Story,
    approve_service_change,
    publish_service_change,
    record_service_change,
)
from engagement.models import ScrutinyProject, ServiceChange
from engagement.presenters import changes, scrutiny
from promises.models import Promise
from tests import demonstration
from tests.engagement import rows

pytestmark = pytest.mark.django_db

PROMISE, OTHER, MEASURE = "fix-things-when-we-say", "act-fast-on-damp", "emergency-repairs"
MOST_QUESTIONS = 5


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup, django_db_blocker):
    with demonstration.loaded(django_db_blocker):
        yield


@pytest.fixture
def officer() -> User:
    return rows.author()


@pytest.fixture
def checker() -> User:
    return rows.checker()


def page(path: str) -> str:
    return Client().get(path).content.decode()


def test_a_measure_shows_its_own_scrutiny_and_no_other(officer: User, checker: User) -> None:
    start = timezone.localdate() - timedelta(days=20)
    told = {"body": rows.body(), "started": start, "by": officer, "summary": "We asked ten people."}
    project = open_project(title="Warm hands", about=About((), (MEASURE,)), **told)
    publish_report(project=project, by=checker, address="https://group.example.org/warm.pdf")
    text = page(f"/measures/{MEASURE}/")
    assert "We asked ten people." in text
    assert 'href="https://group.example.org/warm.pdf"' in text
    assert "We asked ten people." not in page("/measures/gas-checks/")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//evil.example", "ftp://a.example/b", "warm report"]
)
def test_a_report_is_at_a_web_address_or_nowhere(officer: User, checker: User, address: str) -> None:
    start = timezone.localdate() - timedelta(days=20)
    project = open_project(title="Warm", body=rows.body(), started=start, by=officer, summary="We asked.")
    with pytest.raises(Refused, match="Enter a web address"):
        publish_report(project=project, by=checker, address=address)
    assert ScrutinyProject.objects.get(pk=project.pk).published_on is None


def test_a_promise_shows_its_own_changes_and_scrutiny() -> None:
    text = page(f"/promises/{PROMISE}/")
    change = ServiceChange.objects.get(title="More people on the night line")
    assert change.did.split(".")[0] in text
    assert "The night line" in text
    assert "They asked" in text
    assert ServiceChange.objects.get(title="Damp work with an end date").did not in text


def test_a_measure_shows_its_own_changes() -> None:
    change = ServiceChange.objects.get(title="More people on the night line")
    text = page(f"/measures/{MEASURE}/")
    assert change.did.split(".")[0] in text
    assert 'id="changes"' in text
    assert 'id="changes"' not in page("/measures/gas-checks/")


def test_every_promise_of_the_demonstration_has_one() -> None:
    assert all(changes(1, promise=one.slug) for one in Promise.objects.filter(charter__is_current=True))


@pytest.mark.parametrize("path", [f"/promises/{PROMISE}/", f"/measures/{MEASURE}/"])
def test_the_questions_stay_few(path: str) -> None:
    page(path)
    with CaptureQueriesContext(connection) as asked:
        assert Client().get(path).status_code == 200
    assert len(asked) <= MOST_QUESTIONS


def test_only_what_is_out_is_shown(officer, checker) -> None:
    story = Story("Rails", "The steps are steep.", "We put up rails.", timezone.localdate())
    about = About((PROMISE,), (MEASURE,))
    change = record_service_change(
        story=Story(story.title, story.said, story.did, story.decided_on, about=about), by=officer
    )
    assert (change.promises, change.measures) == ([PROMISE], [MEASURE])
    assert "We put up rails." not in page(f"/promises/{PROMISE}/")
    approve_service_change(change=change, by=checker)
    assert "We put up rails." not in page(f"/promises/{PROMISE}/")
    publish_service_change(change=change, by=officer)
    assert "We put up rails." in page(f"/promises/{PROMISE}/")
    assert "We put up rails." in page(f"/measures/{MEASURE}/")
    assert "We put up rails." not in page(f"/promises/{OTHER}/")


@pytest.mark.parametrize("about", [About(("nowhere",)), About((), ("nowhere",)), About((PROMISE, "x"), ())])
def test_an_address_that_leads_nowhere_is_refused(officer, about: About) -> None:
    known = ServiceChange.objects.count()
    with pytest.raises(Refused, match=r"There is no (promise|measure)"):
        record_service_change(
            story=Story("Rails", "Steep.", "Rails.", timezone.localdate(), about=about), by=officer
        )
    assert ServiceChange.objects.count() == known


def test_scrutiny_without_a_report_is_nobodys_business_yet(officer, checker) -> None:
    start = timezone.localdate() - timedelta(days=9)
    project = open_project(
        title="Doors",
        body=rows.body(),
        started=start,
        by=officer,
        about=About((OTHER,)),
        summary="We looked.",
    )
    before = scrutiny(9, promise=OTHER)
    assert "Doors" not in [one.title for one in before]
    publish_report(project=project, by=checker)
    shown = scrutiny(9, promise=OTHER)
    assert [one.title for one in shown] == ["Doors", *(one.title for one in before)]
    assert shown[0].asked == ()
    due = timezone.localdate() + timedelta(days=30)
    make_recommendation(
        project=project, text="Mend the doors.", made_on=timezone.localdate(), answer_due=due, by=officer
    )
    assert "We have not answered yet." in page(f"/promises/{OTHER}/")
    assert ScrutinyProject.objects.get(pk=project.pk).promises == [OTHER]
