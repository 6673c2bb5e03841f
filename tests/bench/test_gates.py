"""The gates of pages and papers: each is missed when it should be, and nothing else is."""

from typing import Any

import pytest

from tests.bench import papers
from tests.bench.__main__ import verdicts

BASE = {"bare": 0.0001, "usual": 0.0002}
# As slow as its gate allows, nearly.
FIRST: dict[str, Any] = {"status": 200, "queries": 5, "size": 60_000}
GOOD: dict[str, Any] = {"first": FIRST, "seconds": 0.0001 / 0.41, "unchanged": 0.0001 / 0.31, "anew": 0.049}


def judged(**changed: Any) -> list[str]:
    return verdicts([(BASE, {"/": GOOD | changed})] * 3, "/")


def test_a_page_within_all_gates_has_no_fault() -> None:
    assert judged() == []


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"seconds": 0.0001 / 0.39}, "a kept page too slow"),
        ({"unchanged": 0.0001 / 0.29}, "“unchanged” too slow"),
        ({"anew": 0.051}, "made anew too slow"),
        ({"first": FIRST | {"queries": 6}}, "6 questions"),
        ({"first": FIRST | {"size": 60_001}}, "60001 bytes"),
        ({"first": FIRST | {"status": 500}}, "status 500"),
    ],
)
def test_each_gate_is_missed_alone(changed: dict[str, Any], fault: str) -> None:
    assert judged(**changed) == [fault]


def test_a_page_that_is_never_unchanged_is_not_judged_by_that() -> None:
    page = {name: value for name, value in GOOD.items() if name != "unchanged"}
    assert verdicts([(BASE, {"/": page})], "/") == []


def test_a_paper_is_judged_by_goal_and_gate() -> None:
    at_gate = {name: gate for name, (gate, _) in papers.BARS.items()}
    at_goal = {name: goal for name, (_, goal) in papers.BARS.items()}
    beyond = {name: gate + 0.01 for name, gate in at_gate.items()}
    assert set(papers.verdicts(beyond).values()) == {"MISSED"}
    assert set(papers.verdicts(at_goal).values()) == {"goal"}
    assert papers.verdicts(at_gate) == {"warm": "gate", "cold": "gate", "size": "goal", "memory": "goal"}


def test_papers_without_chromium_are_not_judged(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.delenv("PORTAL_CHROMIUM", raising=False)
    monkeypatch.setattr("tests.bench.papers.shutil.which", lambda name: None)
    assert papers.main([]) == 2
    assert "there is none" in capsys.readouterr().out
