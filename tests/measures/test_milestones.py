"""Closing a milestone: a day, evidence, four eyes, and where the milestone stands then."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from charter import jobs
from charter.faults import Refused
from charter.models import Job, Post
from charter.periods import Period
from measures.actions import approve_result, record_result, return_result
from measures.actions.milestones import close_milestone
from measures.actions.releases import publish_release
from measures.figures import Figures
from measures.models import Measure, MilestoneStage, Result, Revision, Score
from measures.payload.figures import standing_word
from tests.measures.by_hand import Hand
from tests.people import make_person, put_into, signed_in

pytestmark = pytest.mark.django_db
EXPECTED = date(2026, 3, 31)


@pytest.fixture
def hand() -> Hand:
    return Hand.made()


@pytest.fixture
def measure(hand: Hand) -> Measure:
    made = hand.measure(
        "sensors", "milestone", "quarterly", direction="none", unit="", expected_by=EXPECTED,
        owner=Post.objects.create(title="Head of Damp"),
    )  # fmt: skip
    hand.promise("p", made)
    return made


def tomorrow() -> str:
    """A day whose noon knows what was decided today, at whatever hour."""
    return (timezone.localdate() + timedelta(days=1)).isoformat()


def closed(hand: Hand, measure: Measure, day: str, *, reason: str = "") -> Result:
    sent = close_milestone(
        measure=measure, done_on=date.fromisoformat(day), evidence="Handover sheet 12.", by=hand.author,
        correction_reason=reason,
    )  # fmt: skip
    return approve_result(result=sent, by=hand.checker)


# the day it was done, then where it stands at the end of Q3 and Q4 of 2025-26 and of April 2026
DONE = [
    ("2025-12-10", "met", "met", "met"),
    ("2026-03-31", "not_judged", "met", "met"),
    ("2026-04-02", "not_judged", "near", "near"),
]


@pytest.mark.parametrize(("day", "q3", "q4", "april"), DONE)
def test_it_counts_from_the_day_it_was_done(
    hand: Hand, measure: Measure, day: str, q3: str, q4: str, april: str
) -> None:
    """Once its date has come, a day that is known by now counts: late, not undone (scoring.md 4.1, 5.0).

    At Q3 the date had not come, so only what was done by then is looked at.
    """
    closed(hand, measure, day)
    on = tomorrow()
    found = [hand.one("sensors", period, on).status for period in ("2025-26-Q3", "2025-26-Q4", "2026-04")]
    assert found == [q3, q4, april]
    one = hand.one("sensors", "2026-04", on)
    assert (one.series, one.longer, one.current) == ((), (), None)
    assert one.reason.startswith("Done on")


def test_a_closing_that_waits_does_not_count(hand: Hand, measure: Measure) -> None:
    close_milestone(measure=measure, done_on=date(2025, 12, 10), evidence="A photo.", by=hand.author)
    assert hand.one("sensors", "2025-26-Q4", tomorrow()).status == "missed"


def test_four_eyes_in_python_and_in_sql(hand: Hand, measure: Measure) -> None:
    sent = close_milestone(measure=measure, done_on=date(2025, 12, 10), evidence="A photo.", by=hand.author)
    with pytest.raises(Refused, match="someone else must approve"):
        approve_result(result=sent, by=hand.author)
    sql = (
        "UPDATE measures_result SET workflow = 'approved', approval = 'final', decided_by_id = %s, "
        "decided_at = now() WHERE id = %s"
    )
    with pytest.raises(IntegrityError, match="result_four_eyes"), transaction.atomic():
        connection.cursor().execute(sql, [hand.author.pk, sent.pk])


def test_a_closing_sent_back_may_name_another_month(hand: Hand, measure: Measure) -> None:
    sent = close_milestone(measure=measure, done_on=date(2025, 12, 10), evidence="A photo.", by=hand.author)
    return_result(result=sent, by=hand.checker, reason="That was only the first half.")
    closed(hand, measure, "2026-02-10")
    assert [(one.period, one.workflow) for one in Result.objects.all()] == [("2026-02", "approved")]


def test_the_day_is_corrected_with_a_reason(hand: Hand, measure: Measure) -> None:
    closed(hand, measure, "2025-12-10")
    with pytest.raises(Refused, match="closed already"):
        closed(hand, measure, "2026-04-10")
    closed(hand, measure, "2026-04-10", reason="The last one came in April.")
    assert hand.one("sensors", "2026-04", tomorrow()).status == "near"


def test_a_day_corrected_into_another_month_undoes_the_first(
    hand: Hand, measure: Measure, client: Client
) -> None:
    """Done on 10 March, in time; then it comes out that it was 10 April, and at last that it was 12 March."""
    on = tomorrow()
    closed(hand, measure, "2026-03-10")
    publish_release(period=Period.parse("2026-04"), by=hand.checker)
    told = []
    for day, reason in (("2026-04-10", "The last one came in April."), ("2026-03-12", "March after all.")):
        closed(hand, measure, day, reason=reason)
        told.append([hand.one("sensors", period, on).status for period in ("2025-26-Q4", "2026-04")])
        publish_release(period=Period.parse("2026-04"), by=hand.checker, reason=reason)
    assert told == [["near", "near"], ["met", "met"]]
    rows = Result.objects.order_by("decided_at").values_list("given_on", "workflow", "supersedes__given_on")
    first, second, third = date(2026, 3, 10), date(2026, 4, 10), date(2026, 3, 12)
    assert list(rows) == [
        (first, "superseded", None), (second, "superseded", first), (third, "approved", second),
    ]  # fmt: skip
    assert list(Revision.objects.order_by("id").values_list("period", "old__given_on", "new__given_on")) == [
        ("2026-03", first, second), ("2026-04", second, third),
    ]  # fmt: skip
    page = " ".join(client.get("/measures/sensors/").content.decode().split())
    assert "done on 10 March 2026 became done on 10 April 2026. The last one came in April." in page


def test_a_quarter_tells_of_a_day_that_left_it(hand: Hand, measure: Measure, client: Client) -> None:
    closed(hand, measure, "2026-03-10")
    publish_release(period=Period.parse("2025-26-Q4"), by=hand.checker)
    closed(hand, measure, "2026-04-10", reason="The last one came in April.")
    publish_release(period=Period.parse("2025-26-Q4"), by=hand.checker, reason="A day was wrong.")
    page = " ".join(client.get("/measures/sensors/").content.decode().split())
    assert "<b>March 2026</b>, changed on" in page
    assert "done on 10 March 2026 became done on 10 April 2026" in page


def test_both_months_are_scored_anew(
    hand: Hand, measure: Measure, django_capture_on_commit_callbacks: Any
) -> None:
    found = []
    for day, reason in (("2026-03-10", ""), ("2026-04-10", "The last one came in April.")):
        with django_capture_on_commit_callbacks(execute=True):
            closed(hand, measure, day, reason=reason)
        for job in Job.objects.filter(state="queued"):
            assert jobs.run(job.pk)
        rows = Score.objects.filter(subject="measure", subject_id=measure.pk)
        found.append({key: rows.get(period=key).status for key in ("2025-26-Q4", "2026-03", "2026-04")})
    assert [list(one.values()) for one in found] == [["met", "met", "met"], ["near", "near", "near"]]


def test_a_day_taken_back_is_never_told_again(hand: Hand, measure: Measure) -> None:
    """In time on 10 March, then corrected to 20 May: at no period's end was it met."""
    closed(hand, measure, "2026-03-10")
    closed(hand, measure, "2026-05-20", reason="The sensors were only ordered in March.")
    periods, on = ("2026-02", "2026-03", "2025-26-Q4", "2025-26", "2026-04"), tomorrow()
    found = [hand.one("sensors", period, on).status for period in periods]
    assert found == ["not_judged", "near", "near", "near", "near"]
    told = hand.one("sensors", "2025-26-Q4", on).reason
    assert told == "Done on 20 May 2026, after its date of 31 March 2026."
    assert "Done on" not in hand.one("sensors", "2026-02", on).reason


