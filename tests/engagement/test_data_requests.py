"""People ask about their own data: two steps before a search, a copy, erasure, and nobody left in it."""

import io
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from psycopg import sql
from pypdf import PdfReader

from charter import jobs
from charter.actions.people import erase_person, switch_off
from charter.faults import Refused
from charter.models import AuditEvent, Job, Landlord, User
from engagement.actions.data_requests import (
    Asked,
    ask_about_data,
    close_request,
    copy_for,
    erase_again,
    erase_for,
    let_search,
    list_path,
    months_after,
    note_check,
    search_for,
    take_longer,
)
from engagement.actions.followers import Topic, ask_to_follow
from engagement.actions.speaking import Said, speak
from engagement.data_map.finding import Who, search
from engagement.models import DataRequest, Event, EventPlace, Feedback, Follower, Member
from tests.engagement.desk import read
from tests.engagement.desk import send as sent
from tests.people import make_person, signed_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
CANARY = "zq7-canary"
ANA = Who("Ana Silva", f"{CANARY}@example.org", "07700 900123", "")


@pytest.fixture(autouse=True)
def clock(landlord: Landlord, settings: Any, tmp_path: Path):
    settings.DATA = tmp_path
    with time_machine.travel(NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def officer(db: None) -> User:
    return make_person("Eve Officer", "engagement_officer")


def asked(kind: str = "copy", **more: str) -> DataRequest:
    said = {"name": ANA.name, "email": ANA.email, "phone": ANA.phone} | more
    return ask_about_data(asked=Asked(kind, **said), sent_as=uuid4(), by=User.objects.system())


def let(request: DataRequest, officer: User, other: User) -> DataRequest:
    note_check(request=request, how="We called back.", by=officer)
    return let_search(request=request, by=other)


def spoken(**more: str) -> Feedback:
    said = Said("comment", f"{CANARY} said the lift is slow.", **more)
    return speak(said=said, sent_as=uuid4(), by=User.objects.system())


def follows() -> None:
    ask_to_follow(email=ANA.email, topic=Topic("charter", "", "The whole charter"), by=User.objects.system())


def a_member(**more: Any) -> Member:
    row = {"name": "Ana Silva", "email": ANA.email, "phone": "+44 7700 900123", "signed_up_at": NOW} | more
    return Member.objects.create(**row)


def tables_with(text: str) -> list[str]:
    """Every table in which the text stands anywhere."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (name,) in cursor.fetchall():
            rows = sql.SQL("SELECT count(*) FROM {} t WHERE t::text ILIKE %s").format(sql.Identifier(name))
            cursor.execute(rows.as_string(connection.connection), [f"%{text}%"])
            if cursor.fetchone()[0]:
                found.append(name)
    return sorted(found)


class TestTheClock:
    @pytest.mark.parametrize(
        ("came", "months", "due"),
        [
            (date(2026, 11, 23), 1, date(2026, 12, 23)),
            (date(2026, 12, 31), 1, date(2027, 1, 31)),
            (date(2027, 1, 31), 1, date(2027, 2, 28)),
            (date(2028, 1, 30), 1, date(2028, 2, 29)),
            (date(2026, 11, 30), 3, date(2027, 2, 28)),
        ],
    )
    def test_a_month_ends_on_the_same_day_or_the_last(self, came: date, months: int, due: date) -> None:
        assert months_after(came, months) == due

    def test_a_copy_is_due_in_a_month_and_a_complaint_in_thirty_days(self) -> None:
        assert asked().due == date(2026, 12, 23)
        assert asked("complaint").due == date(2026, 12, 23)
        with time_machine.travel(datetime(2027, 2, 1, 9, tzinfo=UTC), tick=False):
            assert asked().due == date(2027, 3, 1)
            assert asked("complaint").due == date(2027, 3, 3)

    def test_more_time_once_with_a_reason_that_the_person_reads(self, officer: User) -> None:
        request = asked()
        take_longer(request=request, because="It is a lot.", by=officer)
        request.refresh_from_db()
        assert request.due == date(2027, 2, 23)
        work()
        assert "It is a lot." in mail.outbox[-1].body
        with pytest.raises(Refused, match="already"):
            take_longer(request=request, because="Still a lot.", by=officer)
        with pytest.raises(Refused, match="no longer time"):
            take_longer(request=asked("complaint"), because="It is a lot.", by=officer)


def work() -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        for job in Job.objects.filter(state="queued").order_by("pk"):
            jobs.run(job.pk)
    assert not Job.objects.exclude(state="done").exists(), list(Job.objects.values_list("kind", "message"))


class TestTwoSteps:
    def test_nobody_searches_before_two_people_agree(self, officer: User, administrator: User) -> None:
        request = asked()
        with pytest.raises(Refused, match="must let the search begin"):
            search_for(request=request, by=officer)
        with pytest.raises(Refused, match="made sure who asks"):
            let_search(request=request, by=administrator)
        note_check(request=request, how="We called back.", by=officer)
        with pytest.raises(Refused, match="someone else"):
            let_search(request=request, by=officer)
        let_search(request=request, by=administrator)
        assert search_for(request=request, by=officer) == []
        with pytest.raises(Refused, match="stays as it is"):
            note_check(request=request, how="Another way.", by=officer)

    def test_the_database_holds_it_too(self, officer: User) -> None:
        request = asked()
        for row in (
            {"let_by": officer, "let_at": NOW},
            {"checked_by": officer, "checked_at": NOW, "let_by": officer, "let_at": NOW},
            {"closed_by": officer, "closed_at": NOW, "ending": "done"},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                DataRequest.objects.filter(pk=request.pk).update(**row)


class TestSearch:
    def test_each_holding_by_address_number_and_reference_and_nobody_elses(self) -> None:
        mine = [spoken(email=ANA.email.upper()), spoken(phone="+44 7700 900123"), spoken(name="ana silva")]
        spoken(name="Ben Okoro", email="ben@example.org", phone="07700 900999")
        known = spoken()
        member = a_member()
        a_member(name="Ben Okoro", email="ben@example.org", phone="")
        follows()
        found = search(ANA)
        assert [(one.holding, one.row, one.is_sure) for one in found] == [
            ("told_us", mine[0].pk, True),
            ("told_us", mine[1].pk, True),
            ("told_us", mine[2].pk, False),
            ("followers", Follower.objects.get(email=ANA.email).pk, True),
            ("members", member.pk, True),
        ]
        [by_number] = search(Who(reference=str(known.reference).lower()))
        assert by_number.row == known.pk
        assert search(Who()) == []

    def test_an_empty_name_or_number_finds_nobody_who_left_theirs_empty(self) -> None:
        spoken()
        assert search(Who(email=ANA.email, phone="", name="")) == []
        assert search(Who(phone="call me")) == []

    def test_the_copy_says_what_is_held_and_who_looked(self, officer: User, administrator: User) -> None:
        spoken(email=ANA.email)
        request = let(asked(), officer, administrator)
        keys = [one.key for one in search_for(request=request, by=officer)]
        [copy] = copy_for(request=request, chosen=keys, by=officer)
        assert ("What you wrote", f"{CANARY} said the lift is slow.") in copy.facts
        assert ("Came", "23 November 2026, 10am") in copy.facts
        with pytest.raises(Refused, match="Choose what belongs"):
            copy_for(request=request, chosen=["told_us-0"], by=officer)


class TestErasing:
    def test_nothing_of_the_person_is_left_in_any_table_and_the_counts_stand(
        self, officer: User, administrator: User
    ) -> None:
        spoken(email=ANA.email, name=f"{CANARY} Ana")
        member = a_member(name=f"{CANARY} Ana", access_needs=f"{CANARY} needs a ramp")
        event = Event.objects.create(
            slug="e", kind="meeting", title="Meeting", starts=NOW + timedelta(days=9), planned_by=officer
        )
        place = EventPlace.objects.create(event=event, member=member, state="coming", came=True)
        follows()
        request = let(asked("erase", name=f"{CANARY} Ana"), officer, administrator)
        assert tables_with(CANARY), "negative control: it is there before"
        chosen = [one.key for one in search_for(request=request, by=officer)]
        assert len(chosen) == 3
        assert erase_for(request=request, chosen=chosen, by=officer) == 3
        close_request(request=request, ending="done", because="We deleted it.", by=officer)
        work()
        assert tables_with(CANARY) == []
        place.refresh_from_db()
        assert (place.member_id, place.came, Feedback.objects.count()) == (None, True, 1)

    def test_only_who_asks_for_it_is_erased_and_only_what_is_theirs(
        self, officer: User, administrator: User
    ) -> None:
        spoken(email=ANA.email)
        other = spoken(email="ben@example.org")
        copy = let(asked(), officer, administrator)
        with pytest.raises(Refused, match="did not ask"):
            erase_for(request=copy, chosen=["told_us-1"], by=officer)
        request = let(asked("erase"), officer, administrator)
        with pytest.raises(Refused, match="Choose what belongs"):
            erase_for(request=request, chosen=[f"told_us-{other.pk}"], by=officer)
        other.refresh_from_db()
        assert other.text

    def test_an_older_backup_is_erased_again_from_the_list(
        self, officer: User, administrator: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        spoken(email=ANA.email)
        member = a_member()
        request = let(asked("erase"), officer, administrator)
        chosen = [one.key for one in search_for(request=request, by=officer)]
        with transaction.atomic(), django_capture_on_commit_callbacks(execute=True):
            erase_for(request=request, chosen=chosen, by=officer)
        lines = list_path().read_text().splitlines()
        assert json.loads(lines[0]) == {"holding": "members", "row": member.pk}
        a_member(pk=member.pk)  # as the backup brings it back
        call_command("erase_again", "--by", officer.email, stdout=(said := io.StringIO()))
        assert "2 in the list, 2 of them were here" in said.getvalue()
        assert not Member.objects.exists()
        assert erase_again(lines, by=officer) == 1, "the matter itself stays, and is empty already"

    def test_an_account_is_erased_when_its_work_has_ended(self, administrator: User, officer: User) -> None:
        leaver = make_person("Lee Leaver", "data_owner")
        with pytest.raises(Refused, match="still at work"):
            erase_person(person=leaver, by=administrator)
        switch_off(person=leaver, by=administrator)
        with pytest.raises(Refused, match="still at work"):
            erase_person(person=leaver, by=administrator)
        leaver.grants.update(ends=timezone.localdate())
        gone = erase_person(person=leaver, by=administrator)
        assert (gone.name, gone.email, gone.has_usable_password()) == (
            "",
            f"erased-{leaver.pk}@portal.invalid",
            False,
        )
        assert tables_with("Leaver") == []
        with pytest.raises(Refused, match="own account"):
            erase_person(person=User.objects.system(), by=administrator)


class TestThePages:
    def test_from_the_form_to_the_copy_and_the_end(self, officer: User, administrator: User) -> None:
        spoken(email=ANA.email)
        client = Client()
        typed = {"kind": "copy", "name": ANA.name, "email": ANA.email, "page": self.page(client)}
        answer = self.post(client, typed)
        assert answer["Location"] == reverse("your_data_asked")
        assert self.post(client, typed)["Location"] == reverse("your_data_asked"), "a second press"
        [request] = DataRequest.objects.all()
        assert "within a month" in client.get(answer["Location"]).content.decode()
        work()
        assert request.reference in mail.outbox[-1].subject
        where = reverse("staff_data_request", args=[request.pk])
        desk, other = signed_in(officer), signed_in(administrator)
        assert ANA.email in read(desk, where)
        assert ANA.email not in read(other, where), "who lets it begin does not see who asks"
        sent(desk, where, do="check", checked="We called back.", version=1, opened="")
        sent(other, where, do="let", version=2, opened="")
        assert CANARY in read(desk, where)
        assert CANARY not in read(other, where)
        self.copies(desk, where)
        sent(desk, where, do="close", ending="done", because="Here it is.", version=3, opened="")
        work()
        request.refresh_from_db()
        assert (request.name, request.email, request.text) == ("", "", "")
        assert "Here it is." in mail.outbox[-1].body
        assert "Who asked is not kept any more." in read(desk, where)
        verbs = list(AuditEvent.objects.filter(subject_kind="engagement.datarequest").values_list("verb"))
        assert ("search_person",) in verbs
        assert ("copy_person",) in verbs

    def page(self, client: Client) -> str:
        return str(client.get(reverse("your_data")).context["form"]["page"].value())

    def post(self, client: Client, typed: dict[str, str], status: int = 302) -> Any:
        with time_machine.travel(timezone.now() + timedelta(seconds=10), tick=False):
            answer = client.post(reverse("your_data"), typed)
        assert answer.status_code == status
        return answer

    def copies(self, desk: Client, where: str) -> None:
        boxes = {"form_token": str(uuid4()), "do": "copy", "version": 3, "opened": ""}
        boxes["chosen"] = [f"told_us-{Feedback.objects.get().pk}"]
        told = json.loads(desk.post(where, boxes | {"as": "json"}).content)
        assert CANARY in json.dumps(told)
        paper = PdfReader(io.BytesIO(desk.post(where, boxes | {"as": "pdf"}).content))
        assert f"{CANARY} said the lift is slow." in paper.pages[0].extract_text()
        assert "/StructTreeRoot" in paper.trailer["/Root"], "it is tagged"

    def test_faults_are_told_and_what_was_typed_stays(self) -> None:
        client = Client()
        typed = {"kind": "copy", "name": "Ana Silva", "page": self.page(client)}
        text = self.post(client, typed, 422).content.decode()
        assert "Give an e-mail address or a telephone number" in text
        assert 'value="Ana Silva"' in text
        assert not DataRequest.objects.exists()

    def test_who_may(self, officer: User, administrator: User, approver: User, data_owner: User) -> None:
        request = asked()
        where = reverse("staff_data_request", args=[request.pk])
        for person, status in ((officer, 200), (administrator, 200), (approver, 403), (data_owner, 403)):
            assert signed_in(person).get(where).status_code == status
            assert signed_in(person).get(reverse("staff_data_requests")).status_code == status
        refused = signed_in(administrator).post(where, {"do": "close", "form_token": str(uuid4())})
        assert refused.status_code == 403
        assert signed_in(officer).post(where, {"do": "made-up"}).status_code == 404
