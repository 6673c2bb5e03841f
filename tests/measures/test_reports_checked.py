"""A paper that is not whole is never filed: what is looked for, who is told, and that a draft stays one."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from charter import jobs
from charter.faults import Refused
from charter.models import AuditEvent, Body, Job, RoleGrant, User
from measures import papers
from measures.actions import reports
from measures.actions.checks import check_published
from measures.actions.paper_mails import send_link
from measures.actions.reports import order_report, release_report
from measures.models import Meeting, Release, ReleaseDocument, Report
from measures.papers import Fact, Kind, Order, Paper, checking
from measures.papers.framing import csv_of
from tests.measures import frozen
from tests.people import LONG_AGO, fields_of, make_person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def release(landlord) -> Release:
    frozen.published(frozen.measure("repairs", frozen.quarters(3)), frozen.measure("damp", []))
    return Release.objects.get()


@pytest.fixture
def group(db) -> Body:
    return Body.objects.create(slug="group", name="The group", kind="tenant")


def member(name: str, body: Body) -> User:
    person = make_person(name)
    RoleGrant.objects.create(
        person=person, role="panel_member", body=body, starts=LONG_AGO, given_by=User.objects.system()
    )
    return person


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the Board's kind make another paper, or be another kind."""

    def change(build: Callable[[Paper], Paper] = lambda paper: paper, **more: object) -> None:
        kind = papers.KINDS["board"]
        made = replace(kind, build=lambda order: build(kind.build(order)), **more)
        monkeypatch.setitem(papers.KINDS, "board", made)

    return change


def done(report: Report) -> Report:
    """The report after the worker was at it."""
    assert report.job is not None
    jobs.run(report.job.pk)
    report.refresh_from_db()
    return report


def filed(report: Report) -> bytes:
    with report.file.open("rb") as file:
        return bytes(file.read())


def sent() -> list[str]:
    """Who was written to and what the mails say, once the worker has sent them."""
    for waiting in Job.objects.filter(kind="mail_paper", state="queued"):
        jobs.run(waiting.pk)
    return [f"{one.to[0]} {one.subject} {one.body}" for one in mail.outbox]


def test_a_whole_paper_is_filed_and_nobody_is_written_to(release, approver) -> None:
    report = done(order_report(release=release, by=approver))
    assert (report.status, report.problem, report.edition, bool(report.file)) == ("final", "", 1, True)
    assert sent() == []


def test_a_paper_that_lacks_a_word_is_not_filed_and_its_owner_is_told(release, approver, changed) -> None:
    changed(lambda paper: replace(paper, facts=(*paper.facts, Fact("repairs", "91.0%"))))
    report = done(order_report(release=release, by=approver))
    assert (report.digest, bool(report.file), report.job.state) == ("", False, "failed")
    assert report.problem == "The paper does not say “91.0%” of repairs."
    assert "not whole, so it was not filed" in report.job.message
    assert AuditEvent.objects.filter(verb="refuse_report").count() == 1
    [told] = sent()
    assert told.startswith(f"{approver.email} A paper is not whole: Board report")
    assert reverse("staff_report", args=[report.pk]) in told
    assert "91.0%" not in told
    page = signed_in(approver).get(reverse("staff_report", args=[report.pk])).content.decode()
    assert "does not say “91.0%” of repairs" in page


def test_without_the_check_it_would_be_filed(release, approver, changed, monkeypatch) -> None:
    changed(lambda paper: replace(paper, facts=(*paper.facts, Fact("repairs", "91.0%"))))
    monkeypatch.setattr(reports, "faults", lambda *_: [])
    assert done(order_report(release=release, by=approver)).file


def test_a_figure_tampered_with_after_the_order_stops_the_paper(release, approver) -> None:
    report = order_report(release=release, by=approver)
    entry = release.entries.get(name="measures/repairs")
    body = entry.document.body.replace("90.0%", "99.0%")
    ReleaseDocument.objects.filter(pk=entry.document_id).update(body=body)
    done(report)
    assert (bool(report.file), report.job.state) == (False, "failed")
    assert report.problem == "The stored document measures/repairs was changed or damaged."
    assert len(sent()) == 1


def test_a_blank_paper_is_not_filed(release, approver, changed) -> None:
    changed(lambda paper: replace(paper, template="measures/reports/_status.html"))
    report = done(order_report(release=release, by=approver))
    assert not report.file
    assert "Page 1 does not say that it is page 1 of 1." in report.problem
    assert "Page 1 is blank." in report.problem
    assert "The paper does not say “The measure repairs” of repairs." in report.problem


