"""Two drafts of one text, approved by two people in the same moment: one is written, the other is told."""

from functools import partial

import pytest

from charter import drafts, jobs
from charter.actions import drafts as verbs
from charter.actions.drafts import approve_draft, save_draft, start_draft, submit_draft
from charter.drafts import Where
from charter.faults import Refused
from charter.models import Charter, Draft, Landlord, Theme, User
from tests.one_moment import in_one_moment
from tests.people import make_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROUNDS = 10


@pytest.fixture(autouse=True)
def _no_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the worker would be told is not the matter here."""
    monkeypatch.setattr(jobs, "send", lambda job_id: None)


@pytest.fixture
def theme() -> Theme:
    landlord = Landlord.objects.create(name="Alderbrook Homes", first_period="2026-07")
    charter = Charter.objects.create(slug="charter", title="Our promise", landlord=landlord)
    return Theme.objects.create(charter=charter, slug="safety", title="Safety")


def sent(theme: Theme, by: User, title: str, summary: str) -> Draft:
    kind = drafts.kind_named("theme")
    draft = start_draft(kind="theme", where=Where(theme.charter_id, theme), by=by)
    typed = kind.read(theme) | {"title": title, "summary": summary}
    return submit_draft(draft=save_draft(draft=draft, typed=typed, note="x", by=by), by=by)


def both_at_once(pairs: list[tuple[Draft, User]]) -> list[str]:
    """What came of it when each approver presses in the same moment."""
    came = in_one_moment([partial(approve_draft, draft=draft, by=person) for draft, person in pairs])
    return sorted(type(one).__name__ if isinstance(one, Refused) else "approved" for one in came)


@pytest.fixture
def people() -> list[User]:
    writers = [make_person(f"Writer {number}", "engagement_officer") for number in (1, 2)]
    return writers + [make_person(f"Checker {number}", "approver") for number in (1, 2)]


def test_one_is_written_and_the_other_is_told(theme, people) -> None:
    for number in range(ROUNDS):
        theme.refresh_from_db()
        first = sent(theme, people[0], f"First {number}", theme.summary)
        second = sent(theme, people[1], theme.title, f"Second {number}")
        assert both_at_once([(first, people[2]), (second, people[3])]) == ["Behind", "approved"]
        theme.refresh_from_db()
        assert (theme.title == f"First {number}") != (theme.summary == f"Second {number}")
        for left in Draft.objects.filter(state="submitted"):
            verbs.withdraw_draft(draft=left, by=left.author)


def test_one_draft_is_approved_once(theme, people) -> None:
    draft = sent(theme, people[0], "Safe homes", "")
    found = both_at_once([(draft, people[2]), (draft, people[3])])
    assert found == ["Refused", "approved"]
    assert Theme.objects.get().version == 2


def test_without_the_comparison_the_second_writes_over_the_first(theme, people, monkeypatch) -> None:
    monkeypatch.setattr(verbs, "check_up_to_date", lambda draft, where: None)
    first, second = sent(theme, people[0], "First", ""), sent(theme, people[1], "Safety", "Second")
    assert both_at_once([(first, people[2]), (second, people[3])]) == ["approved", "approved"]
    theme.refresh_from_db()
    assert (theme.title, theme.summary) in (("First", ""), ("Safety", "Second"))


def current_draft(charter: Charter, by: User) -> Draft:
    draft = start_draft(kind="current", where=Where(charter.pk, charter), by=by)
    return submit_draft(draft=save_draft(draft=draft, typed={"current": "yes"}, note="x", by=by), by=by)


def test_two_charters_are_made_current_at_once(theme, people) -> None:
    """Each approval locks its own charter and the one that is current: all are locked in one order."""
    old = Charter.objects.get()
    pair = [
        Charter.objects.create(
            slug=f"charter-{number}", title="Next", landlord=old.landlord, stage="published"
        )
        for number in (1, 2)
    ]
    for _ in range(ROUNDS):
        Charter.objects.update(is_current=False)
        sent_in = [current_draft(one, writer) for one, writer in zip(reversed(pair), people, strict=False)]
        assert both_at_once(list(zip(sent_in, people[2:], strict=True))) == ["approved", "approved"]
        assert Charter.objects.filter(is_current=True).count() == 1
