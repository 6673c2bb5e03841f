"""Other landlords of the demonstration, invented like all of it, in the form of the regulator's tables.

Pure and fixed: the same bytes on every machine. Their figures give quartiles to compare with.
"""

import csv
import io
from collections.abc import Iterator
from fractions import Fraction

from charter.demonstration.series import Path
from charter.numbers import fixed

SOURCE = "Invented landlords, for this demonstration"
SIZE_BAND, KIND = "<5,000", "PRP"  # what Alderbrook Homes is
YEARS = ("2023/24", "2024/25")
# Shares satisfied, each landlord and year a step of one path; how far they lie apart; how many answer.
QUESTIONS = {
    "TP05": Path(((0, 772),), 110, 560, 140, 1000, 181),
    "TP06": Path(((0, 608),), 130, 540, 130, 1000, 193),
    "TP08": Path(((0, 770),), 100, 550, 140, 1000, 211),
    "TP09": Path(((0, 352),), 130, 150, 40, 1000, 223),
}
# Type, size band, and how many there are of each.
GROUPS = (("PRP", "<5,000", 31), ("PRP", "5,000-40,000", 14), ("LA", "5,000-40,000", 16))
HEAD = (
    "year", "landlord_code", "stock", "measure", "very_satisfied", "fairly_satisfied", "neither",
    "fairly_dissatisfied", "very_dissatisfied", "na_dont_know", "filter_yes", "filter_no", "denominator",
    "percent_1dp", "rsh_value_1dp",
)  # fmt: skip
LIST_HEAD = ("landlord_code", "name", "type", "size_band", "region", "lcra_above_30pct_supported")


def files() -> list[tuple[str, bytes]]:
    """The table of figures and the list of landlords, as (name, content)."""
    return [
        ("invented-landlords-figures.csv", _written(HEAD, _rows())),
        ("invented-landlords.csv", _written(LIST_HEAD, _landlords())),
    ]


def _written(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue().encode()


def _codes() -> Iterator[tuple[str, str, str]]:
    number = 1
    for kind, size_band, count in GROUPS:
        for _ in range(count):
            yield f"INV{number:03}", kind, size_band
            number += 1


def _landlords() -> Iterator[tuple[str, ...]]:
    for code, kind, size_band in _codes():
        yield code, f"Invented landlord {int(code[3:])}", kind, size_band, "Nowhere", "No"


def _rows() -> Iterator[tuple[str, ...]]:
    codes = list(_codes())
    for measure, path in QUESTIONS.items():
        pairs = iter(path.months(len(codes) * len(YEARS)))
        for code, _, _ in codes:
            for year in YEARS:
                yield (year, code, "LCRA", measure, *_answers(*next(pairs)))


def _answers(satisfied: int, base: int) -> tuple[str, ...]:
    """The five points, the columns around them, the base, and the value as the regulator would print it."""
    very, rest = satisfied * 11 // 25, base - satisfied
    neither, fairly_not = rest * 2 // 5, rest * 7 // 20
    points = (very, satisfied - very, neither, fairly_not, rest - neither - fairly_not)
    value = fixed(Fraction(100 * satisfied, base), 1)
    return (*(str(point) for point in points), "", "", "", str(base), value, value)
