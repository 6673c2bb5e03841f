"""Files of figures on their way: received, checked, accepted all or nothing, submitted."""

import io
import threading
import uuid
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from charter import jobs
from charter.faults import Refused
from charter.models import AuditEvent, Job, Landlord, Post, PostHolding, RoleGrant, User
from charter.periods import Period
from measures.actions import approve_result, record_result, submit_result
from measures.actions import imports as verbs
from measures.actions.entering import Entry, Place, enter_figure
from measures.actions.imports.accepting import Outdated
from measures.actions.imports.receiving import plain_name
from measures.actions.possible import check_figures
from measures.csv_import import FileRefused
from measures.figures import Figures
from measures.models import Confirmation, Import, Measure, Result, Segment, Target
from measures.querysets.queue import queue_for
from tests.people import SECRET, signed_in

pytestmark = pytest.mark.django_db

APRIL = Period.parse("2026-04")


@pytest.fixture
def owner() -> User:
    person = User.objects.create_user("owner@example.org", "Owner")
    RoleGrant.objects.create(person=person, role="data_owner", starts=date(2020, 1, 1), given_by=person)
    post = Post.objects.create(title="Head of repairs")
    PostHolding.objects.create(post=post, person=person, starts=date(2020, 1, 1))
    return person


@pytest.fixture
def checker() -> User:
    return User.objects.create_user("checker@example.org", "Checker")


@pytest.fixture
def repairs(owner) -> Measure:
    Landlord.objects.create(name="Alderbrook Homes", first_period="2026-04")
    measure = Measure.objects.create(
        slug="repairs",
        title="Repairs on time",
        kind="percentage",
        direction="higher",
        frequency="monthly",
        unit="%",
        decimals=1,
        owner=Post.objects.get(),
    )
    Target.objects.create(measure=measure, starts=date(2020, 4, 1), target=95)
    Segment.objects.create(slug="north", name="North", dimension="area")
    return measure


@pytest.fixture
def survey(repairs) -> Measure:
    return Measure.objects.create(
        slug="tp01", title="Satisfied", kind="satisfaction", direction="higher", frequency="annual",
        unit="%", decimals=1, owner=repairs.owner,
    )  # fmt: skip


def csv_file(
    *rows: str, heading: str = "measure,period,segment,numerator,denominator,why,action"
) -> io.BytesIO:
    wanted = heading.count(",")
    return io.BytesIO("\n".join([heading, *(row + "," * (wanted - row.count(",")) for row in rows)]).encode())


def received(owner: User, *rows: str) -> Import:
    batch = verbs.receive_upload(source=csv_file(*rows), name="figures.csv", by=owner).batch
    return checked(batch)


def checked(batch: Import) -> Import:
    for job in Job.objects.filter(state="queued", kind="validate_import"):
        assert jobs.run(job.pk)
    batch.refresh_from_db()
    return batch


# ---- Receiving


def test_a_file_is_kept_under_our_own_name_with_its_hash(owner, repairs):
    batch = received(owner, "repairs,2026-04,,96,100")
    assert batch.state == "ready"
    assert batch.name == "figures.csv"
    assert len(batch.digest) == 64
    assert batch.file.name != "imports/figures.csv"
    assert batch.summary["rows"] == 1
    assert batch.lines.get(row=2).shown["value"] == "96.0%"
    assert Result.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../x.csv", "x.csv"),
        ("C:\\figures\\x.csv", "x.csv"),
        ('"><img>.csv', '"><img>.csv'),
        ("a\u202egpj.csv", "agpj.csv"),
        ("a\nb\x00.csv", "ab.csv"),
        ("x" * 300 + ".csv", "x" * 99 + "…"),
    ],
)
def test_hostile_file_names_are_shown_plain_and_short(name, shown):
    assert plain_name(name) == shown


def test_what_is_no_table_is_not_kept(owner, repairs):
    with pytest.raises(FileRefused) as caught:
        verbs.receive_upload(source=io.BytesIO(b"\x89PNG\r\n\x1a\n"), name="x.csv", by=owner)
    assert caught.value.status == 415
    assert Import.objects.count() == 0


