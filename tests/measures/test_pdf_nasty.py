"""Seven documents made to break a printer: each is refused in plain words, and the next paper comes (P25).

The limit of time is a twelfth of the real one; docs/performance.md has what the real ones do.
"""

import resource
from collections.abc import Callable

import pytest

from charter.faults import Refused
from measures import pdf
from measures.pdf import bounded
from measures.pdf.bounded import Limits

SMALL = Limits(work=5, memory=512 * 1024**2, clock=90)
LONGER, BIGGER, IMPOSSIBLE = "needs more time", "needs more memory", "cannot be laid out"


def document(body: str, css: str = "") -> str:
    head = f"<head><title>Nasty</title><style>{css}</style></head>"
    return f'<!doctype html><html lang="en">{head}<body><h1>Nasty</h1>{body}</body></html>'


def deep_nesting() -> str:
    return document("<div>" * 3_000 + "deep" + "</div>" * 3_000)


def hundred_thousand_cells() -> str:
    return document("<table>" + ("<tr>" + "<td>12.5</td>" * 50 + "</tr>") * 2_000 + "</table>")


def giant_floats() -> str:
    boxes = (
        f'<div style="float:left;width:{n % 97 + 1}e9px;height:{n % 89}e7px">x</div>' for n in range(20_000)
    )
    return document("".join(boxes))


def sizes_beyond_numbers() -> str:
    return document('<p style="font-size:1e30px">x</p><div style="float:left;width:1e400px">y</div>')


def endless_word() -> str:
    return document(f"<p>{'a' * 40_000_000}</p>")


def huge_drawing() -> str:
    """A hundred million lines, written as eight groups of ten."""
    groups = "".join(f'<g id="a{n}">{f"""<use href="#a{n - 1}"/>""" * 10}</g>' for n in range(1, 9))
    line = '<g id="a0"><path d="M0 0L1 1"/></g>'
    return document(f'<svg viewBox="0 0 10 10"><defs>{line}{groups}</defs><use href="#a8"/></svg>')


def counters_that_chase_each_other() -> str:
    lines = "".join(f'<p id="p{n}"><a href="#p{(n * 7 + 1) % 10_000}">x</a></p>' for n in range(10_000))
    return document(
        lines,
        "a::after { content: target-counter(attr(href), page) leader('.') counter(pages) }"
        "p { break-before: page; counter-increment: page 7 }",
    )


@pytest.fixture
def printed(monkeypatch, settings, tmp_path) -> Callable[[str], tuple[bytes, int]]:
    """Print a text as a paper is printed, within the small limits."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(pdf, "LIMITS", SMALL)

    def work(source: str) -> tuple[bytes, int]:
        monkeypatch.setattr(pdf, "render_to_string", lambda template, context: source)
        return pdf.printed("any", {})

    return work


def spent() -> float:
    """Seconds of work of the children that ended: what else runs on the machine does not count."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.slow
@pytest.mark.parametrize(
    ("nasty", "words"),
    [
        (deep_nesting, IMPOSSIBLE),
        (hundred_thousand_cells, f"{LONGER}|{BIGGER}"),
        (giant_floats, f"{LONGER}|{BIGGER}"),
        (sizes_beyond_numbers, IMPOSSIBLE),
        (endless_word, f"{LONGER}|{BIGGER}"),
        (huge_drawing, f"{LONGER}|{BIGGER}"),
        (counters_that_chase_each_other, f"{LONGER}|{BIGGER}"),
    ],
)
def test_each_is_refused_in_plain_words_and_the_next_paper_comes(printed, nasty, words) -> None:
    before = spent()
    with pytest.raises(Refused, match=words) as refusal:
        printed(nasty())
    assert spent() - before <= SMALL.work + 1.5
    assert "Nothing was lost" in str(refusal.value)
    assert "Error" not in str(refusal.value)
    content, pages = printed(document("<p>The next paper.</p>"))
    assert pages == 1
    assert "The next paper." in pdf.words(content)


def test_the_real_limits() -> None:
    assert Limits(work=60, memory=1024**3, clock=90) == pdf.LIMITS


@pytest.mark.slow
def test_control_without_the_names_of_impossible_things_a_programmers_words_come_out(
    printed, monkeypatch
) -> None:
    monkeypatch.setattr(bounded, "NO_LAYOUT", frozenset())
    with pytest.raises(RuntimeError, match="RecursionError"):
        printed(deep_nesting())
