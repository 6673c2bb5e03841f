"""The words that come out are those that somebody read; what a person told us can be erased."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.apps import apps

from charter.faults import Refused
from charter.models import AuditEvent
from engagement import presenters, search
from engagement.actions.feedback import erase_feedback_text, prepare_feedback, publish_feedback
from engagement.models import Feedback
from tests.engagement import rows

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CANARY = "Mrs Smith of 4 High St"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def test_words_that_changed_after_they_were_read_do_not_come_out() -> None:
    told = rows.feedback("compliment")
    read = prepare_feedback(feedback=told, public_text="Thank you all.", by=rows.author())
    again = prepare_feedback(feedback=told, public_text=f"Thank you, {CANARY}.", by=rows.author())
    before = list(Feedback.objects.values())
    with pytest.raises(Refused, match="changed after you opened the page"):
        publish_feedback(feedback=read, version=read.version, by=rows.checker())
    assert list(Feedback.objects.values()) == before
    assert not AuditEvent.objects.filter(verb="publish_feedback").exists()
    # Negative control: whoever read the later words publishes them.
    found = publish_feedback(feedback=read, version=again.version, by=rows.checker())
    assert (found.public_text, found.published_at) == (f"Thank you, {CANARY}.", NOW)


def test_what_a_person_told_us_is_erased_everywhere() -> None:
    told = rows.feedback(text=f"{CANARY}: it leaks.", due="2026-12-01")
    found = erase_feedback_text(feedback=told, reason="asked", by=rows.author())
    assert (found.text, found.version, found.answer_due) == ("", 2, told.answer_due)
    said = AuditEvent.objects.get()
    assert (said.verb, said.actor_id, said.subject_id, said.detail) == (
        "erase_feedback_text", rows.author().pk, str(told.pk), {"reason": "asked"},
    )  # fmt: skip
    for model in (Feedback, AuditEvent, apps.get_model("engagement", "FeedbackEvent")):
        assert CANARY not in str(list(model._default_manager.values())), model


def test_published_words_stay_when_what_was_told_is_erased() -> None:
    told = rows.public("compliment", "2026-05-01T12:00")
    found = erase_feedback_text(feedback=told, reason="kept_long_enough", by=rows.author())
    assert (found.text, found.public_text) == ("", "Thank you.")


@pytest.mark.parametrize(
    ("text", "reason", "says"),
    [
        ("It leaks.", "", "Choose why it is erased"),
        ("It leaks.", f"{CANARY} wants it", "Choose why it is erased"),
        ("", "asked", "erased already"),
    ],
)
def test_no_erasing_without_a_reason_or_twice(text: str, reason: str, says: str) -> None:
    told = rows.feedback(text=text)
    with pytest.raises(Refused, match=says):
        erase_feedback_text(feedback=told, reason=reason, by=rows.author())
    assert (Feedback.objects.get().text, Feedback.objects.get().version) == (text, 1)
    assert not AuditEvent.objects.exists()


def test_feed_and_search_offer_the_same_changes() -> None:
    rows.change("2026-05-01T12:00", title="Out")
    rows.change("2029-05-01T12:00", title="To come")
    rows.change(title="Written")
    with time_machine.travel(datetime(2030, 1, 1, tzinfo=UTC), tick=False):  # the database's clock decides
        shown = [one.title for one in presenters.changes(9)]
        assert [one.title for one in search.changes_made()] == shown == ["Out"]