def test_the_same_file_twice_leads_to_the_first(owner, repairs):
    first = received(owner, "repairs,2026-04,,96,100")
    again = verbs.receive_upload(source=csv_file("repairs,2026-04,,96,100"), name="other name.csv", by=owner)
    assert again.again
    assert again.batch == first
    assert Import.objects.count() == 1


def test_a_file_with_faults_is_checked_anew_when_it_comes_again(owner, repairs):
    first = received(owner, "repairs,2026-04,south,96,100")
    assert first.state == "faulty"
    Segment.objects.create(slug="south", name="South", dimension="area")
    again = verbs.receive_upload(
        source=csv_file("repairs,2026-04,south,96,100"), name="figures.csv", by=owner
    )
    assert again.again
    assert checked(again.batch).state == "ready"


# ---- Checking


def test_every_fault_is_stored_with_row_column_value_and_remedy(owner, repairs):
    batch = received(owner, "repairs,2026-04,,51,50", "nobody,2026-05,,1,2", "repairs,2026-13,,1,2")
    assert batch.state == "faulty"
    assert [(one["row"], one["column"], one["value"]) for one in batch.faults] == [
        (2, "Numerator", "51"),
        (3, "Measure", "nobody"),
        (4, "Period", "2026-13"),
    ]
    assert all(one["what"] and one["remedy"] for one in batch.faults)


def test_a_measure_of_another_post_reads_like_an_unknown_one(owner, repairs):
    Measure.objects.create(slug="other", title="Other", kind="count", direction="lower", frequency="monthly")
    batch = received(owner, "other,2026-04,,1,2", "unknown,2026-04,,1,2")
    assert [one["what"] for one in batch.faults] == [
        "you are not the owner of other.",
        "you are not the owner of unknown.",
    ]


def test_a_figure_that_stands_approved_is_a_fault_unless_it_is_the_same(owner, checker, repairs):
    approved(repairs, owner, checker)
    batch = received(owner, "repairs,2026-04,,96,100", "repairs,2026-05,,97,100")
    assert batch.state == "ready"
    assert batch.summary["same"] == 1
    batch = received(owner, "repairs,2026-04,,95,100")
    assert "already has an approved figure (96 of 100)" in batch.faults[0]["what"]


def approved(measure: Measure, by: User, checker: User, period: Period = APRIL) -> Result:
    figures = Figures(Decimal(96), Decimal(100))
    result = record_result(measure=measure, period=period, figures=figures, by=by)
    return approve_result(result=submit_result(result=result, by=by), by=checker)


@pytest.mark.parametrize(
    ("kind", "stands", "row", "says"),
    [
        ("count", Figures(value=Decimal("7.50")), "other,2026-04,,,,,,8", "(7.5)"),
        ("grade", Figures(grade="C1"), "other,2026-04,,,,,,C2", "(C1)"),
        ("grade", Figures(marker="E"), "other,2026-04,,,,,,C2", "approved figure."),
    ],
)
def test_the_figure_that_stands_is_named(owner, checker, repairs, kind, stands, row, says):
    other = Measure.objects.create(
        slug="other", title="Other", kind=kind, direction="lower", frequency="monthly", owner=repairs.owner,
        grades=["C1", "C2"], natural_min=0, natural_max=1000,
    )  # fmt: skip
    result = record_result(measure=other, period=APRIL, figures=stands, by=owner)
    approve_result(result=submit_result(result=result, by=owner), by=checker)
    heading = "measure,period,segment,numerator,denominator,why,action,value"
    batch = verbs.receive_upload(source=csv_file(row, heading=heading), name="x.csv", by=owner).batch
    assert says in checked(batch).faults[0]["what"]


