"""Papers of releases that no demonstration holds: nothing in it, one thing, hostile and endless texts."""

from typing import Any

import page
import pytest
from django.template.loader import render_to_string

from measures import pdf, presenters, report_view
from measures.actions.checks import paper_differences
from measures.pdf.printing import drawn, plain_letter
from measures.presenters import ReleaseView
from measures.report_view import appendix
from tests.measures import frozen

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ARABIC = "الإصلاحات في الوقت المحدد"
ENDLESS = "word " * 20_000
UNBROKEN = "x" * 3_000


def paper(release: ReleaseView) -> tuple[bytes, str]:
    """The paper and its words; every one must pass the rules of PDF/UA-1."""
    content, _ = pdf.printed("measures/reports/board.html", report_view.board_report(release))
    report = page.validate_pdf_bytes(content, profile="ua1")
    assert [failure.message for failure in report.failures] == []
    return content, " ".join(pdf.words(content).split())


def differences(text: str, release: ReleaseView) -> list[str]:
    """What a paper's text does not say of its release."""
    charter = presenters.document(release, "charter") or {}
    return list(paper_differences(text, charter, presenters.documents(release, "measures")))


def explained(**texts: str) -> dict[str, Any]:
    """A commentary on the newest quarter."""
    return {"period": "Q2026-07", "label": "x", "why": "", "action": "", "by_when": "2027-01-31"} | texts


def test_a_release_without_anything() -> None:
    _, text = paper(frozen.published())
    assert "There was no charter for this time" in text
    assert "There are no measures yet." in text
    assert "There are no figures yet." in text


def test_a_charter_without_promises() -> None:
    release = frozen.published(charter=frozen.charter())
    _, text = paper(release)
    assert "The charter has no promises yet." in text
    assert differences(text, release) == []


def test_one_measure_with_two_quarters_has_a_table_and_no_chart() -> None:
    release = frozen.published(frozen.measure("repairs", frozen.quarters(2)))
    content, text = paper(release)
    assert differences(text, release) == []
    assert "Quarter from April 2026 90.0% 9 of 10 Close to target" in text
    assert "Target 95% throughout" in text
    assert b"/Figure" not in content


def test_six_points_make_a_chart_and_five_do_not() -> None:
    five, six = (report_view.paper_chart(frozen.measure("m", frozen.quarters(n)), wide=False) for n in (5, 6))
    assert five is None
    assert six is not None
    assert six.title.startswith("The measure m, each quarter from")


def test_texts_from_right_to_left_and_from_elsewhere_are_printed() -> None:
    one = frozen.measure(
        "repairs", frozen.quarters(7), title=f"{ARABIC} Łódź 修理", commentary=[explained(why=ARABIC)]
    )
    release = frozen.published(one)
    _, text = paper(release)
    assert differences(text, release) == []
    assert any(word in text or word[::-1] in text for word in ARABIC.split()) or "?" in text


@pytest.mark.parametrize(
    ("letter", "printed"), [("ŵ", "w"), ("é", "e"), ("修", "?"), ("½", "1?2"), ("\ue000", "?")]
)
def test_a_letter_that_no_font_has_is_printed_plainly(letter: str, printed: str) -> None:
    assert plain_letter(ord(letter)) == printed


def test_a_letter_that_no_font_has_leaves_no_box() -> None:
    content, _ = drawn("<html lang=en><title>t</title><body><h1>A \ue000 B</h1></body></html>")
    assert page.validate_pdf_bytes(content, profile="ua1").is_compliant
    assert "A ? B" in pdf.words(content)


def test_endless_texts_are_cut_with_a_word_about_it() -> None:
    comment = explained(why=ENDLESS, action=UNBROKEN)
    one = frozen.measure("repairs", frozen.quarters(1), commentary=[comment])
    content, text = paper(frozen.published(one))
    assert "the rest is on the public page" in text
    assert len(content) < 1_000_000


def test_markup_in_texts_stays_text() -> None:
    trick = (
        '<img src="file:///etc/hostname"><style>*{display:none}</style>"; } @import url(http://127.0.0.1:9/x)'
    )
    one = frozen.measure("repairs", frozen.quarters(1), title=trick, commentary=[explained(why=trick)])
    _, text = paper(frozen.published(one))
    assert 'src="file:///etc/hostname"' in text


def test_more_rows_than_a_paper_holds_are_named() -> None:
    release = frozen.published(frozen.measure("repairs", frozen.quarters(520)))
    _, text = paper(release)
    assert "20 older figures are on" in text
    assert differences(text, release) == []


@pytest.mark.parametrize(
    ("lengths", "most"),
    [([], 500), ([520], 500), ([3, 3], 500), ([600, 10], 490), ([300, 300, 300], 166), ([170] * 200, 4)],
)
def test_tables_share_the_rows_that_a_paper_holds(lengths: list[int], most: int) -> None:
    assert report_view.rows_a_table(lengths) == most


def test_a_figure_that_differs_is_found() -> None:
    release = frozen.published(frozen.measure("repairs", frozen.quarters(3)))
    _, text = paper(release)
    assert differences(text, release) == []
    assert len(differences(text.replace("9 of 10", "8 of 10", 1), release)) <= 1
    wrong = text.replace("Quarter from April 2026 90.0%", "Quarter from April 2026 91.0%")
    assert differences(wrong, release) == ["The paper does not hold the figure of repairs for Q2026-04."]
    assert differences("", release) == ["The paper has 0 tables of figures instead of 1."]


def test_the_same_text_gives_the_same_bytes() -> None:
    source = "<html lang=en><title>t</title><body><h1>x</h1></body></html>"
    assert drawn(source) == drawn(source)


def test_a_correction_of_a_hidden_figure_says_that_it_is_not_shown() -> None:
    nothing = {"numerator": None, "denominator": None, "value": None, "grade": None}
    change = {"period": "Q2026-07", "label": "x", "kind": "correction", "on": "2026-08-10"}
    hidden = change | {"hidden": True, "reason": "", "old": nothing, "new": nothing}
    shown = change | {"hidden": False, "reason": "", "old": nothing | {"value": "3"}, "new": nothing}
    one = frozen.measure("repairs", frozen.quarters(2)) | {"revisions": [hidden]}
    _, text = paper(frozen.published(one))
    assert "Not shown, because so few people are behind it." in text
    assert "no figure" not in text
    assert "No reason was written." not in text
    assert "No reason was written." in report_of(one | {"revisions": [shown]})


def report_of(one: dict[str, Any]) -> str:
    """The page on how good the data is, as it is before it is printed."""
    rows, _more = appendix.corrections([one])
    return render_to_string("measures/reports/_quality.html", {"corrections": rows, "charter": {}})
