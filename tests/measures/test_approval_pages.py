"""The approver's pages: the queue, one decision, a whole file; nobody decides their own figure."""

import re
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from charter.models import AuditEvent, Job, User
from charter.periods import Period
from measures.actions import approve_result, record_result, submit_result
from measures.actions.results import Decision
from measures.figures import Figures
from measures.models import Import, Measure, Result
from tests.people import fields_of, make_person, put_into, signed_in

pytestmark = pytest.mark.django_db


def sent(
    measure: Measure, by: User, period: str = "2026-08", share: int = 96, batch: Import | None = None
) -> Result:
    figures = Figures(Decimal(share), Decimal(100), why="Vans.", action="New vans.")
    result = record_result(measure=measure, period=Period.parse(period), figures=figures, by=by, batch=batch)
    return submit_result(result=result, by=by)


def page_of(result: Result) -> str:
    return reverse("staff_approval", args=[result.pk])


@pytest.fixture
def result(measure, data_owner) -> Result:
    return sent(measure, data_owner)


@pytest.fixture
def client(approver):
    return signed_in(approver)


def test_the_queue_shows_figure_status_and_sender(client, result) -> None:
    text = client.get(reverse("staff_approvals")).content.decode()
    for words in ("Repairs on time", "August 2026", "96.0%", "96 of 100", "95%", "On target", "Priya Nair"):
        assert words in text
    assert page_of(result) in text


def test_a_figure_is_approved_and_scoring_is_asked_for(client, result, approver) -> None:
    page = client.get(page_of(result))
    answer = client.post(page_of(result), fields_of(page, "approve") | {"do": "approve", "approval": "final"})
    assert answer.url == reverse("staff_approvals")
    result.refresh_from_db()
    assert (result.workflow, result.approval, result.decided_by) == ("approved", "final", approver)
    assert Job.objects.filter(kind="score_results", state="queued").exists()
    assert "Nothing waits" in client.get(reverse("staff_approvals")).content.decode()


def test_what_replaces_a_final_figure_is_offered_as_final(client, measure, data_owner, approver) -> None:
    approve_result(result=sent(measure, data_owner), by=approver, decision=Decision("final"))
    figures = Figures(Decimal(97), Decimal(100))
    draft = record_result(
        measure=measure,
        period=Period.parse("2026-08"),
        figures=figures,
        by=data_owner,
        correction_reason="One more.",
    )
    page = client.get(page_of(submit_result(result=draft, by=data_owner))).content.decode()
    assert re.search(r'value="final"[^>]* checked', page)
    assert not re.search(r'value="provisional"[^>]* checked', page)


def test_where_there_was_nothing_to_measure_no_target_is_not_the_word(client, measure, data_owner) -> None:
    none = Figures(Decimal(0), Decimal(0))
    draft = record_result(measure=measure, period=Period.parse("2026-08"), figures=none, by=data_owner)
    text = client.get(page_of(submit_result(result=draft, by=data_owner))).content.decode()
    assert "Not judged" in text
    assert "No target" not in text


def test_the_choice_of_approval_is_checked(client, result) -> None:
    page = client.get(page_of(result))
    answer = client.post(page_of(result), fields_of(page, "approve") | {"do": "approve", "approval": "maybe"})
    assert answer.status_code == 422
    assert 'href="#id_approval_0"' in answer.content.decode()


def test_a_figure_is_sent_back_with_a_reason(client, result, data_owner) -> None:
    page = client.get(page_of(result))
    empty = client.post(page_of(result), fields_of(page, "back") | {"do": "return", "reason": ""})
    assert empty.status_code == 422
    assert "so that its author knows what to do" in empty.content.decode()
    answer = client.post(
        page_of(result), fields_of(page, "back") | {"do": "return", "reason": "Which flats?"}
    )
    assert answer.url == reverse("staff_approvals")
    result.refresh_from_db()
    assert (result.workflow, result.returned_because) == ("returned", "Which flats?")
    owners = signed_in(data_owner).get(reverse("staff_figures")).content.decode()
    assert "Sent back" in owners
    assert "Tom Hale: “Which flats?”" in owners


def test_what_changed_after_the_page_was_opened_is_not_approved_unseen(client, result, data_owner) -> None:
    from measures.actions import recall_result

    old = fields_of(client.get(page_of(result)), "approve")
    recall_result(result=result, by=data_owner)
    sent(result.measure, data_owner, share=97)
    answer = client.post(page_of(result), old | {"do": "approve", "approval": "final"})
    assert answer.status_code in (409, 422)
    assert "changed this while you had it open" in answer.content.decode()
    result.refresh_from_db()
    assert result.workflow == "submitted"


