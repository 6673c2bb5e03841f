"""Written texts of papers: one person writes, another approves, and what is approved stays as it is."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from charter import notices
from charter.conflicts import Changed
from charter.faults import Refused
from charter.models import AuditEvent, RoleGrant, User
from charter.periods import Period
from measures.actions import written as verbs
from measures.actions.written import approve_section, reopen_section, return_section, write_section
from measures.models import ReportSection, ServiceLimit, SurveyMethod
from measures.notices import texts_of_papers
from measures.papers.written import (
    NEEDED,
    facts_of_texts,
    last_year_over,
    missing_of,
    needed,
    pieces,
    start_text,
    texts_of,
    wanted,
    written_for,
    years_to_write,
)
from tests.measures import frozen
from tests.people import LONG_AGO, fields_of, make_person, signed_in

pytestmark = pytest.mark.django_db
YEAR = Period.parse("2025-26")
SAYS = "We rang 900 tenants in May.\nThe rest got a letter."


@pytest.fixture
def section(landlord, data_owner) -> ReportSection:
    return write_section(kind="tsm", year=YEAR, key="item-c", text=SAYS, by=data_owner)


def where(key: str = "item-c", kind: str = "tsm", year: str = "2025-26") -> str:
    return reverse("report_section", args=[kind, year, key])


def told(kind: str) -> list[notices.Occasion]:
    """What people are told of texts today."""
    today = timezone.localdate()
    stretch = notices.Stretch(today - timedelta(days=1), today, notices.timetable())
    return [one for one in texts_of_papers(stretch) if one.kind == kind]


def account(person: User) -> str:
    return " ".join(strip_tags(signed_in(person).get("/account/").content.decode()).split())


def send(person: User, do: str, address: str = "", **boxes: str):
    """What the page answers to one of its forms."""
    client, address = signed_in(person), address or where()
    page = client.get(address)
    return client.post(address, fields_of(page, do) | {"do": do} | boxes)


def test_the_lists_of_both_papers_are_whole() -> None:
    keys = [one.key for one in NEEDED["tsm"]]
    assert keys[:11] == [f"item-{letter}" for letter in "abcdefghijk"]
    assert keys[11:] == ["limits-rp02-1", "limits-rp02-2", "limits-ch02", "questionnaire", "change-of-method"]
    assert [one.key for one in NEEDED["complaints"]] == [
        "self-assessment", "analysis", "refused", "non-compliance", "learning", "ombudsman-report",
        "other-reports", "response",
    ]  # fmt: skip
    assert wanted("tsm", YEAR, "change-of-method") is not None
    assert wanted("tsm", Period.parse("2024-25"), "change-of-method") is None
    assert needed("board", "2025-04-01") == ()


@pytest.mark.parametrize(
    ("day", "year"),
    [
        ("2026-03-31", "2025-26"),
        ("2026-03-30", "2024-25"),
        ("2026-09-30", "2025-26"),
        ("2026-04-01", "2025-26"),
    ],
)
def test_a_paper_is_about_the_last_year_that_is_over(day: str, year: str) -> None:
    assert last_year_over(date.fromisoformat(day), 4).key == year


def test_years_to_write_end_with_the_first_that_the_portal_answers_for(landlord) -> None:
    found = years_to_write(date(2026, 11, 23))
    assert [one.key for one in found] == ["2026-27", "2025-26"]
    type(landlord).objects.update(first_period="2023-05")
    found = years_to_write(date(2026, 11, 23))
    assert [one.key for one in found] == ["2026-27", "2025-26", "2024-25", "2023-24"]


def test_one_writes_another_approves_and_then_it_is_frozen(section, data_owner, approver) -> None:
    approve_section(section=section, by=approver)
    section.refresh_from_db()
    assert (section.text, section.author, section.approver) == (SAYS, data_owner, approver)
    with pytest.raises(Refused, match="frozen"):
        write_section(kind="tsm", year=YEAR, key="item-c", text="Something else", by=data_owner)
    with pytest.raises(Refused, match="approved already"):
        approve_section(section=section, by=approver)
    verbs_done = list(AuditEvent.objects.order_by("id").values_list("verb", flat=True))
    assert verbs_done[-2:] == ["write_section", "approve_section"]


def test_whoever_wrote_any_version_approves_none(section, approver, data_owner) -> None:
    write_section(kind="tsm", year=YEAR, key="item-c", text="Mine", by=approver)
    write_section(kind="tsm", year=YEAR, key="item-c", text="Owner's again", by=data_owner)
    with pytest.raises(Refused, match="You wrote this"):
        approve_section(section=section, by=approver)


def test_without_the_check_of_eyes_the_database_still_refuses_the_last_writer(
    section, data_owner, monkeypatch
) -> None:
    monkeypatch.setattr(verbs, "wrote", lambda *_: False)
    with pytest.raises(IntegrityError, match="report_section_four_eyes"), transaction.atomic():
        approve_section(section=section, by=data_owner)


def test_with_both_protections_off_the_writer_could_approve(section, data_owner, monkeypatch) -> None:
    monkeypatch.setattr(verbs, "wrote", lambda *_: False)
    ReportSection.objects.filter(pk=section.pk).update(author=make_person("Somebody else"))
    assert approve_section(section=section, by=data_owner).approver == data_owner


def test_opened_again_only_with_a_reason_and_approved_anew(section, data_owner, approver) -> None:
    with pytest.raises(Refused, match="not approved"):
        reopen_section(section=section, by=approver, reason="A slip")
    approve_section(section=section, by=approver)
    with pytest.raises(Refused, match="Say why"):
        reopen_section(section=section, by=approver, reason=" ")
    reopen_section(section=section, by=approver, reason="A slip in the number")
    event = AuditEvent.objects.get(verb="reopen_section")
    assert event.detail["reason"] == "A slip in the number"
    write_section(kind="tsm", year=YEAR, key="item-c", text="We rang 901 tenants.", by=data_owner)
    approve_section(section=section, by=approver)
    assert ReportSection.objects.get().text == "We rang 901 tenants."


@pytest.mark.parametrize("text", ["", "  \n "])
def test_an_empty_text_and_an_unknown_one_are_refused(landlord, data_owner, text: str) -> None:
    with pytest.raises(Refused, match="Write the text"):
        write_section(kind="tsm", year=YEAR, key="item-c", text=text, by=data_owner)
    with pytest.raises(Refused, match="No paper needs"):
        write_section(kind="board", year=YEAR, key="item-c", text="Words", by=data_owner)


def test_an_older_page_overwrites_nothing(section, data_owner, approver) -> None:
    with pytest.raises(Changed):
        write_section(kind="tsm", year=YEAR, key="item-c", text="Late", by=data_owner, version=0)
    with pytest.raises(Changed):
        approve_section(section=section, by=approver, version=0)
    assert ReportSection.objects.get().text == SAYS


def test_sent_back_with_a_reason_and_written_anew(section, data_owner, approver) -> None:
    with pytest.raises(Refused, match="Say what is to be changed"):
        return_section(section=section, by=approver, reason=" ")
    send(approver, "return", reason="Say how many rang back.")
    section.refresh_from_db()
    assert section.returned_because == "Say how many rang back."
    with pytest.raises(Refused, match="sent back"):
        approve_section(section=section, by=approver)
    text = signed_in(data_owner).get(where()).content.decode()
    assert "Say how many rang back." in text
    assert "Approve and freeze" not in signed_in(approver).get(where()).content.decode()
    send(data_owner, "write", text="900 rang back.")
    section.refresh_from_db()
    assert (section.returned_because, section.returned_at) == ("", None)
    assert approve_section(section=section, by=approver).approved_at is not None


def test_the_author_may_not_send_the_own_text_back_nor_one_without_the_right(section, data_owner) -> None:
    assert send(data_owner, "return", reason="Why not.").status_code == 403
    with pytest.raises(Refused, match="someone else"):
        return_section(section=section, by=data_owner, reason="Why not.")


def test_what_waits_is_told_to_approvers_and_what_came_back_to_the_author(
    section, data_owner, approver
) -> None:
    assert "Texts of papers (1)" in account(approver)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert [one.person for one in told("to_decide")] == [approver.pk]
        return_section(section=section, by=approver, reason="Too long.")
        assert told("to_decide") == []
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        [back] = told("returned")
        assert (back.person, back.text.rpartition(": ")[2]) == (data_owner.pk, "Too long.")
    assert "Texts of papers (" not in account(approver)


def test_papers_get_approved_texts_only(section, approver, landlord) -> None:
    write_section(kind="tsm", year=YEAR, key="item-b", text="In May", by=section.author)
    release = frozen.published()
    approve_section(section=section, by=approver)
    given = written_for("tsm", release)
    assert (given["year"], given["year_before"], list(given["texts"])) == ("2025-26", "2024-25", ["item-c"])
    texts = texts_of("tsm", given)
    missing = missing_of(texts)
    assert len(missing) == len(NEEDED["tsm"]) - 1
    assert "b. When we asked" in missing
    assert "In May" not in str(texts)
    said = [fact.says for fact in facts_of_texts(texts)]
    assert said[:4] == [
        "a. How many people answered",
        "b. When we asked",
        "c. How we asked",
        "We rang 900 tenants in May.",
    ]
    assert timezone.localdate().isoformat() == given["texts"]["item-c"]["approved"]


def test_pieces_hold_every_word_and_only_the_beginning_of_endless_ones() -> None:
    text = f"{'many short words ' * 30}\n\n{'x' * 3000} after it"
    found = list(pieces(text))
    assert " ".join(found).replace("x" * 40, "x" * 3000).split() == text.split()
    assert max(len(piece) for piece in found) < 160


def test_what_the_tables_hold_fills_the_box(landlord, data_owner) -> None:
    SurveyMethod.objects.create(year="2025-26", stock="LCRA", items={"c": "By telephone", "d": ""})
    ServiceLimit.objects.create(year="2025-26", code="RP02.1", text="28 calendar days")
    assert start_text(wanted("tsm", YEAR, "item-c"), YEAR) == "LCRA: By telephone"
    assert start_text(wanted("tsm", YEAR, "item-d"), YEAR) == ""
    assert start_text(wanted("tsm", YEAR, "limits-rp02-1"), YEAR) == "28 calendar days"
    assert start_text(wanted("tsm", YEAR, "questionnaire"), YEAR) == ""
    page = signed_in(data_owner).get(where())
    assert "LCRA: By telephone" in page.content.decode()
    assert ReportSection.objects.count() == 0


def test_the_pages_lead_from_the_box_to_the_approval(landlord, data_owner, approver) -> None:
    answer = send(data_owner, "write", text=SAYS)
    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('report_sections')}?year=2025-26")
    assert send(data_owner, "write", text="").status_code == 422
    assert "Approve and freeze" not in signed_in(data_owner).get(where()).content.decode()
    assert "We rang 900 tenants in May." in signed_in(approver).get(where()).content.decode()
    assert send(approver, "approve").status_code == 302
    page = signed_in(data_owner).get(where()).content.decode()
    assert "frozen since" in page
    assert "Keep the text" not in page
    assert send(approver, "reopen", reason="").status_code == 422
    assert send(approver, "reopen", reason="A slip").status_code == 302
    assert ReportSection.objects.get().approved_at is None


def test_a_second_press_makes_one_version_and_an_old_page_meets_a_conflict(section, data_owner) -> None:
    client = signed_in(data_owner)
    fields = fields_of(client.get(where())) | {"do": "write", "text": "Newer"}
    assert [client.post(where(), fields).status_code for _ in range(2)] == [302, 302]
    assert ReportSection.objects.get().version == section.version + 1
    old = fields_of(signed_in(data_owner).get(where()))
    write_section(
        kind="tsm", year=YEAR, key="item-c", text="In between", by=make_person("Other", "data_owner")
    )
    answer = client.post(where(), old | {"do": "write", "text": "Too late"})
    assert answer.status_code == 409
    assert "In between" in answer.content.decode()
    assert "Too late" in answer.content.decode()


def test_a_role_does_only_what_it_may(section, data_owner, approver, engagement_officer) -> None:
    assert send(approver, "write", text="Mine").status_code == 403
    assert send(data_owner, "approve").status_code == 403
    assert send(data_owner, "reopen", reason="No").status_code == 403
    assert signed_in(data_owner).post(where(), {"do": "burn"}).status_code == 404
    assert send(engagement_officer, "write", text="Better").status_code == 302
    assert ReportSection.objects.get().author == engagement_officer


def test_an_approver_who_wrote_is_told_to_leave_it(section) -> None:
    RoleGrant.objects.create(
        person=section.author, role="approver", starts=LONG_AGO, given_by=User.objects.system()
    )
    page = signed_in(section.author).get(where()).content.decode()
    assert "You wrote this, so someone else must approve it." in page
    assert "Approve and freeze" not in page


@pytest.mark.parametrize(
    "address",
    [
        where("item-z"),
        where(kind="board"),
        where(year="nonsense"),
        where(year="2025-26-q1"),
        where(year="2025-04"),
        where("change-of-method", year="2024-25"),
    ],
)
def test_what_no_paper_needs_is_not_there(landlord, data_owner, address: str) -> None:
    assert signed_in(data_owner).get(address).status_code == 404


@time_machine.travel("2026-11-23 10:00:00+00:00", tick=False)
def test_the_list_tells_how_far_each_text_is(section, approver, data_owner) -> None:
    write_section(kind="complaints", year=YEAR, key="learning", text="Much", by=data_owner)
    approve_section(section=section, by=approver)
    client = signed_in(data_owner)
    text = " ".join(client.get(reverse("report_sections")).content.decode().split())
    assert "1 of 24 texts for 2025-26 are approved." in text
    assert f'Approved<span class="sub">by {approver.name} on 23 November 2026' in text
    assert f'Waits for approval<span class="sub">written by {data_owner.name}' in text
    assert text.count(">Missing<") == 22
    assert client.get(reverse("report_sections"), {"year": "1999-00"}).status_code == 422
    other = client.get(reverse("report_sections"), {"year": "2026-27"}).content.decode()
    assert "0 of 24 texts for 2026-27 are approved." in " ".join(other.split())


def test_the_list_asks_as_much_with_all_texts_as_with_none(
    landlord, data_owner, django_assert_max_num_queries
) -> None:
    client = signed_in(data_owner)
    client.get(reverse("report_sections"))
    with django_assert_max_num_queries(60) as few:
        client.get(reverse("report_sections"))
    for kind, texts in NEEDED.items():
        for one in texts:
            write_section(kind=kind, year=YEAR, key=one.key, text="Words", by=data_owner)
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("report_sections"))
