"""Who and what figures refer to is held once a statement, as strictly as by foreign keys row by row."""

import json
import os
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from charter.database_roles import grant_to_application
from charter.periods import Period
from measures.actions import approve_result, record_result, submit_result
from measures.actions.results import Decision
from measures.figures import Figures
from measures.models import Import, Result, Segment

pytestmark = pytest.mark.django_db(transaction=True)
REFERENCES = ("measure_id", "segment_id", "batch_id", "entered_by_id", "submitted_by_id", "decided_by_id")
NOT_THERE = 987_654_321
ANOTHER = """
    INSERT INTO measures_result
    SELECT (new).* FROM (
        SELECT jsonb_populate_record(one, to_jsonb(one) || %s::jsonb) AS new FROM measures_result one
    ) made
"""
CHANGED = "UPDATE measures_result SET {} = %s"
Own = psycopg.Connection


@pytest.fixture
def figure(measure, data_owner, approver) -> Result:
    """An approved figure of an area out of a file: it refers to all that a figure can refer to."""
    area = Segment.objects.create(slug="north", name="North", dimension="area")
    batch = Import.objects.create(name="a", digest="0" * 64, size=1, received_by=data_owner)
    made = record_result(
        measure=measure,
        period=Period.parse("2026-07"),
        figures=Figures(numerator=96, denominator=100),
        by=data_owner,
        segment=area,
        batch=batch,
    )
    submit_result(result=made, by=data_owner)
    return approve_result(result=made, by=approver, decision=Decision("final"))


@pytest.fixture
def connected(figure: Result) -> Iterator[tuple[Own, Own]]:
    """Two connections as the application has them."""
    grant_to_application(settings.APP_ROLE)
    at = {"dbname": connection.settings_dict["NAME"]}
    with psycopg.connect(os.environ["DATABASE_URL"], **at) as one:
        with psycopg.connect(os.environ["DATABASE_URL"], **at) as other:
            other.execute("SET lock_timeout = '200ms'")
            other.commit()
            yield one, other
            other.rollback()
        one.rollback()


def another(**changed: object) -> str:
    """The same figure of another month, with changes."""
    return json.dumps({"id": NOT_THERE, "period": "2026-08"} | changed)


@pytest.mark.parametrize("column", REFERENCES)
def test_a_new_figure_refers_to_what_is_there(connected: tuple[Own, Own], column: str) -> None:
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match=column):
        connected[0].execute(ANOTHER, [another(**{column: NOT_THERE})])


@pytest.mark.parametrize("column", REFERENCES)
def test_a_changed_figure_refers_to_what_is_there(connected: tuple[Own, Own], column: str) -> None:
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match=column):
        connected[0].execute(CHANGED.format(column), [NOT_THERE])


def test_one_bad_row_among_good_ones_is_found(connected: tuple[Own, Own]) -> None:
    own = connected[0]
    own.execute(ANOTHER, [another()])
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="segment_id"):
        own.execute(
            "UPDATE measures_result SET segment_id = CASE WHEN id = %s THEN %s ELSE segment_id END",
            [NOT_THERE, NOT_THERE],
        )


@pytest.mark.parametrize("table", ["measures_measure", "measures_segment", "measures_import", "charter_user"])
@pytest.mark.parametrize("what", ["DELETE FROM {}", "UPDATE {} SET id = id + 1000000"])
def test_what_a_figure_refers_to_stays(figure: Result, table: str, what: str) -> None:
    """By the owner of the tables, without the other foreign keys: so the triggers alone refuse."""
    with transaction.atomic(), connection.cursor() as cursor:
        _alone(table)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="figures refer to row"):
            cursor.execute(what.format(table))
        transaction.set_rollback(True)


def test_without_the_triggers_both_would_pass(figure: Result) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        _alone("measures_segment")
        cursor.execute("ALTER TABLE measures_segment DISABLE TRIGGER figures_refer_when_removed")
        cursor.execute("DELETE FROM measures_segment")
        cursor.execute("ALTER TABLE measures_result DISABLE TRIGGER refers_when_changed")
        cursor.execute("UPDATE measures_result SET batch_id = %s", [NOT_THERE])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def _alone(table: str) -> None:
    """Take away every foreign key to a table, inside the running transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint "
            "WHERE contype = 'f' AND confrelid = %s::regclass",
            [table],
        )
        for child, name in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {child} DROP CONSTRAINT {name}")


def test_what_is_free_may_go(figure: Result) -> None:
    free = Segment.objects.create(slug="south", name="South", dimension="area")
    free.delete()
    assert not Segment.objects.filter(slug="south").exists()


def test_a_figure_waits_for_who_takes_its_area_away(connected: tuple[Own, Own]) -> None:
    one, other = connected
    one.execute("SELECT 1 FROM measures_segment FOR UPDATE")
    with pytest.raises(psycopg.errors.LockNotAvailable):
        other.execute(ANOTHER, [another()])


def test_who_takes_an_area_away_waits_for_its_figure(connected: tuple[Own, Own]) -> None:
    one, other = connected
    one.execute(ANOTHER, [another()])
    with pytest.raises(psycopg.errors.LockNotAvailable):
        other.execute("DELETE FROM measures_segment")


def test_a_correction_still_refers_to_a_figure(connected: tuple[Own, Own]) -> None:
    own = connected[0]
    own.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        own.execute(CHANGED.format("supersedes_id"), [NOT_THERE])