def test_the_own_figure_is_refused_by_page_by_post_and_by_the_database(measure, post) -> None:
    both = make_person("Both Roles", "data_owner", "approver")
    put_into(post, both)
    result = sent(measure, both)
    client = signed_in(both)
    assert "Yours: somebody else decides" in client.get(reverse("staff_approvals")).content.decode()
    page = client.get(page_of(result))
    assert "someone else must approve it" in page.content.decode()
    assert 'value="approve"' not in page.content.decode()
    answer = client.post(page_of(result), fields_of(page, "approve") | {"do": "approve", "approval": "final"})
    assert answer.status_code == 422
    assert "someone else must approve it" in answer.content.decode()
    with (
        pytest.raises(IntegrityError, match="result_four_eyes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE measures_result SET workflow = 'approved', approval = 'final', decided_by_id = %s,"
            " decided_at = now() WHERE id = %s",
            [both.pk, result.pk],
        )
    result.refresh_from_db()
    assert result.workflow == "submitted"


def test_a_double_press_approves_once(client, result) -> None:
    typed = fields_of(client.get(page_of(result)), "approve") | {"do": "approve", "approval": "final"}
    assert [client.post(page_of(result), typed).status_code for _ in range(2)] == [302, 302]
    assert AuditEvent.objects.filter(verb="approve_result").count() == 1


def test_what_is_decided_has_nothing_to_decide(client, result) -> None:
    typed = fields_of(client.get(page_of(result)), "approve") | {"do": "approve", "approval": "final"}
    client.post(page_of(result), typed)
    page = client.get(page_of(result))
    assert "There is nothing to decide" in page.content.decode()
    again = fields_of(page, "approve") | {"do": "approve", "approval": "final"}
    answer = client.post(page_of(result), again)
    assert answer.status_code == 422
    assert "already decided" in answer.content.decode()


def test_drafts_are_nobody_elses(client, measure, data_owner) -> None:
    figures = Figures(Decimal(9), Decimal(10))
    draft = record_result(measure=measure, period=Period.parse("2026-09"), figures=figures, by=data_owner)
    assert client.get(page_of(draft)).status_code == 404


class TestWholeFile:
    @pytest.fixture
    def batch(self, measure, data_owner, approver) -> Import:
        made = Import.objects.create(
            name="autumn.csv", digest="d" * 64, size=1, state="accepted", received_by=data_owner
        )
        for period in ("2026-07", "2026-08", "2026-09"):
            sent(measure, data_owner, period, batch=made)
        return made

    def address(self, batch: Import) -> str:
        return reverse("staff_approve_file", args=[batch.pk])

    def test_all_at_once(self, client, batch) -> None:
        page = client.get(self.address(batch))
        assert page.content.decode().count('type="checkbox"') == 3
        assert client.post(self.address(batch), fields_of(page)).url == reverse("staff_approvals")
        assert set(Result.objects.values_list("workflow", "approval")) == {("approved", "provisional")}
        assert AuditEvent.objects.filter(verb="approve_import").count() == 1

    def test_only_the_ticked(self, client, batch) -> None:
        typed = fields_of(client.get(self.address(batch)))
        typed["figures"] = typed["figures"][:1]
        client.post(self.address(batch), typed)
        assert Result.objects.filter(workflow="approved").count() == 1

    def test_none_ticked(self, client, batch) -> None:
        typed = fields_of(client.get(self.address(batch))) | {"figures": []}
        answer = client.post(self.address(batch), typed)
        assert answer.status_code == 422
        assert "Choose at least one figure" in answer.content.decode()

    def test_all_or_none(self, client, batch, data_owner) -> None:
        from measures.actions import recall_result

        typed = fields_of(client.get(self.address(batch)))
        recall_result(result=Result.objects.first(), by=data_owner)
        assert client.post(self.address(batch), typed).status_code == 422
        assert not Result.objects.filter(workflow="approved").exists()

    def test_own_ones_are_left_out(self, batch, post, measure) -> None:
        both = make_person("Both Roles", "data_owner", "approver")
        put_into(post, both)
        sent(measure, both, "2026-10", batch=batch)
        page = signed_in(both).get(self.address(batch))
        assert [(one.period, one.why[:23]) for one in page.context["shown"].left_out] == [
            ("October 2026", "You entered this figure")
        ]
        assert "Left out" in page.content.decode()
        assert page.content.decode().count('type="checkbox"') == 3

    def test_a_file_that_is_not_there(self, client) -> None:
        assert client.get(reverse("staff_approve_file", args=[999])).status_code == 404
