"""The application's role adds to history and to what was published, and never rewrites either."""

import pytest
from django.conf import settings
from django.db import connection

from charter.database_roles import grant_to_application, written_once_tables

pytestmark = pytest.mark.django_db


def allowed(table: str, right: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [settings.APP_ROLE, table, right])
        return bool(cursor.fetchone()[0])


def test_history_audit_and_frozen_documents_are_written_once() -> None:
    tables = written_once_tables()
    assert {"charter_auditevent", "measures_resultevent", "measures_releasedocument"} <= set(tables)
    grant_to_application(settings.APP_ROLE)
    for table in tables:
        assert allowed(table, "INSERT"), table
        assert allowed(table, "SELECT"), table
        for right in ("UPDATE", "DELETE", "TRUNCATE"):
            assert not allowed(table, right), f"{right} on {table}"


def test_rows_of_work_may_be_changed() -> None:
    grant_to_application(settings.APP_ROLE)
    for right in ("SELECT", "INSERT", "UPDATE", "DELETE"):
        assert allowed("measures_importline", right)
    assert not allowed("measures_importline", "TRUNCATE")


def test_figures_and_releases_are_changed_but_never_removed() -> None:
    grant_to_application(settings.APP_ROLE)
    for table in ("measures_result", "measures_release"):
        assert allowed(table, "UPDATE")
        assert not allowed(table, "DELETE")


def test_the_application_cannot_make_tables() -> None:
    grant_to_application(settings.APP_ROLE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege(%s, 'public', 'CREATE')", [settings.APP_ROLE])
        assert cursor.fetchone()[0] is False


def test_without_the_revoke_history_could_be_rewritten() -> None:
    grant_to_application(settings.APP_ROLE)
    with connection.cursor() as cursor:
        cursor.execute(
            f"GRANT UPDATE ON measures_resultevent TO {connection.ops.quote_name(settings.APP_ROLE)}"
        )
    assert allowed("measures_resultevent", "UPDATE")