@pytest.mark.parametrize("day", [date(2025, 12, 10), date(2026, 3, 31), date(2026, 4, 2)])
def test_the_form_and_the_key_say_the_same(hand: Hand, measure: Measure, day: date) -> None:
    """One fact, one answer: closed by a person, or written as `done` in the charter file."""
    hand.measure("by-key", "milestone", "quarterly", expected_by=EXPECTED, done=day)
    closed(hand, measure, day.isoformat())
    on = tomorrow()
    for period in ("2025-11", "2025-26-Q3", "2026-03", "2025-26-Q4", "2026-04"):
        standing = hand.at(period, on).measures
        one, other = standing["sensors"], standing["by-key"]
        assert (one.state, one.status, one.reason) == (other.state, other.status, other.reason), period


def test_the_key_done_of_the_charter_file_stays(hand: Hand, measure: Measure) -> None:
    Measure.objects.update(done=date(2026, 1, 5))
    assert hand.one("sensors", "2025-26-Q4", "2026-05-01").status == "met"


def test_a_step_that_slipped_is_behind_and_one_done_later_is_late(hand: Hand, measure: Measure) -> None:
    MilestoneStage.objects.create(measure=measure, title="Half", due=date(2025, 9, 30))
    on = tomorrow()
    behind = hand.one("sensors", "2025-26-Q3", on)
    assert (behind.status, standing_word(behind)) == ("near", "Behind")
    closed(hand, measure, "2026-04-02")
    assert standing_word(hand.one("sensors", "2026-04", on)) == "Late"


