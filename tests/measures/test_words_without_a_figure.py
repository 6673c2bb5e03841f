"""Words about measures that nobody enters: one writes, another approves; releases and papers read them."""

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from charter.faults import Refused
from charter.periods import Period
from measures.actions.commentary import Told, approve_commentary, return_commentary, write_commentary
from measures.models import Measure, MeasureCommentary, Score
from measures.payload.gather import gather
from measures.payload.measure_document import measure_document
from tests.people import fields_of, make_person, signed_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
OCTOBER = Period.parse("2026-10")
WHERE = "/staff/commentary/met-share/2026-10/"
TOLD = Told("Two teams were short of people.", "We hire three.", date(2027, 1, 31))


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def composite(landlord, post) -> Measure:
    """A composite of the person's post that missed in October."""
    made = Measure.objects.create(
        slug="met-share", title="Measures met", kind="composite", direction="higher", frequency="monthly",
        unit="%", owner=post,
    )  # fmt: skip
    Score.objects.create(
        subject="measure", subject_id=made.pk, period="2026-10", period_end=OCTOBER.end, status="missed",
        state="judged", inputs="x", rule_version="1",
    )  # fmt: skip
    return made


def written(composite, by, **options) -> MeasureCommentary:
    return write_commentary(measure=composite, period=OCTOBER, told=TOLD, by=by, **options)


def test_the_owner_is_asked_writes_and_another_approves(composite, data_owner, approver) -> None:
    owner, second = signed_in(data_owner), signed_in(approver)
    assert "Needs an explanation" in owner.get("/staff/figures/").content.decode()
    sent = fields_of(owner.get(WHERE)) | {"why": TOLD.why, "action": TOLD.action, "by_when": "2027-01-31"}
    assert owner.post(WHERE, sent).status_code == 302
    found = MeasureCommentary.objects.get()
    decide = f"/staff/commentary/{found.pk}/"
    assert decide in second.get("/staff/approvals/").content.decode()
    page = second.get(decide)
    assert TOLD.why in page.content.decode()
    assert second.post(decide, fields_of(page, "approve") | {"do": "approve"}).status_code == 302
    found.refresh_from_db()
    assert (found.workflow, found.decided_by) == ("approved", approver)
    assert WHERE not in owner.get("/staff/figures/").content.decode()


def test_it_comes_back_with_a_reason(composite, data_owner, approver) -> None:
    found = written(composite, data_owner)
    second = signed_in(approver)
    decide = f"/staff/commentary/{found.pk}/"
    sent = fields_of(second.get(decide), "back") | {"do": "return"}
    assert second.post(decide, sent).status_code == 422
    assert second.post(decide, sent | {"reason": "Which teams?"}).status_code == 302
    text = signed_in(data_owner).get("/staff/figures/").content.decode()
    assert "Which teams?" in text
    assert written(composite, data_owner).workflow == "submitted"


def test_four_eyes(composite, data_owner, approver) -> None:
    found = written(composite, data_owner)
    with pytest.raises(Refused, match="someone else"):
        approve_commentary(commentary=found, by=data_owner)
    written(composite, approver)
    with pytest.raises(Refused, match="someone else"):  # a later save by another does not undo the first
        approve_commentary(commentary=found, by=data_owner)
    with pytest.raises(IntegrityError, match="commentary_four_eyes"), transaction.atomic():
        MeasureCommentary.objects.update(decided_by=approver, decided_at=timezone.now())


def test_what_is_refused(composite, data_owner, measure) -> None:
    with pytest.raises(Refused, match="People enter figures"):
        write_commentary(measure=measure, period=OCTOBER, told=TOLD, by=data_owner)
    with pytest.raises(Refused, match="has not ended"):
        write_commentary(measure=composite, period=Period.parse("2026-11"), told=TOLD, by=data_owner)
    for told, says in (
        (Told(" ", "We hire."), "Say why"),
        (Told("Ill.", " "), "Say why"),
        (Told("Ill.", "We hire.", date(2026, 11, 21)), "over"),
    ):
        with pytest.raises(Refused, match=says):
            write_commentary(measure=composite, period=OCTOBER, told=told, by=data_owner)
    with pytest.raises(Refused, match="Say why you send it back"):
        return_commentary(commentary=written(composite, data_owner), by=measure, reason=" ")


def test_two_who_write_at_once_both_hear_of_it(composite, data_owner, post) -> None:
    owner = signed_in(data_owner)
    sent = fields_of(owner.get(WHERE)) | {"why": "Mine.", "action": "This.", "by_when": ""}
    written(composite, make_person("Dan Deputy", "data_owner"))
    answer = owner.post(WHERE, sent)
    assert answer.status_code == 409
    assert "Dan Deputy changed this" in answer.content.decode()
    assert "Mine." in answer.content.decode()
    assert MeasureCommentary.objects.get().why == TOLD.why


def test_measures_of_others_do_not_exist(composite) -> None:
    stranger = signed_in(make_person("Sam Stranger", "data_owner"))
    assert stranger.get(WHERE).status_code == 404
    assert signed_in(make_person("Tom Two", "approver")).get("/staff/commentary/99/").status_code == 404


def test_a_release_reads_what_was_approved_by_its_cut_off(composite, data_owner, approver) -> None:
    found = written(composite, data_owner)

    def told() -> list[str]:
        document = measure_document(gather(OCTOBER, timezone.now()), "met-share")
        return [one["why"] for one in document["commentary"]]

    assert told() == []
    approve_commentary(commentary=found, by=approver)
    assert told() == [TOLD.why]
    again = Told("Better words.", "We hire three.")
    with time_machine.travel(date(2026, 11, 23), tick=False):
        newer = write_commentary(measure=composite, period=OCTOBER, told=again, by=data_owner)
        assert told() == [TOLD.why]
        approve_commentary(commentary=newer, by=approver)
        assert told() == ["Better words."]
    assert told() == [TOLD.why]
