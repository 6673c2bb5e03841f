"""The worked examples of “How we score”: the tests' own cases, with the words around their numbers.

The cases stand in `worked_examples.json`, each with the file, list and name of the case that it is. Tests
hold every one against that case and against the product's arithmetic, so that the page cannot drift.
"""

import json
import string
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.numbers import plain
from measures import sentences

FILE = Path(__file__).with_name("worked_examples.json")
Case = Mapping[str, Any]


@dataclass(frozen=True)
class Example:
    """What is given and what follows, in words; `source` names the case of the tests that it is."""

    step: str
    given: str
    follows: str
    source: str


def worked_examples() -> dict[str, list[Example]]:
    """Every example by the step of the page that it belongs to, in the order of the file."""
    return _in_language(get_language())


@cache
def _in_language(language: str | None) -> dict[str, list[Example]]:
    found: dict[str, list[Example]] = defaultdict(list)
    for case in cases():
        source = f"{case['file']}, {case['case']}"
        words = Words(case)
        found[case["step"]].append(
            Example(case["step"], words.format(_(case["if"])), words.format(_(case["then"])), source)
        )
    return dict(found)


def cases() -> list[dict[str, Any]]:
    """The cases as they are written; numbers with a point are exact decimals."""
    found: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"), parse_float=Decimal)
    return found


class Words(string.Formatter):
    """Fills numbers and words of one case into a sentence: `{input.target}`, `{expected.status:measure}`.

    After the colon stands how: `date`, `r1` and `r2` (halves up, at most so many decimals), `p1` (a share
    as percent), or the vocabulary that a word is of. `share`, `share1` and `share2` are counts as percent.
    """

    def __init__(self, case: Case) -> None:
        self.case = case

    def get_value(self, key: int | str, args: Any, kwargs: Any) -> Any:
        """The first part of a name."""
        return self._shares()[key] if str(key).startswith("share") else self.case[str(key)]

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> tuple[Any, str]:
        """The value that dots lead to; a number steps into a list."""
        first, *rest = field_name.split(".")
        found = self.get_value(first, args, kwargs)
        for step in rest:
            found = found[int(step)] if isinstance(found, list) else found[step]
        return found, first

    def format_field(self, value: Any, format_spec: str) -> str:
        """The value as the page prints it."""
        if not format_spec:
            return _written(value)
        if format_spec in ROUNDED:
            return plain(Fraction(value), int(format_spec[1])) or ""
        if format_spec == "p1":
            return plain(100 * Fraction(value), 1) or ""
        return WORDS[format_spec](value, self.case["input"])

    def _shares(self) -> dict[int | str, Fraction]:
        given = {**self.case["input"], **_mapping(self.case["expected"])}
        pairs = {
            "share": [("satisfied", "base"), ("numerator", "denominator"), ("x", "n")],
            "share1": [("x1", "n1")],
            "share2": [("x2", "n2")],
        }
        return {
            name: Fraction(100) * Fraction(given[over]) / Fraction(given[under])
            for name, counts in pairs.items()
            for over, under in counts
            if over in given
        }


def _mapping(value: Any) -> Case:
    return value if isinstance(value, Mapping) else {}


def _written(value: Any) -> str:
    if isinstance(value, list):
        return sentences.listed(_written(one) for one in value)
    if isinstance(value, int):
        return f"{value:,}"
    return plain(value) or "" if isinstance(value, Decimal) else str(value)


def _in_text(words: str) -> str:
    return words[:1].lower() + words[1:]


def _progress(verdict: str) -> str:
    return _(sentences.PROGRESS_SENTENCES[verdict]).removesuffix(".")


ROUNDED = ("r1", "r2")
NOT_TESTED = N_("Too few answers to tell")
WORDS: dict[str, Callable[[str, Case], str]] = {
    "date": lambda value, given: sentences.long_date(date.fromisoformat(value)),
    "measure": lambda value, given: sentences.measure_word(value, direction=given.get("direction", "higher")),
    "measure_in_text": lambda value, given: _in_text(
        sentences.measure_word(value, direction=given["direction"])
    ),
    "publication": lambda value, given: sentences.measure_word(value, kind="publication"),
    "milestone": lambda value, given: sentences.measure_word(value, kind="milestone"),
    "promise_in_text": lambda value, given: _in_text(sentences.promise_word(value)),
    "variation": lambda value, given: _in_text(sentences.variation_word(value)),
    "verdict": lambda value, given: _(sentences.CHANGE_WORDS.get(value, NOT_TESTED)),
    "verdict_in_text": lambda value, given: _in_text(_(sentences.CHANGE_WORDS.get(value, NOT_TESTED))),
    "progress": lambda value, given: _progress(value),
    "progress_in_text": lambda value, given: _in_text(_progress(value)),
}
