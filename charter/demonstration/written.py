"""The approved texts of the demonstration's yearly papers, read from `written.toml`. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "written.toml"


@dataclass(frozen=True)
class Written:
    """The texts of a kind of paper for a year, by their keys; people are named by e-mail."""

    kind: str
    year: str
    author: str
    approver: str
    on: date
    texts: Mapping[str, str]


@cache
def written() -> tuple[Written, ...]:
    """Every paper's texts. Raises TypeError for a row that lacks something or holds something unknown."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["papers"]
    return tuple(Written(**row) for row in rows)
