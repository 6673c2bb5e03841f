"""History by statement finds old and new rows by their id: so no change of the application's goes unnoted."""

import os
from collections.abc import Iterator

import pgtrigger
import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from charter.database_roles import grant_to_application
from charter.periods import Period
from measures.actions import record_result
from measures.figures import Figures
from measures.models import Result

pytestmark = pytest.mark.django_db(transaction=True)
TAKEN_AWAY = "UPDATE measures_result SET id = id + 100000000, numerator = numerator - 1 WHERE id = %s"
PUT_BACK = "UPDATE measures_result SET id = id - 100000000 WHERE id = %s + 100000000"
NOTED = "SELECT pgh_obj_id, numerator::int FROM measures_resultevent WHERE pgh_label = 'update' ORDER BY 1, 2"


@pytest.fixture
def figures(measure, data_owner) -> list[int]:
    months = [Period.parse(f"2026-{month:02d}") for month in (7, 8, 9)]
    share = Figures(numerator=96, denominator=100)
    made = [record_result(measure=measure, period=month, figures=share, by=data_owner) for month in months]
    return [one.pk for one in made]


@pytest.fixture
def as_application(figures: list[int]) -> Iterator[psycopg.Connection]:
    """A connection of its own, as the application has it."""
    grant_to_application(settings.APP_ROLE)
    with psycopg.connect(os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"]) as own:
        yield own
        own.rollback()


def noted(own: psycopg.Connection) -> list[tuple[int, int]]:
    return own.execute(NOTED).fetchall()


def test_no_figure_gets_another_id(figures: list[int], as_application: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="id of a row"), as_application.transaction():
        as_application.execute(TAKEN_AWAY, [figures[0]])
    with pytest.raises(psycopg.errors.CheckViolation, match="id of a row"), as_application.transaction():
        as_application.execute(
            "INSERT INTO measures_result SELECT * FROM measures_result WHERE id = %s "
            "ON CONFLICT (id) DO UPDATE SET id = excluded.id + 100000000, numerator = 95",
            [figures[0]],
        )
    assert as_application.execute("SELECT DISTINCT numerator::int FROM measures_result").fetchall() == [(96,)]


def test_without_the_trigger_a_change_would_leave_no_trace(figures: list[int]) -> None:
    (name,) = [one.get_pgid(Result) for one in Result._meta.triggers if one.name == "id_stays"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE measures_result DISABLE TRIGGER {name}")
        cursor.execute(TAKEN_AWAY, [figures[0]])
        cursor.execute(PUT_BACK, [figures[0]])
        assert Result.objects.get(pk=figures[0]).numerator == 95
        cursor.execute(NOTED)
        assert (figures[0], 95) not in cursor.fetchall()
        transaction.set_rollback(True)


def test_an_id_that_is_written_again_is_no_other(
    figures: list[int], as_application: psycopg.Connection
) -> None:
    as_application.execute("UPDATE measures_result SET id = id, numerator = 95 WHERE id = %s", [figures[0]])
    assert noted(as_application) == [(figures[0], 95)]


def test_rows_changed_together_are_noted_each(figures: list[int], as_application: psycopg.Connection) -> None:
    as_application.execute(
        "UPDATE measures_result SET numerator = new.numerator "
        "FROM unnest(%s::bigint[], %s::int[]) AS new (id, numerator) WHERE measures_result.id = new.id",
        [figures, [90, 91, 96]],
    )
    assert noted(as_application) == [(figures[0], 90), (figures[1], 91)]  # the third is as it was


def test_a_row_put_over_another_is_noted(figures: list[int], as_application: psycopg.Connection) -> None:
    as_application.execute(
        "INSERT INTO measures_result SELECT * FROM measures_result WHERE id = ANY(%s) "
        "ON CONFLICT (id) DO UPDATE SET numerator = excluded.numerator - 2",
        [figures[:2]],
    )
    assert noted(as_application) == [(figures[0], 94), (figures[1], 94)]


def test_rows_merged_are_noted(figures: list[int], as_application: psycopg.Connection) -> None:
    as_application.execute(
        "MERGE INTO measures_result USING (SELECT unnest(%s::bigint[]) AS id) AS new "
        "ON measures_result.id = new.id WHEN MATCHED THEN UPDATE SET numerator = 93",
        [figures[1:]],
    )
    assert noted(as_application) == [(figures[1], 93), (figures[2], 93)]


def test_every_table_with_history_by_statement_keeps_its_ids() -> None:
    by_statement = {
        model._meta.label
        for model in apps.get_models()
        for one in getattr(model._meta, "triggers", ())
        if getattr(one, "event_model", None) and one.level == pgtrigger.Statement
    }
    keeps = {
        model._meta.label
        for model in apps.get_models()
        for one in getattr(model._meta, "triggers", ())
        if one.name == "id_stays" and str(one.operation) == 'UPDATE OF "id"'
    }
    assert "measures.Result" in by_statement
    assert by_statement <= keeps


PASS_BY = """
SELECT set_config('pgtrigger.ignore', array_agg(tgname)::text, true) FROM pg_trigger
WHERE tgrelid = 'measures_result'::regclass AND NOT tgisinternal
"""
LESS = "UPDATE measures_result SET numerator = 95 WHERE id = %s"


def test_no_setting_passes_the_history_by(figures: list[int], as_application: psycopg.Connection) -> None:
    as_application.execute(PASS_BY)
    as_application.execute(LESS, [figures[0]])
    assert noted(as_application) == [(figures[0], 95)]


def test_the_owner_could_pass_it_by_and_so_could_the_application_before(figures: list[int]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PASS_BY)
        cursor.execute(LESS, [figures[0]])
        cursor.execute(NOTED)
        assert cursor.fetchall() == []
        transaction.set_rollback(True)


def test_no_figure_is_removed(figures: list[int], as_application: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), as_application.transaction():
        as_application.execute("DELETE FROM measures_result WHERE id = %s", [figures[0]])
