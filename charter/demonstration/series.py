"""The numbers of the demonstration, as whole numbers; shares are per mille, waits in hundredths.

A long series is a path through a few points with small ups and downs on it. The ups and downs come from
a fixed chain of whole numbers, so that every machine draws the same figures without any source of chance.
"""

from collections.abc import Iterator
from dataclasses import dataclass

FIRST_MONTH, LAST_MONTH = "2023-10", "2026-09"
FIRST_QUARTER, LAST_QUARTER = "2023-24-Q3", "2026-27-Q2"
HOMES = 4212

Pair = tuple[int, int]  # numerator and denominator


@dataclass(frozen=True)
class Path:
    """A monthly series over 36 months, October 2023 to September 2026.

    `points` are (month counted from 0, level); between two points the level moves in a straight line.
    `level` and `swing` are shares in units of `base` (1,000: per mille). `cases` and `spread` say how
    many there are in a month. Each month is numerator and denominator, both whole.
    """

    points: tuple[tuple[int, int], ...]
    swing: int
    cases: int
    spread: int
    base: int
    seed: int

    def months(self, count: int = 36) -> tuple[Pair, ...]:
        """Numerator and denominator of each month."""
        chain = _chain(self.seed)
        found = []
        for month in range(count):
            denominator = self.cases + _either_side(next(chain), self.spread)
            level = _level(self.points, month) + _either_side(next(chain), self.swing)
            found.append(((denominator * level + self.base // 2) // self.base, denominator))
        return tuple(found)


def _pairs(written: str) -> tuple[Pair, ...]:
    pairs = (pair.split("/") for pair in written.split())
    return tuple((int(numerator), int(denominator)) for numerator, denominator in pairs)


def _chain(seed: int) -> Iterator[int]:
    number = seed
    while True:
        number = (number * 1664525 + 1013904223) % 2**32
        yield number >> 16


def _either_side(number: int, width: int) -> int:
    return number % (2 * width + 1) - width


def _level(points: tuple[tuple[int, int], ...], month: int) -> int:
    before = max(point for point in points if point[0] <= month)
    after = min((point for point in points if point[0] >= month), default=before)
    if after[0] == before[0]:
        return before[1]
    return before[1] + (after[1] - before[1]) * (month - before[0]) // (after[0] - before[0])


# Measured every month, October 2023 to September 2026.
MONTHLY: dict[str, Path] = {
    # a clear decline: level for two years, then down month by month with a new repairs firm
    "emergency-repairs": Path(((0, 967), (24, 966), (32, 941), (35, 929)), 7, 430, 24, 1000, 16),
    # steady: only normal ups and downs
    "repairs-on-time": Path(((0, 841),), 14, 1820, 90, 1000, 23),
    "first-visit-repairs": Path(((0, 793), (12, 799), (35, 803)), 4, 2250, 110, 1000, 31),
    "days-to-repair": Path(((0, 1440), (35, 1390)), 55, 1820, 90, 100, 47),
    "repeat-repairs": Path(((0, 37), (35, 33)), 3, 2250, 110, 1000, 53),
    "enquiries-in-24-hours": Path(((0, 960), (35, 964)), 6, 1900, 80, 1000, 61),
    # a clear improvement: more people on the phones from January 2025
    "phone-wait": Path(
        ((0, 612), (6, 596), (15, 588), (20, 452), (26, 368), (35, 292)), 14, 4900, 210, 100, 71
    ),
}

# Dangerous damp is counted since October 2025; in August 2026 there was none, September has not come in.
DAMP_MADE_SAFE: tuple[tuple[str, int, int], ...] = (
    ("2025-10", 2, 2),
    ("2025-11", 14, 14),
    ("2025-12", 21, 21),
    ("2026-01", 26, 26),
    ("2026-02", 19, 19),
    ("2026-03", 15, 15),
    ("2026-04", 9, 9),
    ("2026-05", 6, 6),
    ("2026-06", 4, 4),
    ("2026-07", 5, 5),
    ("2026-08", 0, 0),
)

# Measured every quarter, October to December 2023 to July to September 2026: numerator, denominator.
QUARTERLY: dict[str, tuple[Pair, ...]] = {
    "gas-checks": _pairs(
        "4094/4097 4097/4097 4097/4097 4095/4097 4097/4097 4098/4098"
        " 4098/4098 4098/4098 4098/4098 4101/4101 4101/4101 4101/4101"
    ),
    # the missed safety target: all in date until the testing firm closed in spring 2026
    "electrical-checks": _pairs(
        "4188/4206 4199/4206 4206/4206 4206/4206 4206/4206 4209/4209"
        " 4209/4209 4209/4209 4212/4212 4212/4212 4195/4212 4166/4212"
    ),
    "fire-safety-jobs": _pairs("52/55 61/63 58/60 66/67 71/72 63/64 59/60 70/71 68/69 74/75 62/63 57/58"),
    # January to March 2026 is put right later: see the correction in story.toml
    "first-answers": _pairs("44/51 46/52 48/53 50/55 51/57 53/58 52/56 55/58 54/57 57/60 57/59 54/56"),
    # nobody asked for a second answer in the last quarter: 0 of 0 is no figure, and nothing to judge
    "second-answers": _pairs("9/11 10/12 11/12 10/11 12/13 11/12 10/10 13/14 12/12 11/11 10/11 0/0"),
    "days-to-pay-you-back": _pairs(
        "612/24 598/26 552/25 495/24 508/27 437/23 462/25 419/24 447/26 410/25 389/24 376/23"
    ),
    "complaints-we-agreed-with": _pairs(
        "30/51 29/52 31/53 33/55 32/57 35/58 33/56 34/58 35/57 36/60 37/59 34/56"
    ),
}
HOMES_IN = {"alder-vale": 1386, "brookside": 1204, "castle-hill": 985, "millfield": 637}
COMPLAINTS = (51, 52, 53, 55, 57, 58, 56, 58, 57, 60, 59, 56)
PEOPLE_TAKING_PART = (61, 68, 74, 82, 86, 91, 94, 97, 93, 102, 99, 106)

# Since October to December 2025. The next figure was sent back, so its quarter has none.
DAMP_THAT_CAME_BACK: tuple[tuple[str, int, int], ...] = (
    ("2025-26-Q3", 6, 88),
    ("2025-26-Q4", 9, 121),
    ("2026-27-Q1", 5, 74),
)
# Figures on their way, seen by staff only: one needs an explanation, one was sent back, one waits.
OCTOBER_2026: dict[str, Pair] = {
    "emergency-repairs": (404, 442),
    "first-visit-repairs": (1790, 2240),
    "repairs-on-time": (1534, 1821),
}
SENT_BACK_QUARTER = ("damp-that-came-back", "2026-27-Q2", 2, 31)

# New complaints by area in the last 4 quarters; small counts, so that something has to be hidden.
COMPLAINTS_BY_AREA: dict[str, tuple[int, int, int, int]] = {
    "alder-vale": (21, 24, 22, 23),
    "brookside": (19, 18, 20, 17),
    "castle-hill": (13, 14, 14, 13),
    "millfield": (4, 4, 3, 3),
}

# Once a year: 2023-24, 2024-25, 2025-26.
RUNNING_COST = (1506, 1472, 1431)
TENANTS_GRADE = (("C", "2024-03-14"), ("B", "2025-03-12"), ("A", "2026-03-18"))


@dataclass(frozen=True)
class Asked:
    """Answers to one survey question: those on the scale, those satisfied, those who could not say.

    `complained` are those who said yes to the question before it (None: everybody is asked).
    """

    base: int
    satisfied: int
    dont_know: int | None = None
    complained: int | None = None


YEARLY_SURVEY: dict[str, tuple[Asked, ...]] = {
    "feel-safe": (Asked(584, 443, 11), Asked(602, 463, 9), Asked(611, 477, 12)),
    "treated-fairly": (Asked(579, 438, 16), Asked(597, 461, 14), Asked(607, 478, 16)),
    "listen-and-act": (Asked(551, 318, 44), Asked(570, 339, 41), Asked(583, 358, 40)),
    "happy-with-complaint": (
        Asked(148, 50, complained=152),
        Asked(156, 58, complained=159),
        Asked(161, 63, complained=163),
    ),
}
YEARLY_RESPONSES = (595, 611, 623)
POPULATION = 3948

# Satisfied of all who answered the text after a repair; before April 2024 few tenants were phoned.
HAPPY_WITH_REPAIR = _pairs(
    "68/96 74/102 301/408 309/421 289/396 320/433 310/417 313/428 298/402 322/440 312/425 304/418"
)
# The last 2 quarters by area.
HAPPY_WITH_REPAIR_BY_AREA: dict[str, tuple[Pair, ...]] = {
    "alder-vale": _pairs("109/148 102/139"),
    "brookside": _pairs("93/126 91/124"),
    "castle-hill": _pairs("104/142 106/147"),
    "millfield": _pairs("6/9 5/8"),
}
# Since October to December 2025.
HAPPY_WITH_DAMP_WORK = _pairs("43/64 55/81 40/58 33/47")
