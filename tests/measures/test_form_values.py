"""Hostile values in the boxes of a figure and its list (X47 to X66): a message, and nothing changed."""

import unicodedata
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from charter.form_parts import sentence
from measures.models import Result
from tests.people import fields_of, signed_in

pytestmark = pytest.mark.django_db
WHERE = "/staff/figures/repairs/2026-10/"
NO_NUMBER = "Enter a number, like 94.5."
DIGITS = "Use digits 0 to 9 and a full stop."


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(date(2026, 11, 22), tick=False):
        yield


@pytest.fixture
def client(data_owner, measure):
    return signed_in(data_owner)


def send(client, **typed: str):
    return client.post(WHERE, fields_of(client.get(WHERE)) | {"do": "submit"} | typed)


def text_of(answer) -> str:
    return answer.content.decode().replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&")


VALUES = [
    *(("X47", {"value": value}, NO_NUMBER) for value in ("NaN", "Infinity", "1e999999999")),
    *(("X48", {"value": value}, DIGITS) for value in ("1_0", "１２", "٣", "1E+1", "+5", "-0")),
    *(("X49", {"value": value}, DIGITS) for value in ("½", "12.3.4", "1.234,5", "£94")),
    ("X50", {"value": "9" * 400}, "Enter a number between 0 and 100"),
    ("X50", {"numerator": "1", "denominator": str(2**63)}, ""),
    ("X51", {"value": "100.01"}, "Enter a number between 0 and 100"),
    ("X51", {"numerator": "51", "denominator": "50"}, "“Repairs on time” 51 is larger than “All repairs” 50"),
    ("X51", {"numerator": "5", "denominator": "0"}, "choose “There were no cases in this period”"),
    ("X51", {"numerator": "-1", "denominator": "50"}, "Enter a number of 0 or more"),
    ("X53", {"by_when": "31/02/2027"}, "31 February is not a date"),
    ("X53", {"by_when": "29/02/2027"}, "29 February is not a date in 2027"),
    ("X53", {"by_when": "01/13/2027"}, "There is no month 13"),
    ("X54", {"by_when": "01/01/0001"}, "Give a year from 2010"),
    ("X54", {"by_when": "01/01/9999"}, "Give a year from 2010"),
    ("X54", {"by_when": "01/01/27"}, "year of two digits"),
    ("X57", {"nothing": "z", "nothing_because": " \u200b\u200d "}, "Say why there is no figure"),
    ("X58", {"why": "é" * 1001}, "at most 1,000 characters"),
    ("X59", {"why": "e" + "\u0301" * 10_000}, "at most 1,000 characters"),
]


@pytest.mark.parametrize(("number", "typed", "says"), VALUES)
def test_a_hostile_value_is_named_kept_and_changes_nothing(client, number, typed, says) -> None:
    good = (
        {"numerator": "96", "denominator": "100"}
        if not set(typed) & {"value", "numerator", "nothing"}
        else {}
    )
    answer = send(client, **(good | typed))
    if not says:
        assert answer.status_code in (302, 422)
        return
    assert answer.status_code == 422, number
    text = text_of(answer)
    assert says in text
    assert not Result.objects.exists()
    form = answer.context["form"]
    for name, value in typed.items():
        assert form[name].value() == value  # what was typed is kept


@pytest.mark.parametrize("value", ["1,234", "94%"])
def test_x49_a_comma_and_the_unit_are_taken_and_shown_back(client, value) -> None:
    typed = {"value": value} if "%" in value else {"numerator": "1,234", "denominator": "1,300"}
    assert send(client, do="save", **typed, why="x", action="y").status_code == 302
    shown = fields_of(client.get(WHERE))
    assert (shown.get("value") or shown.get("numerator")) in ("94", "1234")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '"><svg onload=alert(1)>',
        "{{ 7 }}{{7*7}}{% load x %}${7*7}",
        "javascript:alert(1)",
        'hx-get="/staff/" data-hx-post="/x"',
        "O'Brien, Nguyễn, Ó Dálaigh, 山田, X",
        "' OR 1=1 --",
    ],
)
def test_x61_x62_x63_text_is_shown_as_typed(client, text) -> None:
    assert send(client, do="save", numerator="96", denominator="100", note=text).status_code == 302
    assert Result.objects.get().note == text
    page = client.get(WHERE).content.decode()
    assert "<script>alert" not in page
    assert "<svg onload" not in page
    assert "49" not in page.partition("<textarea")[2].partition("</form>")[0]


def test_x57_x58_x60_one_text_field_for_all_forms() -> None:
    box = sentence("Name", "Enter a name.", most=10)
    assert box.clean("e\u0301") == unicodedata.normalize("NFC", "e\u0301")
    assert box.clean("ab\u202ecd") == "abcd"
    assert box.clean("a\r\nb") == "a\nb"
    assert box.clean("one\x0btwo") == "one two"  # the soft line break of a slide
    assert box.clean("a\tb\x1b\x85\x7fc") == "a\tb   c"
    assert box.clean("👩‍👩‍👧") == "👩‍👩‍👧"
    assert box.clean("😀" * 5) == "😀" * 5  # ten, as browsers count
    for blank in ("", "  ", "\u200b", "\u200d \ufeff", "\x0b\x01"):
        with pytest.raises(Exception, match="Enter a name"):
            box.clean(blank)
    with pytest.raises(Exception, match="at most 10 characters"):
        box.clean("😀" * 5 + "x")
    assert "maxlength" not in box.widget.attrs


@pytest.mark.parametrize(
    "value", ["' OR 1=1 --", "\\", "%", "_", "x" * 10_000, "(a+)+$", "password", "-1", "0"]
)
@pytest.mark.parametrize("name", ["measure", "period", "step", "open", "after", "page", "sort"])
def test_x64_x65_x66_filters_of_the_list_are_text(client, name, value) -> None:
    answer = client.get(reverse("staff_figures"), {name: value})
    assert answer.status_code == 200


def test_x66_an_address_of_a_strange_period_is_not_there(client) -> None:
    for period in ("abc", "0000-00", "9999-99", "2026-27-q9"):
        assert client.get(f"/staff/figures/repairs/{period}/").status_code == 404


def test_x59_a_megabyte_is_refused_before_it_is_read(client) -> None:
    answer = client.post(WHERE, fields_of(client.get(WHERE)) | {"why": "x" * 1_100_000})
    assert answer.status_code in (400, 413)
    assert not Result.objects.exists()