def test_survey_answers_that_stand_already_change_nothing(owner, checker, survey):
    heading = "measure,period,very_satisfied,fairly_satisfied,neither,fairly_dissatisfied,very_dissatisfied"
    verbs.import_file(
        source=csv_file("tp01,2024-25,5,4,3,2,1", heading=heading), name="a.csv", by=owner, approve_by=checker
    )
    again = csv_file("tp01,2024-25,5,4,3,2,1", "tp01,2023-24,5,4,3,2,1", heading=heading)
    _, check = verbs.import_file(source=again, name="b.csv", by=owner)
    assert (check.rows, check.same) == (2, 1)
    assert Result.objects.count() == 2


def test_a_checked_file_stays_accepted_when_checked_again(owner, repairs):
    batch = received(owner, "repairs,2026-04,,96,100")
    verbs.accept_import(batch=batch, by=owner)
    assert verbs.validate_import(batch=batch, by=owner).state == "accepted"


def test_an_approver_without_measures_may_enter_nothing(checker, repairs):
    assert verbs.catalogue_for(checker).measures == {}


def test_from_the_command_line_a_miss_without_words_waits(owner, repairs):
    told: list[int] = []
    batch, _ = verbs.import_file(
        source=csv_file("repairs,2026-04,,80,100"), name="x.csv", by=owner, tell=told.append
    )
    assert batch.results.get().workflow == "draft"
    assert told == [1]


def test_a_submitted_figure_is_a_fault(owner, repairs):
    result = record_result(
        measure=repairs, period=APRIL, figures=Figures(Decimal(96), Decimal(100)), by=owner
    )
    submit_result(result=result, by=owner)
    batch = received(owner, "repairs,2026-04,,97,100")
    assert "already has a submitted figure" in batch.faults[0]["what"]


def test_a_file_that_cannot_be_read_at_all_is_told_in_words(owner, repairs):
    with pytest.raises(FileRefused, match="We expected commas between columns"):
        verbs.receive_upload(source=io.BytesIO(b"one;two,three\n1;2,3"), name="x.csv", by=owner)
    assert not Import.objects.exists()
    batch = verbs.receive_upload(source=io.BytesIO(b"measure,period,value\n"), name="x.csv", by=owner).batch
    assert checked(batch).state == "failed"
    assert batch.faults[0]["what"] == "There are headings but no figures in this file."


# ---- Accepting


def test_accepting_makes_every_row_a_draft(owner, repairs, survey):
    batch = received(owner, "repairs,2026-04,,96,100", "repairs,2026-04,north,40,50")
    verbs.accept_import(batch=batch, by=owner)
    assert [(one.period, one.segment_id is None, one.workflow) for one in batch.results.all()] == [
        ("2026-04", True, "draft"),
        ("2026-04", False, "draft"),
    ]
    batch.refresh_from_db()
    assert (batch.state, batch.accepted_by) == ("accepted", owner)
    assert AuditEvent.objects.filter(verb="accept_import").exists()


def test_answers_are_stored_with_what_follows_from_them(owner, survey):
    heading = (
        "measure,period,very_satisfied,fairly_satisfied,neither,fairly_dissatisfied,very_dissatisfied,"
        "dont_know,method"
    )
    source = csv_file("tp01,2025-26,119.6,80,10,5,2.4,7,telephone", heading=heading)
    batch = checked(verbs.receive_upload(source=source, name="s.csv", by=owner).batch)
    verbs.accept_import(batch=batch, by=owner)
    result = Result.objects.get()
    assert (result.numerator, result.denominator) == (Decimal("199.6"), Decimal("217"))
    assert result.answers == {
        "very_satisfied": "119.6",
        "fairly_satisfied": "80",
        "neither": "10",
        "fairly_dissatisfied": "5",
        "very_dissatisfied": "2.4",
        "dont_know": "7",
        "method": "telephone",
    }


def test_a_file_is_accepted_once(owner, repairs):
    batch = received(owner, "repairs,2026-04,,96,100")
    verbs.accept_import(batch=batch, by=owner)
    with pytest.raises(Refused, match="already accepted on"):
        verbs.accept_import(batch=batch, by=owner)
    with pytest.raises(Refused, match="already accepted on"):
        verbs.request_acceptance(batch=Import.objects.get(), by=owner)


