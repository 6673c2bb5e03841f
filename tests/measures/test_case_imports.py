"""Files of cases: checked, accepted all or nothing, worked out, corrected, listed; and who may."""

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from charter import jobs
from charter.actions.calendar import add_bank_holiday
from charter.faults import Refused
from charter.models import Job, Post
from charter.periods import Period
from measures.actions import approve_result, record_result, return_result, submit_result
from measures.actions import imports as verbs
from measures.figures import Figures
from measures.models import Case, Import, Measure, Result, Revision, Segment, Target
from measures.querysets.queue import queue_for
from tests.people import make_person, put_into, signed_in

pytestmark = pytest.mark.django_db

HEADING = "reference,segment,received,closed,extension_days,paused_days"
JULY, AUGUST = Period.parse("2026-07"), Period.parse("2026-08")
# Ten working days: July's first is due on the 15th; the last one is open, and late from 25 August on.
THREE = ("A1,north,2026-07-01,2026-07-15", "A2,,2026-07-01,2026-07-16", "A3,north,2026-07-01")


@pytest.fixture
def visits(landlord, post) -> Measure:
    """Monthly, 10 working days from receipt, target 95."""
    made = Measure.objects.create(
        slug="visits", title="Visits in time", kind="cases", direction="higher", frequency="monthly",
        unit="%", decimals=1, owner=post,
        case_rule={
            "clock": {"limit": "10", "unit": "working days", "stops": "none", "from": "received"},
            "count": "in_time", "exclude": "nothing", "period_by": "received",
        },
    )  # fmt: skip
    Target.objects.create(measure=made, starts=date(2020, 4, 1), target=95, tolerance=2)
    Segment.objects.create(slug="north", name="North", dimension="area")
    return made


def content(*rows: str, heading: str = HEADING) -> bytes:
    wanted = heading.count(",")
    return "\n".join([heading, *(row + "," * (wanted - row.count(",")) for row in rows)]).encode()


def received(owner, measure: Measure, *rows: str) -> Import:
    batch = verbs.receive_upload(
        source=io.BytesIO(content(*rows)), name="cases.csv", by=owner, check=False, measure=measure
    ).batch
    return verbs.validate_import(batch=batch, by=owner)


def accepted(owner, measure: Measure, *rows: str, reason: str = "") -> Import:
    return verbs.accept_import(batch=received(owner, measure, *rows), by=owner, reason=reason)


def numbers() -> dict[tuple[str, str], tuple[int, int]]:
    """Numerator and denominator of every figure that is not set aside, by period and segment."""
    rows = Result.objects.exclude(workflow="superseded").select_related("segment")
    return {
        (row.period, row.segment.slug if row.segment else ""): (
            int(row.numerator or 0),
            int(row.denominator or 0),
        )
        for row in rows
    }


def approve_all(owner, approver) -> None:
    for result in Result.objects.filter(workflow="draft"):
        Result.objects.filter(pk=result.pk).update(note="")
        result.measure.targets.all().delete()  # so that no figure needs words
        approve_result(result=submit_result(result=result, by=owner), by=approver)


