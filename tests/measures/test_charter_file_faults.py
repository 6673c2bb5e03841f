"""Bad charter files: each fault names its table, its key and what to do."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from measures.charter_file import FileFault, Known, read

FILES = Path(__file__).resolve().parents[1] / "data" / "charter_files"
BASE = (FILES / "base.toml").read_text(encoding="utf-8")
KNOWN = Known(
    landlord="Alder Homes",
    measures={"set": "composite", "rating": "grade", "overall": "satisfaction"},
    aliases={"audit committee": "audit"},
    regulator={("TP01", "LCRA"): "overall"},
)


@dataclass(frozen=True)
class Case:
    """A mistake: what of the base file is swapped or what is added, and the fault it must give."""

    name: str
    table: str
    key: str
    says: str
    text: str


def _cases() -> list[Case]:
    written = (FILES / "faults.txt").read_text(encoding="utf-8")
    return [_case(part) for part in written.split("=== ")[1:]]


def _case(written: str) -> Case:
    head, *parts = written.rstrip("\n").split("\n--- ")
    name, table, key, says = (line.partition(": ")[2] or line for line in head.splitlines())
    texts = dict(part.split("\n", 1) if "\n" in part else (part, "") for part in parts)
    text = BASE
    if "instead of" in texts:
        assert texts["instead of"] in BASE, name
        text = text.replace(texts["instead of"], texts["write"])
    return Case(name, table, "" if key == "-" else key, says, text + texts.get("add", "") + "\n")


CASES = _cases()


def faults(case: Case) -> tuple[FileFault, ...]:
    return read(case.text, KNOWN).faults


def test_the_base_file_has_no_fault() -> None:
    assert read(BASE, KNOWN).faults == ()


def test_names_are_unique_and_enough() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 120


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_fault(case: Case) -> None:
    found = faults(case)
    fitting = [fault for fault in found if (fault.table, fault.key) == (case.table, case.key)]
    assert fitting, f"found instead: {[str(fault.fault()) for fault in found]}"
    assert any(case.says in f"{fault.what} {fault.remedy}" for fault in fitting), fitting


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_one_mistake_gives_one_fault(case: Case) -> None:
    assert len(faults(case)) == (2 if case.name == "no charter table" else 1)


def test_every_fault_has_a_remedy() -> None:
    for case in CASES:
        for fault in faults(case):
            assert re.search(r"\w.*[.:]$", fault.what), fault
            assert fault.remedy.endswith("."), fault


def test_bytes_that_are_no_text() -> None:
    (fault,) = read(b'[charter]\ntitle = "Caf\xe9"\n').faults
    assert "UTF-8" in fault.what
    assert fault.remedy


def test_brackets_without_end() -> None:
    (fault,) = read("x = " + 100_000 * "[").faults
    assert fault.table == "the file"


def test_a_file_that_is_too_large() -> None:
    (fault,) = read("#" * 10_000_001).faults
    assert "too large" in fault.what


def test_all_faults_are_listed_with_their_places() -> None:
    text = BASE.replace("every January", "now and then")
    text += _measure("m", "decimals = 9\nunit = 3")
    text += _measure("n", "[[measures.targets]]\nfrom = 2025-04-01\ntarget = 120")
    assert [fault.where for fault in read(text, KNOWN).faults] == [
        "[[publications]] 1 “report”, key schedule",
        "[[measures]] 1 “m”, key unit",
        "[[measures]] 1 “m”, key decimals",
        "[[measures.targets]] 1 of “n”, key target",
    ]


def _measure(slug: str, keys: str) -> str:
    return (
        f'[[measures]]\nslug = "{slug}"\ntitle = "M"\nkind = "percentage"\ndirection = "higher"\n'
        f'frequency = "monthly"\n{keys}\n'
    )