@pytest.mark.parametrize(
    ("says", "is_there"),
    [
        ("90.0%", True), ("0.0%", False), ("9 of 10", True), ("Close to target", True), ("8 of 10", False),
        ("Was never\nsaid", False), ("Every word here", True),
    ],
)  # fmt: skip
def test_words_are_found_however_lines_break_and_figures_only_whole(says: str, is_there: bool) -> None:
    sheets = ["Repairs 90.0% 9 of\n10 Close to\ntarget. Every wo\nrd here"]
    assert (list(checking.missing_facts(sheets, [Fact("x", says)])) == []) is is_there


@pytest.mark.parametrize(
    ("says", "after", "fault"),
    [
        ("90.0%", "Repairs", ""), ("80.0%", "", ""), ("80.0%", "Repairs done at once", ""),
        ("7 of 10", "Gas checks", ""), ("90.0%", "Not a title here", ""),
        ("80.0%", "Repairs", "The paper says “80.0%”, but not of x."),
        ("9 of 10", "Repairs done at once", "The paper says “9 of 10”, but not of x."),
        ("70.0%", "Repairs", "The paper does not say “70.0%” of x."),
    ],
)  # fmt: skip
def test_a_figure_of_another_measure_does_not_count(says: str, after: str, fault: str) -> None:
    sheets = ["Repairs 90.0% 9 of 10. Repairs done at\nonce 80.0%", "8 of 10 Gas checks 85.0%", "7 of 10"]
    others = [Fact("y", "", after=title) for title in ("Repairs", "Repairs done at once", "Gas checks")]
    assert list(checking.missing_facts(sheets, [*others, Fact("x", says, after=after)])) == [fault] * bool(
        fault
    )


def test_what_belongs_to_one_row_stands_in_one_place() -> None:
    sheets = ["Lifts 90.0% 9 of 10 Met. Stairs 5%", "Lifts 80.0% 8 of 10 Late"]
    others = [Fact("y", "", after="Stairs")]
    whole = Fact("x", "90.0%", after="Lifts", beside=("9 of 10", "Met"))
    mixed = Fact("x", "90.0%", after="Lifts", beside=("8 of 10", "Met"))
    assert list(checking.missing_facts(sheets, [*others, whole])) == []
    assert list(checking.missing_facts(sheets, [*others, mixed])) == ["The paper says “90.0%”, but not of x."]


@pytest.mark.parametrize(
    ("says", "longer"),
    [
        ("12", "12.5"), ("12", "12,345"), ("5.0%", "−5.0%"), ("5.0%", "-5.0%"), ("£1,450", "£1,450.50"),
        ("12", "12%"), ("450", "£450"), ("12", "112"), ("12 days", "112 days"), ("21 of 593", "421 of 593"),
        ("21 of 593", "21 of 5,930"), ("2.5 per 1,000 homes", "12.5 per 1,000 homes"), ("Met", "Method"),
        ("412", "4 12"), ("Late", "Plate"),
    ],
)  # fmt: skip
def test_a_figure_is_no_part_of_a_longer_one(says: str, longer: str) -> None:
    assert list(checking.missing_facts([f"Repairs {longer} of all."], [Fact("x", says)])) != []
    assert list(checking.missing_facts([f"Repairs {says}, of all {says}."], [Fact("x", says)])) == []


def test_a_hash_may_break_between_two_of_its_digits() -> None:
    whole = hashlib.sha256(b"a release").hexdigest()
    at = next(at for at in range(30, 64) if whole[at - 1 : at + 1].isdigit())
    sheets = [f"Releases {whole[:at]}\n{whole[at:]} and more"]
    assert list(checking.missing_facts(sheets, [Fact("x", whole)])) == []
    assert list(checking.missing_facts(sheets, [Fact("x", f"{whole[:-1]}x")])) != []


def test_words_from_the_right_and_letters_without_a_font_are_found() -> None:
    arabic = "الإصلاحات في"
    for text in (arabic, " ".join(word[::-1] for word in arabic.split()), "? ?"):
        found = list(checking.missing_facts([text], [Fact("x", arabic)]))
        assert (found == []) is (text != "? ?")
    assert list(checking.missing_facts(["Lodz ??"], [Fact("x", "Łódź 修理")])) != []
    assert list(checking.missing_facts(["?odz ??"], [Fact("x", "Łódź 修理")])) == []


def test_a_long_text_may_run_over_a_page_and_a_short_one_may_not() -> None:
    long = " ".join(f"word{number}" for number in range(40))
    at = long.index(" word12 ")
    first, second = long[:at], long[at:]
    assert list(checking.missing_facts([f"{first}\nfoot", f"{second}\nfoot"], [Fact("x", long)])) == []
    assert list(checking.missing_facts(["some 12\nfoot", "of 30 foot"], [Fact("x", "12 of 30")])) != []