class TestAccepting:
    def test_a_file_gives_drafts_of_the_person_for_whole_and_segments(self, data_owner, visits) -> None:
        batch = accepted(data_owner, visits, *THREE)
        assert numbers() == {("2026-07", ""): (1, 3), ("2026-07", "north"): (1, 2)}
        result = Result.objects.get(segment=None)
        assert (result.workflow, result.origin, result.batch, result.entered_by) == (
            "draft", "file", batch, data_owner,
        )  # fmt: skip
        assert (batch.state, batch.form, Case.objects.count()) == ("accepted", "cases", 3)

    def test_cases_that_are_not_due_are_counted_beside_the_figure(self, data_owner, visits) -> None:
        last = datetime.now(tz=UTC).date().replace(day=1) - timedelta(days=1)
        first = last.replace(day=1).isoformat()
        accepted(data_owner, visits, f"A1,,{first},{first}", f"A2,,{last.isoformat()},,60")
        result = Result.objects.get()
        assert (result.numerator, result.denominator) == (1, 1)
        assert result.answers == {"cases_not_due": "1"}

    def test_what_the_check_shows_before_anything_is_written(self, data_owner, visits) -> None:
        batch = received(data_owner, visits, *THREE)
        assert batch.state == "ready"
        assert {key: batch.summary[key] for key in ("rows", "new", "replaced", "same", "needs_reason")} == {
            "rows": 3, "new": 3, "replaced": 0, "same": 0, "needs_reason": False,
        }  # fmt: skip
        whole = batch.summary["figures"][0]
        assert (whole["period"], whole["numerator"], whole["denominator"]) == ("2026-07", 1, 3)
        assert (whole["late"], whole["open"], whole["becomes"], whole["share"]) == (2, 1, "draft", "33.3")
        assert Case.objects.count() == Result.objects.count() == 0

    def test_a_missed_figure_waits_for_words_and_the_others_go_on(self, data_owner, visits) -> None:
        done = verbs.submit_import(batch=accepted(data_owner, visits, *THREE), by=data_owner)
        assert (done.sent, len(done.waiting)) == (1, 1)  # the segment needs no words

    def test_a_period_that_has_not_ended_waits(self, data_owner, visits) -> None:
        today = datetime.now(tz=UTC).date().isoformat()
        batch = accepted(data_owner, visits, f"A1,,{today}")
        assert batch.summary["figures"] == []
        assert Case.objects.count() == 1

    def test_history_is_told_from_the_portals_own_time(self, data_owner, visits) -> None:
        accepted(data_owner, visits, "A1,,2026-05-01,2026-05-04", "A2,,2026-07-01,2026-07-02")
        assert dict(Result.objects.values_list("period", "origin")) == {
            "2026-05": "history",
            "2026-07": "file",
        }

    def test_with_one_fault_nothing_is_written_and_the_file_is_not_kept(
        self, data_owner, visits, django_capture_on_commit_callbacks
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            batch = received(data_owner, visits, *THREE, "ann@example.org,,2026-07-01")
        assert (batch.state, Case.objects.count(), Result.objects.count()) == ("faulty", 0, 0)
        assert [(fault["row"], fault["column"], fault["value"]) for fault in batch.faults] == [
            (5, "Reference", "")
        ]
        assert not batch.file
        with pytest.raises(Refused, match="still has faults"):
            verbs.accept_import(batch=batch, by=data_owner)

    def test_the_same_bytes_again_after_a_fault_of_ours_was_mended(self, data_owner, visits) -> None:
        first = received(data_owner, visits, "A1,south,2026-07-01,2026-07-02")
        assert first.state == "faulty"
        Segment.objects.create(slug="south", name="South", dimension="area")
        again = received(data_owner, visits, "A1,south,2026-07-01,2026-07-02")
        assert (again.pk, again.state) == (first.pk, "ready")

    def test_two_measures_may_take_the_same_file(self, data_owner, visits) -> None:
        other = Measure.objects.create(
            slug="other", title="Other", kind="cases", direction="higher", frequency="monthly", unit="%",
            owner=visits.owner, case_rule=visits.case_rule,
        )  # fmt: skip
        first, second = (accepted(data_owner, one, *THREE) for one in (visits, other))
        assert first.pk != second.pk
        assert set(Result.objects.values_list("measure__slug", flat=True)) == {"visits", "other"}

    def test_a_rule_that_cannot_be_used_is_told(self, data_owner, visits) -> None:
        Measure.objects.filter(pk=visits.pk).update(case_rule={"count": "in_time"})
        visits.refresh_from_db()
        batch = received(data_owner, visits, *THREE)
        assert batch.state == "failed"
        assert "need a clock" in batch.faults[0]["what"]

    def test_the_file_of_somebody_else_is_refused(self, data_owner, visits) -> None:
        batch = received(data_owner, visits, *THREE)
        with pytest.raises(Refused, match="Somebody else uploaded"):
            verbs.accept_import(batch=batch, by=make_person("Otto Owner", "data_owner"))

    def test_the_database_holds_one_row_in_force_for_a_reference(self, data_owner, visits) -> None:
        accepted(data_owner, visits, *THREE)
        row = Case.objects.get(reference="A1")
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


class TestLaterFiles:
    def test_a_later_file_replaces_the_references_it_names_and_keeps_the_rest(
        self, data_owner, visits
    ) -> None:
        accepted(data_owner, visits, *THREE)
        second = accepted(
            data_owner, visits, "A3,north,2026-07-01,2026-07-14", "A1,north,2026-07-01,2026-07-15"
        )
        assert numbers() == {("2026-07", ""): (2, 3), ("2026-07", "north"): (2, 2)}
        assert Case.objects.get(replaced_by=second).reference == "A3"
        assert (second.summary["same"], second.summary["replaced"]) == (1, 1)
        assert Case.objects.filter(reference="A1").count() == 1  # what repeats is left alone

    def test_a_case_that_moves_leaves_its_old_period(self, data_owner, visits) -> None:
        accepted(data_owner, visits, "A1,,2026-07-01,2026-07-02")
        accepted(data_owner, visits, "A1,,2026-08-03,2026-08-04")
        assert numbers() == {("2026-07", ""): (0, 0), ("2026-08", ""): (1, 1)}

    def test_an_approved_figure_is_corrected_with_a_reason_only(self, data_owner, approver, visits) -> None:
        accepted(data_owner, visits, *THREE)
        approve_all(data_owner, approver)
        batch = received(data_owner, visits, "A2,,2026-07-01,2026-07-15")
        assert batch.summary["needs_reason"]
        assert batch.summary["figures"][0]["stands"] == "1 of 3"
        with pytest.raises(Refused, match="Say why"):
            verbs.accept_import(batch=batch, by=data_owner)
        assert Case.objects.filter(replaced_by__isnull=False).count() == 0
        verbs.accept_import(batch=batch, by=data_owner, reason="The visit was entered a day late.")
        draft = Result.objects.get(workflow="draft")
        assert draft.supersedes is not None
        assert (draft.numerator, draft.correction_reason) == (Decimal(2), "The visit was entered a day late.")
        approve_result(result=submit_result(result=draft, by=data_owner), by=approver)
        assert Revision.objects.get().reason == "The visit was entered a day late."

    def test_figures_that_do_not_change_stand(self, data_owner, approver, visits) -> None:
        accepted(data_owner, visits, *THREE)
        approve_all(data_owner, approver)
        batch = accepted(data_owner, visits, "A4,,2026-08-03,2026-08-04")
        assert [one["period"] for one in batch.summary["figures"]] == ["2026-08"]
        assert Result.objects.filter(workflow="approved").count() == 2

    def test_a_submitted_figure_must_be_recalled_first(self, data_owner, visits) -> None:
        batch = accepted(data_owner, visits, "A1,,2026-07-01,2026-07-02")
        verbs.submit_import(batch=batch, by=data_owner)
        later = received(data_owner, visits, "A2,,2026-07-01")
        assert later.state == "faulty"
        assert "already has a submitted figure (1 of 1)" in later.faults[0]["what"]

    def test_a_case_that_was_not_due_counts_when_the_next_file_comes(
        self, data_owner, visits, monkeypatch
    ) -> None:
        then = datetime(2026, 8, 3, 9, tzinfo=UTC)
        with monkeypatch.context() as patch:
            patch.setattr("django.utils.timezone.now", lambda: then)
            batch = accepted(data_owner, visits, "A1,,2026-07-01,2026-07-02", "A2,,2026-07-30")
            assert batch.summary["figures"][0]["not_due"] == 1
        assert numbers() == {("2026-07", ""): (1, 1)}
        accepted(data_owner, visits, "A9,,2026-09-01,2026-09-02")  # says nothing about A2, which is late now
        assert numbers() == {("2026-07", ""): (1, 2), ("2026-09", ""): (1, 1)}

    def test_a_changed_calendar_moves_the_figures_with_the_next_file(
        self, data_owner, approver, administrator, visits
    ) -> None:
        accepted(data_owner, visits, *THREE)
        approve_all(data_owner, approver)
        add_bank_holiday(day=date(2026, 7, 10), title="One more", reason="Announced", by=administrator)
        batch = received(data_owner, visits, "A9,,2026-09-01,2026-09-02")
        july = next(
            one for one in batch.summary["figures"] if one["period"] == "2026-07" and not one["segment"]
        )
        assert (july["numerator"], july["stands"], july["becomes"]) == (2, "1 of 3", "correction")

    def test_what_people_typed_stays_unless_the_file_touches_its_period(
        self, data_owner, approver, visits
    ) -> None:
        accepted(data_owner, visits, "A1,,2026-07-01,2026-07-02")
        approve_all(data_owner, approver)
        typed = record_result(
            measure=visits, period=JULY, figures=Figures(Decimal(7), Decimal(9)), by=data_owner,
            correction_reason="Counted by hand.",
        )  # fmt: skip
        approve_result(result=submit_result(result=typed, by=data_owner), by=approver)
        batch = accepted(data_owner, visits, "A9,,2026-09-01,2026-09-02")
        assert [one["period"] for one in batch.summary["figures"]] == ["2026-09"]
        again = received(data_owner, visits, "A2,,2026-07-01,2026-07-02")
        assert again.summary["figures"][0]["stands"] == "7 of 9"

    def test_a_figure_on_its_way_that_the_file_does_not_touch_is_left_alone(
        self, data_owner, administrator, visits
    ) -> None:
        batch = accepted(data_owner, visits, "A1,,2026-07-01,2026-07-15")
        verbs.submit_import(batch=batch, by=data_owner)
        Case.objects.update(closed_on=date(2026, 7, 16))  # as if the limit had moved
        assert accepted(data_owner, visits, "A9,,2026-09-01,2026-09-02").state == "accepted"


class TestCommand:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        made = tmp_path / "cases.csv"
        made.write_bytes(content("A1,,2026-05-01,2026-05-04", "A2,,2026-05-01,2026-06-04"))
        return made

    def test_checks_then_writes_and_approves_history(
        self, data_owner, approver, visits, file, capsys
    ) -> None:
        given = ("import_results", str(file), "--by", data_owner.email, "--measure", "visits")
        call_command(*given)
        assert "2 cases" in capsys.readouterr().out
        assert Case.objects.count() == 0
        call_command(*given, "--approve-by", approver.email, "--yes")
        assert Result.objects.get().approval == "final"

    def test_refuses_what_is_wrong_and_writes_nothing(self, data_owner, approver, visits, file) -> None:
        given = ("import_results", str(file), "--by", data_owner.email, "--yes")
        for more, says in (
            ((), "Choose its measure"),
            (("--measure", "nothing"), "no measure “nothing” that is worked out from cases"),
        ):
            with pytest.raises(CommandError, match=says):
                call_command(*given, *more)
        file.write_bytes(content("A1,,2026-07-01,2026-07-02"))
        with pytest.raises(CommandError, match="is not history"):
            call_command(*given, "--measure", "visits", "--approve-by", approver.email)
        assert Import.objects.count() == Case.objects.count() == 0


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


class TestPages:
    @pytest.fixture
    def client(self, data_owner, visits):
        return signed_in(data_owner)

    def send(self, client, data: bytes, **more: object):
        page = client.get(reverse("staff_imports"))
        typed = {
            "form_token": page.context["form"]["form_token"].value(),
            "file": SimpleUploadedFile("c.csv", data),
        }
        answer = client.post(reverse("staff_imports"), typed | more)
        for job in Job.objects.filter(state="queued", kind="validate_import"):
            jobs.run(job.pk)
        return answer

    def press(self, client, where: str, button: str, **typed: object):
        page = client.get(where)
        token = page.context["form"]["form_token"].value()
        return client.post(where, {"form_token": token, "do": button, **typed}, follow=True)

    def test_from_the_upload_to_the_list_of_late_cases(self, client, visits) -> None:
        answer = self.send(client, content(*THREE), measure=visits.pk)
        page = text_of(client.get(answer.url))
        assert "No faults: 3 cases of Visits in time" in page
        assert "1 of 3" in page
        page = text_of(self.press(client, answer.url, "accept"))
        assert "The figures are drafts now" in page
        assert "Submit 2 figures for approval" in page
        assert "Visits in time, North, 2026-07" in page
        figure = client.get(reverse("staff_figure", args=["visits", "2026-07"]))
        late = reverse("staff_late_cases", args=["visits", "2026-07"])
        assert f'href="{late}"' in text_of(figure)
        page = text_of(client.get(late))
        for words in (
            "1 of 3</b> were in time. 2 were late, 1 of them still open.",
            "A2",
            "15 July 2026",
            "1 day<",
        ):
            assert words in page, words
        north = text_of(client.get(late, {"segment": "north"}))
        assert "A3" in north
        assert "A2" not in north

    def test_the_list_as_a_file(self, client, data_owner, visits) -> None:
        accepted(data_owner, visits, *THREE)
        answer = client.get(reverse("staff_late_cases_csv", args=["visits", "2026-07"]))
        assert answer.headers["Content-Disposition"] == 'attachment; filename="late-visits-2026-07.csv"'
        lines = answer.content.decode("utf-8-sig").splitlines()
        assert lines[0] == "reference,segment,stage,received,acknowledged,due,done,late by"
        assert lines[1] == "A2,,,2026-07-01,,2026-07-15,2026-07-16,1 day"
        assert lines[2].startswith("A3,north,,2026-07-01,,2026-07-15,,")
        assert lines[2].endswith("days so far")

    def test_the_list_agrees_with_the_figure_although_later_files_came(
        self, client, data_owner, approver, visits
    ) -> None:
        accepted(data_owner, visits, *THREE)
        approve_all(data_owner, approver)
        accepted(data_owner, visits, "A3,north,2026-07-01,2026-07-30")  # late all the same: the figure stands
        page = text_of(client.get(reverse("staff_late_cases", args=["visits", "2026-07"])))
        assert "1 of them still open" in page

    def test_faults_are_shown_and_the_file_cannot_be_had_again(self, client, visits) -> None:
        answer = self.send(client, content("Ann Smith,,2026-07-01"), measure=visits.pk)
        page = text_of(client.get(answer.url))
        assert "we did not keep the file" in page
        assert "Looks like a name." in page
        assert "Ann Smith" not in page.replace("ann smith", "Ann Smith")
        batch = Import.objects.get()
        assert client.get(reverse("staff_import_file", args=[batch.pk])).status_code == 404

    def test_a_correction_asks_for_the_reason_on_the_page(self, client, data_owner, approver, visits) -> None:
        accepted(data_owner, visits, *THREE)
        approve_all(data_owner, approver)
        answer = self.send(client, content("A2,,2026-07-01,2026-07-15"), measure=visits.pk)
        assert "Reason for correcting approved figures" in text_of(client.get(answer.url))
        refused = self.press(client, answer.url, "accept", reason=" ")
        assert refused.status_code == 422
        assert "Say why they are to be corrected" in text_of(refused)
        done = self.press(client, answer.url, "accept", reason="A day late.")
        assert "The figures are drafts now" in text_of(done)

    def test_a_long_file_is_accepted_by_the_worker(self, client, data_owner, approver, visits) -> None:
        accepted(data_owner, visits, *THREE)
        approve_all(data_owner, approver)
        many = [f"B{number},,2026-07-01,2026-07-02" for number in range(301)]
        answer = self.send(client, content(*many), measure=visits.pk)
        self.press(client, answer.url, "accept", reason="More cases came to light.")
        for job in Job.objects.filter(state="queued", kind="accept_import"):
            assert jobs.run(job.pk)
        assert numbers()["2026-07", ""] == (302, 304)
        assert Result.objects.get(workflow="draft").correction_reason == "More cases came to light."

    @pytest.mark.parametrize(
        ("data", "says"),
        [
            (content("Mrs Jane Smith,,2026-07-01"), "This is a file of cases. Choose its measure"),
            (b"tenant,received\nJane Smith,2026-07-01\n", "This is a file of cases. Choose its measure"),
            (b"Jane Smith,4 High Street\nBob Jones,5 High Street\n", "none of the headings we know"),
        ],
        ids=["cases", "half", "none"],
    )
    def test_cases_without_their_measure_are_not_kept(self, client, visits, data: bytes, says: str) -> None:
        answer = self.send(client, data)
        assert answer.status_code == 422
        assert says in text_of(answer)
        assert Import.objects.count() == Job.objects.count() == 0

    def test_a_file_of_figures_needs_no_measure(self, client, visits) -> None:
        data = b"measure,period,numerator,denominator\nvisits,2026-07,1,2\n"
        page = text_of(client.get(self.send(client, data, measure=visits.pk).url))
        assert "This is a file of figures, not of cases." in page

    def test_only_the_own_measures_are_offered_and_taken(self, client, visits) -> None:
        other = Measure.objects.create(
            slug="other", title="Of others", kind="cases", direction="higher", frequency="monthly", unit="%",
            owner=Post.objects.create(title="Somebody else"), case_rule=visits.case_rule,
        )  # fmt: skip
        page = text_of(client.get(reverse("staff_imports")))
        assert "Visits in time" in page
        assert "Of others" not in page
        assert self.send(client, content(*THREE), measure=other.pk).status_code == 422
        for route in ("staff_late_cases", "staff_late_cases_csv"):
            assert client.get(reverse(route, args=["other", "2026-07"])).status_code == 404

    def test_who_has_no_such_measure_sees_no_box(self, measure, data_owner) -> None:
        assert "file of cases" not in text_of(signed_in(data_owner).get(reverse("staff_imports")))

    @pytest.mark.parametrize("period", ["2026-13", "2026-27-q2", "nothing"])
    def test_addresses_that_do_not_exist(self, client, period: str) -> None:
        assert client.get(f"/staff/cases/visits/{period}/").status_code == 404
        assert client.get("/staff/cases/visits/2026-07/?segment=nowhere").status_code == 404
        assert client.get("/staff/cases/visits/2026-07/?page=-1").status_code == 200

    def test_a_period_without_cases_says_so(self, client) -> None:
        assert "No case of this period is known." in text_of(client.get("/staff/cases/visits/2026-06/"))

    @pytest.mark.parametrize(
        ("period_by", "period"), [("received", "2026-06"), ("due", "2026-07"), ("closed", "2026-08")]
    )
    def test_the_list_finds_its_cases_by_each_day_of_a_period(
        self, client, data_owner, visits, period_by: str, period: str
    ) -> None:
        visits.case_rule["period_by"] = period_by
        visits.save()
        accepted(data_owner, visits, "A1,north,2026-06-26,2026-08-03", "A2,,2026-01-02,2026-01-05")
        for segment in ("", "north"):
            page = text_of(client.get(f"/staff/cases/visits/{period}/", {"segment": segment}))
            assert "1 was late." in page
            assert "A1" in page

    def test_a_measure_that_does_not_look_at_time_has_no_late_cases(self, client, data_owner, visits) -> None:
        Measure.objects.filter(pk=visits.pk).update(case_rule={"count": "first_contact"})
        visits.refresh_from_db()
        heading = "reference,received,first_contact"
        data = content("A1,2026-07-01,yes", "A2,2026-07-02,no", heading=heading)
        batch = verbs.receive_upload(
            source=io.BytesIO(data), name="c.csv", by=data_owner, check=False, measure=visits
        ).batch
        verbs.accept_import(batch=verbs.validate_import(batch=batch, by=data_owner), by=data_owner)
        page = text_of(client.get("/staff/cases/visits/2026-07/"))
        assert "1 of 2</b> count. This measure does not look at time" in page

    def test_an_unusable_rule_is_told_on_the_page(self, client, visits) -> None:
        Measure.objects.filter(pk=visits.pk).update(case_rule={})
        assert "The cases cannot be counted" in text_of(client.get("/staff/cases/visits/2026-07/"))
        assert client.get("/staff/cases/visits/2026-07.csv").status_code == 404

    def test_the_approver_finds_the_list_and_strangers_do_not(self, data_owner, approver, visits) -> None:
        batch = accepted(data_owner, visits, "A1,,2026-07-01,2026-07-02")
        verbs.submit_import(batch=batch, by=data_owner)
        result = Result.objects.get()
        late = reverse("staff_late_cases", args=["visits", "2026-07"])
        assert late in text_of(signed_in(approver).get(reverse("staff_approval", args=[result.pk])))
        assert "None was late." in text_of(signed_in(approver).get(late))
        stranger = make_person("Otto Owner", "data_owner")
        put_into(Post.objects.create(title="Another post"), stranger)
        assert signed_in(stranger).get(late).status_code == 404
        assert signed_in(make_person("Ada Min", "administrator")).get(late).status_code == 403

    def test_the_template_has_the_headings(self, client) -> None:
        answer = client.get(reverse("staff_import_template_csv", args=["cases"]))
        assert answer.content.decode("utf-8-sig").startswith(
            "reference,segment,stage,received,acknowledged,closed"
        )

    def test_nothing_of_a_faulty_file_is_kept_or_shown(self, client, approver, visits) -> None:
        rows = ("A1,Mrs Jane Smith 4 High Street LS1 4AP,2026-07-01,07700 900123", "A2,,2026-07-01")
        page = client.get(reverse("staff_imports"))
        typed = {"form_token": page.context["form"]["form_token"].value(), "measure": visits.pk}
        typed["file"] = SimpleUploadedFile("Mrs Jane Smith complaint.csv", content(*rows))
        where = client.post(reverse("staff_imports"), typed).url
        batch = Import.objects.get()
        there = reverse("staff_import_file", args=[batch.pk])
        assert signed_in(approver).get(there).status_code == 404  # not looked through yet
        for job in Job.objects.filter(state="queued", kind="validate_import"):
            jobs.run(job.pk)
        batch.refresh_from_db()
        told = text_of(client.get(where)) + text_of(client.get(reverse("staff_imports"))) + str(batch.faults)
        told += client.get(reverse("staff_import_faults_csv", args=[batch.pk])).content.decode() + batch.name
        assert "is no segment that we know" in told
        for word in ("Jane", "High Street", "900123"):
            assert word not in told
        assert batch.name.startswith("Cases of Visits in time, ")

    def test_approvers_may_have_an_accepted_file_only(self, data_owner, approver, visits) -> None:
        batch = received(data_owner, visits, *THREE)
        there = reverse("staff_import_file", args=[batch.pk])

        def seen(person) -> int:
            answer = signed_in(person).get(there)
            return len(b"".join(answer.streaming_content)) if answer.status_code == 200 else 404

        assert (seen(approver), seen(data_owner)) == (404, batch.size)
        verbs.accept_import(batch=batch, by=data_owner)
        assert seen(approver) == batch.size

    @pytest.mark.parametrize("more", [0, 301])
    def test_a_figure_approved_meanwhile_asks_for_the_reason(
        self, client, data_owner, approver, visits, more: int
    ) -> None:
        first = accepted(data_owner, visits, *THREE)
        many = [f"B{number},,2026-07-01,2026-07-02" for number in range(more)]
        second = received(data_owner, visits, "A2,,2026-07-01,2026-07-10", *many)
        assert not second.summary["needs_reason"]
        approve_all(data_owner, approver)
        assert first.results.filter(workflow="approved").count() == 2
        where = reverse("staff_import", args=[second.pk])
        answer = self.press(client, where, "accept")
        for job in Job.objects.filter(state="queued", kind="accept_import"):
            jobs.run(job.pk)
        if not more:
            assert answer.status_code == 422
            assert 'name="reason"' in text_of(answer)
        page = text_of(client.get(where))
        assert 'name="reason"' in page
        assert "Corrects 1 of 3" in page
        self.press(client, where, "accept", reason="A day late.")
        for job in Job.objects.filter(state="queued", kind="accept_import"):
            jobs.run(job.pk)
        assert Result.objects.get(workflow="draft", segment=None).correction_reason == "A day late."

    def test_only_the_shown_cases_are_worded(self, client, data_owner, visits, monkeypatch) -> None:
        many = [f"B{number},,2026-07-01,2026-07-30" for number in range(101)]
        accepted(data_owner, visits, *many)
        worded = []
        monkeypatch.setattr("measures.views.cases.how_late", lambda late: worded.append(late) or "late")
        client.get("/staff/cases/visits/2026-07/?page=2")
        assert len(worded) == 1

    def test_approvers_do_not_see_the_cases_of_drafts(self, data_owner, approver, visits) -> None:
        batch = accepted(data_owner, visits, *THREE)
        visits.targets.all().delete()
        names = ("staff_late_cases", "staff_late_cases_csv")
        there = [reverse(name, args=["visits", "2026-07"]) for name in names]
        person = signed_in(approver)

        def seen() -> list[int]:
            return [person.get(one).status_code for one in there]

        assert seen() == [404, 404]
        verbs.submit_import(batch=batch, by=data_owner)
        assert seen() == [200, 200]
        for result in Result.objects.all():
            return_result(result=result, by=approver, reason="No proof.")
        assert seen() == [404, 404]
        assert signed_in(data_owner).get(there[0]).status_code == 200


class TestSentBack:
    @pytest.fixture
    def other(self, post):
        made = make_person("Otto Owner", "data_owner")
        put_into(post, made)
        return made

    @pytest.fixture
    def sent_back(self, data_owner, approver, visits) -> Import:
        """July is approved as 1 of 3; a correction to 3 of 3 was sent back."""
        accepted(data_owner, visits, *THREE)
        approve_all(data_owner, approver)
        return self.refused(
            data_owner, approver, visits, "A2,,2026-07-01,2026-07-10", "A3,north,2026-07-01,2026-07-02"
        )

    def refused(self, owner, approver, visits, *rows: str) -> Import:
        batch = accepted(owner, visits, *rows, reason="Wrong day.")
        verbs.submit_import(batch=batch, by=owner)
        for result in Result.objects.filter(workflow="submitted"):
            return_result(result=result, by=approver, reason="No proof.")
        return batch

    def test_its_rows_do_not_ride_along_in_the_next_file(self, other, approver, visits, sent_back) -> None:
        batch = received(other, visits, "A9,,2026-07-02,2026-07-30")
        whole = batch.summary["figures"][0]
        assert (whole["numerator"], whole["denominator"]) == (1, 4)
        assert (whole["stands"], whole["becomes"]) == ("1 of 3", "correction")
        verbs.accept_import(batch=batch, by=other, reason="One more.")
        assert numbers()["2026-07", ""] == (1, 4)
        # They are gone for good, although the returned figure is the other one's draft now.
        later = received(other, visits, "A8,,2026-07-02,2026-07-30")
        assert later.summary["figures"][0]["denominator"] == 5
        assert later.summary["figures"][0]["numerator"] == 1

    def test_a_file_of_another_period_leaves_the_figure_to_its_owner(self, other, visits, sent_back) -> None:
        batch = accepted(other, visits, "B1,,2026-08-03,2026-08-04")
        assert [one["period"] for one in batch.summary["figures"]] == ["2026-08"]
        assert Result.objects.filter(workflow="returned", batch=sent_back).count() == 2

    def test_the_late_list_is_that_of_the_approved_figure(self, data_owner, visits, sent_back) -> None:
        page = text_of(signed_in(data_owner).get("/staff/cases/visits/2026-07/"))
        assert "1 of 3</b> were in time. 2 were late" in page
        assert "which is approved now" in page

    def test_sent_again_its_rows_count_again(self, data_owner, approver, other, visits, sent_back) -> None:
        for result in Result.objects.filter(workflow="returned"):
            approve_result(result=submit_result(result=result, by=data_owner), by=approver)
        batch = received(other, visits, "A9,,2026-07-02,2026-07-30")
        assert batch.summary["figures"][0]["numerator"] == 3
        assert batch.summary["figures"][0]["stands"] == "3 of 3"

    def test_words_added_on_the_page_keep_its_file(self, data_owner, visits, sent_back) -> None:
        returned = Result.objects.get(workflow="returned", segment=None)
        figures = Figures(returned.numerator, returned.denominator, note="The proof is in the file.")
        done = record_result(measure=visits, period=JULY, figures=figures, by=data_owner)
        assert (done.batch, done.workflow, done.origin) == (sent_back, "draft", "file")

    def test_another_number_typed_over_it_lets_its_rows_go(
        self, data_owner, other, visits, sent_back
    ) -> None:
        figures = Figures(Decimal(2), Decimal(3))
        record_result(measure=visits, period=JULY, figures=figures, by=data_owner)
        batch = received(other, visits, "A9,,2026-07-02,2026-07-30")
        assert batch.summary["figures"][0]["numerator"] == 1

    def test_the_same_rows_may_come_again(self, data_owner, approver, visits, sent_back) -> None:
        rows = ("A3,north,2026-07-01,2026-07-02", "A2,,2026-07-01,2026-07-10")
        again = accepted(data_owner, visits, *rows, reason="With proof.")
        assert again.summary["replaced"] == 2
        assert numbers()["2026-07", ""] == (3, 3)
        # Turned down once more, what is approved stands again.
        verbs.submit_import(batch=again, by=data_owner)
        for result in Result.objects.filter(workflow="submitted"):
            return_result(result=result, by=approver, reason="Still none.")
        july = received(data_owner, visits, "A9,,2026-07-02,2026-07-30").summary["figures"][0]
        assert (july["numerator"], july["stands"]) == (1, "1 of 3")

    def test_a_draft_of_two_files_falls_with_both(self, data_owner, other, approver, visits) -> None:
        accepted(data_owner, visits, *THREE)
        approve_all(data_owner, approver)
        accepted(data_owner, visits, "A2,,2026-07-01,2026-07-10", reason="Wrong day.")
        # The second changes a day and no count, so that it would pass unseen.
        self.refused(other, approver, visits, "A2,,2026-07-01,2026-07-09")
        assert Result.objects.filter(workflow="returned").count() == 1
        july = received(data_owner, visits, "A9,,2026-07-02,2026-07-30").summary["figures"][0]
        assert (july["numerator"], july["stands"]) == (1, "1 of 3")

    def test_no_case_changes_under_a_submitted_figure(self, data_owner, visits) -> None:
        visits.targets.all().delete()
        verbs.submit_import(batch=accepted(data_owner, visits, *THREE), by=data_owner)
        batch = received(data_owner, visits, "A2,,2026-07-01,2026-07-17")  # late all the same
        assert "already has a submitted figure (1 of 3)" in batch.faults[0]["what"]
        assert received(data_owner, visits, "A2,,2026-07-01,2026-07-16").state == "ready"  # as it stands

    def test_a_first_figure_that_was_sent_back_leaves_no_case(self, data_owner, approver, visits) -> None:
        visits.targets.all().delete()
        self.refused(data_owner, approver, visits, *THREE)
        batch = received(data_owner, visits, "A9,,2026-07-02,2026-07-03")
        whole = batch.summary["figures"][0]
        assert (whole["numerator"], whole["denominator"]) == (1, 1)
        assert (whole["becomes"], whole["stands"]) == ("draft", "")


class TestWhoseCases:
    def test_who_sent_cases_of_the_figure_cannot_approve_it(self, data_owner, approver, visits, post) -> None:
        both = make_person("Bo Both", "data_owner", "approver")
        put_into(post, both)
        visits.targets.all().delete()
        last = datetime.now(tz=UTC).date().replace(day=1) - timedelta(days=1)
        in_month = last.replace(day=1).isoformat()
        batch = accepted(both, visits, f"A1,,{in_month},{in_month}")
        Result.objects.all().delete()  # as if the month had been open: his cases wait without a figure
        later = accepted(data_owner, visits, f"A2,,{in_month},{in_month}")
        assert Result.objects.get().denominator == 2
        verbs.submit_import(batch=later, by=data_owner)
        result = Result.objects.get()
        with pytest.raises(Refused, match="someone else must approve"):
            approve_result(result=result, by=both)
        page = text_of(signed_in(both).get(reverse("staff_approval", args=[result.pk])))
        assert "someone else must approve it" in page
        assert [line.is_own for line in queue_for(both)] == [True]
        assert [line.is_own for line in queue_for(approver)] == [False]
        approve_result(result=result, by=approver)
        assert batch.cases.count() == 1

    def test_cases_of_another_period_are_no_hindrance(self, data_owner, visits, post) -> None:
        both = make_person("Bo Both", "data_owner", "approver")
        put_into(post, both)
        visits.targets.all().delete()
        accepted(both, visits, "A1,,2026-07-01,2026-07-02")
        batch = accepted(data_owner, visits, "A2,,2026-08-03,2026-08-04")
        verbs.submit_import(batch=batch, by=data_owner)
        result = Result.objects.get(workflow="submitted", period="2026-08")
        assert approve_result(result=result, by=both).workflow == "approved"

    def test_who_lost_the_post_can_neither_accept_nor_submit(self, data_owner, visits) -> None:
        waiting = received(data_owner, visits, *THREE)
        done = accepted(data_owner, visits, "B1,,2026-08-03,2026-08-04")
        visits.owner = Post.objects.create(title="Somebody else")
        visits.save()
        with pytest.raises(Refused, match="not yours any more"):
            verbs.accept_import(batch=waiting, by=data_owner)
        with pytest.raises(Refused, match="not yours any more"):
            verbs.submit_import(batch=done, by=data_owner)
        assert Case.objects.count() == 1
        assert not Result.objects.filter(workflow="submitted").exists()
