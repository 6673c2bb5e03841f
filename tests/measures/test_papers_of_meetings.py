"""Schedules: ten days of clock against a written table; papers come by themselves, and are missed aloud."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from charter import changes
from charter.actions.digests import make_digests
from charter.models import AuditEvent, Body, Digest, Job, RoleGrant, User
from measures.actions.schedules import ask_for_papers, prepare_papers
from measures.models import Meeting, Release, Report
from tests.measures import frozen
from tests.people import make_person, signed_in

pytestmark = pytest.mark.django_db

MEETING, DUE = date(2026, 11, 19), date(2026, 11, 12)
READY = "Board, meeting on 19 November 2026: the papers for July to September 2026 are ready"
TODAY = "Group, meeting on 19 November 2026: its papers are due today and are not ready"
LATE = "Group, meeting on 19 November 2026: its papers were due on 12 November 2026 and are not ready"
# By day of November 2026: what each morning orders, and who reads what. Everything else is silence.
ORDERED = {9: ["board", "group"], 10: ["group"], 11: ["group"], 12: ["group"], 13: ["group"], 14: ["group"],
           15: ["group"], 16: ["group"]}  # fmt: skip
TOLD = {10: {"Bo": [READY]}, 12: {"Carla": [TODAY]}, 13: {"Carla": [LATE]}}


def travel(day: date, hour: int, minute: int = 0) -> Any:
    return time_machine.travel(datetime.combine(day, time(hour, minute), UTC), tick=False)


@pytest.fixture
def people() -> dict[str, User]:
    found = {
        "bo": make_person("Bo", "body_reader"),
        "gwen": make_person("Gwen", "panel_member"),
        "mo": make_person("Mo", "body_reader"),
        "carla": make_person("Carla", "engagement_officer"),
        "ava": make_person("Ava", "approver"),
    }
    for name, kind, slug in (
        ("bo", "board", "board"),
        ("gwen", "tenant", "group"),
        ("mo", "committee", "money"),
    ):
        body = Body.objects.create(slug=slug, name=slug.title(), kind=kind)
        RoleGrant.objects.filter(person=found[name]).update(body=body)
    return found


def meeting(slug: str, **more: Any) -> Meeting:
    body = Body.objects.get(slug=slug)
    return Meeting.objects.create(body=body, **({"held_on": MEETING, "papers_due": DUE} | more))


def filed(report: Report, *, status: str = "final") -> None:
    """The worker made the paper and found it whole."""
    report.file.save("paper.pdf", ContentFile(b"%PDF-1.7"), save=False)
    report.status = status
    report.save()
    with transaction.atomic():
        changes.announce("report", [report.pk], by=User.objects.system())


@pytest.fixture(autouse=True)
def _files(tmp_path, settings) -> None:
    settings.MEDIA_ROOT = tmp_path


def morning(day: date) -> list[str]:
    """Slugs of the bodies whose paper is ordered at half past five, and in the hands of the worker."""
    with travel(day, 5, 30):
        Job.objects.filter(kind="render_report").update(state="failed")
        prepare_papers(by=User.objects.system())
        return sorted(
            Report.objects.filter(job__kind="render_report", job__state="queued").values_list(
                "body__slug", flat=True
            )
        )


def told(day: date) -> dict[str, list[str]]:
    with travel(day, 7):
        make_digests(by=User.objects.system())
    wanted = ("papers", "papers_missing")
    found = {
        one.person.name: [line["text"] for line in one.lines if line["kind"] in wanted]
        for one in Digest.objects.filter(day=day).select_related("person")
    }
    return {name: lines for name, lines in found.items() if lines}


class TestTenDays:
    def test_against_the_table(self, people) -> None:
        """The Board's paper comes out whole; the group's fails each time, aloud to who called the meeting."""
        frozen.published(charter=frozen.charter())
        board = meeting("board")
        meeting("group", called_by=people["carla"])
        meeting("money", state="cancelled")
        meeting("money", held_on=date(2026, 11, 20), papers_due=None)
        ordered, heard = {}, {}
        for number in range(7, 17):
            day = date(2026, 11, number)
            ordered[number] = morning(day)
            board.refresh_from_db()
            if number == 9:
                with travel(day, 5, 31):
                    filed(board.report)
            heard[number] = told(day)
        assert {day: slugs for day, slugs in ordered.items() if slugs} == ORDERED
        assert {day: lines for day, lines in heard.items() if lines} == TOLD
        board.refresh_from_db()
        assert board.report.released_to_board
        assert board.report.body.slug == "board"
        assert {event.verb for event in AuditEvent.objects.filter(subject_id=str(board.pk))} >= {
            "prepare_papers",
            "announce_papers",
        }


class TestEdges:
    def test_without_a_release_nothing_is_ordered_and_approvers_hear(self, people) -> None:
        meeting("board")
        assert morning(DUE) == []
        assert [*told(DUE)] == ["Ava"]  # nobody called it

    def test_a_draft_is_no_paper_for_a_meeting(self, people) -> None:
        frozen.published(charter=frozen.charter())
        board = meeting("board")
        morning(DUE)
        board.refresh_from_db()
        with travel(DUE, 6):
            filed(board.report, status="draft")
        board.refresh_from_db()
        assert (board.papers_said_at, board.report.released_to_board) == (None, False)
        assert [*told(date(2026, 11, 13))] == ["Ava"]

    @pytest.mark.parametrize(("day", "again"), [(11, True), (12, True), (13, False)])
    def test_a_newer_release_is_ordered_until_the_due_day(self, people, day, again) -> None:
        board, first, _newer = self.corrected()
        assert bool(morning(date(2026, 11, day))) is again
        board.refresh_from_db()
        assert (board.report, bool(board.papers_said_at)) == (first, True)

    def test_a_paper_stays_until_its_successor_is_whole(self, people) -> None:
        board, first, newer = self.corrected()
        assert morning(date(2026, 11, 12)) == ["board"]
        board.refresh_from_db()
        assert (board.report, bool(board.papers_said_at)) == (first, True)
        second = Report.objects.get(release=newer)
        with travel(date(2026, 11, 12), 6):
            filed(second)
        board.refresh_from_db()
        assert (board.report, second.release.slug) == (second, "newer")
        assert told(date(2026, 11, 13)) == {"Bo": [READY]}

    def test_a_withdrawn_paper_is_none_even_after_the_due_day(self, people) -> None:
        board, _first, _newer = self.corrected()
        why = {"withdrawn_by": people["ava"], "withdrawn_at": timezone.now(), "withdrawn_because": "Wrong."}
        Release.objects.filter(slug="old").update(state="withdrawn", **why)
        assert [*told(DUE)] == ["Ava"]
        assert morning(date(2026, 11, 14)) == ["board"]
        board.refresh_from_db()
        assert board.report.release.slug == "newer"

    def corrected(self) -> tuple[Meeting, Report, Release]:
        """A meeting with its paper of a release, and a newer release since."""
        frozen.published(charter=frozen.charter())
        board = meeting("board")
        morning(date(2026, 11, 9))
        board.refresh_from_db()
        with travel(date(2026, 11, 9), 6):
            filed(board.report)
        Release.objects.update(state="earlier", slug="old", revision=1)
        with travel(date(2026, 11, 10), 12):
            newer = Release.objects.get()
            newer.pk, newer.slug, newer.revision, newer.state = None, "newer", 2, "live"
            newer.save(force_insert=True)
        return board, board.report, newer

    def test_a_paper_that_was_filed_before_it_was_noted_is_given_all_the_same(self, people) -> None:
        frozen.published(charter=frozen.charter())
        board = meeting("board")
        morning(date(2026, 11, 9))
        board.refresh_from_db()
        report = board.report
        Meeting.objects.update(report=None)
        report.file.save("paper.pdf", ContentFile(b"%PDF-1.7"), save=False)
        report.save()
        assert morning(date(2026, 11, 10)) == []
        board.refresh_from_db()
        assert (board.report, bool(board.papers_said_at)) == (report, True)

    def test_what_was_taken_back_is_not_told(self, people) -> None:
        frozen.published(charter=frozen.charter())
        board = meeting("board")
        morning(date(2026, 11, 9))
        board.refresh_from_db()
        with travel(date(2026, 11, 9), 6):
            filed(board.report)
        Report.objects.update(released_to_board=False)
        assert told(date(2026, 11, 10)) == {}

    def test_papers_of_the_morning_of_a_meeting_are_told_on_it(self, people) -> None:
        frozen.published(charter=frozen.charter())
        board = meeting("board")
        morning(MEETING)
        board.refresh_from_db()
        with travel(MEETING, 6):
            filed(board.report)
        assert told(MEETING)["Bo"] == [READY]

    def test_members_open_what_they_are_told_of_and_others_do_not(self, people) -> None:
        frozen.published(charter=frozen.charter())
        board = meeting("board")
        morning(date(2026, 11, 9))
        board.refresh_from_db()
        with travel(date(2026, 11, 9), 6):
            filed(board.report)
        file = reverse("staff_report_file", args=[board.report_id])
        papers = reverse("body_papers", args=["board"])
        for name, status in (("bo", 200), ("mo", 404), ("gwen", 404)):
            client = signed_in(people[name])
            assert [client.get(where).status_code for where in (file, papers)] == [status, status], name

    def test_what_took_place_or_is_far_off_gets_none(self, people) -> None:
        frozen.published(charter=frozen.charter())
        meeting("board", state="held")
        meeting("group", papers_due=date(2026, 11, 16))
        assert morning(DUE) == []
        assert morning(date(2026, 11, 13)) == ["group"]

    def test_two_mornings_at_once_are_one_order(self, people) -> None:
        frozen.published(charter=frozen.charter())
        meeting("board")
        with travel(DUE, 5, 30):
            assert ask_for_papers(by=User.objects.system()) == ask_for_papers(by=User.objects.system())
            prepare_papers(by=User.objects.system())
            prepare_papers(by=User.objects.system())
        assert Report.objects.count() == 1
        assert Job.objects.filter(kind="render_report").count() == 1
