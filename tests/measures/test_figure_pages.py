"""My figures and the page of a figure: what it shows, keeps, refuses, and to whom it does not exist."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from charter.models import Post
from measures.models import Measure, Result, Segment
from tests.people import fields_of, make_person, put_into, signed_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
OCTOBER = ("repairs", "2026-10")


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def client(data_owner, measure):
    return signed_in(data_owner)


def address(slug: str = "repairs", period: str = "2026-10") -> str:
    return reverse("staff_figure", args=[slug, period])


def send(client, where: str | None = None, **typed: str):
    where = where or address()
    sent = fields_of(client.get(where)) | {"do": "submit"} | typed
    return client.post(where, sent)


def test_the_list_asks_for_every_ended_period_that_the_portal_answers_for(client) -> None:
    page = client.get(reverse("staff_figures"))
    assert [line.period.key for line in page.context["lines"]] == ["2026-07", "2026-08", "2026-09", "2026-10"]
    text = page.content.decode()
    assert "4 figures need you" in text
    assert "Overdue" in text
    assert "Head of Repairs" not in text


def test_a_good_figure_is_sent_for_approval(client, data_owner) -> None:
    answer = send(client, numerator="960", denominator="1,000")
    assert answer.status_code == 302
    assert answer.url == reverse("staff_figures") + "?after=repairs.2026-10"
    result = Result.objects.get()
    assert (result.workflow, result.numerator, result.submitted_by) == ("submitted", Decimal(960), data_owner)
    assert (
        "With approver" in client.get(address()).content.decode()
        or "With an approver" in client.get(address()).content.decode()
    )


def test_what_was_typed_stays_and_each_fault_links_to_its_box(client) -> None:
    answer = send(client, numerator="1,426", denominator="1,240", why="Two of three vans broke down.")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'href="#id_numerator"' in text
    assert 'value="1,426"' in text
    assert "Two of three vans broke down." in text
    assert "“Repairs on time” 1426 is larger than “All repairs” 1240" in text
    assert "<title>Error:" in text
    assert not Result.objects.exists()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "is blank. Enter a value, or a numerator and a denominator."),
        ({"numerator": "1_0", "denominator": "20"}, "is not a number"),
        ({"numerator": "１２", "denominator": "20"}, "is not a number"),
        ({"numerator": "12"}, "is blank, but"),
        ({"value": "101"}, "outside what is possible"),
        ({"numerator": "9", "denominator": "10", "value": "91"}, "give 90"),
        ({"numerator": "10", "denominator": "10", "by_when": "31/2/2027"}, "is not a date"),
        ({"numerator": "10", "denominator": "10", "note": "x\x00y"}, "cannot be stored"),
    ],
)
def test_the_form_refuses_what_a_file_would(client, typed, says) -> None:
    answer = send(client, **typed)
    assert answer.status_code == 422
    assert says in answer.content.decode().replace("&quot;", '"').replace("&#x27;", "'")
    assert not Result.objects.exists()


def test_a_miss_is_not_sent_without_words_and_nothing_typed_is_lost(client) -> None:
    answer = send(client, numerator="80", denominator="100")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'href="#id_why"' in text
    assert 'value="80"' in text
    answer = send(
        client, numerator="80", denominator="100", why="Vans.", action="New vans.", by_when="2027-01-31"
    )
    assert answer.status_code == 302
    assert Result.objects.get().commentary.by_when == date(2027, 1, 31)


def test_a_draft_is_kept_and_found_again(client) -> None:
    answer = send(client, do="save", numerator="80", denominator="100")
    assert answer.url == address()
    text = client.get(address()).content.decode()
    assert 'value="80"' in text
    assert "Saved as a draft" in text
    line = client.get(reverse("staff_figures")).context["lines"][-1]
    assert (line.verb, line.stage) == ("Finish", "Needs an explanation")


def test_a_double_press_makes_one_record(client) -> None:
    sent = fields_of(client.get(address())) | {"do": "submit", "numerator": "96", "denominator": "100"}
    first, second = client.post(address(), sent), client.post(address(), sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert Result.objects.count() == 1
    assert Result.objects.get().workflow == "submitted"


def test_two_who_edit_at_once_both_hear_of_it(client, post) -> None:
    send(client, do="save", numerator="90", denominator="100")
    deputy = make_person("Dan Deputy", "data_owner")
    put_into(post, deputy, deputy=True)
    other = signed_in(deputy)
    old = fields_of(client.get(address()))
    send(other, do="save", numerator="91", denominator="100")
    answer = client.post(address(), old | {"do": "save", "numerator": "92", "denominator": "100"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Dan Deputy changed this while you had it open" in text
    told = [(one.before, one.theirs, one.mine) for one in answer.context["form"].conflict.differences]
    assert told == [("90", "91", "92")]
    assert 'value="92"' in text
    assert Result.objects.get().numerator == 91
    again = {field.html_name: field.value() for field in answer.context["form"]}
    assert client.post(address(), {k: v for k, v in again.items() if v} | {"do": "save"}).status_code == 302
    assert Result.objects.get().numerator == 92


def test_the_page_of_a_sent_figure_recalls_it(client) -> None:
    send(client, numerator="96", denominator="100")
    page = client.get(address())
    assert "Recall this figure" in page.content.decode()
    assert client.post(address(), fields_of(page) | {"do": "save"}).status_code == 422
    assert client.post(address(), fields_of(client.get(address())) | {"do": "recall"}).status_code == 302
    assert Result.objects.get().workflow == "draft"


def test_figures_of_others_do_not_exist(measure) -> None:
    stranger = make_person("Sam Stranger", "data_owner")
    put_into(Post.objects.create(title="Head of Housing"), stranger)
    client = signed_in(stranger)
    assert client.get(address()).status_code == 404
    assert client.post(address(), {"do": "save", "numerator": "1", "denominator": "2"}).status_code == 404
    assert client.get(address()).content == client.get(address("nothing-of-this-name")).content or (
        client.get(address("nothing-of-this-name")).status_code == 404
    )
    assert client.get(address(period="2026-13")).status_code == 404
    assert not Result.objects.exists()


def test_a_segment_has_its_own_figure(client, measure) -> None:
    Segment.objects.create(slug="north", dimension="area", name="North")
    where = f"{address()}?segment=north"
    assert send(client, where, do="save", numerator="9", denominator="10").url == where
    assert Result.objects.get().segment.slug == "north"
    assert client.get(f"{address()}?segment=south").status_code == 404


def test_a_correction_needs_its_reason(client, measure, data_owner, approver) -> None:
    send(client, numerator="96", denominator="100")
    Result.objects.update(
        workflow="approved", approval="final", decided_by=approver, decided_at="2026-11-20T10:00Z"
    )
    page = client.get(address())
    assert "This period has an approved figure" in page.content.decode()
    assert send(client, numerator="97", denominator="100", correction_reason="").status_code == 422
    assert send(client, numerator="97", denominator="100", correction_reason="Late data.").status_code == 302
    assert Result.objects.get(workflow="submitted").correction_reason == "Late data."


def test_survey_answers_make_the_figure(client, post) -> None:
    Measure.objects.create(
        slug="happy",
        title="Happy",
        kind="satisfaction",
        direction="higher",
        frequency="monthly",
        unit="%",
        owner=post,
    )
    where = address("happy")
    typed = {"very_satisfied": "40", "fairly_satisfied": "30", "neither": "10"}
    typed |= {"fairly_dissatisfied": "15", "very_dissatisfied": "5", "dont_know": "3"}
    assert send(client, where, **typed).status_code == 302
    result = Result.objects.get()
    assert (result.numerator, result.denominator, result.answers["dont_know"]) == (70, 100, "3")
    assert send(client, address("happy", "2026-09"), **(typed | {"neither": ""})).status_code == 422


def test_a_grade_is_one_of_the_list(client, post) -> None:
    Measure.objects.create(
        slug="grade", title="Grade", kind="grade", direction="higher", frequency="annual", owner=post,
        grades=["C1", "C2", "C3"],
    )  # fmt: skip
    where = address("grade", "2025-26")
    assert send(client, where, value="C9").status_code == 422
    assert send(client, where, value="C2", date="2025-06-01", review_by="2027-06-01").status_code == 302
    assert Result.objects.get().grade == "C2"
