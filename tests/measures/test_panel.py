"""A group's own words: one member writes, another publishes, staff only withhold; and the group's page."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from charter.conflicts import Changed
from charter.faults import Refused
from charter.models import Body, RoleGrant, User
from measures.actions.panel import publish_comment, withhold_comment, write_comment
from measures.models import PanelComment
from measures.querysets.meetings import comments_of
from tests.people import LONG_AGO, make_person

pytestmark = pytest.mark.django_db
PERIOD, SAFE = "2026-27-Q2", "keep-safe"
WORDS = "It is still too hard to get help at night."


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2026-11-23 10:00:00+00:00", tick=False):
        yield


@pytest.fixture
def group(db: None) -> Body:
    return Body.objects.create(slug="group", name="Tenants", kind="tenant")


def member_of(body: Body, name: str, ends: date | None = None) -> User:
    made = make_person(name)
    RoleGrant.objects.create(
        person=made, role="panel_member", body=body, starts=LONG_AGO, ends=ends, given_by=made
    )
    return made


@pytest.fixture
def maya(group) -> User:
    return member_of(group, "Maya Osei")


@pytest.fixture
def brian(group) -> User:
    return member_of(group, "Brian Tully")


@pytest.fixture
def comment(group, maya) -> PanelComment:
    return write_comment(body=group, promise=SAFE, period=PERIOD, text=WORDS, by=maya, version=0)


class TestFourEyes:
    def test_another_member_publishes(self, comment, group, maya, brian) -> None:
        assert comments_of(group, PERIOD) == []
        with pytest.raises(Refused, match="another member"):
            publish_comment(comment=comment, by=maya)
        publish_comment(comment=comment, by=brian, version=1)
        assert comments_of(group, PERIOD) == [{"promise": SAFE, "text": WORDS, "withheld": ""}]
        with pytest.raises(Refused, match="already"):
            publish_comment(comment=comment, by=brian)

    def test_the_database_forbids_it_as_well(self, comment, maya) -> None:
        rows = PanelComment.objects.filter(pk=comment.pk)
        own = {"published_by": maya, "published_at": "2026-11-23T10:00:00Z"}
        with pytest.raises(IntegrityError, match="panel_comment_four_eyes"), transaction.atomic():
            rows.update(**own)
        constraint = next(
            one for one in PanelComment._meta.constraints if one.name == "panel_comment_four_eyes"
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with connection.schema_editor() as editor:
            editor.remove_constraint(PanelComment, constraint)
        assert rows.update(**own) == 1  # without it nothing would stop them

    def test_what_is_written_anew_is_published_anew(self, comment, group, maya, brian) -> None:
        publish_comment(comment=comment, by=brian)
        write_comment(body=group, promise=SAFE, period=PERIOD, text="Better.", by=brian)
        assert comments_of(group, PERIOD) == []
        with pytest.raises(Refused, match="another member"):
            publish_comment(comment=comment, by=brian)
        publish_comment(comment=comment, by=maya)
        assert comments_of(group, PERIOD)[0]["text"] == "Better."


class TestWho:
    def test_staff_former_members_and_members_of_others_neither_write_nor_publish(
        self, comment, group, engagement_officer, approver
    ) -> None:
        other = Body.objects.create(slug="other", name="Other", kind="tenant")
        former = member_of(group, "Former", ends=date(2026, 11, 22))
        for person in (engagement_officer, approver, former, member_of(other, "Olive")):
            with pytest.raises(Refused, match="Only members of Tenants"):
                write_comment(body=group, promise="", period=PERIOD, text="x", by=person)
            with pytest.raises(Refused, match="Only members of Tenants"):
                publish_comment(comment=comment, by=person)

    def test_no_words_are_none(self, group, maya) -> None:
        with pytest.raises(Refused, match="Write what"):
            write_comment(body=group, promise="", period=PERIOD, text=" \n", by=maya)

    def test_two_members_at_once(self, comment, group, maya, brian) -> None:
        with pytest.raises(Changed):
            write_comment(body=group, promise=SAFE, period=PERIOD, text="x", by=brian, version=0)
        write_comment(body=group, promise=SAFE, period=PERIOD, text="New.", by=maya, version=1)
        with pytest.raises(Changed):
            publish_comment(comment=comment, by=brian, version=1)  # not the words that he read


class TestWithholding:
    def test_staff_withhold_with_a_reason_and_the_words_stay(
        self, comment, group, brian, engagement_officer
    ) -> None:
        with pytest.raises(Refused, match="Only words that are published"):
            withhold_comment(comment=comment, reason="Names a person.", by=engagement_officer)
        publish_comment(comment=comment, by=brian)
        with pytest.raises(Refused, match="Say why"):
            withhold_comment(comment=comment, reason=" ", by=engagement_officer)
        withhold_comment(comment=comment, reason="Names a person.", by=engagement_officer, version=2)
        assert comments_of(group, PERIOD) == [{"promise": SAFE, "text": "", "withheld": "Names a person."}]
        comment.refresh_from_db()
        assert comment.text == WORDS
        with pytest.raises(Refused):
            publish_comment(comment=comment, by=brian)
