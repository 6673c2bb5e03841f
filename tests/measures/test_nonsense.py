"""The database refuses nonsense by itself, whoever writes past the verbs (reliability.md P14)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from charter.models import Body, Charter, Landlord, Theme
from charter.periods import Period
from measures.actions import Decision, approve_result, record_result, submit_result
from measures.actions.releases import publish_release
from measures.actions.waivers import waive
from measures.figures import Figures
from measures.models import Measure, Result, Target
from promises.models import Promise
from tests.people import put_into

pytestmark = pytest.mark.django_db
Q2 = Period.parse("2026-27-Q2")

VIOLATIONS = {
    # figures
    "a state that is none": "UPDATE measures_result SET workflow = 'flown'",
    "a kind of period that is none": "UPDATE measures_result SET period_kind = 'week'",
    "an origin that is none": "UPDATE measures_result SET origin = 'guessed'",
    "a period that ends before it begins": "UPDATE measures_result SET period_end = period_start - 1",
    "approved by who sent it": "UPDATE measures_result SET decided_by_id = submitted_by_id"
    " WHERE workflow = 'approved'",
    "approved by who typed it": "UPDATE measures_result SET decided_by_id = entered_by_id"
    " WHERE workflow = 'approved'",
    "approved by nobody": "UPDATE measures_result SET decided_by_id = NULL, decided_at = NULL"
    " WHERE workflow = 'approved'",
    "approved as nothing": "UPDATE measures_result SET approval = '' WHERE workflow = 'approved'",
    "decided at no time": "UPDATE measures_result SET decided_at = NULL WHERE workflow = 'approved'",
    "sent at no time": "UPDATE measures_result SET submitted_at = NULL WHERE workflow = 'approved'",
    "approved without being sent": "UPDATE measures_result SET submitted_by_id = NULL, submitted_at = NULL"
    " WHERE workflow = 'approved'",
    "returned without a reason": "UPDATE measures_result SET workflow = 'returned', returned_because = '' "
    "WHERE workflow = 'draft'",
    "a numerator without its denominator": "UPDATE measures_result SET denominator = NULL",
    "a denominator below nothing": "UPDATE measures_result SET denominator = -1",
    "more than there is": "UPDATE measures_result SET numerator = denominator + 1",
    "less than nothing": "UPDATE measures_result SET numerator = -1",
    "two approved figures of a period": "UPDATE measures_result SET period = '2026-07'"
    " WHERE workflow = 'approved'",
    "two open figures of a period": "INSERT INTO measures_result (version, measure_id, period, period_kind, "
    "period_start, period_end, grade, marker, note, differs_because, workflow, approval, origin, "
    "entered_by_id, entered_at, returned_because, correction_reason) SELECT 1, measure_id, period, "
    "period_kind, period_start, period_end, '', '', '', '', 'draft', '', 'form', entered_by_id, now(), '', "
    "'' FROM measures_result "
    "WHERE workflow = 'draft'",
    "called automatic by a person": "UPDATE measures_result SET origin = 'automatic'",
    "a figure of no measure": "UPDATE measures_result SET measure_id = 987654321",
    "a figure without a measure": "UPDATE measures_result SET measure_id = NULL",
    "a figure of nobody": "UPDATE measures_result SET entered_by_id = NULL",
    "a number that is none": "UPDATE measures_result SET numerator = 'NaN'::numeric",
    # measures and targets
    "a kind that is none": "UPDATE measures_measure SET kind = 'mood'",
    "a direction that is none": "UPDATE measures_measure SET direction = 'sideways'",
    "a frequency that is none": "UPDATE measures_measure SET frequency = 'hourly'",
    "bounds the wrong way round": "UPDATE measures_measure SET natural_min = 10, natural_max = 1",
    "two targets from one day": "INSERT INTO measures_target (version, measure_id, starts, target, "
    "tolerance, tolerance_kind, grade, reason) SELECT 1, measure_id, starts, 90, 0, 'absolute', '', '' "
    "FROM measures_target",
    "a tolerance below nothing": "UPDATE measures_target SET tolerance = -1",
    "a target of two forms": "UPDATE measures_target SET low = 1, high = 2",
    # releases
    "two live releases": "UPDATE measures_release SET state = 'live'",
    "a state of a release that is none": "UPDATE measures_release SET state = 'hidden'",
    "scheduled for no moment": "UPDATE measures_release SET state = 'scheduled', public_since = NULL",
    "withdrawn by nobody": "UPDATE measures_release SET state = 'withdrawn', withdrawn_because = 'x'",
    "withdrawn without a reason": "UPDATE measures_release SET state = 'withdrawn', withdrawn_at = now(), "
    "withdrawn_by_id = published_by_id",
    "live and withdrawn": "UPDATE measures_release SET withdrawn_at = now(), "
    "withdrawn_by_id = published_by_id",
    "a fingerprint that is none": "UPDATE measures_release SET hash = 'x'",
    "one revision twice": "UPDATE measures_release SET period = '2026-27-Q2'",
    "a revision before the first": "UPDATE measures_release SET revision = 0",
    "a release that ends before it begins": "UPDATE measures_release SET period_end = period_start - 1",
    "a document twice in a release": "INSERT INTO measures_releaseentry (release_id, name, document_id) "
    "SELECT release_id, name, document_id FROM measures_releaseentry LIMIT 1",
    "another text under a fingerprint": "INSERT INTO measures_releasedocument (digest, body) "
    "SELECT digest, 'x' FROM measures_releasedocument LIMIT 1",
    "waived without a reason": "UPDATE measures_waiver SET reason = ''",
    "waived twice": "INSERT INTO measures_waiver (measure_id, period, reason, waived_by_id, waived_at) "
    "SELECT measure_id, period, 'x', waived_by_id, now() FROM measures_waiver",
    "corrected by itself": "UPDATE measures_revision SET new_id = old_id",
    # charter, promises, people
    "two current charters": "UPDATE charter_charter SET is_current = TRUE",
    "a stage that is none": "UPDATE charter_charter SET stage = 'dream'",
    "a charter whose lines cross": "UPDATE charter_charter SET met_from = 10, near_from = 90",
    "a promise twice in a charter": "UPDATE promises_promise SET slug = 'one'",
    "a promise that weighs less than nothing": "UPDATE promises_promise SET weight = -1",
    "a post held backwards": "UPDATE charter_postholding SET ends = starts - 1",
    "a role that is none": "UPDATE charter_rolegrant SET role = 'king'",
    "two accounts of one address": "UPDATE charter_user SET email = 'one@example.org'",
    "an event without an actor": "INSERT INTO charter_auditevent (at, actor_id, verb, subject_kind, "
    "subject_id, detail, request_id) VALUES (now(), 0, 'x', 'y', '1', '{}', '')",
    "a job that is nowhere": "INSERT INTO charter_job (kind, key, ids, state, attempts, due, progress, "
    "message, reference, asked_by_id, asked_at) SELECT 'x', 'x', '{}', 'lost', 0, now(), 0, '', "
    "gen_random_uuid(), id, now() FROM charter_user LIMIT 1",
}


@pytest.fixture
def world(measure, post, data_owner, approver) -> None:
    """Rows of every kind, all of them sound."""
    for month, ends in (("2026-07", "approved"), ("2026-08", "approved"), ("2026-09", "draft")):
        figures = Figures(Decimal(90), Decimal(100), why="Vans.", action="More vans.")
        draft = record_result(measure=measure, period=Period.parse(month), figures=figures, by=data_owner)
        if ends == "approved":
            sent = submit_result(result=draft, by=data_owner)
            approve_result(result=sent, by=approver, decision=Decision("final"))
    again = record_result(
        measure=measure, period=Period.parse("2026-07"), figures=Figures(Decimal(91), Decimal(100), why="V.",
        action="V."), by=data_owner, correction_reason="Counted twice.",
    )  # fmt: skip
    approve_result(result=submit_result(result=again, by=data_owner), by=approver)
    waive(measure=measure, period=Q2, by=approver, reason="No data.")
    publish_release(period=Period.parse("2026-27-Q1"), by=approver)
    publish_release(period=Q2, by=approver)
    Measure.objects.create(slug="calls", title="Calls", kind="count", direction="none", frequency="monthly")
    landlord = Landlord.objects.get()
    for slug in ("one", "two"):
        charter = Charter.objects.create(slug=slug, title=slug, landlord=landlord, stage="draft")
        theme = Theme.objects.create(charter=charter, slug="repairs", title="Repairs")
        if slug == "one":
            for name in ("one", "other"):
                Promise.objects.create(charter=charter, theme=theme, slug=name, title=name)
    Body.objects.create(slug="group", name="Customer Voice Group", kind="tenant")
    put_into(post, approver)


def run(statement: str) -> int:
    """Run it, and look at once at what is only looked at when a transaction ends."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        rows = cursor.rowcount
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        return rows


