"""The audit trail as people read, search and take it away: sentences, names of today, no figures."""

import csv
import io

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from charter import audit
from charter.audit.searching import AuditQuestion, audit_events
from charter.models import AuditEvent, User
from measures.actions import record_result
from measures.figures import Figures
from tests.people import signed_in

pytestmark = pytest.mark.django_db
WHERE = "/staff/audit/"
EXPORT = "/staff/audit/events.csv"


@pytest.fixture
def client(administrator, landlord) -> Client:
    return signed_in(administrator)


@pytest.fixture
def events(administrator, approver, landlord, measure, data_owner) -> None:
    """Events of several people and things; one is about a figure."""
    from decimal import Decimal

    from charter.periods import Period

    record_result(
        measure=measure, period=Period.parse("2026-07"), by=data_owner,
        figures=Figures(Decimal(4711), Decimal(5000), why="Vans.", action="Vans."),
    )  # fmt: skip
    with transaction.atomic():
        audit.record("change_settings", landlord, by=administrator, detail={"before": {"phone": "0800 100"}})
        audit.record("make_landlord", landlord, by=approver, detail={"note": "emergency-repairs"})
        audit.record("create_person", data_owner, by=administrator, detail={"person": approver.pk})


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def found(client: Client, question: str) -> int:
    return client.get(f"{WHERE}?{question}").context["page"].paginator.count


class TestReading:
    def test_in_sentences_with_names_of_today(self, client, events, data_owner) -> None:
        text = text_of(client.get(WHERE))
        assert "Ann Marsh changed the settings of the landlord “Alderbrook Homes”" in text
        assert "Priya Nair saved the figure “Repairs on time, July 2026”" in text
        assert "Ann Marsh made the account “Priya Nair”" in text
        assert "person: Tom Hale" in text
        User.objects.filter(pk=data_owner.pk).update(name="Priya Shah")
        assert "Priya Shah saved" in text_of(client.get(WHERE))

    def test_without_the_value_of_a_figure(self, client, events) -> None:
        assert "4711" not in text_of(client.get(WHERE))
        assert "4711" not in b"".join(client.get(EXPORT)).decode()

    def test_from_where(self, client, events) -> None:
        client.get(EXPORT, REMOTE_ADDR="203.0.113.77")
        text = text_of(client.get(WHERE))
        assert "Network 203.0.113.0/24" in text
        assert "203.0.113.77" not in text

    def test_from_where_behind_a_proxy(self, client, events, settings) -> None:
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        told = "10.9.9.9, 203.0.113.77"
        client.get(EXPORT, REMOTE_ADDR="172.18.0.5", headers={"X-Forwarded-For": told})
        text = text_of(client.get(WHERE, REMOTE_ADDR="172.18.0.5"))
        assert "Network 203.0.113.0/24" in text
        assert "Network 172.18.0.0/24" not in text
        assert "Network 10.9.9.0/24" not in text

    def test_what_the_portal_does_by_itself_has_no_network(self, client, landlord, monkeypatch) -> None:
        monkeypatch.setattr("charter.audit.current_request_id", lambda: "-")
        monkeypatch.setattr("charter.audit.current_network", lambda: "")
        with transaction.atomic():
            audit.record("change_settings", landlord, by=User.objects.system())
        assert "The portal’s own work" in text_of(client.get(WHERE))

    def test_the_number_of_queries_does_not_grow(self, client, events, landlord, administrator) -> None:
        with CaptureQueriesContext(connection) as few:
            client.get(WHERE)
        with transaction.atomic():
            for _ in range(50):
                audit.record("change_settings", landlord, by=administrator)
        with CaptureQueriesContext(connection) as many:
            client.get(WHERE)
        assert len(many) <= len(few)


class TestSearching:
    def test_by_each_question(self, client, events, approver) -> None:
        assert found(client, "") == 4
        assert found(client, f"person={approver.pk}") == 1
        assert found(client, "verb=change_settings") == 1
        assert found(client, "subject=charter.landlord") == 2
        assert found(client, "words=emergency-repairs") == 1
        assert found(client, "words=EMERGENCY-repairs") == 1
        assert found(client, "words=nothing") == 0
        assert found(client, "first=2020-01-01&last=2020-12-31") == 0
        assert found(client, "first=2020-01-01") == 4
        assert found(client, f"person={approver.pk}&verb=change_settings") == 0

    def test_by_reference(self, client, events) -> None:
        client.get(EXPORT)
        event = AuditEvent.objects.get(verb="export_audit")
        assert found(client, f"reference={event.request_id}") == 1

    @pytest.mark.parametrize("words", ["' OR 1=1 --", "\\", "%", "_", "!&|()", "a" * 100, ":*", "<->"])
    def test_what_is_typed_is_text(self, client, events, words) -> None:
        answer = client.get(WHERE, {"words": words})
        assert answer.status_code == 200
        assert answer.context["page"].paginator.count == 0

    @pytest.mark.parametrize(
        "question", ["first=nonsense", "person=x", "verb=fly", "subject=moon", f"words={'a' * 101}"]
    )
    def test_a_wrong_question_finds_nothing_and_says_so(self, client, events, question) -> None:
        answer = client.get(f"{WHERE}?{question}")
        assert answer.status_code == 422
        assert answer.context["page"].paginator.count == 0
        assert client.get(f"{EXPORT}?{question}").url.startswith(WHERE)

    def test_an_index_finds_words(self, client, events) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "audit_words" in audit_events(AuditQuestion(words="emergency-repairs")).order_by().explain()


class TestTakingAway:
    def rows(self, answer) -> list[list[str]]:
        return list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))

    def test_every_event_that_was_asked_for(self, client, events, landlord, administrator) -> None:
        with transaction.atomic():
            for _ in range(250):
                audit.record("change_settings", landlord, by=administrator)
        rows = self.rows(client.get(f"{EXPORT}?verb=change_settings"))
        assert len(rows) == 1 + 251
        assert rows[0][:3] == ["when", "who", "what happened"]
        assert {row[6] for row in rows[1:]} == {"change_settings"}

    def test_is_an_event_itself(self, client, events, administrator) -> None:
        b"".join(client.get(f"{EXPORT}?verb=change_settings"))
        event = AuditEvent.objects.get(verb="export_audit")
        assert (event.actor_id, event.detail) == (administrator.pk, {"verb": "change_settings", "events": 1})

    def test_what_was_typed_is_not_kept(self, client, events, administrator) -> None:
        client.get(EXPORT, {"words": "Marjorie Bloggs", "reference": "Bloggs"})
        (detail,) = AuditEvent.objects.filter(verb="export_audit").values_list("detail", flat=True)
        assert detail == {"words": "given", "reference": "given", "events": 0}

    def test_runs_no_formula(self, client, landlord, administrator) -> None:
        with transaction.atomic():
            audit.record("change_settings", landlord, by=administrator, detail={"=1+1": "x"})
        User.objects.filter(pk=administrator.pk).update(name="=HYPERLINK(1)")
        rows = self.rows(client.get(EXPORT))
        assert all(not cell.startswith(("=", "+", "@")) for row in rows for cell in row)

    def test_is_for_administrators(self, approver, data_owner) -> None:
        for person in (approver, data_owner):
            assert signed_in(person).get(reverse("staff_audit_csv")).status_code == 403
        assert not AuditEvent.objects.filter(verb="export_audit").exists()
