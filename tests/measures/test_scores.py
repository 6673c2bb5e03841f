"""Score rows on a real database: the worker's way, by hand, twice, and tampered with."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from charter import changes, jobs
from charter.models import AuditEvent, Charter, Job, Landlord, Theme, User
from charter.periods import Period
from measures import tasks
from measures.actions.scores import score_period
from measures.models import (
    Break,
    Measure,
    MeasureLine,
    MilestoneStage,
    Result,
    Score,
    Segment,
    SeriesScore,
    Target,
)
from measures.standing import Standing, rows, standing_at
from promises.models import Edition, Promise, Publication, PublicationChange

pytestmark = pytest.mark.django_db

Q1, Q2 = Period.parse("2025-26-Q1"), Period.parse("2025-26-Q2")
AFTER_Q1 = datetime(2025, 8, 20, 12, tzinfo=UTC)


@pytest.fixture
def author() -> User:
    return User.objects.create_user("author@example.org", "Author")


@pytest.fixture
def checker() -> User:
    return User.objects.create_user("checker@example.org", "Checker")


@pytest.fixture
def promise() -> Promise:
    landlord = Landlord.objects.create(name="Alderbrook Homes", first_period="2025-04")
    charter = Charter.objects.create(
        slug="charter", title="Charter", landlord=landlord, stage="published", is_current=True
    )
    theme = Theme.objects.create(charter=charter, slug="repairs", title="Repairs")
    return Promise.objects.create(charter=charter, theme=theme, slug="on-time", title="We repair on time")


def measured(promise: Promise | None, slug: str = "repairs", **more: object) -> Measure:
    given = {"kind": "percentage", "direction": "higher", "frequency": "monthly", "decimals": 1, "unit": "%"}
    made = Measure.objects.create(slug=slug, title=slug.title(), **given | more)
    if promise is not None:
        MeasureLine.objects.create(promise=promise, measure=made, text="How we measure it")
    return made


def aimed(measure: Measure, **more: object) -> Target:
    return Target.objects.create(
        measure=measure, starts=date(2025, 4, 1), **{"target": 95, "tolerance": 2} | more
    )


def approved(measure: Measure, period: str, by: tuple[User, User], **numbers: object) -> Result:
    found = Period.parse(period)
    at = datetime.combine(found.end, datetime.min.time(), UTC) + timedelta(days=5)
    given = {"workflow": "approved", "approval": "final"} | numbers
    submitted = given.pop("submitted_at", at)
    return Result.objects.create(
        measure=measure,
        period=period,
        period_kind=found.kind,
        period_start=found.start,
        period_end=found.end,
        entered_by=by[0],
        submitted_by=by[0],
        submitted_at=submitted,
        decided_by=by[1],
        decided_at=given.pop("decided_at", submitted),
        **given,
    )


@pytest.fixture
def people(author: User, checker: User) -> tuple[User, User]:
    return author, checker


def quarter(measure: Measure, people: tuple[User, User]) -> None:
    for month, done in (("2025-04", 94), ("2025-05", 97), ("2025-06", 190)):
        approved(measure, month, people, numerator=done, denominator=200 if done > 100 else 100)


def at_q1(cutoff: datetime = AFTER_Q1) -> Standing:
    return standing_at(Q1, cutoff)


def test_months_are_pooled_and_never_averaged(promise: Promise, people: tuple[User, User]) -> None:
    measure = measured(promise)
    aimed(measure)
    quarter(measure, people)
    standing = at_q1()
    one = standing.measures["repairs"]
    assert (one.state, one.status, one.current.value) == ("judged", "met", Decimal("95.25"))
    assert (one.current.period, one.current.have, one.current.needed) == (Q1, 3, 3)
    assert [figure.period.key for figure in one.series] == ["2025-04", "2025-05", "2025-06"]
    assert [figure.status for figure in one.series] == ["near", "met", "met"]
    assert [figure.period.key for figure in one.longer] == ["2025-26-Q1"]
    assert standing.promises["on-time"][1].status == "met"
    assert standing.themes["repairs"][1].promises_kept == 1
    assert (standing.counts.met, standing.counts.total, standing.measures_met) == (1, 1, (1, 1))


def test_a_month_that_is_missing_is_shown_and_not_judged(promise: Promise, people: tuple[User, User]) -> None:
    measure = measured(promise)
    aimed(measure)
    quarter(measure, people)
    Result.objects.filter(period="2025-06").delete()
    before_due = at_q1(datetime(2025, 7, 20, tzinfo=UTC)).measures["repairs"]
    assert (before_due.state, before_due.position.have, before_due.position.needed) == ("not_due", 2, 3)
    assert before_due.reason == "Not due until 28 July 2025."
    overdue = at_q1()
    assert (overdue.measures["repairs"].state, overdue.measures["repairs"].current) == ("overdue", None)
    assert overdue.promises["on-time"][1].status == "insufficient_data"
    assert overdue.counts.cannot_be_judged == 1
    shown = overdue.measures["repairs"].longer[0]
    assert (shown.have, shown.needed, shown.status, shown.flags) == (2, 3, "not_judged", ("p",))


def test_what_was_approved_after_the_cutoff_is_not_known(promise: Promise, people: tuple[User, User]) -> None:
    measure = measured(promise, frequency="quarterly")
    aimed(measure)
    old = approved(measure, "2025-26-Q1", people, numerator=96, denominator=100, workflow="superseded")
    later = AFTER_Q1 + timedelta(days=30)
    approved(measure, "2025-26-Q1", people, numerator=80, denominator=100, submitted_at=later, supersedes=old)
    assert at_q1().measures["repairs"].status == "met"
    known = at_q1(later + timedelta(days=1)).measures["repairs"]
    assert (known.status, known.current.data_status, known.current.flags) == ("missed", "revised", ("r",))
    assert known.current.late is False, "a correction is not late where the first figure was in time"


def test_history_is_not_late_because_it_was_typed_in_today(
    promise: Promise, people: tuple[User, User]
) -> None:
    measure = measured(promise)
    today = datetime(2025, 8, 1, tzinfo=UTC)
    for month in ("2025-03", "2025-04"):
        approved(measure, month, people, numerator=9, denominator=10, submitted_at=today)
    late = {figure.period.key: figure.late for figure in at_q1().measures["repairs"].series}
    assert late == {"2025-03": False, "2025-04": True}


def test_a_draft_a_segment_and_a_retired_measure_count_nowhere(
    promise: Promise, people: tuple[User, User]
) -> None:
    measure = measured(promise, frequency="quarterly")
    aimed(measure)
    north = Segment.objects.create(slug="north", dimension="area", name="North")
    approved(measure, "2025-26-Q1", people, numerator=96, denominator=100, segment=north)
    approved(measure, "2025-26-Q1", people, numerator=96, denominator=100, workflow="submitted")
    assert at_q1().measures["repairs"].state == "overdue"
    Measure.objects.update(retired=date(2025, 6, 30))
    standing = at_q1()
    assert standing.measures == {}
    assert (standing.promises["on-time"][1].status, standing.measures_met) == ("not_assessed", (0, 0))


def test_totals_are_held_against_the_sum_of_their_targets(
    promise: Promise, people: tuple[User, User]
) -> None:
    measure = measured(promise, kind="count", unit="", decimals=0, direction="lower")
    aimed(measure, target=10, tolerance=10, tolerance_kind="relative")
    for month, value in (("2025-04", 9), ("2025-05", 12), ("2025-06", 12)):
        approved(measure, month, people, value=value)
    figure = at_q1().measures["repairs"].current
    assert (figure.value, figure.rule.target, figure.status, figure.shown) == (33, 30, "near", "33")


def test_a_stated_quarter_wins_and_says_that_it_differs(promise: Promise, people: tuple[User, User]) -> None:
    measure = measured(promise)
    aimed(measure)
    quarter(measure, people)
    approved(measure, "2025-26-Q1", people, numerator=90, denominator=100, differs_because="Late jobs")
    figure = at_q1().measures["repairs"].current
    assert (figure.stated, figure.differs, figure.value, figure.status) == (True, True, 90, "missed")


def test_bare_values_of_months_make_no_quarter(promise: Promise, people: tuple[User, User]) -> None:
    measure = measured(promise)
    aimed(measure)
    for month in ("2025-04", "2025-05", "2025-06"):
        approved(measure, month, people, value=96)
    one = at_q1().measures["repairs"]
    assert (one.state, one.current) == ("overdue", None)
    assert "cannot be added up" in one.reason


def test_nothing_to_measure_is_no_zero_and_no_gap(promise: Promise, people: tuple[User, User]) -> None:
    measure = measured(promise, frequency="quarterly")
    aimed(measure)
    approved(measure, "2025-26-Q1", people, numerator=0, denominator=0)
    standing = at_q1()
    assert standing.measures["repairs"].state == "not_applicable"
    assert standing.measures["repairs"].current.flags == ("z",)
    assert standing.promises["on-time"][1].status == "not_assessed"


def test_a_measure_without_a_target_is_shown_and_left_out(
    promise: Promise, people: tuple[User, User]
) -> None:
    measure = measured(promise, frequency="quarterly")
    approved(measure, "2025-26-Q1", people, numerator=96, denominator=100)
    one = at_q1().measures["repairs"]
    assert (one.state, one.status, one.current.shown) == ("no_target", "not_judged", "96.0")


def test_a_counter_without_a_source_is_not_counted_yet(promise: Promise) -> None:
    measure = measured(promise, kind="counted", unit="", frequency="quarterly", decimals=0)
    aimed(measure, target=5)
    one = at_q1().measures["repairs"]
    assert (one.state, one.status, one.current) == ("not_due", "not_judged", None)
    assert one.reason == "This is not counted yet."


def test_a_grade_stands_until_its_review(promise: Promise, people: tuple[User, User]) -> None:
    measure = measured(promise, kind="grade", frequency="annual", grades=["C1", "C2", "C3", "C4"])
    aimed(measure, target=None, grade="C2", tolerance=0)
    given = {"grade": "C2", "given_on": date(2025, 3, 5), "review_by": date(2025, 6, 30)}
    approved(measure, "2024-25", people, **given)
    may = standing_at(Period.parse("2025-05"), AFTER_Q1).measures["repairs"]
    assert (may.state, may.status, may.current.shown) == ("judged", "met", "C2")
    june = standing_at(Period.parse("2025-06"), AFTER_Q1).measures["repairs"]
    assert (june.state, june.status) == ("stale", "not_judged")


def test_a_publication_is_judged_over_its_last_year(promise: Promise, people: tuple[User, User]) -> None:
    measure = measured(promise, kind="publication", frequency="annual", unit="")
    publication = Publication.objects.create(
        slug="report", title="Report", schedule="yearly by 31 May", starts=date(2025, 4, 1)
    )
    measure.publications.add(publication)
    assert at_q1().measures["repairs"].status == "missed"
    edition = Edition.objects.create(
        publication=publication, title="Report", published=date(2025, 6, 3), written_by=people[0]
    )
    assert at_q1().measures["repairs"].status == "missed", "an edition that nobody approved does not count"
    Edition.objects.update(approved_by=people[1], approved_at=datetime(2025, 6, 4, tzinfo=UTC))
    assert at_q1().measures["repairs"].status == "near"
    Edition.objects.filter(pk=edition.pk).update(published=date(2025, 5, 31))
    assert at_q1().measures["repairs"].status == "met"
    april = standing_at(Period.parse("2025-04"), AFTER_Q1).measures["repairs"]
    assert (april.state, april.due) == ("not_due", date(2025, 5, 31))


def test_a_document_that_follows_changes(promise: Promise, people: tuple[User, User]) -> None:
    measure = measured(promise, kind="publication", frequency="annual", unit="")
    publication = Publication.objects.create(slug="policy", title="Policy", schedule="on change")
    measure.publications.add(publication)
    Edition.objects.create(
        publication=publication,
        title="Policy",
        published=date(2025, 4, 2),
        written_by=people[0],
        approved_by=people[1],
        approved_at=datetime(2025, 4, 2, tzinfo=UTC),
    )
    assert at_q1().measures["repairs"].status == "met"
    change = PublicationChange.objects.create(publication=publication, day=date(2025, 5, 1))
    assert at_q1().measures["repairs"].status == "met", "nobody had noted it by the cut-off"
    change.noted_at = AFTER_Q1 - timedelta(days=1)
    change.save()
    assert at_q1().measures["repairs"].status == "missed"


def test_a_milestone_by_its_stages(promise: Promise) -> None:
    measure = measured(
        promise, kind="milestone", frequency="quarterly", unit="", expected_by=date(2025, 12, 1)
    )
    assert at_q1().measures["repairs"].reason == "On course to be done by 1 December 2025."
    stage = MilestoneStage.objects.create(measure=measure, title="Plan", due=date(2025, 5, 1))
    slipping = at_q1().measures["repairs"]
    assert (slipping.status, slipping.reason) == (
        "near",
        "To be done by 1 December 2025. A step on the way is behind.",
    )
    stage.done = date(2025, 7, 1)
    stage.save()
    assert at_q1().measures["repairs"].status == "not_judged", "done after the quarter, before its date"
    stage.done = date(2025, 6, 30)
    stage.save()
    assert at_q1().measures["repairs"].status == "met", "the day its last stage is done"


def test_without_a_charter_only_measures_stand(people: tuple[User, User]) -> None:
    Landlord.objects.create(name="Alderbrook Homes", first_period="2025-04")
    aimed(measured(None))
    standing = at_q1()
    assert (standing.charter, standing.counts, standing.promises) == (None, None, {})
    score_period(period=Q1, by=people[0], cutoff=AFTER_Q1)
    assert list(Score.objects.values_list("subject", flat=True)) == ["measure"]


def test_the_number_of_queries_does_not_grow(promise: Promise, people: tuple[User, User]) -> None:
    aimed(measured(promise))
    with CaptureQueriesContext(
        connection,
    ) as few:
        at_q1()
    for number in range(12):
        measure = measured(promise, f"more-{number}")
        aimed(measure)
        quarter(measure, people)
        publication = Publication.objects.create(slug=f"p-{number}", title="P", schedule="every January")
        measured(promise, f"document-{number}", kind="publication").publications.add(publication)
    with CaptureQueriesContext(connection) as many:
        at_q1()
    assert len(many) <= len(few) + 2, "only the editions and changes of publications come on top"
    assert len(many) <= 22


def test_scoring_twice_changes_nothing(promise: Promise, people: tuple[User, User]) -> None:
    measure = measured(promise)
    aimed(measure)
    quarter(measure, people)
    first = score_period(period=Q1, by=people[0], cutoff=AFTER_Q1)
    before = list(Score.objects.values())
    again = score_period(period=Q1, by=people[0], cutoff=AFTER_Q1 + timedelta(days=9))
    assert (first.written, again.written, again.unchanged, again.differing) == (4, 0, 4, ())
    assert list(Score.objects.values()) == before
    row = Score.objects.get(subject="measure")
    assert (row.status, row.value, row.score, row.state) == ("met", Decimal("95.25"), 100, "judged")
    assert Score.objects.get(subject="charter").detail["promises"]["met"] == 1


def test_a_changed_figure_changes_its_row(promise: Promise, people: tuple[User, User]) -> None:
    measure = measured(promise)
    aimed(measure)
    quarter(measure, people)
    score_period(period=Q1, by=people[0], cutoff=AFTER_Q1)
    Result.objects.filter(period="2025-06").update(numerator=100)
    assert score_period(period=Q1, by=people[0], cutoff=AFTER_Q1).written == 4
    assert Score.objects.get(subject="promise").status == "missed"


def test_a_row_that_was_tampered_with_is_an_alarm(promise: Promise, people: tuple[User, User]) -> None:
    measure = measured(promise)
    aimed(measure)
    quarter(measure, people)
    score_period(period=Q1, by=people[0], cutoff=AFTER_Q1)
    Score.objects.filter(subject="measure").update(status="missed", score=1)
    scored = score_period(period=Q1, by=people[0], cutoff=AFTER_Q1)
    assert scored.differing == (f"measure {measure.pk}",)
    assert "DIFFER" in str(scored)
    assert Score.objects.get(subject="measure").status == "missed", "an alarm, not an overwrite"
    assert AuditEvent.objects.filter(verb="score_differs").count() == 1


def test_an_approved_figure_is_scored_with_what_depends_on_it(
    promise: Promise, people: tuple[User, User]
) -> None:
    measure = measured(promise)
    aimed(measure)
    quarter(measure, people)
    changes.announce("result", [Result.objects.get(period="2025-06").pk], by=people[1])
    changes.announce("result", [Result.objects.get(period="2025-06").pk], by=people[1])
    job = Job.objects.get(kind="score_results")  # what waits is not asked for twice
    assert jobs.run(job.pk)
    job.refresh_from_db()
    scored = set(Score.objects.values_list("period", flat=True))
    assert {"2025-06", "2025-07", "2025-26-Q1", "2025-26-Q2", "2025-26-H1", "2025-26"} <= scored
    assert "2025-05" not in scored
    assert (job.state, job.message) == ("done", f"{4 * len(scored)} scores written, 0 unchanged")


def test_many_figures_at_once_are_scored_by_periods(promise: Promise, people: tuple[User, User]) -> None:
    measure = measured(promise)
    quarter(measure, people)
    measures = [measured(promise, f"more-{number}") for number in range(20)]
    made = [approved(one, "2025-06", people, numerator=1, denominator=2).pk for one in (*measures,)]
    changes.announce(
        "result", [*made, Result.objects.get(period="2025-06", measure=measure).pk], by=people[1]
    )
    job = Job.objects.get(kind="score_measures")
    asked = set(job.ids["periods"].split(","))
    assert {"2025-06", "2025-07", "2025-26-Q1", "2025-26-Q2", "2025-26-H1", "2025-26"} <= asked
    assert "2025-05" not in asked
    assert jobs.run(job.pk)
    job.refresh_from_db()
    rows = len(asked) * (21 + 3)
    assert (job.state, job.message) == ("done", f"{rows} scores written, 0 unchanged")
    assert jobs.run(Job.objects.get(kind="score_late").pk)
    assert SeriesScore.objects.count() == 21


@pytest.mark.parametrize("kind", ["edition", "charter", "measure", "calendar"])
def test_other_changes_ask_for_the_recent_periods(
    promise: Promise, people: tuple[User, User], kind: str
) -> None:
    changes.announce(kind, [promise.pk], by=people[1])
    today = timezone.localdate()
    last_month = Period.containing(today, "month").previous()
    assert Job.objects.filter(kind="score", key=last_month.key).exists()
    assert not Job.objects.filter(kind="score", key=Period.containing(today, "month").key).exists()


def test_a_new_target_asks_for_every_period_since_it_begins(
    promise: Promise, people: tuple[User, User]
) -> None:
    target = aimed(measured(promise))
    changes.announce("target", [target.pk], by=people[1])
    asked = set(Job.objects.filter(kind="score").values_list("key", flat=True))
    assert "2025-04" in asked
    assert "2025-03" not in asked


def test_by_hand(promise: Promise, people: tuple[User, User]) -> None:
    measure = measured(promise)
    aimed(measure)
    quarter(measure, people)
    out = StringIO()
    call_command("score", "--period", "2025-26-Q1", stdout=out)
    assert out.getvalue().strip() == "April to June 2025: 4 scores written, 0 unchanged"
    Score.objects.filter(subject="promise").update(status="missed")
    with pytest.raises(CommandError, match="1 stored scores differ"):
        call_command("score", "--period", "2025-26-Q1", stdout=StringIO())


@pytest.mark.parametrize(("period", "message"), [("soon", "not a period"), ("2098-99", "has not ended")])
def test_by_hand_refuses(promise: Promise, period: str, message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("score", "--period", period)


def test_a_grade_without_figure_target_or_place_on_the_list(
    promise: Promise, people: tuple[User, User]
) -> None:
    measure = measured(promise, kind="grade", frequency="quarterly", grades=["C1", "C2"], unit="")
    assert at_q1().measures["repairs"].state == "overdue"
    approved(measure, "2025-26-Q1", people, grade="C1")
    assert at_q1().measures["repairs"].state == "no_target"
    aimed(measure, target=None, grade="C1", tolerance=0)
    one = at_q1().measures["repairs"]
    assert (one.status, one.series[0].status, one.longer) == ("met", "met", ())
    Measure.objects.update(grades=["G1", "G2"])
    assert at_q1().measures["repairs"].state == "no_target"


def test_a_publication_measure_without_a_document(promise: Promise) -> None:
    measured(promise, kind="publication", frequency="annual", unit="")
    one = at_q1().measures["repairs"]
    assert (one.state, one.reason) == ("not_due", "No document is named for this yet.")


@pytest.mark.parametrize(
    ("expected", "done", "reason"),
    [
        (None, None, "No date has been set for this."),
        (date(2025, 6, 1), None, "It was to be done by 1 June 2025 and is not done."),
        (date(2025, 6, 1), date(2025, 5, 30), "Done on 30 May 2025."),
        (date(2025, 6, 1), date(2025, 7, 2), "Done on 2 July 2025, after its date of 1 June 2025."),
    ],
)
def test_a_milestone_says_how_it_stands(
    promise: Promise, expected: date | None, done: date | None, reason: str
) -> None:
    measured(promise, kind="milestone", frequency="quarterly", expected_by=expected, done=done)
    assert at_q1().measures["repairs"].reason == reason


def test_a_break_is_flagged_on_its_period(promise: Promise, people: tuple[User, User]) -> None:
    measure = measured(promise)
    Break.objects.create(measure=measure, starts=date(2025, 5, 1), reason="New survey")
    quarter(measure, people)
    flags = {figure.period.key: figure.flags for figure in at_q1().measures["repairs"].series}
    assert flags == {"2025-04": (), "2025-05": ("b",), "2025-06": ()}


def test_history_from_before_the_working_calendar(promise: Promise, people: tuple[User, User]) -> None:
    measure = measured(promise)
    aimed(measure)
    old = approved(measure, "2018-04", people, numerator=9, denominator=10, workflow="superseded")
    approved(measure, "2018-04", people, numerator=8, denominator=10, supersedes=old)
    approved(measure, "2018-05", people, numerator=8, denominator=10, approval="provisional")
    approved(measure, "2018-06", people, numerator=8, denominator=10)
    series = standing_at(Period.parse("2018-19-Q1"), AFTER_Q1).measures["repairs"].series
    assert [figure.data_status for figure in series] == ["revised", "provisional", "final"]
    assert [figure.flags for figure in series] == [("r", "u"), ("p", "u"), ("u",)]  # of 10 each


def test_years_without_a_figure_make_no_longer_figure(promise: Promise, people: tuple[User, User]) -> None:
    measure = measured(promise)
    approved(measure, "2023-04", people, numerator=9, denominator=10)
    approved(measure, "2025-04", people, numerator=9, denominator=10)
    longer = at_q1().measures["repairs"].longer
    assert {figure.period.key for figure in longer} == {"2023-24-Q1", "2023-24", "2025-26-Q1"}
    assert all(not figure.complete for figure in longer)


def test_the_timetable_asks_in_the_name_of_the_portal(promise: Promise, people: tuple[User, User]) -> None:
    approved(measured(promise), "2025-04", people, numerator=1, denominator=2)
    tasks.score_closed_periods()
    assert Job.objects.filter(kind="rescore_measures", asked_by=User.objects.system()).exists()


def test_a_fact_that_the_hash_cannot_name_is_refused() -> None:
    with pytest.raises(TypeError, match="set cannot be part"):
        rows._digest({"fact": {1}})
