"""The examples of “How we score” are the tests' own cases, and the product's arithmetic gives them."""

import json
import operator
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from charter.working_time import Calendar
from measures.scoring import RULE_VERSION
from measures.scoring.versions import RULE_VERSIONS
from measures.worked_examples import Example, Words, cases, worked_examples
from tests.measures.kind_cases import ADAPTERS
from tests.measures.test_vectors import OWN, calendar_of, read, tampered
from tests.measures.vector_adapters import adapter_for
from tests.measures.vector_tools import Adapter, Case, Mismatch

ROOT = Path(__file__).resolve().parents[2]
BESIDE = {"id", "source", "note", "tolerance", "peer", "peer_result", "expected"}
Shown = dict[str, Any]


def name(example: Shown) -> str:
    return f"{example['step']}-{example['case']}"


def case_of(example: Shown) -> Shown:
    """The case of the tests that an example says it is."""
    lists = read(ROOT / example["file"])
    found = [case for case in lists[example["list"]] if case.get("id") == example["case"]]
    assert len(found) == 1, f"{example['file']} has no case {example['case']}"
    return found[0]


def runner(example: Shown) -> Adapter:
    if example["file"] == "tests/data/kind_cases.json":
        return ADAPTERS[example["list"]]
    found = adapter_for(example["list"], read(ROOT / example["file"])[example["list"]])
    assert found is not None, f"nothing runs {example['list']} of {example['file']}"
    return found


def as_case(example: Shown) -> Case:
    """The example in the shape of its list: some lists have what goes in beside the expectation."""
    real = case_of(example)
    about = {"tolerance": real["tolerance"]} if "tolerance" in real else {}
    given = {"input": example["input"]} if "input" in real else example["input"]
    return {**given, **about, "expected": example["expected"]}


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return calendar_of(read(OWN / "working_days.json"))


@pytest.mark.parametrize("example", cases(), ids=name)
def test_an_example_is_the_case_that_it_names(example: Shown) -> None:
    real = case_of(example)
    given = real["input"] if "input" in real else {key: real[key] for key in real.keys() - BESIDE}
    assert example["input"] == given
    if not isinstance(real["expected"], dict):
        assert example["expected"] == real["expected"]
        return
    assert example["expected"]
    assert example["expected"].items() <= real["expected"].items()


@pytest.mark.parametrize("example", cases(), ids=name)
def test_the_products_arithmetic_gives_the_example(example: Shown, calendar: Calendar) -> None:
    runner(example)(as_case(example), calendar)


@pytest.mark.parametrize("example", cases(), ids=name)
def test_a_wrong_example_would_be_noticed(example: Shown, calendar: Calendar) -> None:
    """The negative control: with another number or word in it, the arithmetic no longer agrees."""
    run, right = runner(example), as_case(example)
    for expected in tampered(right["expected"]):
        with pytest.raises(Mismatch):
            run({**right, "expected": expected}, calendar)


SIGNS = {"+": operator.add, "−": operator.sub, "×": operator.mul, "÷": operator.truediv}


def worked_out(text: str) -> Fraction:
    """A sum as people write it, in Fractions: brackets first, then × and ÷, then + and −."""
    while found := re.search(r"\(([^()]*)\)", text):
        text = text.replace(found[0], str(worked_out(found[1])))
    parts = re.split(r" ([+−×÷]) ", text.strip())
    for signs in ("×÷", "+−"):
        place = 1
        while place < len(parts):
            if parts[place] not in signs:
                place += 2
                continue
            one, other = Fraction(parts[place - 1]), Fraction(parts[place + 1])
            parts[place - 1 : place + 2] = [str(SIGNS[parts[place]](one, other))]
    return Fraction(parts[0])


def all_shown() -> list[Example]:
    return [example for step in worked_examples().values() for example in step]


def test_every_sum_on_the_page_is_right() -> None:
    sums = [
        found
        for example in all_shown()
        for found in re.findall(r"([0-9(][0-9.()+−×÷ ]*[0-9)]) = ([0-9.]+)", example.follows)
    ]
    assert len(sums) >= 3
    for left, right in sums:
        assert abs(worked_out(left) - Fraction(right)) < Fraction(1, 100), f"{left} = {right}"


def test_every_example_reads_as_sentences() -> None:
    for example in all_shown():
        for text in (example.given, example.follows):
            assert "{" not in text
            assert "None" not in text
            assert text[:1].isupper() or text[:1].isdigit()
            longest = max(len(sentence.split()) for sentence in re.split(r"[.:?] ", text))
            assert longest <= 25, text


def test_words_and_numbers_come_from_the_case() -> None:
    case = {"input": {"direction": "lower", "rows": [{"n": 1234}], "day": "2026-03-30"}, "expected": "missed"}
    words = Words(case)
    assert words.format("{input.rows.0.n}, {expected:measure}, {input.day:date}") == (
        "1,234, Above our limit, 30 March 2026"
    )
    with pytest.raises(KeyError):
        words.format("{input.nothing}")


def test_the_file_has_no_binary_float() -> None:
    def walk(value: Any) -> None:
        assert not isinstance(value, float)
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
            walk(inner)

    walk(cases())
    assert json.loads("1.5", parse_float=Decimal) == Decimal("1.5")


@pytest.mark.django_db
def test_the_page_shows_every_example_under_its_step(client: Client) -> None:
    page = client.get("/how-we-score/").content.decode()
    for step, examples in worked_examples().items():
        start = page.index(f'id="{step}"')
        section = page[start : page.find("<section", start)]
        for example in examples:
            assert example.follows.replace("'", "&#x27;") in section, example


def test_the_newest_version_listed_is_the_one_that_judges() -> None:
    versions = [one.version for one in RULE_VERSIONS]
    assert versions == [str(number) for number in range(int(RULE_VERSION), 0, -1)]
    assert all(one.changes for one in RULE_VERSIONS)


@pytest.mark.django_db
def test_no_sentence_of_the_page_is_long(client: Client) -> None:
    """Reading age 9 to 11: at most 25 words, most of them far fewer."""
    page = client.get("/how-we-score/").content.decode()
    texts = [
        re.sub(r"<[^>]+>", "", found) for found in re.findall(r"<(?:p|li)>(.*?)</(?:p|li)>", page, re.DOTALL)
    ]
    sentences = [one for text in texts for one in re.split(r"(?<=[.:?;])\s+", text) if one.strip()]
    lengths = [len(one.split()) for one in sentences]
    assert len(lengths) > 150
    assert max(lengths) <= 25
    assert sum(lengths) / len(lengths) < 12
