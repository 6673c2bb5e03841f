"""The publisher's pages: choose a period, see what is missing, publish, schedule, withdraw."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from charter.models import User
from charter.periods import Period
from measures.actions import Decision, approve_result, record_result, submit_result
from measures.actions.counted import count_measure
from measures.actions.waivers import waive
from measures.figures import Figures
from measures.models import Measure, Release, Waiver
from measures.querysets.releases import headline_of, live_without
from tests.people import fields_of, signed_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
PREVIEW = "/staff/releases/preview/?period=2026-27-Q2"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def client(approver, measure):
    return signed_in(approver)


def approve(measure, by, second, period: str, share: int = 96) -> None:
    figures = Figures(Decimal(share), Decimal(100), why="Vans.", action="New vans.")
    result = record_result(
        measure=measure, period=Period.parse(period), figures=figures, by=by, correction_reason="Late data."
    )
    approve_result(result=submit_result(result=result, by=by), by=second, decision=Decision("provisional"))


def publish(client, where: str = PREVIEW, **typed: str):
    for one in client.get(where).context["preview"].in_the_way:
        agreed = {"measure": one.measure, "period": Period.parse("2026-27-Q2"), "reason": "No data."}
        waive(by=User.objects.get(name="Tom Hale"), **agreed)
    page = client.get(where)
    period = where.partition("period=")[2]
    return client.post(
        reverse("staff_release_preview"), fields_of(page) | {"do": "now", "period": period} | typed
    )


def test_the_choice_of_periods_is_of_ended_ones(client) -> None:
    text = client.get(reverse("staff_releases")).content.decode()
    assert "July to September 2026" in text
    assert "October 2026" in text
    assert "November 2026" not in text.partition("<select")[2].partition("</select>")[0]
    assert "Nothing is published yet" in text


def test_the_preview_names_what_is_missing_and_who_owes_it(client, measure, data_owner, approver) -> None:
    approve(measure, data_owner, approver, "2026-07")
    record_result(
        measure=measure,
        period=Period.parse("2026-08"),
        figures=Figures(Decimal(1), Decimal(2)),
        by=data_owner,
    )
    text = " ".join(client.get(PREVIEW).content.decode().split())
    assert "Repairs on time" in text
    assert "Head of Repairs" in text
    assert "overdue" in text.lower()
    assert "<b>Not in this release:</b> 1 draft" in text
    assert "<li>Repairs on time, August 2026: draft, Head of Repairs</li>" in text
    assert not Release.objects.exists()


def test_publishing_makes_it_public(client, measure, data_owner, approver) -> None:
    for month in ("07", "08", "09"):
        approve(measure, data_owner, approver, f"2026-{month}")
    assert "Nothing is missing" in client.get(PREVIEW).content.decode()
    answer = publish(client)
    assert answer.url == reverse("staff_release", args=["2026-27-q2"])
    release = Release.objects.get()
    assert (release.state, release.published_by) == ("live", approver)
    assert "is published" in client.get(answer.url).content.decode()
    assert "<b>Live</b>" in client.get(reverse("staff_releases")).content.decode()


def test_a_double_press_publishes_once(client, measure, approver) -> None:
    waive(measure=measure, period=Period.parse("2026-27-Q2"), by=approver, reason="No data.")
    typed = fields_of(client.get(PREVIEW)) | {"do": "now", "period": "2026-27-Q2"}
    answers = [client.post(reverse("staff_release_preview"), typed) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Release.objects.count() == 1


def test_two_who_agree_to_publish_without_a_figure_see_each_other(client, measure, approver) -> None:
    address = reverse("staff_waive", args=["2026-27-q2", measure.slug])
    typed = fields_of(client.get(address)) | {"do": "waive", "reason": "The system was changed."}
    waive(measure=measure, period=Period.parse("2026-27-Q2"), by=approver, reason="No data.")
    answer = client.post(address, typed)
    assert answer.status_code == 409
    assert "The system was changed." in answer.content.decode()
    assert Waiver.objects.get().reason == "No data."


def test_what_changed_since_the_preview_is_not_published_unseen(
    client, measure, data_owner, approver
) -> None:
    waive(measure=measure, period=Period.parse("2026-27-Q2"), by=approver, reason="No data.")
    typed = fields_of(client.get(PREVIEW)) | {"do": "now", "period": "2026-27-Q2"}
    approve(measure, data_owner, approver, "2026-07")
    answer = client.post(reverse("staff_release_preview"), typed)
    assert answer.status_code == 422
    assert "look at it again" in answer.content.decode()
    assert not Release.objects.exists()
    again = {field.html_name: field.value() for field in answer.context["form"] if field.value()}
    again |= {"do": "now", "period": "2026-27-Q2"}
    assert client.post(reverse("staff_release_preview"), again).status_code == 302


@pytest.fixture
def counted(landlord) -> Measure:
    """A measure that the portal counts by itself."""
    made = Measure.objects.create(
        slug="changes",
        title="Changes made",
        kind="counted",
        counter="service_changes",
        direction="higher",
        frequency="quarterly",
        unit="changes",
    )
    count_measure(measure=made, by=User.objects.system())
    return made


def test_what_the_portal_worked_out_is_confirmed_as_a_block(client, counted) -> None:
    page = client.get(PREVIEW)
    text = " ".join(page.content.decode().split())
    assert "Worked out by the portal" in text
    assert "Counted from our own records" in text
    assert "0 changes" in text
    answer = publish(client)
    assert answer.status_code == 422
    assert "Look at what the portal worked out by itself" in answer.content.decode()
    assert not Release.objects.exists()
    assert publish(client, confirmed="on").status_code == 302
    assert Release.objects.get().state == "live"


def test_without_automatic_figures_there_is_nothing_to_confirm(client) -> None:
    page = client.get(PREVIEW)
    assert "Worked out by the portal" not in page.content.decode()
    assert "confirmed" not in page.context["form"].fields


def test_a_second_release_of_a_period_needs_a_change_and_a_reason(
    client, measure, data_owner, approver
) -> None:
    approve(measure, data_owner, approver, "2026-07")
    publish(client)
    assert "nothing has changed since" in client.get(PREVIEW).content.decode()
    approve(measure, data_owner, approver, "2026-07", 97)
    answer = publish(client)
    assert answer.status_code == 422
    assert "Say why it is published again" in answer.content.decode()
    assert publish(client, reason="Late data came in.").url == reverse(
        "staff_release", args=["2026-27-q2-r2"]
    )
    assert sorted(Release.objects.values_list("slug", "state")) == [
        ("2026-27-q2", "earlier"),
        ("2026-27-q2-r2", "live"),
    ]


def test_publishing_later_needs_a_time_ahead(client) -> None:
    assert "Say when" in publish(client, do="later").content.decode()
    assert (
        "This time is over" in publish(client, do="later", scheduled_for="2026-11-01T09:00").content.decode()
    )
    answer = publish(client, do="later", scheduled_for="2026-12-01T09:00")
    release = Release.objects.get()
    assert (answer.status_code, release.state) == (302, "scheduled")
    assert timezone.localtime(release.scheduled_for).isoformat() == "2026-12-01T09:00:00+00:00"
    assert release.scheduled_for - timezone.now() > timedelta(days=8)


def test_withdrawing_needs_a_reason_for_the_public(client) -> None:
    where = publish(client).url
    empty = client.post(where, fields_of(client.get(where)) | {"reason": " "})
    assert empty.status_code == 422
    answer = client.post(where, fields_of(client.get(where)) | {"reason": "A wrong file."})
    assert answer.url == reverse("staff_releases")
    assert Release.objects.get().withdrawn_because == "A wrong file."
    assert 'name="reason"' not in client.get(where).content.decode()


def test_what_becomes_live_again_is_said_before_the_button(client, measure, data_owner, approver) -> None:
    first = publish(client).url
    alone = " ".join(client.get(first).content.decode().split())
    assert "no figures at all" in alone
    approve(measure, data_owner, approver, "2026-27-Q2")
    second = publish(client, reason="Late data came in.").url
    page = " ".join(client.get(second).content.decode().split())
    before = page.partition("Withdraw this release</button>")[0]
    assert "<b>July to September 2026</b>, release" in before
    assert f'<a href="{first}">2026-27-q2</a>, becomes live again' in before
    sentence = live_without(Release.objects.get(slug="2026-27-q2-r2"))
    assert sentence is not None
    assert headline_of(sentence)
    assert f"It says: “{escape(headline_of(sentence))}”" in before
    assert "becomes live again" not in client.get(first).content.decode()
    client.post(second, fields_of(client.get(second)) | {"reason": "A wrong file."})
    assert Release.objects.get(state="live").slug == "2026-27-q2"


@pytest.mark.parametrize("period", ["", "2026-13", "nonsense"])
def test_a_period_that_is_none(client, period) -> None:
    assert client.get(f"/staff/releases/preview/?period={period}").status_code == 404


def test_a_period_that_has_not_ended_is_not_published(client) -> None:
    answer = publish(client, "/staff/releases/preview/?period=2026-27-Q3")
    assert answer.status_code == 422
    assert "has not ended yet" in answer.content.decode()


def test_the_list_of_measures_tells_targets(client, data_owner) -> None:
    text = signed_in(data_owner).get(reverse("staff_measures")).content.decode()
    assert "Repairs on time" in text
    assert "95%" in text
    assert "Head of Repairs" in text
