"""A consultation from its first date to the charter that came of it: what slips, who says, who answers."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from charter.faults import Refused
from charter.models import Charter, Landlord, User
from engagement.actions.consultations import (
    Dates,
    answer_group,
    approve_group,
    comment,
    date_stage,
    forget_old_comments,
    group_comments,
    name_result,
    open_consultation,
    put_draft,
    write_consultation,
)
from engagement.models import CONSULTATION_STAGES, Comment, CommentGroup, Consultation
from engagement.presenters.consultations import one_consultation
from engagement.querysets.consultations import takes_comments
from tests.engagement.desk import read, send
from tests.people import make_person, signed_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
DAYS = [date(2026, 9, 1) + timedelta(days=30 * number) for number in range(len(CONSULTATION_STAGES))]


@pytest.fixture(autouse=True)
def clock(landlord: Landlord) -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def officer(db: None) -> User:
    return make_person("Eve Officer", "engagement_officer")


@pytest.fixture
def written(officer: User) -> Consultation:
    """Not public: every stage has its day, and there is a first draft of two paragraphs."""
    made = write_consultation(title="Our new charter", summary="What should we promise?", by=officer)
    for stage, day in zip(made.stages.all(), DAYS, strict=True):
        date_stage(stage=stage, dates=Dates(day), by=officer)
    put_draft(consultation=made, draft="first_draft", text="We mend in time.\n\nWe are kind.", by=officer)
    return made


@pytest.fixture
def asked(written: Consultation, officer: User) -> Consultation:
    """Public, and at the stage in which people comment."""
    written = open_consultation(consultation=written, by=officer)
    for name, came in (("explain", DAYS[0]), ("first_draft", DAYS[1] + timedelta(days=9))):
        stage = written.stages.get(stage=name)
        date_stage(stage=stage, dates=Dates(stage.expected, came, "The printer was late."), by=officer)
    return written


def says(consultation: Consultation, text: str = "Too long.", **more: Any) -> Comment:
    by = User.objects.system()
    return comment(consultation=consultation, text=text, sent_as=uuid4(), by=by, **more)


class TestStages:
    def test_the_day_that_was_promised_first_stays(self, asked: Consultation, officer: User) -> None:
        feedback = asked.stages.get(stage="feedback")
        date_stage(stage=feedback, dates=Dates(DAYS[2] + timedelta(days=40), note="More time."), by=officer)
        found = one_consultation(asked.slug)
        assert found is not None
        first, second, third = found.stages[:3]
        assert (first.promised, first.came_on, first.slipped, first.state) == (DAYS[0], DAYS[0], 0, "done")
        assert (second.slipped, second.note) == (9, "The printer was late.")
        assert (third.promised, third.slipped, third.state) == (DAYS[2], 40, "now")

    def test_what_did_not_come_is_late_from_the_next_day_on(self, asked: Consultation, clock: Any) -> None:
        clock.move_to(datetime.combine(DAYS[2] + timedelta(days=3), NOW.time(), UTC))
        found = one_consultation(asked.slug)
        assert found is not None
        assert [one.slipped for one in found.stages] == [0, 9, 3, 0, 0, 0, 0]

    def test_it_opens_with_every_day_promised_and_once(self, officer: User) -> None:
        made = write_consultation(title="Parking", summary="Where?", by=officer)
        assert one_consultation(made.slug) is None
        with pytest.raises(Refused, match="Promise a day for each stage"):
            open_consultation(consultation=made, by=officer)
        for stage in made.stages.all():
            date_stage(stage=stage, dates=Dates(DAYS[0]), by=officer)
        open_consultation(consultation=made, by=officer)
        with pytest.raises(Refused, match="already"):
            open_consultation(consultation=made, by=officer)

    def test_a_day_that_has_not_come_is_no_day_it_came(self, written: Consultation, officer: User) -> None:
        with pytest.raises(Refused, match="in the future"):
            date_stage(
                stage=written.stages.first(),
                dates=Dates(DAYS[0], timezone.localdate() + timedelta(1)),
                by=officer,
            )

    def test_a_draft_that_people_read_stays(self, asked: Consultation, officer: User) -> None:
        with pytest.raises(Refused, match="stays as it is"):
            put_draft(consultation=asked, draft="first_draft", text="Other words.", by=officer)
        put_draft(consultation=asked, draft="second_draft", text="We mend in ten days.", by=officer)
        found = one_consultation(asked.slug)
        assert found is not None
        assert [draft for draft, _paragraphs in found.drafts] == ["first_draft"], (
            "the second has not come yet"
        )
        with pytest.raises(Refused, match="Choose the first or the second"):
            put_draft(consultation=asked, draft="feedback", text="Words.", by=officer)


class TestComments:
    def test_they_are_taken_from_the_first_draft_to_the_check(
        self, asked: Consultation, written: Consultation, officer: User
    ) -> None:
        assert takes_comments(asked)
        review = asked.stages.get(stage="internal_review")
        date_stage(stage=review, dates=Dates(DAYS[4], timezone.localdate()), by=officer)
        assert not takes_comments(asked)
        with pytest.raises(Refused, match="no comments on this now"):
            says(asked)

    def test_one_form_is_one_comment(self, asked: Consultation) -> None:
        key, by = uuid4(), User.objects.system()
        made = [comment(consultation=asked, text="Too long.", sent_as=key, by=by).pk for _press in range(2)]
        assert made[0] == made[1]
        assert Comment.objects.count() == 1

    def test_a_paragraph_of_another_is_refused(self, asked: Consultation, officer: User) -> None:
        other = write_consultation(title="Parking", summary="Where?", by=officer)
        [paragraph] = put_draft(consultation=other, draft="first_draft", text="Here.", by=officer)
        with pytest.raises(Refused, match="no such paragraph"):
            says(asked, paragraph=paragraph.pk)

    def test_texts_go_after_two_years_and_the_count_stands(self, asked: Consultation, clock: Any) -> None:
        says(asked)
        clock.move_to(NOW + timedelta(days=729))
        assert forget_old_comments() == 0
        clock.move_to(NOW + timedelta(days=730))
        assert forget_old_comments() == 1
        assert list(Comment.objects.values_list("text", flat=True)) == [""]


class TestAnswers:
    def test_an_answer_to_all_who_said_the_same_by_two_people(
        self, asked: Consultation, officer: User, approver: User
    ) -> None:
        said = [says(asked, "Too long."), says(asked, "It is long.")]
        group = group_comments(
            consultation=asked, title="It is too long", comments=[one.pk for one in said], by=officer
        )
        with pytest.raises(Refused, match="Nobody has written"):
            approve_group(group=group, by=approver)
        answer_group(group=group, outcome="changed", answer="It is half as long now.", by=officer)
        with pytest.raises(Refused, match="someone else"):
            approve_group(group=group, by=officer)
        found = one_consultation(asked.slug)
        assert found is not None
        assert [(one.title, one.said, one.answer) for one in found.answers] == [("It is too long", 2, "")]
        approve_group(group=group, by=approver)
        found = one_consultation(asked.slug)
        assert found is not None
        assert (found.answers[0].outcome, found.answers[0].answer) == (
            "We changed it",
            "It is half as long now.",
        )
        with pytest.raises(Refused, match="approved already"):
            answer_group(group=group, outcome="partly", answer="No.", by=officer)
        with pytest.raises(Refused, match="another heading"):
            group_comments(consultation=asked, title="It is too long", comments=[says(asked).pk], by=officer)

    def test_the_database_holds_two_people_too(self, asked: Consultation, officer: User) -> None:
        group = group_comments(consultation=asked, title="Long", comments=[says(asked).pk], by=officer)
        row = {"outcome": "changed", "answer": "Yes.", "answered_by": officer, "answered_at": NOW}
        with pytest.raises(IntegrityError), transaction.atomic():
            CommentGroup.objects.filter(pk=group.pk).update(**row, approved_by=officer, approved_at=NOW)

    def test_the_charter_that_came_of_it_is_public(
        self, asked: Consultation, officer: User, landlord: Landlord
    ) -> None:
        charter = Charter.objects.create(slug="c27", title="Charter 2027", landlord=landlord, stage="draft")
        with pytest.raises(Refused, match="not public yet"):
            name_result(consultation=asked, charter=charter, by=officer)
        Charter.objects.update(stage="published")
        charter.refresh_from_db()
        name_result(consultation=asked, charter=charter, by=officer)
        assert "This is what came of it: Charter 2027." in read(
            Client(), reverse("consultation", args=[asked.slug])
        )


class TestThePages:
    def test_from_a_comment_to_the_public_answer(
        self, asked: Consultation, officer: User, approver: User
    ) -> None:
        visitor, where = Client(), reverse("consultation_say", args=[asked.slug])
        second = asked.paragraphs.get(number=2)
        page = visitor.get(f"{where}?paragraph={second.pk}")
        assert "We are kind." in page.content.decode()
        typed = {"page": page.context["form"]["page"].value(), "about": second.pk, "text": "Say how."}
        with time_machine.travel(NOW + timedelta(seconds=10), tick=False):
            answer = visitor.post(where, typed)
            again = visitor.post(where, typed)
        assert (answer.status_code, again.status_code) == (302, 302)
        [said] = Comment.objects.all()
        assert said.paragraph == second
        assert "Thank you. We have your comment" in read(visitor, answer["Location"])
        assert "Say how." not in read(visitor, answer["Location"]), "comments are answered, not shown"
        desk, at = signed_in(officer), reverse("staff_consultation", args=[asked.pk])
        asked.refresh_from_db()
        send(desk, at, do="group", title="Say how", comments=[said.pk], version=asked.version, opened="")
        group = CommentGroup.objects.get()
        step = reverse("staff_comment_group", args=[group.pk])
        send(desk, step, do="answer", outcome="changed", answer="We say how.", version=1, opened="")
        assert desk.post(step, {"do": "approve", "form_token": str(uuid4())}).status_code == 403
        send(signed_in(approver), step, do="approve", version=2, opened="")
        assert "We say how." in read(visitor, reverse("consultation", args=[asked.slug]))

    def test_at_the_desk_from_words_to_public(self, officer: User) -> None:
        desk = signed_in(officer)
        where = send(
            desk, reverse("staff_new_consultation"), title="Parking", asks="Where?", version=0, opened=""
        )
        made = Consultation.objects.get()
        assert where == reverse("staff_consultation", args=[made.pk])
        assert "Promise a day for each stage first." in send(
            desk, where, 422, do="open", version=1, opened=""
        )
        for stage in made.stages.all():
            send(
                desk,
                reverse("staff_consultation_stage", args=[stage.pk]),
                expected="1/12/2026",
                version=1,
                opened="",
            )
        send(desk, where, do="draft", draft="first_draft", text="Here.\n\nThere.", version=1, opened="")
        send(desk, where, do="words", title="Parking", asks="Where shall we park?", version=1, opened="")
        send(desk, where, do="open", version=2, opened="")
        assert "Where shall we park?" in read(Client(), reverse("consultations"))

    @pytest.mark.parametrize("number", ["0", "9" * 30, "-1", "x", "1e9"])
    def test_a_paragraph_that_is_none_breaks_nothing(self, asked: Consultation, number: str) -> None:
        where = reverse("consultation_say", args=[asked.slug])
        assert Client().get(where, {"paragraph": number}).status_code == 200
        page = Client().get(where).context["form"]["page"].value()
        with time_machine.travel(NOW + timedelta(seconds=10), tick=False):
            answer = Client().post(where, {"page": page, "about": number, "text": "Say how."})
        assert answer.status_code in (302, 422)
        assert not Comment.objects.filter(paragraph__isnull=False).exists()

    def test_who_may(self, asked: Consultation, officer: User, approver: User, data_owner: User) -> None:
        group = group_comments(consultation=asked, title="Long", comments=[says(asked).pk], by=officer)
        for where, allowed in (
            (reverse("staff_consultations"), (officer, approver)),
            (reverse("staff_consultation", args=[asked.pk]), (officer, approver)),
            (reverse("staff_comment_group", args=[group.pk]), (officer, approver)),
            (reverse("staff_new_consultation"), (officer,)),
            (reverse("staff_consultation_stage", args=[asked.stages.first().pk]), (officer,)),
        ):
            for person in (officer, approver, data_owner):
                assert signed_in(person).get(where).status_code == (200 if person in allowed else 403), where
        refused = signed_in(approver).post(
            reverse("staff_consultation", args=[asked.pk]), {"do": "open", "form_token": str(uuid4())}
        )
        assert refused.status_code == 403
