"""The pages of challenges: raised, confirmed, answered, withheld, read by everybody; and bad input."""

import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from charter.models import Body, Post, RoleGrant, User
from engagement.models import Challenge
from measures.models import Measure
from tests.engagement import rows
from tests.engagement.desk import read, send, words
from tests.measures.frozen import charter, measure, published, quarters
from tests.people import LONG_AGO, make_person, signed_in

pytestmark = pytest.mark.django_db
TEXTS = dict.fromkeys(("definition", "source", "owner", "why", "numerator", "denominator"), "")
LIST, NEW = "/staff/challenges/", "/challenges/new/"
GIVEN = {"about": "measure:repairs", "body": "panel", "text": "Who counted this?", "kind": "own"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2026-11-23 10:00:00+00:00", tick=False):
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


@pytest.fixture(autouse=True)
def live(post: Post) -> None:
    """A release with one measure, which the post owns."""
    shown = measure("repairs", quarters(4), title="Repairs on time", promises=[], texts=TEXTS)
    published(shown, charter=charter())
    Measure.objects.update_or_create(
        slug="repairs",
        defaults={
            "title": "Repairs on time", "kind": "percentage", "frequency": "quarterly",
            "direction": "higher", "unit": "%", "decimals": 1, "owner": post,
        },
    )  # fmt: skip


def test_from_a_member_to_both_voices_in_public(maya, data_owner) -> None:
    tenant, owner, anybody = signed_in(maya), signed_in(data_owner), Client()
    assert "measure=repairs" in anybody.get("/measures/repairs/").content.decode()
    asked = tenant.get(f"{NEW}?measure=repairs").content.decode()
    assert '<option value="measure:repairs" selected>' in asked
    page = send(tenant, NEW, **GIVEN, display_name="<b>Maya</b>")
    one = Challenge.objects.get()
    assert page == f"{LIST}{one.pk}/"
    assert "10 working days left" in read(owner, LIST)
    send(owner, page, do="answer", answer="We did.", version=1)
    for address in ("/challenges/", f"/challenges/{one.pk}/", "/challenges/?measure=repairs"):
        text = read(anybody, address)
        assert "They said Who counted this? <b>Maya</b>, 23 November 2026" in text
        assert "We answered We did. 23 November 2026" in text
    assert "We did." in anybody.get("/feeds/challenges.atom").content.decode()
    assert "Answered on 23 November 2026" in read(tenant, LIST)


def test_a_group_speaks_by_two_members(maya, brian, approver) -> None:
    page = send(signed_in(maya), NEW, **GIVEN | {"kind": "group"})
    one = Challenge.objects.get()
    public = f"/challenges/{one.pk}/"
    assert Client().get(public).status_code == 404
    assert signed_in(approver).get(page).status_code == 404
    assert "another member must confirm" in read(signed_in(maya), page)
    send(signed_in(brian), page, do="confirm", version=1)
    text = read(Client(), public)
    assert "Panel, 23 November 2026" in text
    assert "We will answer by 7 December 2026." in text
    assert "Maya" not in text
    with time_machine.travel("2026-12-08 10:00:00+00:00", tick=False):
        assert "Our answer is late. We owed it by 7 December 2026." in read(Client(), public)
        assert "Late: was due by 7 December 2026" in read(signed_in(approver), LIST)


def test_what_is_withheld_shows_the_reason_alone(maya, engagement_officer) -> None:
    page = send(signed_in(maya), NEW, **GIVEN, display_name="Maya")
    officer, one = signed_in(engagement_officer), Challenge.objects.get()
    assert "Say why." in words(send(officer, page, 422, do="withhold", reason=" ", version=1))
    send(officer, page, do="withhold", reason="It names a neighbour.", version=1)
    for address in ("/challenges/", f"/challenges/{one.pk}/", "/feeds/challenges.atom"):
        text = Client().get(address).content.decode()
        assert "Withheld by the landlord because" in text
        assert "It names a neighbour." in text
        assert "Who counted this?" not in text
    assert "Nobody has challenged anything yet." in read(Client(), "/challenges/?measure=lifts")


class TestBadInput:
    def test_each_fault_stands_at_its_box_and_the_words_stay(self, maya) -> None:
        text = send(signed_in(maya), NEW, 422, about="measure:none", body="panel", text="Who counted this?")
        assert "Choose one of the list." in text
        assert "Say whose words these are." in text
        assert "Who counted this?</textarea>" in text
        named = GIVEN | {"kind": "group", "display_name": "Maya"}
        assert "never under a person" in send(signed_in(maya), NEW, 422, **named)
        assert not Challenge.objects.exists()

    def test_an_answer_without_words_or_on_an_old_page(self, maya, data_owner) -> None:
        page, owner = send(signed_in(maya), NEW, **GIVEN), signed_in(data_owner)
        assert "Write the answer." in words(send(owner, page, 422, do="answer", answer=" ", version=1))
        Challenge.objects.update(version=2)
        assert "We did.</textarea>" in send(owner, page, 409, do="answer", answer="We did.", version=1)
        assert Challenge.objects.get().answer == ""

    def test_a_double_press_makes_one(self, maya, data_owner) -> None:
        tenant, owner, token = signed_in(maya), signed_in(data_owner), str(uuid.uuid4())
        led = {tenant.post(NEW, {"form_token": token, **GIVEN})["Location"] for _ in range(2)}
        page = led.pop()
        assert (led, Challenge.objects.count()) == (set(), 1)
        sent = {"form_token": token, "do": "answer", "answer": "We did.", "version": 1}
        assert [owner.post(page, sent).status_code for _ in range(2)] == [302, 302]
        assert Challenge.objects.get().version == 2


def test_who_may(maya, brian, approver, data_owner, engagement_officer, administrator) -> None:
    page = send(signed_in(maya), NEW, **GIVEN)
    other = member_of(Body.objects.create(slug="other", name="Other", kind="tenant"), "Olu Ade")
    assert "/login/" in Client().get(NEW)["Location"]
    for person, new, one in (
        (approver, 403, 200), (data_owner, 403, 200), (engagement_officer, 403, 200),
        (administrator, 403, 403), (other, 200, 404), (make_person("Ina Low", "panel_member"), 404, 404),
    ):  # fmt: skip
        client = signed_in(person)
        assert (client.get(NEW).status_code, client.get(page).status_code) == (new, one), person
    refused = {brian: ("answer", "withhold"), approver: ("withhold", "confirm")}
    refused[engagement_officer] = ("answer", "confirm")
    for person, task in ((person, task) for person, tasks in refused.items() for task in tasks):
        send(signed_in(person), page, 403, do=task, answer="No.", reason="No.", version=1)
    assert Challenge.objects.get().version == 1
