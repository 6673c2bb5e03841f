"""Reminders: thirty days of clock against a written table; one mail a person and day, at most."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.urls import resolve, reverse

from charter import jobs, notices
from charter.actions.digests import (
    Rhythm,
    ask_for_digests,
    change_timetable,
    choose_mails,
    make_digests,
    send_digest,
)
from charter.actions.drafts import return_draft, save_draft, start_draft, submit_draft
from charter.actions.people import switch_off
from charter.conflicts import Changed
from charter.drafts import Where
from charter.faults import Refused
from charter.identity import letters
from charter.mails import digest_context
from charter.models import (
    AuditEvent,
    BankHoliday,
    Charter,
    Digest,
    DigestRun,
    Job,
    MailChoice,
    Post,
    Theme,
    Timetable,
    User,
)
from charter.notices import KINDS
from charter.periods import Period
from measures.actions import approve_result, record_result, return_result, submit_result
from measures.figures import Figures
from measures.models import Measure, MeasureCommentary, PeriodUnlock, Result, YearClosing
from promises.actions import record_edition
from promises.models import Publication
from tests.measures.by_hand import Hand
from tests.people import fields_of, make_person, put_into, signed_in

pytestmark = pytest.mark.django_db
SEPTEMBER = Period.parse("2026-09")
FIRST, DAYS = date(2026, 10, 1), 30

# By day of October 2026: who reads what. Everything else is silence.
EXPECTED: dict[int, dict[str, list[str]]] = {
    5: {"dan": ["due_today calls"]},
    7: {"ann": ["due_soon repairs"]},
    10: {"bob": ["escalated calls", "escalated lifts"]},
    12: {"ann": ["due_soon repairs"], "dan": ["overdue calls"]},
    13: {"bob": ["to_decide repairs"]},
    14: {"ann": ["returned repairs", "due_today repairs", "due_soon policy"]},
    15: {"bob": ["to_decide repairs"]},
    16: {"ann": ["review repairs"]},
    17: {"bob": ["escalated calls", "escalated lifts"]},
    18: {"bob": ["to_decide repairs"]},
    19: {"ann": ["due_soon policy"], "dan": ["overdue calls"]},
    20: {"ann": ["approved repairs"]},
    21: {"ann": ["due_today policy"]},
    22: {"ann": ["overdue policy"]},
    24: {"bob": ["escalated calls", "escalated lifts"]},
    26: {"dan": ["overdue calls"]},
    29: {"ann": ["overdue policy"], "bob": ["to_decide policy"]},
}


@pytest.fixture
def people() -> dict[str, User]:
    """Ann and Dan own measures, Bob approves; Cat was switched off and owns one too."""
    with time_machine.travel(datetime(2026, 9, 1, tzinfo=UTC)):
        hand = Hand.made("2026-09")
        found = {
            "ann": make_person("Ann", "data_owner"),
            "bob": make_person("Bob", "approver"),
            "cat": make_person("Cat", "data_owner"),
            "dan": make_person("Dan", "data_owner"),
        }
        posts = {name: Post.objects.create(title=f"Post of {name}") for name in found}
        for name, post in posts.items():
            put_into(post, found[name])
        in_time = {"due_working_days": 10}, {"due_working_days": None, "due_calendar_days": 5}
        for slug, owner, due in (
            ("repairs", "ann", in_time[0]), ("calls", "dan", in_time[1]), ("lifts", "cat", in_time[1]),
        ):  # fmt: skip
            measure = hand.measure(slug, owner=posts[owner], approver=posts["bob"], **due)
            hand.target(measure, "2026-04-01", 90)
        Measure.objects.filter(slug="repairs").update(next_review=date(2026, 11, 15))
        Publication.objects.create(
            slug="policy", title="policy", schedule="once by 2026-10-21", owner=posts["ann"]
        )
        choose_mails(person=found["dan"], days="mondays", unwanted=[], version=0)
        switch_off(person=found["cat"], by=found["bob"])
        return found


def act(day: int, people: dict[str, User]) -> None:
    """What people do at noon of a day of October."""
    repairs = Measure.objects.get(slug="repairs")
    if day in (12, 14):
        draft = record_result(
            measure=repairs, period=SEPTEMBER, figures=Figures(numerator=95, denominator=100),
            by=people["ann"],
        )  # fmt: skip
        submit_result(result=draft, by=people["ann"])
    if day == 13:
        return_result(result=Result.objects.get(), by=people["bob"], reason="Which list is this from?")
    if day == 19:
        approve_result(result=Result.objects.get(), by=people["bob"])
    if day == 28:
        record_edition(
            publication=Publication.objects.get(), title="policy", published=date(2026, 10, 28),
            address="https://example.org/policy", by=people["ann"],
        )  # fmt: skip


def work_off() -> None:
    """Do what waits of the mails, as the worker does."""
    for pk in Job.objects.filter(kind="send_digest", state="queued").values_list("pk", flat=True):
        assert jobs.run(pk)


def one_day(day: date, people: dict[str, User], hour: int = 8) -> None:
    """Digests in the morning, asked for twice; what people do at noon."""
    with time_machine.travel(datetime(day.year, day.month, day.day, hour, tzinfo=UTC), tick=False) as clock:
        make_digests(by=User.objects.system())
        make_digests(by=User.objects.system())
        work_off()
        clock.move_to(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
        act(day.day, people)


def told(people: dict[str, User]) -> dict[int, dict[str, list[str]]]:
    """Who read what on which day, in the words of the table."""
    names = {person.pk: name for name, person in people.items()}
    found: dict[int, dict[str, list[str]]] = {}
    for digest in Digest.objects.order_by("day", "person"):
        lines = [f"{line['kind']} {_subject(line['text'])}" for line in digest.lines]
        found.setdefault(digest.day.day, {})[names[digest.person_id]] = lines
    return found


def _subject(text: str) -> str:
    return next(slug for slug in ("repairs", "calls", "lifts", "policy") if slug in text)


@pytest.fixture
def october(people) -> dict[str, User]:
    for number in range(DAYS):
        one_day(FIRST + timedelta(days=number), people)
    return people


def test_thirty_days_give_exactly_the_mails_of_the_table(october) -> None:
    assert told(october) == EXPECTED
    mails = sum(len(row) for row in EXPECTED.values())
    assert len(mail.outbox) == mails
    sent = [(message.to[0], message.extra_headers["Message-ID"]) for message in mail.outbox]
    assert len(set(sent)) == mails
    assert october["cat"].email not in {to for to, _ in sent}
    assert DigestRun.objects.count() == DAYS


def test_without_the_row_of_the_day_the_second_asking_would_make_mails_again(people) -> None:
    """Negative control: two locks, the row of the day and one digest a day; with both off, two mails."""
    with time_machine.travel(datetime(2026, 10, 7, 8, tzinfo=UTC), tick=False):
        system = User.objects.system()
        assert (make_digests(by=system), make_digests(by=system)) == (1, 0)
        DigestRun.objects.all().delete()
        with pytest.raises(IntegrityError), transaction.atomic():
            make_digests(by=system)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE charter_digest DROP CONSTRAINT one_digest_a_day")
        assert make_digests(by=system) == 1
        work_off()
    assert [message.to for message in mail.outbox] == [[people["ann"].email]] * 2


def test_what_was_missed_while_the_worker_stood_still_comes_with_the_next_mail(people) -> None:
    one_day(date(2026, 10, 6), people)
    one_day(date(2026, 10, 9), people)
    assert told(people)[9]["ann"] == ["due_soon repairs"]
    assert "in 5 days" in Digest.objects.get(person=people["ann"]).lines[0]["text"]


def test_a_figure_that_came_meanwhile_is_not_asked_for(people) -> None:
    with time_machine.travel(datetime(2026, 10, 6, tzinfo=UTC)):
        act(12, people)
    one_day(date(2026, 10, 7), people)
    assert "ann" not in told(people).get(7, {})


def test_a_mail_goes_out_once_and_not_to_somebody_switched_off_meanwhile(people) -> None:
    with time_machine.travel(datetime(2026, 10, 7, 8, tzinfo=UTC), tick=False):
        make_digests(by=User.objects.system())
        digest = Digest.objects.get()
        assert send_digest(digest=digest) == "sent"
        assert send_digest(digest=digest) == "sent before"
        Digest.objects.update(sent_at=None)
        switch_off(person=people["ann"], by=people["bob"])
        assert send_digest(digest=digest) == "not sent: the account is switched off"
    assert len(mail.outbox) == 1


def test_a_mail_that_could_not_be_sent_is_tried_again(people, settings) -> None:
    with time_machine.travel(datetime(2026, 10, 7, 8, tzinfo=UTC), tick=False):
        make_digests(by=User.objects.system())
        job = Job.objects.get(kind="send_digest")
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 2
        jobs.run(job.pk)
        job.refresh_from_db()
        assert (job.state, job.attempts, Digest.objects.get().sent_at) == ("queued", 1, None)


def test_a_mail_says_the_same_as_text_and_as_html(people) -> None:
    one_day(date(2026, 10, 7), people)
    message = mail.outbox[0]
    html = message.alternatives[0][0]
    address = "/staff/figures/repairs/2026-09/"
    for body in (message.body, html):
        assert "repairs, September 2026: due on 14 October 2026, in 7 days" in body
        assert address in body
        assert reverse("account_mails") in body
    assert message.subject == "Customer charter: 1 due soon"
    assert "ann" not in message.subject.lower()


def test_what_somebody_does_not_want_is_left_out_except_what_must_be_told(people) -> None:
    choose_mails(person=people["ann"], days="daily", unwanted=["due_soon"], version=0)
    one_day(date(2026, 10, 7), people)
    assert told(people) == {}
    with pytest.raises(Refused):
        choose_mails(person=people["ann"], days="daily", unwanted=["overdue"], version=1)
    with pytest.raises(Changed):
        choose_mails(person=people["ann"], days="daily", unwanted=[], version=0)


def test_a_changed_timetable_moves_the_reminders(people) -> None:
    wanted = Rhythm((3,), 2, 1, 1, 10, 6)
    change_timetable(wanted=wanted, version=0, by=people["bob"])
    for number in range(9):
        one_day(FIRST + timedelta(days=number), people)
    found = told(people)
    assert found[6]["bob"] == ["escalated calls", "escalated lifts"]
    assert 7 not in found or "ann" not in found[7]
    event = AuditEvent.objects.get(verb="change_timetable")
    assert event.detail["before"]["overdue_every"] == 7


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("overdue_every", 0),
        ("escalate_after", 61),
        ("hour", 24),
        ("before_due", (0,)),
        ("review_before", 366),
    ],
)
def test_a_timetable_out_of_bounds_is_refused_by_name(people, name, value) -> None:
    good = {"before_due": (7,), "overdue_every": 7, "escalate_after": 5, "waiting_days": 3}
    good |= {"review_before": 30, "hour": 7}
    with pytest.raises(Refused) as refusal:
        change_timetable(wanted=Rhythm(**good | {name: value}), version=0, by=people["bob"])
    assert [fault.where for fault in refusal.value.faults] == [name]
    assert not Timetable.objects.exists()


def test_digests_are_asked_for_from_their_hour_on_and_once_a_day(people) -> None:
    system = User.objects.system()
    for hour, asked in ((5, False), (6, True)):  # 7 o'clock London summer time
        with time_machine.travel(datetime(2026, 10, 7, hour, tzinfo=UTC), tick=False):
            job = ask_for_digests(by=system)
            assert (job is not None) == asked
    with time_machine.travel(datetime(2026, 10, 7, 6, 30, tzinfo=UTC), tick=False):
        assert jobs.run(job.pk)
        assert ask_for_digests(by=system) is None
    assert DigestRun.objects.get().made == 1


def test_the_calendar_that_ends_is_told_to_administrators_every_month(db) -> None:
    boss = make_person("Boss", "administrator")
    BankHoliday.objects.filter(day__year__gte=2028).delete()
    with time_machine.travel(datetime(2027, 1, 30, 8, tzinfo=UTC), tick=False):
        stretch = notices.Stretch(date(2027, 1, 29), date(2027, 1, 30), notices.timetable())
        found = [one for one in notices.occasions(stretch) if one.kind == "calendar"]
    assert [one.person for one in found] == [boss.pk]
    assert "ends with 2027" in found[0].text


def test_a_deputy_hears_only_while_nobody_holds_the_post(people) -> None:
    eve = make_person("Eve", "data_owner")
    post = Post.objects.get(title="Post of ann")
    put_into(post, eve, deputy=True)
    day = date(2026, 10, 7)
    assert notices.holders([post.pk], day) == {post.pk: [people["ann"].pk]}
    post.holdings.filter(person=people["ann"]).update(ends=date(2026, 10, 1))
    assert notices.holders([post.pk], day) == {post.pk: [eve.pk]}


def test_drafts_of_texts_are_told_to_who_decides_and_to_their_author(people) -> None:
    officer = make_person("Officer", "engagement_officer")
    promise = Hand(people["ann"], people["bob"], Charter.objects.get(), Theme.objects.get()).promise()
    promise.next_review = date(2026, 11, 6)
    promise.save()
    with time_machine.travel(datetime(2026, 10, 5, 12, tzinfo=UTC)):
        where = Where(promise.charter_id, promise)
        draft = start_draft(kind="promise", where=where, by=officer)
        save_draft(draft=draft, typed=dict(draft.was) | {"title": "Better"}, note="Why not", by=officer)
        submit_draft(draft=draft, by=officer)
    people["officer"] = officer
    one_day(date(2026, 10, 6), people)
    with time_machine.travel(datetime(2026, 10, 6, 13, tzinfo=UTC)):
        return_draft(draft=draft, reason="Shorter, please.", by=people["bob"])
    one_day(date(2026, 10, 7), people)
    read = {
        (digest.day.day, digest.person): [line["text"] for line in digest.lines]
        for digest in Digest.objects.all()
    }
    assert read[6, people["bob"]] == ["Promise: C: p"]
    assert read[7, officer] == [
        "Promise: C: p: Shorter, please.",
        "Wording of “p”: review by 6 November 2026",
    ]


def test_openings_that_are_asked_for_wait_for_the_other_approvers(people) -> None:
    carl = make_person("Carl", "approver")
    people["carl"] = carl
    day = datetime(2026, 10, 5, 12, tzinfo=UTC)
    unlock = PeriodUnlock.objects.create(
        measure=Measure.objects.get(slug="repairs"), period="2026-06", period_kind="month",
        reason="A late list", asked_by=people["ann"], asked_at=day,
    )  # fmt: skip
    YearClosing.objects.create(
        year="2025-26", starts=date(2025, 4, 1), ends=date(2026, 3, 31), closed_by=people["bob"],
        closed_at=day, asked_by=people["bob"], asked_at=day, asked_because="A wrong survey",
    )  # fmt: skip
    one_day(date(2026, 10, 6), people)
    told_to = {one.person: [line["text"] for line in one.lines] for one in Digest.objects.all()}
    assert told_to[people["bob"]] == ["Unlock repairs, June 2026: A late list"]
    assert told_to[carl] == [
        "Open 2025-26 again: A wrong survey", "Unlock repairs, June 2026: A late list",
    ]  # fmt: skip
    addresses = [line["address"] for line in Digest.objects.get(person=people["bob"]).lines]
    assert addresses == [reverse("staff_unlock", args=[unlock.pk])]


def test_words_and_openings_are_told_when_they_wait_and_when_they_are_decided(people) -> None:
    repairs, noon = Measure.objects.get(slug="repairs"), datetime(2026, 10, 5, 12, tzinfo=UTC)
    with time_machine.travel(noon, tick=False):
        words = MeasureCommentary.objects.create(
            measure=repairs, period="2026-09", period_kind="month", period_start=date(2026, 9, 1),
            period_end=date(2026, 9, 30), why="Storm", action="Roofs", written_by=people["dan"],
        )  # fmt: skip
    PeriodUnlock.objects.create(
        measure=repairs, period="2026-06", period_kind="month", reason="A late list", asked_by=people["ann"],
        asked_at=noon, ended_by=people["bob"], ended_at=noon, ended_because="It is settled",
    )  # fmt: skip
    one_day(date(2026, 10, 6), people)
    assert [line["text"] for line in Digest.objects.get(person=people["bob"]).lines] == [
        "Words about repairs, September 2026"
    ]
    assert [line["text"] for line in Digest.objects.get(person=people["ann"]).lines] == [
        "Not unlocked: repairs, June 2026: It is settled"
    ]
    words.workflow, words.returned_because = "returned", "Which storm?"
    words.decided_by, words.decided_at = people["bob"], datetime(2026, 10, 6, 12, tzinfo=UTC)
    words.save()
    choose_mails(person=people["dan"], days="daily", unwanted=[], version=1)
    one_day(date(2026, 10, 7), people)
    told_to_dan = Digest.objects.get(person=people["dan"], day=date(2026, 10, 7)).lines
    assert "Words about repairs, September 2026: Which storm?" in [line["text"] for line in told_to_dan]


def test_who_sends_a_figure_that_they_would_approve_has_others_told(people) -> None:
    carl = make_person("Carl", "approver")
    row = Hand(people["bob"], carl, Charter.objects.get(), Theme.objects.get()).figure(
        Measure.objects.get(slug="repairs"), "2026-09", (95, 100), "2026-10-05"
    )
    Result.objects.filter(pk=row.pk).update(
        workflow="submitted", approval="", decided_by=None, decided_at=None
    )
    one_day(date(2026, 10, 6), people)
    assert Digest.objects.get(person=carl).lines[0]["kind"] == "to_decide"


def test_two_first_choices_in_one_moment_are_one_choice_and_a_conflict(people) -> None:
    """The second finds no row to lock, and its insert meets the first's."""
    real = MailChoice.objects.select_for_update
    held = type("Nobody", (), {"filter": lambda self, **by: MailChoice.objects.none()})()
    choose_mails(person=people["ann"], days="weekdays", unwanted=[], version=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(MailChoice.objects), "select_for_update", lambda self: held)
        with pytest.raises(Changed):
            choose_mails(person=people["ann"], days="daily", unwanted=[], version=0)
    assert real().get(person=people["ann"]).days == "weekdays"


