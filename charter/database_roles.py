"""What the application's database role may do: no table changes, no rewriting of history."""

from django.apps import apps
from django.db import connection, transaction
from psycopg import sql

# Written once: history, audit and what was published.
WRITTEN_ONCE = (
    "charter_auditevent",
    "charter_breakglass",
    "charter_auditday",
    "measures_releasedocument",
    "measures_releaseentry",
    "measures_revision",
    "django_migrations",
)

# Changed with their history, never removed: a figure that is taken back says so.
NEVER_REMOVED = ("measures_result", "measures_release")
# The package lets whoever sets `pgtrigger.ignore` pass its triggers by. The application may not: they keep
# the history.
NO_PASSING_BY = """
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN AS $$
  SELECT current_user <> {role} AND coalesce(
    trigger_name::text = ANY (nullif(current_setting('pgtrigger.ignore', true), '')::text[]), false)
$$ LANGUAGE sql STABLE
"""


def written_once_tables() -> list[str]:
    """Tables that the application may only add to: audit events, every history table, frozen documents."""
    return sorted({*WRITTEN_ONCE, *history_tables()})


def history_tables() -> list[str]:
    """The tables in which triggers note each change of a row."""
    return sorted(model._meta.db_table for model in apps.get_models() if hasattr(model, "pgh_tracked_model"))


def grant_to_application(role: str) -> None:
    """Give the role reading and writing of rows, then take back what would rewrite history."""
    name = sql.Identifier(role)
    statements = [
        "GRANT USAGE ON SCHEMA public TO {role}",
        "REVOKE CREATE ON SCHEMA public FROM {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(sql.SQL(statement).format(role=name).as_string(cursor.connection))
        for table in written_once_tables():
            revoke = sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}")
            cursor.execute(revoke.format(table=sql.Identifier(table), role=name).as_string(cursor.connection))
        # The package completes a context while the work goes on; a trigger ends that (migration 0007).
        for table in ("pghistory_context", *NEVER_REMOVED):
            kept = sql.SQL("REVOKE DELETE, TRUNCATE ON {table} FROM {role}")
            cursor.execute(kept.format(table=sql.Identifier(table), role=name).as_string(cursor.connection))
        passing = sql.SQL(NO_PASSING_BY).format(role=sql.Literal(role))
        cursor.execute(passing.as_string(cursor.connection))
