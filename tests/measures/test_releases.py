"""A release: frozen, hashed, exactly one live, corrected by revisions, withdrawn with a reason."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from charter.faults import Refused
from charter.models import AuditEvent, Body, Charter, Landlord, Theme, User
from charter.periods import Period
from measures import presenters
from measures.actions import Decision, approve_result, record_result, submit_result
from measures.actions.releases import publish_due, publish_release, withdraw_release
from measures.figures import Figures
from measures.models import Measure, MeasureLine, Release, ReleaseDocument, Target
from measures.payload.canonical import canonical, digest, manifest_hash
from measures.payload.moves import period_moves
from promises.models import Promise

pytestmark = pytest.mark.django_db

Q1, Q2 = Period.parse("2025-26-Q1"), Period.parse("2025-26-Q2")


@pytest.fixture
def author() -> User:
    return User.objects.create_user("author@example.org", "Author")


@pytest.fixture
def checker() -> User:
    return User.objects.create_user("checker@example.org", "Checker")


@pytest.fixture
def measure() -> Measure:
    landlord = Landlord.objects.create(name="Alderbrook Homes", first_period="2025-04")
    charter = Charter.objects.create(
        slug="charter", title="Our charter", landlord=landlord, stage="published", is_current=True
    )
    theme = Theme.objects.create(charter=charter, slug="repairs", title="Repairs")
    promise = Promise.objects.create(charter=charter, theme=theme, slug="on-time", title="Mend on time")
    made = Measure.objects.create(
        slug="repairs",
        title="Repairs on time",
        kind="percentage",
        direction="higher",
        frequency="monthly",
        unit="%",
        decimals=1,
        natural_min=0,
        natural_max=100,
    )
    made.monitored_by.add(Body.objects.create(slug="group", name="Customer Voice Group", kind="tenant"))
    Target.objects.create(measure=made, starts=date(2024, 4, 1), target=95, tolerance=2)
    MeasureLine.objects.create(promise=promise, measure=made, text="Repairs that we did on time")
    return made


def approved(
    measure: Measure, author: User, checker: User, period: str, numerator: int, reason: str = ""
) -> None:
    draft = record_result(
        measure=measure,
        period=Period.parse(period),
        by=author,
        correction_reason=reason,
        figures=Figures(Decimal(numerator), Decimal(100), why="A firm left.", action="A new one starts."),
    )
    approve_result(result=submit_result(result=draft, by=author), by=checker, decision=Decision("final"))


@pytest.fixture
def first_quarter(measure: Measure, author: User, checker: User) -> None:
    for period, numerator in (("2025-04", 96), ("2025-05", 97), ("2025-06", 95)):
        approved(measure, author, checker, period, numerator)


@pytest.mark.usefixtures("first_quarter")
class TestPublishing:
    def test_the_public_sees_pooled_figures_and_the_promise(self, checker: User) -> None:
        release = publish_release(period=Q1, by=checker)
        live = presenters.live_release()
        assert live is not None
        assert (live.slug, live.hash, live.label) == ("2025-26-q1", release.hash, "April to June 2025")
        charter = presenters.document(live, "charter")
        assert charter is not None
        assert charter["sentence"] == "1 of 1 promise kept"
        found = presenters.document(live, "measures/repairs")
        assert found is not None
        figure = found["figure"]
        assert (figure["numerator"], figure["denominator"], figure["value"], figure["shown"]) == (
            "288",
            "300",
            "96",
            "96.0",
        )
        assert [one["period"] for one in found["results"]] == ["2025-04", "2025-05", "2025-06", "2025-26-Q1"]
        assert found["status"] == "met"

    def test_what_is_published_does_not_move_when_rows_do(self, measure: Measure, checker: User) -> None:
        publish_release(period=Q1, by=checker)
        live = presenters.live_release()
        assert live is not None
        before = presenters.document(live, "measures/repairs")
        Measure.objects.update(title="Another title")
        Target.objects.update(target=99)
        assert presenters.document(live, "measures/repairs") == before

    def test_the_hash_is_that_of_the_stored_bytes(self, checker: User) -> None:
        release = publish_release(period=Q1, by=checker)
        entries = dict(release.entries.values_list("name", "document_id"))
        for document in ReleaseDocument.objects.all():
            assert digest(document.body) == document.digest
        assert manifest_hash(entries) == release.hash

    def test_the_same_again_is_refused(self, checker: User) -> None:
        publish_release(period=Q1, by=checker)
        with pytest.raises(Refused, match="Say why"):
            publish_release(period=Q1, by=checker)
        with pytest.raises(Refused, match="Nothing has changed"):
            publish_release(period=Q1, by=checker, reason="Once more.")

    def test_a_correction_is_a_revision_with_a_notice(
        self, measure: Measure, author: User, checker: User
    ) -> None:
        first = publish_release(period=Q1, by=checker)
        approved(measure, author, checker, "2025-06", 80, reason="15 were counted twice.")
        second = publish_release(period=Q1, by=checker, reason="A miscount in June.")
        first.refresh_from_db()
        assert (first.state, second.state, second.slug) == ("earlier", "live", "2025-26-q1-r2")
        assert "measures/repairs" in second.notice["changed"]
        assert "promises/on-time" in second.notice["changed"]
        old = presenters.release_named("2025-26-q1")
        assert old is not None
        assert old.replaced_by == "2025-26-q1-r2"
        document = presenters.document(old, "measures/repairs")
        assert document is not None
        assert document["figure"]["numerator"] == "288"

    def test_the_notice_names_every_period_that_reads_differently(
        self, measure: Measure, author: User, checker: User
    ) -> None:
        """95 corrected to 96: the quarter's 96.0 stays on target, June's 95.0 was close all along."""
        publish_release(period=Q1, by=checker)
        Target.objects.filter(measure=measure).update(target=96, tolerance=2)
        moved = publish_release(period=Q1, by=checker, reason="The target was wrong.").notice["moved"]
        told = {one["title"]: (one["old"], one["new"]) for one in moved}
        assert told["Repairs on time"] == (
            "96.0%, On target, held against 95%", "96.0%, On target, held against 96%",
        )  # fmt: skip
        assert told["Repairs on time, June 2025"] == (
            "95.0%, On target, held against 95%", "95.0%, Close to target, held against 96%",
        )  # fmt: skip
        assert "Repairs on time, April to June 2025" not in told  # said once, above

    def test_an_earlier_month_that_was_corrected_is_named_in_the_next_notice(
        self, measure: Measure, author: User, checker: User
    ) -> None:
        for period, numerator in (("2025-07", 96), ("2025-08", 97), ("2025-09", 95)):
            approved(measure, author, checker, period, numerator)
        publish_release(period=Q2, by=checker)
        approved(measure, author, checker, "2025-05", 80, reason="17 were counted twice.")
        moved = publish_release(period=Q2, by=checker, reason="A miscount in May.").notice["moved"]
        told = {one["title"]: (one["old"], one["new"]) for one in moved if one["kind"] == "periods"}
        assert told == {
            "Repairs on time, April to June 2025": ("96.0%, On target", "90.3%, Below target"),
            "Repairs on time, May 2025": ("97.0%, On target", "80.0%, Below target"),
        }

    def test_an_earlier_release_tells_what_was_corrected_later_and_stays_as_it_was(
        self, measure: Measure, author: User, checker: User, client: Client
    ) -> None:
        first = publish_release(period=Q1, by=checker)
        stored = dict(first.entries.values_list("name", "document_id"))
        for period, numerator in (("2025-07", 96), ("2025-08", 97), ("2025-09", 95)):
            approved(measure, author, checker, period, numerator)
        publish_release(period=Q2, by=checker)
        approved(measure, author, checker, "2025-05", 80, reason="17 were counted twice.")
        assert "corrected later" not in client.get("/releases/2025-26-q1/").content.decode()  # not public yet
        publish_release(period=Q2, by=checker, reason="A miscount in May.")
        page = client.get("/releases/2025-26-q1/").content.decode()
        assert "A figure in this release was corrected later." in page
        assert 'href="/measures/repairs/#corrections"' in page
        assert (
            "<b>Repairs on time, April to June 2025:</b> 96.0%, On target became 90.3%, Below target" in page
        )
        assert dict(first.entries.values_list("name", "document_id")) == stored
        told = {
            one["slug"]: one["corrected_later"] for one in client.get("/api/v1/releases").json()["releases"]
        }
        # The quarter published again has its own notice.
        assert told == {"2025-26-q1": ["repairs"], "2025-26-q2": [], "2025-26-q2-r2": []}
        assert client.get("/releases/").content.decode().count("corrected later") == 1

    def test_an_unchanged_document_is_stored_once(
        self, measure: Measure, author: User, checker: User
    ) -> None:
        publish_release(period=Q1, by=checker)
        other = Measure.objects.create(
            slug="calls", title="Calls", kind="count", direction="none", frequency="monthly", decimals=0
        )
        before = ReleaseDocument.objects.count()
        publish_release(period=Q1, by=checker, reason="A measure was added.")
        # The new measure and the two lists changed; the old measure, promise and theme are shared.
        assert ReleaseDocument.objects.count() - before == 2
        assert other.slug in {
            name.partition("/")[2]
            for (name,) in Release.objects.get(state="live").entries.values_list("name")
        }

    def test_a_period_that_is_not_over_is_refused(self, checker: User) -> None:
        early = datetime(2025, 6, 30, 12, tzinfo=UTC)
        with pytest.raises(Refused, match="not ended"):
            publish_release(period=Q1, by=checker, cutoff=early)

    def test_the_later_end_is_live_whatever_comes_last(self, checker: User) -> None:
        later = publish_release(period=Q2, by=checker)
        earlier = publish_release(period=Q1, by=checker)
        assert (earlier.state, Release.objects.get(state="live").pk) == ("earlier", later.pk)

    def test_at_the_same_end_the_longer_period_is_live(self, checker: User) -> None:
        half = publish_release(period=Period.parse("2025-26-H1"), by=checker)
        publish_release(period=Q2, by=checker)
        assert Release.objects.get(state="live").pk == half.pk

    def test_withdrawing_needs_a_reason_and_brings_the_earlier_one_back(self, checker: User) -> None:
        first, second = publish_release(period=Q1, by=checker), publish_release(period=Q2, by=checker)
        with pytest.raises(Refused, match="Say why"):
            withdraw_release(release=second, by=checker, reason=" ")
        withdraw_release(release=second, by=checker, reason="A wrong file.")
        assert Release.objects.get(state="live").pk == first.pk
        gone = presenters.release_named("2025-26-q2")
        assert gone is not None
        assert (gone.state, gone.withdrawn_because) == ("withdrawn", "A wrong file.")
        with pytest.raises(Refused, match="already"):
            withdraw_release(release=second, by=checker, reason="Again.")

    def test_a_scheduled_release_is_nowhere_until_its_time(self, checker: User) -> None:
        release = publish_release(period=Q1, by=checker, scheduled_for=datetime(2099, 1, 1, tzinfo=UTC))
        assert (release.state, presenters.live_release(), presenters.releases()) == ("scheduled", None, [])
        assert presenters.release_named(release.slug) is None
        assert publish_due(by=checker) == []
        Release.objects.update(scheduled_for=datetime(2025, 7, 20, tzinfo=UTC))
        assert [found.slug for found in publish_due(by=checker)] == ["2025-26-q1"]
        assert presenters.live_release() is not None

    def test_the_database_allows_one_live_release(self, checker: User) -> None:
        publish_release(period=Q1, by=checker)
        publish_release(period=Q2, by=checker)
        with pytest.raises(IntegrityError, match="one_live_release"), transaction.atomic():
            connection.cursor().execute("UPDATE measures_release SET state = 'live'")

    def test_publishing_is_audited(self, checker: User) -> None:
        release = publish_release(period=Q1, by=checker)
        event = AuditEvent.objects.get(verb="publish_release")
        assert (event.actor_id, event.detail["hash"]) == (checker.pk, release.hash)

    def test_the_cutoff_decides_what_is_known(self, measure: Measure, author: User, checker: User) -> None:
        before_june = datetime(2025, 7, 5, tzinfo=UTC)
        release = publish_release(period=Q1, by=checker, cutoff=before_june)
        view = presenters.release_named(release.slug)
        assert view is not None
        found = presenters.document(view, "measures/repairs")
        assert found is not None
        # Every figure was approved today, so nothing was known in July 2025, and April was overdue by then.
        assert (found["state"], found["results"]) == ("overdue", [])


def test_a_release_needs_a_landlord(checker: User) -> None:
    with pytest.raises(Refused, match="no landlord"):
        publish_release(period=Q1, by=checker)


def test_a_release_needs_no_charter(checker: User) -> None:
    Landlord.objects.create(name="Alderbrook Homes", first_period="2025-04")
    publish_release(period=Q1, by=checker)
    live = presenters.live_release()
    assert live is not None
    document = presenters.document(live, "charter")
    assert document is not None
    assert (document["exists"], document["sentence"]) == (False, "There are no promises yet")


def test_the_number_of_queries_does_not_grow(
    measure: Measure, author: User, checker: User, django_assert_max_num_queries: object
) -> None:
    from django.test.utils import CaptureQueriesContext

    from measures.actions.releases import freeze

    now = datetime.now(tz=UTC)
    with CaptureQueriesContext(connection) as few:
        freeze(Q1, now)
    for number in range(30):
        Measure.objects.create(
            slug=f"m{number}", title=f"M{number}", kind="count", direction="none", frequency="monthly"
        )
    with CaptureQueriesContext(connection) as many:
        freeze(Q1, now)
    assert len(many) <= len(few)


def test_a_hidden_figure_is_never_named_among_what_moved() -> None:
    def one(june: str, marker: str) -> dict[str, Any]:
        row = {"segment": None, "period": "2025-06", "end": "2025-06-30", "label": "June 2025", "target": ""}
        return {"title": "Mould", "results": [row | {"shown_unit": june, "word": "x", "marker": marker}]}

    assert len(period_moves(one("90%", ""), one("80%", ""))) == 1
    assert period_moves(one("90%", ""), one("", "c")) == []
    assert period_moves(one("", "c"), one("80%", "")) == []


def test_a_reading_without_a_figure_says_nothing_of_the_target() -> None:
    def one(shown: str, word: str, target: str) -> dict[str, Any]:
        row = {"segment": None, "period": "2025-06", "end": "2025-06-30", "label": "June 2025", "marker": ""}
        return {"title": "Mould", "results": [row | {"shown_unit": shown, "word": word, "target": target}]}

    (moved,) = period_moves(one("90%", "On target", "85%"), one("", "Overdue", ""))
    assert (moved["old"], moved["new"]) == ("90%, On target", "Overdue")


def test_canonical_json_is_the_same_for_the_same_content_and_refuses_floats() -> None:
    assert canonical({"b": 1, "a": ["é"]}) == canonical({"a": ["é"], "b": 1}) == '{"a":["é"],"b":1}'
    with pytest.raises(TypeError, match="float"):
        canonical({"a": [0.1]})
