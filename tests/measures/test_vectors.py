"""Every case of the vector files in the folder named by CHARTER_VECTORS, by default tests/vectors.

A list runs whole, in whichever file it stands. A list that nothing here can run fails, so that nothing is
dropped in silence.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from charter.working_time import Calendar
from tests.measures.vector_adapters import adapter_for
from tests.measures.vector_tools import Adapter, Mismatch

OWN = Path(__file__).resolve().parents[1] / "vectors"
FOLDER = Path(os.environ.get("CHARTER_VECTORS") or OWN)

WIRED = {
    "aggregation": {"promise_cases", "theme_cases", "peer_normalisation", "peer_aggregation"},
    "data_status": {"due", "revision"},
    "progress": {"with_target", "without_target", "milestones"},
    "rag": {"cases", "invalid", "peer_scale"},
    "spc_guards": {"cases", "drawn_limits"},
    "spc_icons": {"assurance", "variation_icon", "flag_type"},
    "spc_limits": {"cases"},
    "spc_rules": {"cases"},
    "spc_series": {"cases"},
    "suppression": {"counts", "tables", "rounding", "percentages", "differencing"},
    "survey_statistics": {"wilson", "byar", "margin_of_error", "sample_size", "effective_n", "change"},
    "tsm_percentage": {"cases", "weighted", "display_guard", "round_half_up"},
    "working_days": {
        "bank_holidays",
        "is_working_day",
        "add_working_days",
        "working_days_taken",
        "within_target",
        "receipt_rule",
        "local_date",
        "errors",
    },
}

Lists = dict[str, list[dict[str, Any]]]


def read(path: Path) -> Lists:
    document = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    return {name: cases for name, cases in document.items() if isinstance(cases, list)}


def files(folder: Path) -> dict[str, Lists]:
    return {path.stem: read(path) for path in sorted(folder.glob("*.json"))}


def calendar_of(lists: Lists) -> Calendar:
    return Calendar.of(date.fromisoformat(holiday["date"]) for holiday in lists["bank_holidays"])


def cases_in(folder: Path) -> Iterator[tuple[str, Adapter, dict[str, Any]]]:
    """Name, adapter and case of all that can be run."""
    for stem, lists in files(folder).items():
        for name, cases in lists.items():
            adapter = adapter_for(name, cases)
            for place, case in enumerate(cases) if adapter is not None else ():
                yield f"{stem}-{name}-{case.get('id', place)}", adapter, case


def unknown_lists(folder: Path) -> list[str]:
    """The lists that nothing here can run."""
    return [
        f"{stem}-{name}"
        for stem, lists in files(folder).items()
        for name, cases in lists.items()
        if adapter_for(name, cases) is None
    ]


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return calendar_of(read(OWN / "working_days.json"))


@pytest.mark.parametrize(
    ("adapter", "case"),
    [pytest.param(adapter, case, id=name) for name, adapter, case in cases_in(FOLDER)],
)
def test_case(adapter: Adapter, case: dict[str, Any], calendar: Calendar) -> None:
    adapter(case, calendar)


def test_the_folder_holds_cases() -> None:
    assert any(cases_in(FOLDER)), f"No vector files in {FOLDER}"


def test_no_list_is_dropped_in_silence() -> None:
    assert unknown_lists(FOLDER) == []


def test_our_own_files_are_exactly_these() -> None:
    own = files(OWN)
    assert {stem: set(lists) for stem, lists in own.items()} == WIRED
    assert len(list(cases_in(OWN))) == sum(len(cases) for lists in own.values() for cases in lists.values())


def extra_folder(folder: Path, *, wrong: bool = False, unknown: bool = False) -> Path:
    """Files of the same form under other names, with cases that our own do not hold."""
    case = {
        "id": "extra",
        "input": {"values": [1, 3, 1, 3, 1, 3], "improvement_direction": "increase", "target": 9},
        "expected": {"variation_icon": "common_cause", "assurance": "inconsistent"},
    }
    limits = {"id": "two", "input": {"values": [5, 6], "screen_outliers": True}, "expected": {"mean": 5.5}}
    case["expected"]["assurance"] = "consistent_pass" if wrong else "consistent_fail"  # type: ignore[index]
    documents: Lists = {"charts": [case], "limits": [limits]}
    for stem, cases in documents.items():
        (folder / f"{stem}.json").write_text(json.dumps({"meta": {}, "cases": cases}), encoding="utf-8")
    (folder / "rag_again.json").write_text((OWN / "rag.json").read_text(encoding="utf-8"), encoding="utf-8")
    if unknown:
        (folder / "odd.json").write_text(json.dumps({"never_heard_of": [{"id": "x"}]}), encoding="utf-8")
    return folder


def run_on(folder: Path) -> subprocess.CompletedProcess[str]:
    """This module's cases, run on another folder as somebody else would."""
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            __file__,
            "-q",
            "-p",
            "no:cacheprovider",
            "-k",
            "test_case or silence",
        ],
        env={**os.environ, "CHARTER_VECTORS": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_other_files_of_the_same_form_run_too(tmp_path: Path, calendar: Calendar) -> None:
    folder = extra_folder(tmp_path)
    names = [name for name, _, _ in cases_in(folder)]
    assert {"charts-cases-extra", "limits-cases-two"} < set(names)
    assert len(names) == 2 + sum(len(cases) for cases in read(OWN / "rag.json").values())
    for _, adapter, case in cases_in(folder):
        adapter(case, calendar)
    assert unknown_lists(folder) == []


def test_a_folder_with_a_wrong_case_and_an_unknown_list_fails(tmp_path: Path) -> None:
    ran = run_on(extra_folder(tmp_path, wrong=True, unknown=True))
    assert ran.returncode == 1, ran.stdout
    assert "FAILED" in ran.stdout
    assert "[charts-cases-extra]" in ran.stdout
    assert "test_no_list_is_dropped_in_silence" in ran.stdout
    assert "2 failed" in ran.stdout


def tampered(value: Any) -> list[Any]:
    """Wrong expectations in place of a right one: each number and word of it by itself."""
    if isinstance(value, dict):
        return [{**value, key: wrong} for key, right in value.items() for wrong in tampered(right)]
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int | Decimal):
        return [value + Decimal("0.01")]
    if isinstance(value, list):
        return [[*value, 1], *([*value[:-1], wrong] for last in value[-1:] for wrong in tampered(last))]
    return ["tampered"]


NOT_COMPARED = {"errors", "bank_holidays"}  # these state their expectation by standing in their list


@pytest.mark.parametrize("stem", WIRED)
def test_a_wrong_expectation_fails(stem: str, calendar: Calendar) -> None:
    for name, cases in read(OWN / f"{stem}.json").items():
        adapter = adapter_for(name, cases)
        assert adapter is not None
        for case in cases if name not in NOT_COMPARED else []:
            for expected in tampered(case["expected"]):
                with pytest.raises(Mismatch):
                    adapter({**case, "expected": expected}, calendar)