def test_nonsense_is_refused(world) -> None:
    assert len(VIOLATIONS) >= 40
    taken = []
    for what, statement in VIOLATIONS.items():
        try:
            taken.append(f"{what} ({run(statement)} rows)")
        except DatabaseError as error:
            # 22 and 23: data that is wrong. Anything else is a fault of the statement itself.
            broken = getattr(error.__cause__, "sqlstate", "")[:2] not in ("22", "23")
            taken += [f"{what}: {error}"] if broken else []
    assert taken == []


def test_what_is_sound_is_taken(world) -> None:
    """The statements reach their rows: with sound values the same tables take them."""
    assert run("UPDATE measures_result SET note = 'x'") == 4
    assert run("UPDATE measures_result SET numerator = denominator") == 4
    assert run("UPDATE measures_release SET reason = 'x'") == 2
    assert run("UPDATE measures_waiver SET reason = 'x'") == 1
    assert run("UPDATE measures_revision SET reason = 'x'") == 1
    assert run("UPDATE promises_promise SET weight = 2") == 2


def test_without_the_trigger_a_share_could_be_more_than_its_whole(world) -> None:
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("ALTER TABLE measures_result DISABLE TRIGGER USER")
    assert run("UPDATE measures_result SET numerator = denominator + 1") == 4


def test_a_measure_that_may_go_beyond_its_whole(measure, data_owner) -> None:
    Measure.objects.update(natural_max=None, kind="rate")
    assert Target.objects.exists()
    made = Result.objects.create(
        measure=measure, period="2026-07", period_kind="month", period_start=date(2026, 7, 1),
        period_end=date(2026, 7, 31), numerator=300, denominator=100, entered_by=data_owner,
    )  # fmt: skip
    assert made.numerator == 300