def test_pages_must_be_all_there_and_none_blank() -> None:
    foot = ["head\nfoot Page 1 of 3", "words here\nhead\nfoot Page 2 of 3", "head\nfoot Page 3 of 3"]
    foot[0] = f"first words\n{foot[0]}"
    assert list(checking._faults_of_pages(foot, 3)) == ["Page 3 is blank."]
    assert "The paper has 3 pages instead of 4." in list(checking._faults_of_pages(foot, 4))
    wrong = [*foot[:2], foot[2].replace("3 of 3", "2 of 3")]
    assert "Page 3 does not say that it is page 3 of 3." in list(checking._faults_of_pages(wrong, 3))


def test_twenty_orders_make_one_row_and_what_is_given_anew_a_new_edition(release, approver, changed) -> None:
    first = {order_report(release=release, by=approver).pk for _ in range(20)}
    assert (len(first), Job.objects.filter(kind="render_report").count()) == (1, 1)
    changed(gives=lambda *_: {"minutes": ["something new"]})
    second = order_report(release=release, by=approver)
    assert (second.pk in first, second.edition, second.given) == (False, 2, {"minutes": ["something new"]})
    large = order_report(release=release, by=approver, large=True)
    assert (large.edition, large.pk == second.pk) == (1, False)


def test_the_same_inputs_give_the_same_bytes(release, approver) -> None:
    first = done(order_report(release=release, by=approver))
    digest = first.digest
    Report.objects.update(file="", digest="")
    assert done(order_report(release=release, by=approver)).digest == digest


def planned(release: Release) -> Release:
    Release.objects.update(state="scheduled", scheduled_for=timezone.now() + timedelta(days=3))
    release.refresh_from_db()
    return release


def test_a_planned_release_gives_a_draft_for_approvers_alone(release, approver, body_reader) -> None:
    planned(release)
    with pytest.raises(Refused, match="scheduled"):
        order_report(release=release, by=approver)
    report = done(order_report(release=release, by=approver, draft=True))
    assert (report.status, bool(report.file)) == ("draft", True)
    with pytest.raises(Refused, match="draft"):
        release_report(report=report, by=approver, to_board=True)
    Report.objects.update(released_to_board=True)
    ways = ("staff_report_file", "report_page", "report_csv", "report_link")
    board, office = signed_in(body_reader), signed_in(approver)
    assert {board.get(reverse(way, args=[report.pk])).status_code for way in ways} == {404}
    page = office.get(reverse("report_page", args=[report.pk])).content.decode()
    assert "Draft: not published" in page
    text = "".join(checking.pdf.sheets(filed(report)))
    assert text.count("Draft: not published") >= report.pages


def test_a_required_text_that_is_missing_keeps_it_a_draft(release, approver, changed) -> None:
    changed(lambda paper: replace(paper, missing=("Learning from complaints",)))
    report = done(order_report(release=release, by=approver))
    assert (report.status, report.missing) == ("draft", ["Learning from complaints"])
    first = checking.pdf.sheets(filed(report))[0]
    assert "Learning from complaints" in first
    with pytest.raises(Refused, match="draft"):
        release_report(report=report, by=approver, to_board=True)


def test_a_paper_of_a_body_is_for_its_members_alone(release, approver, body_reader, group, changed) -> None:
    changed(by_body=True)
    report = done(order_report(release=release, by=approver, body=group))
    insider, outsider = (
        member("Ines Bold", group),
        member("Otto Marsh", Body.objects.create(slug="o", name="O", kind="tenant")),
    )
    ways = ("staff_report_file", "report_page", "report_csv", "report_link")
    for person, status in ((insider, 200), (approver, 200), (outsider, 404), (body_reader, 404)):
        client = signed_in(person)
        assert {client.get(reverse(way, args=[report.pk])).status_code for way in ways} == {status}
    where = reverse("body_papers", args=["group"])
    assert signed_in(insider).get(where).status_code == 200
    assert signed_in(outsider).get(where).status_code == 404


def test_a_paper_of_a_body_that_it_may_not_order_itself_waits_for_its_release(
    release, approver, group
) -> None:
    report = done(order_report(release=release, by=approver, body=group))
    client = signed_in(member("Ines Bold", group))
    where = reverse("staff_report_file", args=[report.pk])
    assert client.get(where).status_code == 404
    release_report(report=report, by=approver, to_board=True)
    assert client.get(where).status_code == 200
    Release.objects.update(
        state="withdrawn", withdrawn_by=approver, withdrawn_at=timezone.now(), withdrawn_because="x"
    )
    assert client.get(where).status_code == 410
    assert client.get(reverse("report_csv", args=[report.pk])).status_code == 410


