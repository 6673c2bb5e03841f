"""The demonstration in the database: loaded once for all tests of this file, and taken back after them."""

import json
from collections import Counter
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import transaction

from charter.demonstration import story
from charter.management.demonstration_mail import BETWEEN, newest_code
from charter.models import AuditEvent, Landlord, PostHolding, User
from measures.models import Import, Release, Result, Score

MISSED, NEAR, UNJUDGED = "keep-your-home-safe", "fix-things-when-we-say", "act-fast-on-damp"


def said(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield said("load_demonstration")
        transaction.set_rollback(True)


def document(release: Release, name: str) -> dict:
    return json.loads(release.entries.select_related("document").get(name=name).document.body)


def counts(key: str) -> tuple[int, int, int, int]:
    found = document(Release.objects.get(period=key), "charter")["counts"]
    return found["met"], found["near"], found["missed"], found["cannot_be_judged"]


@pytest.fixture
def live(loaded) -> Release:
    return Release.objects.get(state="live")


def test_the_last_release_tells_the_story(live):
    assert live.slug == "2026-27-q2"
    assert counts("2026-27-Q2") == (4, 1, 1, 1)
    statuses = {
        entry.name.removeprefix("promises/"): json.loads(entry.document.body)["status"]
        for entry in live.entries.filter(name__startswith="promises/").select_related("document")
    }
    assert statuses[MISSED] == "missed"
    assert statuses[NEAR] == "near"
    assert statuses[UNJUDGED] == "insufficient_data"


def test_the_earlier_releases_lead_there_step_by_step(loaded):
    assert [counts(key) for key in ("2025-26-Q3", "2025-26-Q4", "2026-27-Q1")] == [
        (7, 0, 0, 0),
        (6, 1, 0, 0),
        (5, 1, 1, 0),
    ]
    assert Release.objects.filter(state="earlier").count() == 3


def test_every_status_and_state_of_a_measure_is_shown(live):
    measures = [
        json.loads(entry.document.body)
        for entry in live.entries.filter(name__startswith="measures/").select_related("document")
    ]
    assert len(measures) == 35
    assert {one["state"] for one in measures} >= {
        "judged",
        "overdue",
        "not_due",
        "no_target",
        "not_applicable",
    }
    assert {one["status"] for one in measures} >= {"met", "near", "missed", "not_judged"}
    late = document(live, "measures/rent-report-on-time")
    assert (late["status"], late["word"]) == ("near", "Late")


def test_one_figure_is_revised_and_this_year_is_provisional(live):
    rows = {row["period"]: row for row in document(live, "measures/first-answers")["results"]}
    assert rows["2025-26-Q4"]["data_status"] == "revised"
    assert rows["2025-26-Q3"]["data_status"] == "final"
    assert rows["2026-27-Q2"]["data_status"] == "provisional"
    assert document(live, "measures/first-answers")["revisions"]


def test_figures_are_in_every_state_of_their_way(loaded):
    found = Counter(Result.objects.values_list("workflow", flat=True))
    assert found["approved"] > 400
    assert (found["returned"], found["superseded"], found["draft"], found["submitted"]) == (2, 1, 1, 1)


def test_the_figures_came_in_through_files_and_four_eyes(loaded):
    by_people = Result.objects.exclude(origin="automatic")
    assert not by_people.filter(batch=None, supersedes=None).exists()
    assert set(Import.objects.values_list("state", flat=True)) == {"accepted"}
    approvals = AuditEvent.objects.filter(verb="approve_result").count()
    assert approvals == Result.objects.filter(workflow__in=["approved", "superseded"]).count()


def test_damp_visits_are_judged_from_their_cases(loaded, live):
    figures = Result.objects.filter(measure__slug="damp-visits", segment=None, workflow="approved")
    assert figures.count() == 12
    assert figures.filter(batch__form="cases").count() == 12
    found = document(live, "measures/damp-visits")
    newest = found["results"][-1]
    assert (found["status"], newest["numerator"], newest["denominator"]) == ("met", "19", "20")
    assert found["workings"]["case_rules"][0] == "The limit is 10 working days from the day it came in."


def test_small_counts_by_area_wait_for_suppression(loaded, live):
    by_area = Result.objects.filter(segment__isnull=False)
    assert by_area.filter(numerator__gt=0, numerator__lt=5).exists()
    rows = document(live, "measures/complaints-for-each-1000-homes")["results"]
    assert all(row["denominator"] in {"4212", "16848", "8424"} for row in rows)


def test_scores_of_the_four_quarters_are_there(loaded):
    charter = Score.objects.filter(subject="charter").values_list("period", flat=True)
    assert set(charter) == {"2025-26-Q3", "2025-26-Q4", "2026-27-Q1", "2026-27-Q2"}


def test_it_says_that_it_is_invented_and_how_far_it_is(loaded):
    assert Landlord.objects.get().is_demonstration
    assert "Uploading three years of figures" in loaded
    assert "Done:" in loaded


def test_a_second_time_changes_nothing(loaded):
    before = AuditEvent.objects.count(), Release.objects.count()
    assert "already here" in said("load_demonstration")
    assert (AuditEvent.objects.count(), Release.objects.count()) == before


def test_everybody_has_their_roles_and_posts(loaded):
    assert PostHolding.objects.filter(deputy=True).count() == 2
    panel = User.objects.get(email="maya.osei@alderbrook.example")
    assert [(grant.role, grant.body.slug) for grant in panel.grants.all()] == [
        ("panel_member", "customer-voice-group")
    ]


def test_one_line_for_each_role_says_how_to_sign_in(loaded):
    lines = said("demonstration_accounts").splitlines()
    assert sum("@alderbrook.example" in line for line in lines) == 6
    assert any(story.PASSWORD in line for line in lines)
    assert any(line.startswith("Sign-in page: http") for line in lines)


def test_the_code_of_a_staff_account_is_right(loaded):
    code = said("demonstration_code", "tom.hale@alderbrook.example").strip()
    person = User.objects.get(email="tom.hale@alderbrook.example")
    assert person.check_password(story.PASSWORD)
    factor = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP)
    assert factor.wrap().validate_code(code)