def test_a_faulty_file_and_anothers_file_are_not_accepted(owner, checker, repairs):
    with pytest.raises(Refused, match="still has faults"):
        verbs.accept_import(batch=received(owner, "repairs,2026-04,,51,50"), by=owner)
    batch = received(owner, "repairs,2026-04,,96,100")
    with pytest.raises(Refused, match="Somebody else uploaded"):
        verbs.accept_import(batch=batch, by=checker)


def test_what_changed_since_the_check_stops_the_whole_file(owner, checker, repairs):
    batch = received(owner, "repairs,2026-04,,96,100", "repairs,2026-05,,96,100")
    approved(repairs, owner, checker, Period.parse("2026-05"))
    Result.objects.update(numerator=90)
    with pytest.raises(Refused) as caught:
        verbs.accept_import(batch=batch, by=owner)
    assert len(caught.value.faults) == 1
    assert not Result.objects.filter(period="2026-04").exists()


def test_one_bad_row_at_the_end_leaves_nothing(owner, repairs, monkeypatch):
    batch = received(owner, *(f"repairs,2026-{month:02d},,96,100" for month in range(4, 9)))
    from measures.actions import in_bulk

    def fails_at_last(measure, period, figures):
        if period.key == "2026-08":
            raise Refused("no")
        check_figures(measure, period, figures)

    monkeypatch.setattr(in_bulk, "check_figures", fails_at_last)
    with pytest.raises(Refused):
        verbs.accept_import(batch=batch, by=owner)
    assert Result.objects.count() == 0
    assert Import.objects.get().state == "ready"


def test_a_long_file_is_accepted_by_the_worker(owner, repairs, monkeypatch):
    from measures.actions.imports import accepting

    monkeypatch.setattr(accepting, "AT_ONCE", 1)
    batch = received(owner, "repairs,2026-04,,96,100", "repairs,2026-05,,96,100")
    job = verbs.request_acceptance(batch=batch, by=owner)
    assert job is not None
    assert jobs.run(job.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.results.count()) == ("accepted", 2)
    with pytest.raises(Refused, match="already accepted"):
        verbs.request_acceptance(batch=batch, by=owner)
    job = verbs.request_submission(batch=batch, by=owner)
    assert isinstance(job, Job)
    assert jobs.run(job.pk)
    assert set(batch.results.values_list("workflow", flat=True)) == {"submitted"}


# ---- Submitting


def test_a_missed_figure_without_words_waits_while_the_others_go_on(owner, repairs):
    batch = received(
        owner,
        "repairs,2026-04,,96,100",
        "repairs,2026-05,,80,100",
        "repairs,2026-06,,80,100,Too few people,We hire two",
    )
    verbs.accept_import(batch=batch, by=owner)
    submitted = verbs.request_submission(batch=batch, by=owner)
    assert isinstance(submitted, verbs.Submitted)
    assert submitted.sent == 2
    assert [one.period for one in submitted.waiting] == ["2026-05"]
    assert Result.objects.get(period="2026-05").workflow == "draft"


def test_only_an_accepted_own_file_is_submitted(owner, checker, repairs):
    batch = received(owner, "repairs,2026-04,,96,100")
    with pytest.raises(Refused, match="Accept the file first"):
        verbs.submit_import(batch=batch, by=owner)
    verbs.accept_import(batch=batch, by=owner)
    with pytest.raises(Refused, match="Somebody else"):
        verbs.submit_import(batch=batch, by=checker)


# ---- From the command line


def test_history_is_approved_as_final_and_says_so(owner, checker, repairs):
    batch, check = verbs.import_file(
        source=csv_file("repairs,2025-04,,80,100"), name="x.csv", by=owner, approve_by=checker
    )
    result = batch.results.get()
    assert (result.workflow, result.approval, result.origin) == ("approved", "final", "history")
    assert (result.entered_by, result.decided_by) == (owner, checker)
    event = AuditEvent.objects.get(verb="approve_import")
    assert event.actor_id == checker.pk
    assert event.detail == {"figures": 1, "approved_on": "command line", "entered_by": owner.pk}
    assert check.rows == 1


