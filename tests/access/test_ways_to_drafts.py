"""Every kind of draft is begun from a page that a link of the staff area leads to."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from charter import drafts
from charter.models import Body, Charter, CharterStage, Draft, Expectation, Post, Quote, Theme, User
from measures.models import Break, Definition, Measure, MeasureLine, MilestoneStage, Segment, Target
from promises.models import Promise, Publication
from tests.people import make_person, put_into, signed_in

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="(/staff/[^"#?]*)')
BEGIN = re.compile(r'name="kind" value="(\w+)">\s*<input type="hidden" name="action" value="(\w+)"')
AHEAD = 200  # pages at most: the world of these tests is small


@pytest.fixture
def people(landlord) -> list[User]:
    """Whoever may draft something, and one record of everything that is changed by drafts."""
    owner = make_person("Priya Nair", "data_owner")
    post = Post.objects.create(title="Head of Repairs")
    put_into(post, owner)
    charter = Charter.objects.create(slug="ours", title="Ours", landlord=landlord)
    theme = Theme.objects.create(charter=charter, slug="repairs", title="Repairs")
    promise = Promise.objects.create(charter=charter, theme=theme, slug="on-time", title="On time")
    Expectation.objects.create(charter=charter, text="Let us in.")
    Quote.objects.create(charter=charter, text="Tell us.")
    CharterStage.objects.create(charter=charter, stage="draft")
    Body.objects.create(slug="board", name="Board", kind="board")
    plan = Measure.objects.create(
        slug="plan", title="Plan", kind="milestone", direction="none", frequency="annual", owner=post
    )
    MeasureLine.objects.create(promise=promise, measure=plan, text="By spring.")
    Target.objects.create(measure=plan, starts=date(2026, 4, 1), target=1)
    Definition.objects.create(measure=plan, starts=date(2026, 4, 1), text="The plan.")
    MilestoneStage.objects.create(measure=plan, title="Ask", due=date(2026, 8, 1))
    Break.objects.create(measure=plan, starts=date(2026, 4, 1), reason="New system.")
    Publication.objects.create(slug="policy", title="Policy", schedule="every 3 months")
    Segment.objects.create(slug="north", name="North", dimension="area", homes=120)
    roles = ("engagement_officer", "approver", "administrator")
    return [owner, *(make_person(role.title(), role) for role in roles)]


def begun_from_pages(people: Iterable[User]) -> set[tuple[str, str]]:
    """Kind and action of every draft that a page offers, to which links lead from the start page."""
    found: set[tuple[str, str]] = set()
    for person in people:
        found |= _walk(signed_in(person))
    return found


def _walk(client: Client) -> set[tuple[str, str]]:
    ahead, seen, found = [reverse("staff_home")], set(), set()
    while ahead and len(seen) < AHEAD:
        where = ahead.pop()
        seen.add(where)
        page = client.get(where)
        if page.streaming or "html" not in page.headers.get("Content-Type", ""):
            continue
        text = page.content.decode()
        found |= set(BEGIN.findall(text))
        ahead += [one for one in dict.fromkeys(LINK.findall(text)) if one not in seen and one not in ahead]
    assert not ahead, f"More than {AHEAD} pages: {ahead[:5]}"
    return found


def without_a_way(people: Iterable[User]) -> list[tuple[str, str]]:
    """What the registry lets be drafted and no page offers."""
    offered = begun_from_pages(people)
    wanted = [(kind.name, "change") for kind in drafts.kinds()]
    wanted += [(kind.name, "new") for kind in drafts.kinds() if kind.adds]
    wanted += [(kind.name, "retire") for kind in drafts.kinds() if kind.retires]
    return [one for one in wanted if one not in offered]


def test_a_link_leads_to_every_kind_of_draft(people) -> None:
    assert without_a_way(people) == []


def test_the_walk_notices_a_kind_that_no_page_offers(people, monkeypatch) -> None:
    """Negative control: a kind in the registry and on no page."""
    forgotten = replace(drafts.kind_named("theme"), name="forgotten")
    monkeypatch.setitem(drafts._kinds, "forgotten", forgotten)
    lost = without_a_way([User.objects.get(name="Engagement_Officer")])
    assert {("forgotten", "change"), ("forgotten", "new"), ("forgotten", "retire")} <= set(lost)
    assert ("theme", "new") not in lost


class TestTheNewWays:
    """What each of them begins, for whom, and what is under way."""

    @pytest.mark.parametrize(
        ("route", "kind", "button", "role"),
        [
            ("staff_measures", "measure", "New measure", "engagement_officer"),
            ("staff_editions", "publication", "Add a document", "engagement_officer"),
        ],
    )
    def test_a_new_one(self, people, route, kind, button, role) -> None:
        by = {one.name: signed_in(one) for one in people}
        page = by[role.title()].get(reverse(route)).content.decode()
        assert button in page
        assert button not in by["Administrator"].get(reverse(route)).content.decode()
        token = page.split('name="form_token" value="')[1].split('"')[0]
        sent = {"kind": kind, "action": "new", "form_token": token}
        answer = by[role.title()].post(reverse("staff_start_draft"), sent)
        assert answer.status_code == 302
        assert answer.url in by[role.title()].get(reverse(route)).content.decode()

    def test_how_we_measure_it_begins_at_its_promise(self, people) -> None:
        officer = signed_in(User.objects.get(name="Engagement_Officer"))
        where, promise = reverse("staff_charter", args=["ours"]), Promise.objects.get()
        page = officer.get(where).content.decode()
        assert "Add how we measure it" in page
        assert "1 line<" in page
        token = page.split('name="form_token" value="')[1].split('"')[0]
        sent = {"kind": "measure_line", "action": "new", "parent": promise.pk, "form_token": token}
        answer = officer.post(reverse("staff_start_draft"), sent)
        assert Draft.objects.get().parent_id == promise.pk
        assert answer.url in officer.get(where).content.decode()