REFUSED = [
    ({"done_on": date.today() + timedelta(days=2)}, "on a day before"),
    ({"done_on": date(1950, 1, 1)}, "on a day before"),
    ({"evidence": "  "}, "what shows that it is done"),
]


@pytest.mark.parametrize(("wrong", "says"), REFUSED)
def test_refused(hand: Hand, measure: Measure, wrong: dict[str, object], says: str) -> None:
    given = {"done_on": date(2025, 12, 10), "evidence": "A photo."} | wrong
    with pytest.raises(Refused, match=says):
        close_milestone(measure=measure, by=hand.author, **given)  # type: ignore[arg-type]
    assert not Result.objects.exists()


def test_another_kind_is_not_closed_and_a_milestone_takes_no_number(hand: Hand, measure: Measure) -> None:
    other = hand.measure("other")
    with pytest.raises(Refused, match="Only a milestone"):
        close_milestone(measure=other, done_on=date(2025, 12, 10), evidence="A photo.", by=hand.author)
    numbered = Figures(value=Decimal(1), given_on=date(2025, 12, 1))
    for figures in (Figures(), numbered, Figures(given_on=date(2025, 1, 1))):
        with pytest.raises(Refused, match="day on which it was done"):
            record_result(measure=measure, period=Period.parse("2025-12"), figures=figures, by=hand.author)


def test_the_page(hand: Hand, measure: Measure) -> None:
    assert measure.owner is not None
    owner, stranger = make_person("Owner", "data_owner"), make_person("Stranger", "data_owner")
    approver = make_person("Approver", "approver")
    put_into(measure.owner, owner)
    browser = signed_in(owner)
    assert "/staff/milestones/sensors/" in browser.get("/staff/figures/").content.decode()
    page = browser.get("/staff/milestones/sensors/")
    token = page.context["form"]["form_token"].value()
    assert "To be done by 31 March 2026" in page.content.decode()
    bad = browser.post("/staff/milestones/sensors/", {"form_token": token, "done_on": "soon", "evidence": ""})
    assert bad.status_code == 422
    assert "Enter a date" in bad.content.decode()
    sent = {"form_token": token, "version": 0, "done_on": "2026-03-30", "evidence": "Handover sheet 12."}
    for _ in range(2):  # a double press makes one record
        assert browser.post("/staff/milestones/sensors/", sent).status_code == 302
    result = Result.objects.get()
    assert (result.workflow, result.given_on) == ("submitted", date(2026, 3, 30))
    assert "With an approver" in browser.get("/staff/milestones/sensors/").content.decode()
    queue = signed_in(approver).get("/staff/approvals/").content.decode()
    assert "Done on 30 March 2026" in queue
    assert "Handover sheet 12." in signed_in(approver).get(f"/staff/approvals/{result.pk}/").content.decode()
    assert signed_in(stranger).get("/staff/milestones/sensors/").status_code == 404


def test_a_second_grade_of_a_year_is_given_for_its_month(hand: Hand) -> None:
    """C2 in June, C1 in September of one year: each stands from its day, none replaces the other."""
    grade = hand.measure("g", "grade", "annual", grades=["C1", "C2", "C3"], direction="none")
    hand.target(grade, "2024-04-01", grade="C1")
    for period, letter, day in (("2025-26", "C2", date(2025, 6, 10)), ("2025-09", "C1", date(2025, 9, 4))):
        figures = Figures(grade=letter, given_on=day)
        draft = record_result(measure=grade, period=Period.parse(period), figures=figures, by=hand.author)
        told = {"submitted_by": hand.author, "submitted_at": timezone.now()}
        Result.objects.filter(pk=draft.pk).update(workflow="submitted", **told)
        approve_result(result=draft, by=hand.checker)
    on = tomorrow()
    assert [hand.one("g", key, on).status for key in ("2025-26-Q1", "2025-26-Q2", "2025-26")] == [
        "near", "met", "met",
    ]  # fmt: skip
    assert [figure.grade for figure in hand.one("g", "2025-26", on).series] == ["C2", "C1"]
