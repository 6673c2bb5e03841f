"""The portal's own words: short sentences, a reading age of 9 to 11, no word of the trade unexplained."""

import re
from pathlib import Path

import pytest

from charter.views.errors import WORDS
from measures import sentences
from tests.reading import GRADE, faults, read, syllables

ROOT = Path(__file__).resolve().parent.parent / "templates"
# What everybody may read. Pages of staff keep the words of the field (design section 2).
PUBLIC = ["base.html", "error.html", *(f"charter/{part}" for part in ("*.html", "how_we_score/*.html"))]
PUBLIC += ["promises/*.html", "measures/*.html", "components/*.html", "engagement/*.html"]
# Not for tenants: a person's own account and mails, and the pages that explain the data to those who use it.
OTHERS = {"account.html", "mails.html", "own_sessions.html", "kept.html"}
OTHERS |= {"data.html", "embed.html", "_sharing.html"}
MARKS = re.compile(r"\{#.*?#\}|\{%.*?%\}|<svg.*?</svg>|<(script|style|head)\b.*?</\1>", re.DOTALL)
BLOCKS = re.compile(r"</?(?:p|li|h[1-6]|d[tdl]|div|section|t[dhr]|caption|summary|span|option|label)\b[^>]*>")
# The trade's words that some pages need, and what stands beside each where it is used.
EXPLAINED = {"STAIRs": "the rules on what tenants may know"}


def said(source: str) -> str:
    """What a template says itself: blocks a line each, a value as one short word."""
    text = re.sub(r"\{\{.*?\}\}", "it", source, flags=re.DOTALL)
    text = BLOCKS.sub("\n", text)
    text = re.sub(r"\{%\s*(?:if|elif|else|for|empty|endif|endfor)\b.*?%\}", "\n", text, flags=re.DOTALL)
    text = re.sub(r"\s+\n|\n\s+", "\n", MARKS.sub(" ", text))
    return re.sub(r"<[^>]*>|&[a-z]+;", " ", text)


def pages() -> list[Path]:
    """The templates that the public reads."""
    found = {path for pattern in PUBLIC for path in ROOT.glob(pattern)}
    return sorted(path for path in found if path.name not in OTHERS)


@pytest.mark.parametrize("path", pages(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_is_easy_to_read(path: Path) -> None:
    assert faults(path.name, prose(said(path.read_text(encoding="utf-8")))) == []


def prose(text: str) -> str:
    """The whole sentences alone: names of columns and buttons say little of how hard a page reads."""
    return "\n".join(line for line in text.splitlines() if len(line.split()) > 4)


def test_errors_are_easy_to_read() -> None:
    told = "\n".join(str(text) for pair in WORDS.values() for text in pair)
    assert faults("errors", told) == []


def test_reasons_of_a_promise_are_easy_to_read() -> None:
    assert faults("reasons", "\n".join(sentences.REASON_SENTENCES.values())) == []


@pytest.mark.parametrize(("word", "meaning"), EXPLAINED.items())
def test_a_word_of_the_trade_is_explained_where_it_stands(word: str, meaning: str) -> None:
    for path in pages():
        text = path.read_text(encoding="utf-8")
        if word in re.sub(r"\{[#%].*?[#%]\}", "", text, flags=re.DOTALL):
            assert meaning in text, path.name


def test_there_are_pages_to_read() -> None:
    assert len(pages()) > 40


HARD = (
    "Performance was below the target threshold, owing to operational pressures that the organisation "
    "experienced throughout the reporting period, notwithstanding considerable mitigation by the accountable "
    "stakeholders across each of the participating directorates."
)


def test_a_hard_text_is_found() -> None:
    told = faults("hard", HARD)
    assert any("“threshold”" in fault for fault in told)
    assert any("words in one sentence" in fault for fault in told)
    assert any("school grade" in fault for fault in told)


def test_an_easy_text_passes() -> None:
    easy = "We were late for more than 1 in 10 repairs. We are sorry. A new crew starts in May."
    assert faults("easy", easy) == []
    assert read(easy).grade < GRADE < read(HARD).grade


def test_syllables_are_about_right() -> None:
    known = {"late": 1, "repair": 2, "promise": 2, "table": 2, "asked": 1, "started": 2, "95": 1}
    assert {word: syllables(word) for word in known} == known
