"""The landlord's own words in another language, and the mark that says which words of a page are English."""

import pytest
from django.utils import translation

from charter.form_parts import TextField
from charter.languages.marks import with_language
from charter.languages.own import bare, marked, own, speaking

SAID = {"Safe homes": "Cartrefi diogel"}


def spoken(text: str, code: str = "cy") -> str:
    with translation.override(code), speaking(lambda: SAID):
        return own(text)


class TestOwn:
    def test_in_english_nothing_is_changed(self) -> None:
        assert spoken("Safe homes", "en-gb") == "Safe homes"
        assert spoken("We listen", "en-gb") == "We listen"

    def test_a_translation_stands_in_its_place(self) -> None:
        assert spoken("Safe homes") == "Cartrefi diogel"
        assert spoken(" Safe homes\r\n") == "Cartrefi diogel"

    def test_without_one_it_is_english_and_marked(self) -> None:
        assert spoken("Safe home") == marked("Safe home") != "Safe home"
        assert bare(spoken("Safe home")) == "Safe home"

    def test_no_text_is_no_mark(self) -> None:
        assert spoken("") == ""

    def test_a_text_is_marked_once(self) -> None:
        assert spoken(spoken("We listen")) == spoken("We listen")

    @pytest.mark.parametrize(
        "typed", ["\ue000We listen", "We \ue001 listen", "\ue000", "\ue001We\ue000 listen"]
    )
    def test_a_sign_that_somebody_typed_marks_nothing(self, typed: str) -> None:
        said = spoken(f"Now: {typed}")
        assert said == marked(f"Now: {bare(typed)}")
        assert (
            with_language(f"<p>{said}</p>", right_to_left=False) == f'<p lang="en-GB">Now: {bare(typed)}</p>'
        )

    def test_no_form_takes_the_signs_of_marks(self) -> None:
        assert TextField(label="Why", most=50).clean("We\ue001 \ue000listen") == "We listen"

    def test_translations_are_asked_for_once_and_only_when_needed(self) -> None:
        asked: list[int] = []

        def ask() -> dict[str, str]:
            asked.append(1)
            return SAID

        with translation.override("cy"), speaking(ask):
            assert asked == []
            own("Safe homes")
            own("We listen")
        assert asked == [1]


ONE, TWO = marked("Safe homes"), marked("We listen")
SAID_ONE, SAID_TWO = (f'<span lang="en-GB">{text}</span>' for text in ("Safe homes", "We listen"))
SVG_ONE = SAID_ONE.replace("span", "tspan")


class TestPages:
    @pytest.mark.parametrize(
        ("page", "said"),
        [
            (f"<p>{ONE}</p>", '<p lang="en-GB">Safe homes</p>'),
            (f"<h1 class=x>\n  {ONE}\n</h1>", '<h1 class=x lang="en-GB">\n  Safe homes\n</h1>'),
            (f"<p>Yn {ONE}.</p>", f"<p>Yn {SAID_ONE}.</p>"),
            (f"<p>{ONE}, {TWO}</p>", f"<p>{SAID_ONE}, {SAID_TWO}</p>"),
            (f"<p>{ONE}<br>{TWO}</p>", f"<p>{SAID_ONE}<br>{SAID_TWO}</p>"),
            (f"<p>{ONE}<b>!</b></p>", f"<p>{SAID_ONE}<b>!</b></p>"),
            (f'<td data-label="Nod">{ONE}</td>', f'<td data-label="Nod">{SAID_ONE}</td>'),
            (f'<p lang="ar">{ONE}</p>', f'<p lang="ar">{SAID_ONE}</p>'),
            (f'<a href="/" title="{ONE}">{ONE}</a>', f'<a href="/" title="Safe homes">{SAID_ONE}</a>'),
            (f"<option value=a>{ONE} (3)</option>", '<option value=a lang="en-GB">Safe homes (3)</option>'),
            (f"<option>{ONE} yn dda</option>", "<option>Safe homes yn dda</option>"),
            (f"<title>{ONE} – Siarter</title>", "<title>Safe homes – Siarter</title>"),
            (f"<script>x = '{ONE}'; '\\ue000a\\ue001'</script>", "<script>x = 'Safe homes'; 'a'</script>"),
            ("<a href='mailto:?subject=%EE%80%80a%EE%80%81'>e</a>", "<a href='mailto:?subject=a'>e</a>"),
            (f"<!-- <p> --><p>{ONE}</p>", '<!-- <p> --><p lang="en-GB">Safe homes</p>'),
            (f'<p title="a > b">{ONE}</p>', f'<p title="a > b">{SAID_ONE}</p>'),
            (f"<svg><text>{ONE}: 3</text></svg>", f"<svg><text>{SVG_ONE}: 3</text></svg>"),
            (f"<svg><title>{ONE}</title></svg>", '<svg><title lang="en-GB">Safe homes</title></svg>'),
            (f"<p>{ONE}</p></div></p>{ONE}", '<p lang="en-GB">Safe homes</p></div></p>Safe homes'),
        ],
    )  # fmt: skip
    def test_the_mark_stands_on_the_closest_element(self, page: str, said: str) -> None:
        assert with_language(page, right_to_left=False) == said

    @pytest.mark.parametrize(
        ("page", "said"),
        [
            (f"<p>{ONE}</p>", '<p lang="en-GB" dir="ltr">Safe homes</p>'),
            (f"<p>3 {ONE}</p>", '<p>3 <span lang="en-GB" dir="ltr">Safe homes</span></p>'),
            (f"<svg><text>{ONE}</text></svg>", '<svg><text lang="en-GB">Safe homes</text></svg>'),
        ],
    )
    def test_a_page_from_right_to_left_says_which_way_english_runs(self, page: str, said: str) -> None:
        assert with_language(page, right_to_left=True) == said

    def test_every_line_is_marked_by_itself(self) -> None:
        with_breaks = marked("Safe homes\n\nWe listen").replace("\n\n", "</p><p>")
        said = with_language(f"<p>{with_breaks}</p>", right_to_left=False)
        assert said == '<p lang="en-GB">Safe homes</p><p lang="en-GB">We listen</p>'

    def test_a_text_cut_short_does_not_reach_beyond_its_element(self) -> None:
        said = with_language(f"<p>{ONE[:5]}…</p><p>Da</p>", right_to_left=False)
        assert said == '<p><span lang="en-GB">Safe…</span></p><p>Da</p>'

    def test_a_page_without_marks_stays_the_same(self) -> None:
        page = "<html><p>Da & <b>i <</p>"
        assert with_language(page, right_to_left=False) is page
