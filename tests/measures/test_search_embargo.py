"""Search knows what is public: drafts, what is planned, withdrawn or hidden is not found."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from charter import search as registry
from charter.actions.search import fill_search
from charter.models import SearchEntry, User
from engagement.actions.service_changes import approve_service_change, publish_service_change
from measures import presenters
from measures.actions.releases import publish_due, publish_release, withdraw_release
from measures.models import Release
from promises.actions.editions import approve_edition, record_edition
from promises.models import Edition, Publication
from tests.engagement import rows
from tests.measures.test_embargo import COMING, NEVER, Q2, planned, release  # noqa: F401

pytestmark = pytest.mark.django_db


def found(words: list[str]) -> set[str]:
    """The words with which the page finds something."""
    client = Client()
    answers = {word: client.get("/search/", {"q": word}).context["answer"] for word in words}
    return {word for word, answer in answers.items() if answer.found and not answer.instead}


def test_nothing_that_is_planned_or_a_draft_is_found(release: Release) -> None:  # noqa: F811
    fill_search()
    assert found(["repairs", "time"]) == {"repairs", "time"}
    assert found([*COMING, *NEVER, "kestrels", "ospreys"]) == set()
    assert not SearchEntry.objects.filter(title__in=COMING).exists()


def test_it_is_found_once_it_is_published_and_drafts_still_not(release: Release) -> None:  # noqa: F811
    planned(release, -1)
    publish_due(by=User.objects.system())
    # The summary of the line is its measure's title; the explanations of single months are on the page.
    assert found(COMING) == set(COMING)
    assert found(NEVER) == set()


def test_were_drafts_offered_they_would_be_found(release: Release, monkeypatch) -> None:  # noqa: F811
    """The negative control: the same test is red when the frozen release is not what is offered."""
    texts = dict(release.entries.values_list("name", "document__body"))
    with presenters.previewing(presenters.as_manifest(release, texts)):
        fill_search()
    assert found(COMING) == set(COMING)


def test_what_is_withdrawn_is_not_found_any_more(release: Release, approver) -> None:  # noqa: F811
    planned(release, -1)
    publish_due(by=User.objects.system())
    assert found(["kestrels"])
    withdraw_release(release=Release.objects.get(pk=release.pk), by=approver, reason="Wrong figures.")
    assert found([*COMING, "kestrels"]) == set()
    assert found(["repairs"])  # of the release that is live again
    earlier = Release.objects.get(state="live")
    withdraw_release(release=earlier, by=approver, reason="Wrong, too.")
    assert not SearchEntry.objects.filter(source="release").exists()


def test_explanations_of_hidden_figures_are_offered_as_the_page_shows_them(release, approver) -> None:  # noqa: F811
    """What the frozen document withholds is not there to be offered; the same row shown is."""
    planned(release, -1)
    publish_due(by=User.objects.system())
    live = presenters.live_release()
    assert live is not None
    shown = presenters.documents(live, "measures")
    told = {one["why"] for document in shown.values() for one in document["commentary"]}
    for entry in SearchEntry.objects.filter(source="release", kind="Measure"):
        document = next(one for one in shown.values() if one["title"] == entry.title)
        for why in told - {one["why"] for one in document["commentary"]}:
            assert why not in entry.more


class TestOtherSources:
    def test_a_change_is_found_from_its_publication_on(self, landlord) -> None:
        change = rows.change(title="Heronry", said="Herons nest here.")
        fill_search()
        assert found(["heronry"]) == set()
        approve_service_change(change=change, by=rows.checker())
        assert found(["heronry"]) == set()
        publish_service_change(change=change, by=rows.checker())
        assert found(["heronry", "nest"]) == {"heronry", "nest"}

    def test_scrutiny_is_found_when_its_report_is_out(self, landlord) -> None:
        rows.recommendation("2026-10-01", text="Count the bitterns.", project=rows.project(title="Marsh"))
        fill_search()
        assert found(["marsh", "bitterns"]) == set()
        out = rows.project("2026-10-01", title="Meadow")
        rows.recommendation("2026-10-01", text="Count the lapwings.", project=out)
        fill_search()
        assert found(["meadow", "lapwings", "marsh", "bitterns"]) == {"meadow", "lapwings"}

    def test_an_edition_is_found_once_it_is_approved_and_its_day_has_come(self, landlord, approver) -> None:
        plan = Publication.objects.create(slug="plan", title="Our plan", schedule="every January")
        today = timezone.localdate()
        made = record_edition(
            publication=plan,
            title="Heron plan",
            published=today,
            address="https://x.example/",
            by=rows.author(),
        )
        fill_search()
        assert found(["heron", "plan"]) == {"plan"}
        approve_edition(edition=made, by=approver)
        assert found(["heron"]) == {"heron"}
        Edition.objects.filter(pk=made.pk).update(published=today + timedelta(days=1))
        fill_search()
        assert found(["heron"]) == set()


def test_publishing_twice_offers_each_thing_once(release: Release, approver) -> None:  # noqa: F811
    withdraw_release(release=release, by=approver, reason="Sooner.")
    publish_release(period=Q2, by=approver)
    addresses = list(SearchEntry.objects.exclude(address="").values_list("address", flat=True))
    assert len(addresses) == len(set(addresses))
    assert set(registry.sources()) == {"release", "documents", "changes", "scrutiny", "challenges"}
