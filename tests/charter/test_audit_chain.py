"""History cannot be quietly changed: five refusals for the application, a chain for all others (P15)."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import psycopg
import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from charter import audit, jobs
from charter.actions.audit_days import ask_for_audit_check, forget_origins, seal_days, verify_audit
from charter.audit import chain
from charter.database_roles import grant_to_application, written_once_tables
from charter.models import AuditDay, AuditEvent, RequestOrigin, User
from measures.querysets.alarms import alarms
from tests.people import signed_in

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def as_application(transactional_db) -> Iterator[psycopg.Connection]:
    """A connection of its own, as the application has it."""
    grant_to_application(settings.APP_ROLE)
    with psycopg.connect(os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"]) as own:
        yield own
        own.rollback()


EVENT = (
    "INSERT INTO charter_auditevent (at, actor_id, verb, subject_kind, subject_id, detail, request_id) "
    "VALUES (now(), %s, 'x', 'y', '1', '{}', '')"
)
REFUSED = (
    "UPDATE {table} SET {key} = {key}",
    "DELETE FROM {table}",
    "TRUNCATE {table}",
    "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
)


@pytest.mark.django_db(transaction=True)
class TestTheApplication:
    @pytest.mark.parametrize("statement", REFUSED)
    def test_may_not(self, as_application, statement) -> None:
        tables = [*written_once_tables()]
        assert {"charter_auditevent", "charter_auditday", "measures_resultevent"} <= set(tables)
        for table in tables:
            with connection.cursor() as cursor:
                key = connection.introspection.get_primary_key_column(cursor, table)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                as_application.execute(statement.format(table=table, key=key))
            as_application.rollback()

    def test_may_add_and_read(self, as_application) -> None:
        system = User.objects.system().pk
        as_application.execute(EVENT, [system])
        assert as_application.execute("SELECT count(*) FROM charter_auditevent").fetchone() == (1,)

    def test_forges_no_seal_for_a_day_to_come(self, as_application) -> None:
        seal = (
            "INSERT INTO charter_auditday (day, tables, before, seal, made_at) "
            "VALUES (%s, '{}', %s, %s, now())"
        )
        as_application.execute(seal, ["2026-10-01", "", "0" * 64])
        for day in ("2099-01-01", "2026-10-03", "2026-09-30"):
            with pytest.raises(psycopg.errors.CheckViolation), as_application.transaction():
                as_application.execute(seal, [day, "0" * 64, "1" * 64])
        as_application.execute(seal, ["2026-10-02", "0" * 64, "1" * 64])

    def test_rewrites_no_context_of_history(self, as_application) -> None:
        made = (
            "INSERT INTO pghistory_context (id, created_at, updated_at, metadata) "
            "VALUES (gen_random_uuid(), now() - %s::interval, now(), '{}') RETURNING id"
        )
        change = "UPDATE pghistory_context SET metadata = '{\"user\": 1}' WHERE id = %s"
        for ago, says in (("1 minute", "taken"), ("3 hours", "refused")):
            (key,) = as_application.execute(made, [ago]).fetchone()
            try:
                with as_application.transaction():
                    as_application.execute(change, [key])
                    found = "taken"
            except psycopg.errors.CheckViolation:
                found = "refused"
            assert found == says
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_application.execute("DELETE FROM pghistory_context")

    def test_the_owner_could_so_the_refusals_are_of_the_role(self, transactional_db) -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE charter_auditevent SET verb = verb")
            cursor.execute("TRUNCATE charter_auditevent")

    @pytest.mark.parametrize("actor", [None, 0, 987654321])
    def test_an_event_without_an_actor_is_refused(self, as_application, actor) -> None:
        with pytest.raises((psycopg.errors.NotNullViolation, psycopg.errors.CheckViolation)):
            as_application.execute(EVENT, [actor])


pytestmark = pytest.mark.django_db


def happen(day: date, person: User, *verbs: str) -> None:
    with time_machine.travel(datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=12)):
        for verb in verbs or ("change_settings",):
            with transaction.atomic():
                audit.record(verb, person, by=person, detail={"day": day.isoformat()})


@pytest.fixture
def sealed(administrator) -> list[AuditDay]:
    """Eight sealed days with events on four of them; what the histories hold is of today and later."""
    for day in (12, 13, 16, 19):
        happen(date(2026, 11, day), administrator, "change_settings", "make_current")
    with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False):
        return seal_days()


def faults(by: User, **options) -> list[tuple[str, str]]:
    with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False):
        return [(one.day.isoformat(), one.says) for one in verify_audit(by=by, **options)]


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


class TestTheChain:
    def test_every_day_is_sealed_once_and_holds(self, sealed, administrator) -> None:
        assert [one.day.day for one in sealed] == [12, 13, 14, 15, 16, 17, 18, 19]
        assert [one.tables.get("charter_auditevent", {}).get("rows", 0) for one in sealed] == [
            2, 2, 0, 0, 2, 0, 0, 2,
        ]  # fmt: skip
        assert faults(administrator) == []
        with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False):
            assert seal_days() == []

    def test_the_next_day_follows_from_the_last(self, sealed, administrator) -> None:
        happen(date(2026, 11, 21), administrator)
        with time_machine.travel(NOW, tick=False):
            made = seal_days()
            assert [one.day.day for one in made] == [20, 21]
            assert made[0].before == sealed[-1].seal
            assert verify_audit(by=administrator) == []

    def test_a_changed_event_names_its_day(self, sealed, administrator) -> None:
        run(
            "UPDATE charter_auditevent SET detail = '{}' WHERE at::date = '2026-11-16' AND verb LIKE 'make%%'"
        )
        assert faults(administrator) == [("2026-11-16", "A row of charter_auditevent was changed.")]

    def test_a_lost_event_names_its_day(self, sealed, administrator) -> None:
        run("DELETE FROM charter_auditevent WHERE at::date = '2026-11-13' AND verb = 'make_current'")
        says = "2 rows were sealed in charter_auditevent, 1 are there."
        assert faults(administrator) == [("2026-11-13", says)]

    def test_an_event_put_in_afterwards_names_its_day(self, sealed, administrator) -> None:
        happen(date(2026, 11, 14), administrator)
        says = "0 rows were sealed in charter_auditevent, 1 are there."
        assert faults(administrator) == [("2026-11-14", says)]

    def test_an_event_before_the_first_seal_is_noticed(self, sealed, administrator) -> None:
        happen(date(2026, 11, 2), administrator)
        says = "There are rows of a time before the first seal."
        assert faults(administrator) == [("2026-11-02", says)]

    def test_opened_data_and_whom_history_names_are_under_the_seal(self, sealed, administrator) -> None:
        run(
            "INSERT INTO pghistory_context (id, created_at, updated_at, metadata) "
            "VALUES (gen_random_uuid(), '2026-11-14 12:00+00', now(), '{}')"
        )
        run(
            "INSERT INTO charter_breakglass "
            "(person_id, permission, subject_kind, subject_id, reason, opened_at, until) VALUES "
            "(%s, 'x', 'y', '1', 'A reason', '2026-11-15 12:00+00', '2026-11-15 13:00+00')",
            administrator.pk,
        )
        assert faults(administrator) == [
            ("2026-11-14", "0 rows were sealed in pghistory_context, 1 are there."),
            ("2026-11-15", "0 rows were sealed in charter_breakglass, 1 are there."),
        ]

    def test_a_history_row_is_under_the_seal_too(self, sealed, administrator) -> None:
        run(
            "INSERT INTO charter_bankholidayevent "
            "(pgh_id, pgh_created_at, pgh_label, pgh_obj_id, id, day, title) "
            "VALUES (-1, '2026-11-20 12:00+00', 'insert', 1, 1, '2026-12-25', 'A day')"
        )
        with time_machine.travel(NOW, tick=False):
            seal_days()
            assert verify_audit(by=administrator) == []
            run("ALTER TABLE charter_bankholidayevent DISABLE TRIGGER USER")
            run("UPDATE charter_bankholidayevent SET title = 'Another' WHERE pgh_id = -1")
            found = verify_audit(by=administrator)
        says = "A row of charter_bankholidayevent was changed."
        assert [(one.day.day, one.says) for one in found] == [(20, says)]

    def test_a_seal_made_anew_breaks_the_next(self, sealed, administrator) -> None:
        day = AuditDay.objects.get(day="2026-11-16")
        run("DELETE FROM charter_auditevent WHERE at::date = '2026-11-16'")
        run("UPDATE charter_auditday SET tables = '{}', seal = %s WHERE day = '2026-11-16'",
            chain.seal_of(day.day, {}, day.before))  # fmt: skip
        assert faults(administrator) == [("2026-11-17", "This day does not follow from the day before.")]

    def test_a_seal_that_was_changed_or_is_gone(self, sealed, administrator) -> None:
        run("UPDATE charter_auditday SET seal = %s WHERE day = '2026-11-19'", "0" * 64)
        assert ("2026-11-19", "The seal itself was changed.") in faults(administrator)
        run("DELETE FROM charter_auditday WHERE day = '2026-11-14'")
        assert ("2026-11-14", "The seal of this day is gone.") in faults(administrator)

    def test_a_chain_made_anew_as_a_whole_differs_from_the_one_kept(
        self, sealed, administrator, tmp_path
    ) -> None:
        kept = {one.day: one.seal for one in sealed}
        run("UPDATE charter_auditevent SET verb = 'x' WHERE at::date = '2026-11-16'")
        run("DELETE FROM charter_auditday")
        with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False):
            seal_days()
        assert faults(administrator) == []  # the chain alone cannot know
        found = faults(administrator, elsewhere=kept)
        assert found[0] == ("2026-11-16", "The seal is not the one that was kept elsewhere.")

    def test_a_column_that_comes_later_changes_no_seal(self, sealed, administrator) -> None:
        run("ALTER TABLE charter_auditevent ADD COLUMN later text DEFAULT 'x'")
        assert faults(administrator) == []

    def test_a_night_without_sealing_is_noticed(self, sealed, administrator) -> None:
        with time_machine.travel(datetime(2026, 11, 24, 9, tzinfo=UTC), tick=False):
            found = verify_audit(by=administrator)
        assert [one.says for one in found] == ["This day was never sealed. Is the timetable running?"]

    def test_a_seal_of_a_day_to_come_is_told_and_stops_nothing(self, sealed, administrator) -> None:
        run("ALTER TABLE charter_auditday DISABLE TRIGGER USER")  # which only the owner can
        run(
            "INSERT INTO charter_auditday (day, tables, before, seal, made_at) "
            "VALUES ('2099-01-01', '{}', %s, %s, now())",
            sealed[-1].seal,
            "0" * 64,
        )
        run("ALTER TABLE charter_auditday ENABLE TRIGGER USER")
        with time_machine.travel(NOW, tick=False):
            assert [one.day.day for one in seal_days()] == [20, 21]
            found = verify_audit(by=administrator)
        assert [(one.day.isoformat(), one.says) for one in found] == [
            ("2099-01-01", "This day is not over, and has a seal already.")
        ]

    def test_midnight_is_waited_for(self, sealed, administrator) -> None:
        with time_machine.travel(datetime(2026, 11, 21, 1, 59, tzinfo=UTC), tick=False):
            assert seal_days() == []
        with time_machine.travel(datetime(2026, 11, 21, 2, 1, tzinfo=UTC), tick=False):
            assert [one.day.day for one in seal_days()] == [20]


class TestTheNight:
    def test_the_job_seals_and_a_change_is_an_alarm(self, sealed, administrator) -> None:
        run("UPDATE charter_auditevent SET verb = 'x' WHERE at::date = '2026-11-12'")
        with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False):
            job = ask_for_audit_check(by=User.objects.system())
            jobs.run(job.pk)
            job.refresh_from_db()
            assert (job.state, job.message) == ("done", "0 days sealed, 1 things do not hold.")
            says = "The audit trail of 12 November 2026 was changed: a row of charter_auditevent was changed."
            assert [one.says for one in alarms()] == [says]
            assert says in signed_in(administrator).get("/staff/").content.decode()

    def test_a_sound_chain_is_no_alarm(self, sealed, administrator) -> None:
        with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False):
            jobs.run(ask_for_audit_check(by=User.objects.system()).pk)
            assert alarms() == []


class TestTheCommand:
    def test_exports_and_compares(self, sealed, administrator, tmp_path, capsys) -> None:
        kept = tmp_path / "seals.txt"
        with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False):
            call_command("verify_audit", export=kept)
            assert kept.read_text().startswith(f"2026-11-12 {sealed[0].seal}\n")
            call_command("verify_audit", against=kept)
            run("UPDATE charter_auditevent SET verb = 'x' WHERE at::date = '2026-11-19'")
            with pytest.raises(CommandError, match="1 things do not hold"):
                call_command("verify_audit", against=kept)
        assert "2026-11-19: A row of charter_auditevent was changed." in capsys.readouterr().err

    def test_a_file_that_is_none(self, tmp_path) -> None:
        for text in ("nonsense", "2026-11-12", "x y\n"):
            (tmp_path / "seals.txt").write_text(text)
            with pytest.raises(CommandError, match="no file of seals"):
                call_command("verify_audit", against=tmp_path / "seals.txt")


class TestTheActor:
    def test_is_an_account(self, administrator) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            audit.record("change_settings", administrator, by=User(pk=987654321))
        with pytest.raises(IntegrityError), transaction.atomic():
            audit.record("change_settings", administrator, by=User())

    def test_everything_happens_in_a_transaction(self, administrator, monkeypatch) -> None:
        outside = SimpleNamespace(in_atomic_block=False)
        monkeypatch.setattr(audit.transaction, "get_connection", lambda: outside)
        with pytest.raises(RuntimeError, match="transaction"):
            audit.record("change_settings", administrator, by=administrator)


class TestFromWhere:
    @pytest.mark.parametrize(
        ("address", "network"),
        [
            ("203.0.113.77", "203.0.113.0/24"),
            ("2001:db8:12:34::1", "2001:db8:12::/48"),
            ("::ffff:203.0.113.77", "203.0.113.0/24"),
            ("fe80::1%eth0", "fe80::/48"),
            ("", ""),
            ("nonsense", ""),
        ],
    )
    def test_only_the_network_is_kept(self, address, network) -> None:
        from charter.request_identity import network_of

        assert network_of(address) == network

    def test_a_change_on_a_page_leaves_its_network_for_a_year(self, administrator, landlord) -> None:
        signed_in(administrator).get("/staff/audit/events.csv", REMOTE_ADDR="203.0.113.77")
        event = AuditEvent.objects.get(verb="export_audit")
        origin = RequestOrigin.objects.get(request_id=event.request_id)
        assert origin.network == "203.0.113.0/24"
        assert "203.0.113.77" not in str(AuditEvent.objects.values_list())
        assert forget_origins() == 0
        RequestOrigin.objects.update(at=timezone.now() - timedelta(days=366))
        assert forget_origins() == 1
        assert AuditEvent.objects.filter(pk=event.pk).exists()

    def test_reading_leaves_none(self, administrator, landlord) -> None:
        signed_in(administrator).get("/staff/audit/", REMOTE_ADDR="203.0.113.77")
        assert not RequestOrigin.objects.exists()
