"""The regulator's set of measures: wording, unit, direction and stock of each of the 26 figures."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("tsm_definitions.csv")
DEFAULT_STOCK = {"TP": "LCRA", "CH": "LCRA", "RP": "LCRA", "NM": "LCRA+LCHO", "BS": "LCRA+LCHO"}
STOCK_WORDS = {
    "LCRA": "rented homes",
    "LCHO": "shared owners",
    "LCRA+LCHO": "all homes",
    "Combined": "rented homes and shared owners together",
}
DIRECTIONS = {"higher": "higher", "lower": "lower", "neutral": "none"}


@dataclass(frozen=True)
class Definition:
    """One line of the regulator's set. `part` is "" or the number of the part."""

    code: str
    part: str
    theme: str
    title: str
    question: str
    filter_question: str
    answer_options: str
    numerator: str
    denominator: str
    unit: str
    stock: str
    better: str

    @property
    def is_perception(self) -> bool:
        """Whether it comes from the survey."""
        return self.code.startswith("TP")

    @property
    def factor(self) -> int:
        """100 for a percentage, 1,000 for a rate per 1,000 homes."""
        return 100 if self.unit == "%" else 1000


@dataclass(frozen=True)
class SectorMeasure:
    """A measure of the regulator's set as the portal keeps it, for one stock."""

    slug: str
    title: str
    kind: str
    direction: str
    unit: str
    regulator_code: str
    stock: str
    definition: str
    numerator: str
    denominator: str
    answer_scale: str
    theme: str


@cache
def definitions() -> dict[tuple[str, str], Definition]:
    """Every line by its code and part."""
    with FILE.open(encoding="utf-8", newline="") as source:
        rows = list(csv.reader(source))
    found = [Definition(*row) for row in rows[1:]]
    return {(one.code, one.part): one for one in found}


def sector_measure(code: str, part: str, stock: str) -> SectorMeasure:
    """The measure that the portal makes for a figure; KeyError for a code outside the set.

    The usual stock of a measure leaves its slug and title plain; another one is named in both, so
    that rented homes and shared owners stay two measures with two pages.
    """
    found = definitions()[code, part]
    usual = stock == DEFAULT_STOCK[code[:2]]
    pieces = [code, part, "" if usual else stock]
    kind = "satisfaction" if found.is_perception else ("percentage" if found.unit == "%" else "rate")
    return SectorMeasure(
        slug="-".join(piece for piece in pieces if piece).lower().replace("+", "-"),
        title=found.title if usual else f"{found.title} ({STOCK_WORDS[stock]})",
        kind=kind,
        direction=DIRECTIONS[found.better],
        unit=found.unit,
        regulator_code=f"{code}.{part}" if part else code,
        stock=stock,
        definition=_definition(found),
        numerator=found.numerator,
        denominator=found.denominator,
        answer_scale=("agree" if code == "TP08" else "satisfied") if found.is_perception else "",
        theme=found.theme,
    )


def _definition(found: Definition) -> str:
    if not found.is_perception:
        return f"{found.numerator}, out of: {found.denominator}."
    asked = [f"We ask: “{found.question}”"]
    if found.filter_question:
        asked.append(f"We first ask: “{found.filter_question}”")
    return " ".join([*asked, f"We count: {found.numerator}, out of: {found.denominator}."])