def test_the_code_of_a_real_person_stays_with_them(loaded):
    User.objects.create_user("real@example.org", "Real Person")
    with pytest.raises(CommandError, match="not a demonstration account"):
        said("demonstration_code", "real@example.org")


def test_a_panel_member_reads_the_code_from_the_mailbox(loaded, tmp_path, settings):
    settings.EMAIL_FILE_PATH = tmp_path
    with pytest.raises(CommandError, match="No code was sent"):
        said("demonstration_code", "maya.osei@alderbrook.example")
    mail = "To: maya.osei@alderbrook.example\nSubject: Code\n\nYour code is below.\n\n{}\n\nBye.\n"
    (tmp_path / "20261122-1.log").write_text(
        BETWEEN.join(mail.format(code) for code in ("AAA-BBB", "4TK-XQZ"))
    )
    assert said("demonstration_code", "maya.osei@alderbrook.example").strip() == "4TK-XQZ"


def test_a_link_is_found_where_no_code_is(tmp_path):
    mail = "To: A@b.example\nSubject: Link\n\nOpen http://127.0.0.1:8000/account/x/ once.\n"
    (tmp_path / "20261122-1.log").write_text(mail)
    assert newest_code(tmp_path, "a@b.example") == "http://127.0.0.1:8000/account/x/"
    assert newest_code(tmp_path, "other@b.example") is None


def test_outside_a_trial_machine_nothing_is_loaded(monkeypatch):
    monkeypatch.delenv("PORTAL_LOCAL", raising=False)
    with pytest.raises(CommandError, match="only on a trial machine"):
        said("load_demonstration")


@pytest.mark.django_db
def test_a_real_landlord_is_never_mixed_with_it():
    Landlord.objects.create(name="Real Homes", first_period="2026-11")
    with pytest.raises(CommandError, match="belongs to “Real Homes”"):
        said("load_demonstration")
