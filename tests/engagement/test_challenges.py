"""Challenges: who may raise, confirm, answer and withhold, in the verbs and in the database itself."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from charter.faults import Refused
from charter.models import AuditEvent, Body, Post, RoleGrant, Timetable, User
from charter.notices import DEFAULT_BEFORE_DUE, Stretch
from engagement.actions.challenges import (
    Doubt,
    answer_challenge,
    confirm_challenge,
    raise_challenge,
    withhold_challenge,
)
from engagement.models import Challenge
from engagement.notices import challenges_due
from engagement.presenters import challenges as presented
from engagement.querysets.challenges import challenges_of, challenges_that_wait
from engagement.sections import challenges as section
from measures.models import Measure
from measures.sections import Asked
from tests.engagement import rows
from tests.people import LONG_AGO, make_person

pytestmark = pytest.mark.django_db
NOW, DUE = "2026-11-23 10:00:00+00:00", date(2026, 12, 7)  # ten working days later


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def member_of(body: Body, name: str) -> User:
    made = make_person(name, second_factor=False)
    RoleGrant.objects.create(person=made, role="panel_member", body=body, starts=LONG_AGO, given_by=made)
    return made


@pytest.fixture
def maya(db: None) -> User:
    return member_of(rows.body(), "Maya Osei")


@pytest.fixture
def brian(db: None) -> User:
    return member_of(rows.body(), "Brian Tully")


def make_measure(**more: object) -> Measure:
    return Measure.objects.create(
        kind="percentage", frequency="monthly", direction="higher", unit="%", decimals=1, **more
    )


@pytest.fixture
def measure(post: Post) -> Measure:
    return make_measure(slug="repairs", title="Repairs on time", owner=post)


def raised(by: User, kind: str = "own", **more: str) -> Challenge:
    doubt = Doubt(text="Who counted this?", measure="repairs", **more)
    return raise_challenge(kind=kind, body=rows.body(), doubt=doubt, by=by)


def public(one: Challenge) -> presented.ChallengeView | None:
    return presented.challenge(one.pk, timezone.localdate())


class TestRules:
    def test_own_words_are_public_at_once_and_owed_an_answer(self, maya, data_owner, measure) -> None:
        one, named = raised(maya), raised(maya, display_name="Maya")
        assert one.answer_due == DUE
        shown = public(one)
        assert (shown.who, shown.state, shown.title) == ("A member of Panel", "open", "Repairs on time")
        assert public(named).who == "Maya"
        answer_challenge(challenge=one, answer="We did.", by=data_owner)
        assert (public(one).state, public(one).answer) == ("answered", "We did.")
        verbs = AuditEvent.objects.filter(subject_kind="engagement.challenge", subject_id=str(one.pk))
        assert [event.verb for event in verbs.order_by("at", "pk")] == ["raise_challenge", "answer_challenge"]

    def test_words_of_the_group_need_another_member(self, maya, brian, approver, measure) -> None:
        one = raised(maya, "group")
        assert public(one) is None
        with pytest.raises(Refused, match="confirm this first"):
            answer_challenge(challenge=one, answer="Yes.", by=approver)
        with pytest.raises(Refused, match="another member must confirm"):
            confirm_challenge(challenge=one, by=maya)
        with pytest.raises(Refused, match="Only members of Panel"):
            confirm_challenge(challenge=one, by=approver)
        confirm_challenge(challenge=one, by=brian)
        assert (public(one).who, public(one).due) == ("Panel", DUE)
        with pytest.raises(Refused, match="nothing to confirm"):
            confirm_challenge(challenge=one, by=brian)

    @pytest.mark.parametrize(
        ("kind", "doubt", "says"),
        [
            ("own", Doubt(" ", measure="repairs"), "Write what you doubt"),
            ("own", Doubt("Why?"), "Choose one promise or one measure"),
            ("own", Doubt("Why?", measure="nothing"), "There is no measure"),
            ("own", Doubt("Why?", measure="repairs", period="soon"), "Choose a period"),
            ("group", Doubt("Why?", measure="repairs", display_name="Maya"), "never under a person's"),
            ("theirs", Doubt("Why?", measure="repairs"), "whose words"),
        ],
    )
    def test_what_is_refused(self, maya, measure, kind: str, doubt: Doubt, says: str) -> None:
        with pytest.raises(Refused, match=says):
            raise_challenge(kind=kind, body=rows.body(), doubt=doubt, by=maya)
        assert not Challenge.objects.exists()

    def test_only_a_member_of_this_body_raises(self, maya, approver, measure) -> None:
        other = Body.objects.create(slug="other", name="Other", kind="tenant")
        for person, body in ((approver, rows.body()), (maya, other)):
            with pytest.raises(Refused, match="Only members"):
                raise_challenge(kind="own", body=body, doubt=Doubt("Why?", measure="repairs"), by=person)

    def test_who_answers(self, maya, brian, approver, engagement_officer, data_owner, measure) -> None:
        make_measure(slug="lifts", title="Lifts")
        doubt = Doubt("Why?", measure="lifts")
        one = raise_challenge(kind="own", body=rows.body(), doubt=doubt, by=maya)
        for person in (maya, brian, engagement_officer, data_owner):  # the owner of another measure
            with pytest.raises(Refused, match="Only an approver or the owner"):
                answer_challenge(challenge=one, answer="Yes.", by=person)
        with pytest.raises(Refused, match="Write the answer"):
            answer_challenge(challenge=one, answer=" ", by=approver)
        answer_challenge(challenge=one, answer="Yes.", by=approver)
        with pytest.raises(Refused, match="answered already"):
            answer_challenge(challenge=one, answer="No.", by=approver)

    def test_who_raised_it_never_answers(self, maya, measure) -> None:
        RoleGrant.objects.create(person=maya, role="approver", starts=LONG_AGO, given_by=maya)
        with pytest.raises(Refused, match="someone else must answer"):
            answer_challenge(challenge=raised(maya), answer="Yes.", by=maya)

    def test_withheld_words_give_way_to_the_reason(self, maya, approver, engagement_officer, measure) -> None:
        one = raised(maya, display_name="Maya")
        with pytest.raises(Refused, match="Say why"):
            withhold_challenge(challenge=one, reason=" ", by=engagement_officer)
        withhold_challenge(challenge=one, reason="It names a neighbour.", by=engagement_officer)
        shown = public(one)
        assert (shown.state, shown.withheld, shown.text) == ("withheld", "It names a neighbour.", "")
        assert shown.who == "Panel"
        with pytest.raises(Refused, match="nothing to answer"):
            answer_challenge(challenge=one, answer="Yes.", by=approver)
        with pytest.raises(Refused, match="Only words that are public"):
            withhold_challenge(challenge=one, reason="Again.", by=engagement_officer)
        one.refresh_from_db()
        assert one.text == "Who counted this?"


class TestTheDatabase:
    """Four eyes hold without the verbs; with the rule off the harm is done."""

    def test_four_eyes(self, maya, brian, measure) -> None:
        one, now = raised(maya, "group"), timezone.now()
        found = Challenge.objects.filter(pk=one.pk)
        confirmed = {"confirmed_at": now, "answer_due": DUE}
        with pytest.raises(IntegrityError, match="challenge_four_eyes"), transaction.atomic():
            found.update(confirmed_by=maya, **confirmed)
        found.update(confirmed_by=brian, **confirmed)
        answered = {"answer": "Yes.", "answered_at": now}
        for person, rule in ((maya, "by_another"), (brian, "by_a_third")):
            with pytest.raises(IntegrityError, match=f"challenge_answered_{rule}"), transaction.atomic():
                found.update(answered_by=person, **answered)

    def test_the_other_rules(self, maya, brian, measure) -> None:
        one, now = raised(maya, "group"), timezone.now()
        found = Challenge.objects.filter(pk=one.pk)
        for rule, columns in (
            ("has_words", {"text": ""}),
            ("about_one", {"promise": "safe"}),
            ("of_one_or_of_all", {"display_name": "Maya"}),
            ("due_once_public", {"answer_due": DUE}),
            ("public_before_answer", {"answer": "Yes.", "answered_at": now, "answered_by": brian}),
            ("withheld_has_reason", {"withheld_because": "Because."}),
        ):
            with pytest.raises(IntegrityError, match=f"challenge_{rule}"), transaction.atomic():
                found.update(**columns)

    def test_without_the_rule_one_person_speaks_for_all(self, maya, measure) -> None:
        one = raised(maya, "group")
        rule = next(rule for rule in Challenge._meta.constraints if rule.name == "challenge_four_eyes")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f'ALTER TABLE engagement_challenge DROP CONSTRAINT "{rule.name}"')
        found = Challenge.objects.filter(pk=one.pk)
        found.update(confirmed_by=maya, confirmed_at=timezone.now(), answer_due=DUE)
        assert public(one).who == "Panel"


class TestWaiting:
    def test_what_waits_for_whom(
        self, maya, brian, approver, data_owner, engagement_officer, measure
    ) -> None:
        make_measure(slug="lifts", title="Lifts")
        own, unsure = raised(maya), raised(maya, "group")
        doubt = Doubt("Why?", measure="lifts")
        other = raise_challenge(kind="own", body=rows.body(), doubt=doubt, by=maya)
        assert set(challenges_of(data_owner)) == {own}
        assert set(challenges_of(approver)) == {own, other} == set(challenges_of(engagement_officer))
        assert set(challenges_of(brian)) == {own, unsure, other}
        waits = [challenges_that_wait(person) for person in (data_owner, approver, brian, maya)]
        assert waits == [1, 2, 1, 0]
        assert challenges_that_wait(engagement_officer) is None

    def test_the_owner_is_reminded_before_and_after(self, maya, data_owner, approver, measure) -> None:
        raised(maya)
        table = Timetable(before_due=DEFAULT_BEFORE_DUE)

        def told(since: date, today: date) -> list[tuple[int, str]]:
            return [(one.person, one.kind) for one in challenges_due(Stretch(since, today, table))]

        assert told(date(2026, 12, 6), DUE) == [(data_owner.pk, "due_today")]
        assert told(date(2026, 11, 24), date(2026, 12, 2)) == [(data_owner.pk, "due_soon")]
        assert told(DUE, date(2026, 12, 8)) == [(data_owner.pk, "overdue")]

    def test_the_section_tells_what_is_open(self, maya, measure) -> None:
        raised(maya)
        raised(maya, "group")
        asked = Asked(rows.body(), LONG_AGO, date(2026, 12, 8), date(2026, 12, 8))
        assert [(row.title, row.state) for row in section(asked).rows] == [("Repairs on time", "Late")]
