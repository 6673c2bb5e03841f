"""A member of the panel challenges a figure, its owner answers, and everybody reads both voices."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.helpers import context_of, page_faults, sign_in
from tests.journeys.stack import Stack, running, serve
from tests.people import SECRET

pytestmark = pytest.mark.journey
PASSWORD = "a-long-password-1"
PHONE = {"java_script_enabled": False, "viewport": {"width": 320, "height": 700}}
WORLD = """
from charter.models import Body, Post, RoleGrant
from measures.models import Measure
from tests.measures.frozen import charter, measure, published, quarters
from tests.people import LONG_AGO, make_person, put_into
group = Body.objects.create(slug="group", name="Customer Voice Group", kind="tenant")
maya = make_person("Maya Osei")
RoleGrant.objects.create(person=maya, role="panel_member", body=group, starts=LONG_AGO, given_by=maya)
post = Post.objects.create(title="Head of Repairs")
put_into(post, make_person("Priya Nair", "data_owner"))
texts = dict.fromkeys(("definition", "source", "owner", "why", "numerator", "denominator"), "")
shown = measure("repairs", quarters(8), title="Repairs on time", promises=[], texts=texts)
published(shown, charter=charter())
kinds = {"kind": "percentage", "frequency": "quarterly", "direction": "higher", "unit": "%", "decimals": 1}
given = {"title": "Repairs on time", "owner": post, **kinds}
Measure.objects.update_or_create(slug="repairs", defaults=given)
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A portal with one published figure, its owner and a member of the panel."""
    with running(Path(tmp_path_factory.mktemp("challenge")), shelf=12) as stack:
        stack.run_code(WORLD)
        serve(stack)
        yield stack


def test_a_challenge_its_answer_and_both_in_public(browser: Browser, world: Stack) -> None:
    """Maya on a phone without a script; the link on the public page asks her to sign in first."""
    expect.set_options(timeout=20_000)
    maya = context_of(browser, world, **PHONE).new_page()
    sign_in(maya, "maya.osei@example.org", PASSWORD, SECRET)
    maya.goto("/measures/repairs/")
    maya.get_by_role("link", name="Challenge this").click()
    expect(maya.get_by_label("What do you challenge?")).to_have_value("measure:repairs")
    maya.get_by_label("What do you doubt or ask?").fill("Who counted this?")
    maya.get_by_label("My own words").check()
    maya.get_by_role("button", name="Send it").click()
    expect(maya.get_by_text("Everybody can read it now, and we owe you an answer.")).to_be_visible()

    priya = context_of(browser, world).new_page()
    sign_in(priya, "priya.nair@example.org", PASSWORD, SECRET)
    priya.goto("/staff/challenges/")
    assert page_faults(priya) == []
    priya.get_by_role("link", name="Repairs on time").click()
    assert page_faults(priya) == []
    priya.get_by_label("Your answer").fill("Our fitters did.")
    priya.get_by_role("button", name="Publish the answer").click()
    expect(priya.get_by_text("Everybody can read both voices now.")).to_be_visible()

    anybody = context_of(browser, world, viewport=PHONE["viewport"]).new_page()
    anybody.goto("/challenges/")
    assert page_faults(anybody) == []
    anybody.get_by_role("link", name="Repairs on time").click()
    expect(anybody.get_by_text("Who counted this?")).to_be_visible()
    expect(anybody.get_by_text("Our fitters did.")).to_be_visible()
    expect(anybody.get_by_text("A member of Customer Voice Group")).to_be_visible()
    assert page_faults(anybody) == []