def test_a_body_orders_its_own_pack_once(release, approver, group, monkeypatch) -> None:
    board = papers.KINDS["board"]
    monkeypatch.setitem(papers.KINDS, "panel", replace(board, key="panel", title="Panel pack", by_body=True))
    client = signed_in(member("Ines Bold", group))
    where = reverse("body_papers", args=["group"])
    assert client.post(where, fields_of(client.get(where))).status_code == 302
    assert client.post(where, fields_of(client.get(where))).status_code == 302
    report = Report.objects.get()
    assert (report.kind, report.body) == ("panel", group)
    assert "is being made" in client.get(where).content.decode()
    done(report)
    assert reverse("staff_report_file", args=[report.pk]) in client.get(where).content.decode()
    officer = signed_in(make_person("Leah Morgan", "engagement_officer"))
    page = officer.get(where)
    assert "Order it" not in page.content.decode()
    assert officer.post(where, fields_of(client.get(where))).status_code == 403


def test_figures_as_a_table_and_the_files_with_their_hashes(release, approver, changed) -> None:
    changed(files=lambda order, paper: {"figures.csv": csv_of(paper)})
    report = done(order_report(release=release, by=approver))
    client = signed_in(approver)
    rows = client.get(reverse("report_csv", args=[report.pk])).content.decode("utf-8-sig").splitlines()
    assert rows[0] == "measure,period,figure,base,target,status,score"
    assert len(rows) == 4
    assert "repairs,Q2026-07,90.0%,9 of 10,95%,Close to target,60" in rows
    answer = client.get(reverse("report_zip", args=[report.pk]))
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    report.archive.close()


def test_a_kind_without_files_has_no_zip(release, approver) -> None:
    report = done(order_report(release=release, by=approver))
    assert signed_in(approver).get(reverse("report_zip", args=[report.pk])).status_code == 404


def test_the_link_is_mailed_to_who_asks_and_holds_no_figure(release, approver) -> None:
    report = done(order_report(release=release, by=approver))
    client = signed_in(approver)
    where = reverse("report_link", args=[report.pk])
    assert client.post(where, fields_of(client.get(where))).status_code == 302
    [told] = sent()
    assert told.startswith(f"{approver.email} Your paper: Board report")
    assert reverse("staff_report_file", args=[report.pk]) in told
    assert "90.0%" not in told


def test_a_paper_that_the_portal_ordered_is_told_of_to_who_called_the_meeting(
    release, approver, group, changed
) -> None:
    changed(lambda paper: replace(paper, facts=(Fact("x", "never said"),)))
    report = order_report(release=release, by=User.objects.system(), body=group)
    Meeting.objects.create(
        body=group, held_on=timezone.localdate(), period="2026-27-Q2", report=report, called_by=approver
    )
    done(report)
    [told] = sent()
    assert told.startswith(approver.email)


def test_a_damaged_file_is_told_of_to_its_owner_in_the_night(release, approver) -> None:
    report = done(order_report(release=release, by=approver))
    report.file.storage.delete(report.file.name)
    report.file.storage.save(report.file.name, ContentFile(b"%PDF-1.7"))
    found = check_published(by=User.objects.system()).differences
    assert "The file of the board report was changed or damaged." in found
    assert any(told.startswith(f"{approver.email} A paper is not whole") for told in sent())


def test_a_filed_paper_that_says_something_else_is_found_in_the_night(release, approver, changed) -> None:
    report = done(order_report(release=release, by=approver))
    before = check_published(by=User.objects.system()).differences
    changed(lambda paper: replace(paper, facts=(*paper.facts, Fact("repairs", "77.7%"))))
    found = set(check_published(by=User.objects.system()).differences) - set(before)
    assert found == {f"Board report {report.pk}: The paper does not say “77.7%” of repairs."}


def test_an_order_needs_a_body_where_the_kind_does(release, approver, changed) -> None:
    changed(needs_body=True)
    with pytest.raises(Refused, match="Choose the body"):
        order_report(release=release, by=approver)
    client = signed_in(approver)
    where = reverse("staff_reports")
    answer = client.post(where, fields_of(client.get(where)))
    assert answer.status_code == 422
    assert "Choose the body" in answer.content.decode()


def test_kinds_are_registered_once() -> None:
    kind = papers.KINDS["board"]
    papers.register(kind)
    with pytest.raises(ValueError, match="already"):
        papers.register(Kind("board", "Another", lambda order: _never(order), lambda *_: {}))


def _never(order: Order) -> Paper:
    raise AssertionError(order)


def test_send_link_asks_for_one_mail_at_a_time(release, approver) -> None:
    report = done(order_report(release=release, by=approver))
    assert send_link(report=report, by=approver) == send_link(report=report, by=approver)