def test_a_long_mail_says_how_much_more_there_is(people) -> None:
    lines = [{"kind": "overdue", "text": f"Figure {n}", "address": "/staff/"} for n in range(300)]
    context = digest_context("Ann", lines)
    assert (len(context["parts"][0].lines), context["parts"][0].more) == (15, 285)
    assert context["subject"] == "Customer charter: 300 overdue"


class TestPages:
    """What I hear of, and the timetable."""

    def test_a_person_chooses_and_the_choice_comes_back(self, people) -> None:
        client = signed_in(people["ann"])
        page = client.get(reverse("account_mails"))
        assert page.status_code == 200
        sent = fields_of(page) | {"days": "weekdays", "wanted": ["approved"]}
        assert client.post(reverse("account_mails"), sent).status_code == 302
        choice = MailChoice.objects.get(person=people["ann"])
        assert choice.days == "weekdays"
        assert "approved" not in choice.unwanted
        assert "due_soon" in choice.unwanted
        again = client.post(reverse("account_mails"), fields_of(page) | {"days": "daily", "wanted": []})
        assert again.status_code == 409

    @pytest.mark.parametrize(
        ("role", "offered"),
        [
            ("data_owner", {"due_today", "due_soon", "review", "approved"}),
            ("approver", {"to_decide", "approved"}),
            ("engagement_officer", {"review", "approved"}),
            ("administrator", {"calendar", "approved"}),
            ("body_reader", {"alert", "papers"}),
            ("panel_member", {"alert", "papers"}),
        ],
    )
    def test_only_what_the_roles_can_receive_is_offered(self, role, offered) -> None:
        person = make_person("Some One", role)
        page = signed_in(person).get(reverse("account_mails"))
        assert {key for key, _ in page.context["form"].fields["wanted"].choices} == offered
        assert ("nothing that we write to you about" in page.content.decode()) == (not offered)
        other = "calendar" if role != "administrator" else "to_decide"
        with pytest.raises(Refused, match="list on this page"):
            choose_mails(person=person, days="daily", unwanted=[other], version=0)

    def test_the_example_reads_like_a_mail(self) -> None:
        page = signed_in(make_person("Boss", "administrator")).get(reverse("staff_reminders"))
        assert "was due on 12 October 2026, 9 days late" in page.context["plain"]
        for one in KINDS.values():
            assert str(one.sample) in page.context["plain"]
            assert str(one.says) not in page.context["plain"]
            assert resolve(one.address).url_name

    def test_a_choice_that_is_not_on_the_list_changes_nothing(self, people) -> None:
        client = signed_in(people["ann"])
        sent = fields_of(client.get(reverse("account_mails"))) | {"days": "never", "wanted": ["salary"]}
        assert client.post(reverse("account_mails"), sent).status_code == 422
        assert not MailChoice.objects.filter(person=people["ann"]).exists()

    def test_an_administrator_changes_the_timetable_and_sees_a_mail(self) -> None:
        client = signed_in(make_person("Boss", "administrator"))
        page = client.get(reverse("staff_reminders"))
        assert "SENT BACK TO YOU" in page.content.decode()
        sent = fields_of(page) | {"before_due": "10, 5, 1", "hour": "6"}
        assert client.post(reverse("staff_reminders"), sent).status_code == 302
        assert Timetable.objects.get().before_due == [10, 5, 1]
        shown = client.get(reverse("staff_digest_html"))
        assert "<h2>Overdue</h2>" in shown.content.decode()

    def test_an_administrator_sees_every_letter_in_both_forms(self) -> None:
        client = signed_in(make_person("Boss", "administrator"))
        page = client.get(reverse("staff_reminders")).content.decode()
        for kind, says in letters.SUBJECTS.items():
            where = reverse("staff_letter_html", args=[kind])
            assert where in page
            shown = client.get(where).content.decode()
            assert f"<h1>{says}</h1>" in shown
            assert "{{" not in shown
        assert client.get(reverse("staff_letter_html", args=["letter"])).status_code == 404

    @pytest.mark.parametrize("typed", ["", "seven", "7; 2", "1_0", "٧", "-1", "9999"])
    def test_days_that_cannot_be_read_are_refused(self, typed) -> None:
        client = signed_in(make_person("Boss", "administrator"))
        sent = fields_of(client.get(reverse("staff_reminders"))) | {"before_due": typed}
        answer = client.post(reverse("staff_reminders"), sent)
        assert answer.status_code == 422
        assert not Timetable.objects.exists()