def test_approve_by_is_refused_for_the_portals_own_time_and_for_the_same_person(owner, checker, repairs):
    with pytest.raises(Refused, match="is not history: the portal answers from April 2026 on"):
        verbs.import_file(
            source=csv_file("repairs,2026-04,,96,100"), name="x.csv", by=owner, approve_by=checker
        )
    with pytest.raises(Refused, match="The same person"):
        verbs.import_file(
            source=csv_file("repairs,2025-04,,96,100"), name="x.csv", by=owner, approve_by=owner
        )
    assert Result.objects.count() == 0
    Landlord.objects.update(is_demonstration=True)
    verbs.import_file(source=csv_file("repairs,2026-04,,96,100"), name="x.csv", by=owner, approve_by=checker)
    assert Result.objects.get().workflow == "approved"


def test_the_same_file_from_the_command_line_writes_nothing_twice(owner, repairs):
    verbs.import_file(source=csv_file("repairs,2025-04,,80,100"), name="x.csv", by=owner)
    with pytest.raises(Refused):
        verbs.import_file(source=csv_file("repairs,2025-04,,80,100"), name="x.csv", by=owner)
    assert Result.objects.count() == 1


def test_a_fault_after_rows_were_written_leaves_neither_row_nor_file(owner, repairs, monkeypatch, settings):
    """Rows go to the database while the file is read on; every fault is told all the same."""
    from measures.actions.imports import checking

    monkeypatch.setattr(checking, "CHUNK", 2)
    months = [f"repairs,2026-{month:02d},,96,100" for month in range(4, 8)]
    folder = Path(settings.MEDIA_ROOT)
    before = set(folder.rglob("*"))
    bad = ["repairs,2026-08,,101,100", "repairs,2026-09,,x,100"]
    with pytest.raises(Refused) as caught:
        verbs.import_file(source=csv_file(*months, *bad), name="x.csv", by=owner)
    assert len(caught.value.faults) == 2
    assert not Result.objects.exists()
    assert not Import.objects.exists()
    assert {one for one in folder.rglob("*") if one.is_file()} <= before
    batch, _ = verbs.import_file(source=csv_file(*months), name="x.csv", by=owner)
    assert batch.results.count() == 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_two_presses_at_once_accept_a_file_once(owner, repairs):
    batch = received(owner, *(f"repairs,2026-{month:02d},,96,100" for month in range(4, 9)))
    answers: list[str] = []

    def press() -> None:
        try:
            verbs.accept_import(batch=batch, by=owner)
            answers.append("accepted")
        except Refused as refusal:
            answers.append(str(refusal))
        finally:
            connection.close()

    presses = [threading.Thread(target=press) for _ in range(3)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert answers.count("accepted") == 1
    assert sum("already accepted" in answer for answer in answers) == 2
    assert Result.objects.count() == 5


# ---- What a row says, against what stands

COUNTS = "measure,period,numerator,denominator"
ANSWERS = "measure,period,very_satisfied,fairly_satisfied,neither,fairly_dissatisfied,very_dissatisfied"


def approved_from(rows: list[str], heading: str, owner: User, checker: User) -> None:
    batch = accepted_from(rows, heading, owner)
    verbs.submit_import(batch=batch, by=owner)
    for result in Result.objects.filter(workflow="submitted"):
        approve_result(result=result, by=checker)


def accepted_from(rows: list[str], heading: str, owner: User) -> Import:
    return verbs.accept_import(batch=checked_from(rows, heading, owner), by=owner)


def checked_from(rows: list[str], heading: str, owner: User) -> Import:
    source = csv_file(*rows, heading=heading)
    return checked(verbs.receive_upload(source=source, name="figures.csv", by=owner).batch)


@pytest.mark.parametrize(
    ("heading", "first", "then"),
    [
        (ANSWERS, "tp01,2025-26,50,20,10,10,10", "tp01,2025-26,20,50,0,15,15"),
        (f"{ANSWERS},population", "tp01,2025-26,50,20,10,10,10,900", "tp01,2025-26,50,20,10,10,10,901"),
        ("measure,period,value,date", "grade,2025-26,C1,2025-05-01", "grade,2025-26,C1,2026-02-01"),
        ("measure,period,value,review_by", "grade,2025-26,C1,2026-05-01", "grade,2025-26,C1,2028-02-01"),
        (f"{COUNTS},note", "repairs,2025-04,50,100,One", "repairs,2025-04,50,100,Two"),
        (f"{COUNTS},why,action", "repairs,2025-04,50,100,a,b", "repairs,2025-04,50,100,c,b"),
    ],
)  # fmt: skip
def test_what_differs_in_anything_from_an_approved_figure_is_a_fault(
    owner, checker, survey, heading, first, then
):
    Measure.objects.create(
        slug="grade", title="Grade", kind="grade", direction="none", frequency="annual",
        grades=["C1", "C2"], owner=survey.owner,
    )  # fmt: skip
    approved_from([first], heading, owner, checker)
    assert Result.objects.get().workflow == "approved"
    batch = checked_from([then], heading, owner)
    assert (batch.state, batch.summary["same"]) == ("faulty", 0)
    assert "already has an approved figure" in batch.faults[0]["what"]
    assert "Ask for a correction" in batch.faults[0]["remedy"]
    again = checked_from([first, ""], heading, owner)
    assert (again.state, again.summary["same"]) == ("ready", 1)


def test_cells_left_blank_say_nothing_against_an_approved_figure(owner, checker, repairs):
    heading = f"{COUNTS},note"
    approved_from(["repairs,2026-04,96,100,As counted"], heading, owner, checker)
    batch = checked_from(["repairs,2026-04,96,100,"], heading, owner)
    assert (batch.state, batch.summary["same"]) == ("ready", 1)


def test_a_draft_whose_note_would_go_is_changed_not_the_same(owner, repairs):
    heading = f"{COUNTS},note"
    accepted_from(["repairs,2026-04,96,100,As counted"], heading, owner)
    batch = checked_from(["repairs,2026-04,96,100,"], heading, owner)
    assert batch.lines.get().kind == "changed"


# ---- While the worker accepts


def test_a_stale_page_does_not_undo_what_the_worker_accepted(owner, repairs, monkeypatch):
    stale = received(owner, "repairs,2026-04,,96,100")
    verbs.accept_import(batch=stale, by=owner)
    monkeypatch.setattr("measures.actions.imports.accepting.AT_ONCE", 0)
    assert stale.state == "ready"
    with pytest.raises(Refused, match="already accepted"):
        verbs.request_acceptance(batch=stale, by=owner, reason="Late jobs")
    assert Import.objects.get().state == "accepted"


def test_the_same_file_again_leaves_one_alone_that_is_about_to_be_accepted(owner, repairs, monkeypatch):
    batch = received(owner, "repairs,2026-04,,96,100")
    monkeypatch.setattr("measures.actions.imports.accepting.AT_ONCE", 0)
    assert verbs.request_acceptance(batch=batch, by=owner) is not None
    again = verbs.receive_upload(source=csv_file("repairs,2026-04,,96,100"), name="b.csv", by=owner)
    assert (again.again, again.batch.state) == (True, "ready")
    assert not Job.objects.filter(kind="validate_import", state="queued").exists()


# ---- What somebody saved between the preview and accepting


def deputy_saves(repairs: Measure) -> User:
    deputy = User.objects.create_user("deputy@example.org", "Deputy")
    figures = Figures(Decimal(97), Decimal(100), note="Counted by hand")
    entry = Entry(figures, 0, warnings=("97% is unusual.",), because="Checked")
    enter_figure(place=Place(repairs, APRIL), entry=entry, by=deputy)
    return deputy


def test_what_was_saved_after_the_preview_is_not_overwritten_unseen(owner, repairs):
    batch = received(owner, "repairs,2026-04,,96,100")
    deputy = deputy_saves(repairs)
    with pytest.raises(Outdated, match="after we checked it"):
        verbs.accept_import(batch=batch, by=owner)
    result = Result.objects.get()
    assert (result.numerator, result.entered_by, result.confirmation.because) == (97, deputy, "Checked")
    again = verbs.validate_import(batch=batch, by=owner)
    assert (again.lines.get().kind, again.lines.get().shown["was"]) == ("changed", "97.0%")
    verbs.accept_import(batch=again, by=owner)
    result = Result.objects.get()
    assert (result.numerator, result.entered_by) == (96, owner)
    assert not Confirmation.objects.exists()  # it vouched for 97


def test_the_page_shows_anew_what_accepting_would_replace(owner, repairs):
    batch = received(owner, "repairs,2026-04,,96,100")
    deputy_saves(repairs)
    TOTP.activate(owner, SECRET)
    client = signed_in(owner)
    answer = client.post(
        reverse("staff_import", args=[batch.pk]), {"do": "accept", "form_token": str(uuid.uuid4())}
    )
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Somebody saved figures of this file" in page
    assert "97.0%" in page
    assert Result.objects.get().numerator == 97


def test_the_worker_overwrites_nothing_unseen_and_previews_anew(owner, repairs, monkeypatch):
    batch = received(owner, "repairs,2026-04,,96,100")
    monkeypatch.setattr("measures.actions.imports.accepting.AT_ONCE", 0)
    job = verbs.request_acceptance(batch=batch, by=owner)
    assert job is not None
    deputy_saves(repairs)
    jobs.run(job.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.lines.get().kind) == ("ready", "changed")
    assert Result.objects.get().numerator == 97


def test_a_draft_elsewhere_does_not_make_a_preview_stale(owner, repairs):
    batch = received(owner, "repairs,2026-04,,96,100")
    north = Segment.objects.get()
    record_result(
        measure=repairs, period=APRIL, figures=Figures(Decimal(1), Decimal(2)), by=owner, segment=north
    )
    assert verbs.accept_import(batch=batch, by=owner).state == "accepted"


# ---- What the form would ask


def crossed_measures(repairs: Measure) -> None:
    Landlord.objects.update(first_period="2024-04")
    for slug, code in (("asb", "NM01.1"), ("hate", "NM01.2")):
        Measure.objects.create(
            slug=slug, title=slug, kind="rate", direction="lower", frequency="annual", per=1000,
            regulator_code=code, stock="combined", owner=repairs.owner,
        )  # fmt: skip


@pytest.mark.parametrize(("in_file", "state"), [(True, "faulty"), (False, "faulty"), (None, "ready")])
def test_what_the_form_refuses_a_file_may_not_bring(owner, repairs, in_file, state):
    crossed_measures(repairs)
    year = Period.parse("2025-26")
    rows = ["hate,2025-26,,50,1000"]
    if in_file:
        rows.append("asb,2025-26,,10,1000")
    elif in_file is False:
        asb = Measure.objects.get(slug="asb")
        record_result(measure=asb, period=year, figures=Figures(Decimal(10), Decimal(1000)), by=owner)
    batch = received(owner, *rows)
    assert batch.state == state
    if state == "faulty":
        assert "cannot be more than" in batch.faults[0]["what"]
        assert (batch.faults[0]["row"], batch.faults[0]["column"]) == (2, "Numerator")


def test_a_file_mends_both_sides_of_a_cross_at_once(owner, repairs):
    crossed_measures(repairs)
    asb = Measure.objects.get(slug="asb")
    figures = Figures(Decimal(10), Decimal(1000))
    record_result(measure=asb, period=Period.parse("2025-26"), figures=figures, by=owner)
    assert received(owner, "hate,2025-26,,50,1000", "asb,2025-26,,60,1000").state == "ready"


def test_what_is_unlikely_is_said_in_the_preview_and_to_the_approver(owner, checker, repairs):
    approved_from(["repairs,2026-03,96,100"], COUNTS, owner, checker)
    batch = accepted_from(["repairs,2026-04,960,1000,Roof,Mend"], f"{COUNTS},why,action", owner)
    assert "10 times or more" in batch.lines.get().shown["doubts"]
    assert batch.summary["doubts"] == 1
    verbs.submit_import(batch=batch, by=owner)
    (line,) = queue_for(checker)
    assert "10 times or more" in line.warnings[0]


def test_asking_about_more_rows_takes_no_more_queries(owner, repairs):
    def queries(rows: int) -> int:
        lines = [f"repairs,{year}-04,,96,100" for year in range(2015, 2015 + rows)]
        batch = verbs.receive_upload(source=csv_file(*lines), name="a.csv", by=owner).batch
        with CaptureQueriesContext(connection) as seen:
            verbs.validate_import(batch=batch, by=owner)
        return len(seen)

    assert queries(2) == queries(10)


# ---- Nothing to report

NOTHING = f"{COUNTS},value,nothing,note"


@pytest.mark.parametrize(
    ("row", "marker", "numbers"),
    [
        ("repairs,2026-04,,,,No cases,None were due", "z", (0, 0)),
        ("repairs,2026-04,,,,not available,The system was down", "na", (None, None)),
    ],
)
def test_a_file_can_say_that_there_is_nothing_to_report(owner, checker, repairs, row, marker, numbers):
    approved_from([row], NOTHING, owner, checker)
    result = Result.objects.get()
    assert (result.workflow, result.marker, (result.numerator, result.denominator)) == (
        "approved", marker, numbers,
    )  # fmt: skip
    assert result.note == row.rpartition(",")[2]
    assert checked_from([row, ""], NOTHING, owner).summary["same"] == 1


@pytest.mark.parametrize(
    ("said", "marker", "zero"), [("no cases", "z", Decimal(0)), ("not available", "na", None)]
)
def test_nothing_to_report_goes_the_same_way_by_file_and_by_form(owner, checker, repairs, said, marker, zero):
    batch = checked_from([f"repairs,2026-04,,,,{said},The lift was out of use."], NOTHING, owner)
    verbs.accept_import(batch=batch, by=owner)
    verbs.submit_import(batch=batch, by=owner)
    figures = Figures(zero, zero, marker=marker, note="The lift was out of use.")
    enter_figure(place=Place(repairs, Period.parse("2026-05")), entry=Entry(figures, 0), by=owner, send=True)
    by_file, by_form = Result.objects.order_by("period")
    for name in (
        "workflow",
        "marker",
        "numerator",
        "denominator",
        "value",
        "note",
        "submitted_by",
        "version",
    ):
        assert getattr(by_file, name) == getattr(by_form, name), name
    assert [line.result for line in queue_for(checker)] == [by_file, by_form]
    verbs_of = AuditEvent.objects.filter(subject_kind="measures.result", actor_id=owner.pk).order_by("pk")
    told = [
        list(verbs_of.filter(subject_id=str(one.pk)).values_list("verb", flat=True))
        for one in (by_file, by_form)
    ]
    # A file's figures come in with one event of the file (docs/adr/0016); each is sent like any other.
    assert told == [["submit_result"], ["record_result", "submit_result"]]
    assert AuditEvent.objects.filter(
        verb="accept_import", subject_id=str(batch.pk), actor_id=owner.pk
    ).exists()


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("repairs,2026-04,,,,no cases,", "is blank."),
        ("repairs,2026-04,96,100,,no cases,Why", "is filled in, but nothing says that there is no figure."),
        ("repairs,2026-04,,,,perhaps,Why", "“perhaps” is not a reason to report nothing."),
    ],
)
def test_nothing_to_report_without_its_reason_or_beside_a_figure_is_a_fault(owner, repairs, row, says):
    batch = checked_from([row], NOTHING, owner)
    assert batch.state == "faulty"
    assert says in [fault["what"] for fault in batch.faults]
