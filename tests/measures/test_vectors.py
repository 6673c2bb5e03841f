"""Every case of the vector files in the folder named by CHARTER_VECTORS, by default tests/vectors.

A list that is wired runs whole, in whichever file it stands. A list that is not wired must be one that
a later release wires, listed below; any other fails, so that nothing is dropped in silence.
"""

import copy
import json
import os
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
LATER: dict[str, set[str]] = {}
LATER_LISTS = {name for names in LATER.values() for name in names}

Lists = dict[str, list[dict[str, Any]]]


def read(path: Path) -> Lists:
    document = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    return {name: cases for name, cases in document.items() if isinstance(cases, list)}


def files(folder: Path) -> dict[str, Lists]:
    return {path.stem: read(path) for path in sorted(folder.glob("*.json"))}


def calendar_of(lists: Lists) -> Calendar:
    return Calendar.of(date.fromisoformat(holiday["date"]) for holiday in lists["bank_holidays"])


def wired_cases(folder: Path) -> Iterator[Any]:
    for stem, lists in files(folder).items():
        for name, cases in lists.items():
            adapter = adapter_for(name, cases)
            if adapter is None:
                continue
            for place, case in enumerate(cases):
                yield pytest.param(adapter, case, id=f"{stem}-{name}-{case.get('id', place)}")


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return calendar_of(read(OWN / "working_days.json"))


@pytest.mark.parametrize(("adapter", "case"), list(wired_cases(FOLDER)))
def test_case(adapter: Adapter, case: dict[str, Any], calendar: Calendar) -> None:
    adapter(case, calendar)


def test_the_folder_holds_cases() -> None:
    assert any(wired_cases(FOLDER)), f"No vector files in {FOLDER}"


@pytest.mark.parametrize(("stem", "lists"), files(FOLDER).items(), ids=files(FOLDER))
def test_no_list_is_dropped_in_silence(stem: str, lists: Lists) -> None:
    unwired = {name for name, cases in lists.items() if adapter_for(name, cases) is None}
    assert unwired <= LATER.get(stem, LATER_LISTS), "lists that nothing runs and that no later release names"


def test_what_is_wired_is_exactly_what_is_said() -> None:
    own = files(OWN)
    assert {stem: set(lists) for stem, lists in own.items()} == WIRED | LATER
    for stem, lists in own.items():
        wired = {name for name, cases in lists.items() if adapter_for(name, cases) is not None}
        assert wired == WIRED.get(stem, set()), stem


def test_every_case_of_a_wired_file_is_collected() -> None:
    own = files(OWN)
    expected = sum(len(cases) for stem in WIRED for cases in own[stem].values())
    assert len(list(wired_cases(OWN))) == expected


def test_another_file_of_the_same_form_runs_too(tmp_path: Path) -> None:
    (tmp_path / "rag_extra.json").write_text((OWN / "rag.json").read_text(encoding="utf-8"), encoding="utf-8")
    assert len(list(wired_cases(tmp_path))) == sum(len(cases) for cases in read(OWN / "rag.json").values())


def tampered(value: Any) -> Any:
    """A wrong expectation in place of a right one."""
    if isinstance(value, dict):
        first = next(iter(value))
        return {**value, first: tampered(value[first])}
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | Decimal):
        return value + Decimal("0.01")
    if isinstance(value, list):
        return [*value, 1]
    return "tampered"


NOT_COMPARED = {"errors", "bank_holidays"}  # these state their expectation by standing in their list


@pytest.mark.parametrize("stem", WIRED)
def test_a_wrong_expectation_fails(stem: str, calendar: Calendar) -> None:
    for name, cases in read(OWN / f"{stem}.json").items():
        adapter = adapter_for(name, cases)
        assert adapter is not None
        for case in cases if name not in NOT_COMPARED else []:
            wrong = copy.deepcopy(case)
            wrong["expected"] = tampered(wrong["expected"])
            with pytest.raises(Mismatch):
                adapter(wrong, calendar)
