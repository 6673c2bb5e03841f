"""Where a figure stands among other landlords', against counts made by hand from the regulator's tables."""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.test import Client

from charter.actions.landlord import set_size_and_type
from charter.demonstration import sector as demonstration_sector
from charter.faults import Refused
from charter.models import AuditEvent, Landlord, User
from measures.actions.sector import load_benchmarks
from measures.models import Benchmark
from measures.sector_data import (
    Comparison,
    Place,
    benchmark_lines,
    comparison_sentences,
    like_us,
    place_of,
    read_files,
)
from tests.measures.test_sector_data import LANDLORDS, MANAGEMENT, PERCEPTION, QUARTILES, files, raw
from tests.measures.test_sector_release import _publish

TEN = [Fraction(n) for n in range(0, 110, 10)]
FOUR = [Fraction(n) for n in (0, 25, 50, 75, 100)]


@pytest.mark.parametrize(
    ("value", "direction", "words"),
    [
        ("64", "higher", "about 6 in 10"),
        ("60", "higher", "about 6 in 10"),
        ("59.9", "higher", "about 5 in 10"),
        ("10", "higher", "about 1 in 10"),
        ("9.9", "higher", "fewer than 1 in 10"),
        ("-5", "higher", "fewer than 1 in 10"),
        ("100", "higher", "about 9 in 10"),
        ("120", "higher", "about 9 in 10"),
        ("64", "lower", "about 3 in 10"),
        ("0", "lower", "about 9 in 10"),
        ("95", "lower", "fewer than 1 in 10"),
    ],
)
def test_tenths_that_did_surely_worse(value: str, direction: str, words: str) -> None:
    place = place_of(Fraction(value), TEN, direction)
    assert place is not None
    assert place.words == words


@pytest.mark.parametrize("direction", ["range", "none"])
def test_where_no_direction_is_better_nothing_is_said(direction: str) -> None:
    assert place_of(Fraction(50), TEN, direction) is None


def test_those_level_with_us_did_not_do_worse() -> None:
    safety = [Fraction(n) for n in (90, 95, 97, 98, 99, 100, 100, 100, 100, 100, 100)]
    assert place_of(Fraction(100), safety, "higher") == Place(4, 10, level=True)
    homes = [Fraction(n) for n in (0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8)]
    assert place_of(Fraction(0), homes, "lower") == Place(7, 10, level=True)


@pytest.mark.parametrize(
    ("value", "words"),
    [("80", "about 3 in 4"), ("50", "about half"), ("30", "about 1 in 4"), ("10", "fewer than 1 in 4")],
)
def test_quartiles_give_coarse_words_only(value: str, words: str) -> None:
    place = place_of(Fraction(value), FOUR, "higher")
    assert place is not None
    assert place.words == words


@dataclass
class Line:
    year: str
    size_band: str
    landlord_type: str
    landlords: int = 20


LINES = [
    Line("2023-24", "<5,000", "PRP"),
    Line("2024-25", "<5,000", "PRP", 9),
    Line("2024-25", "<5,000", ""),
    Line("2024-25", "", "PRP"),
    Line("2024-25", "", ""),
    Line("2026-27", "<5,000", "PRP"),
]


@pytest.mark.parametrize(
    ("year", "size_band", "kind", "wanted"),
    [
        ("2023-24", "<5,000", "PRP", 0),
        ("2024-25", "<5,000", "PRP", 2),  # nine of both are too few: by size
        ("2024-25", "Merged during year", "PRP", 3),
        ("2024-25", "", "", 4),
        ("2025-26", "<5,000", "PRP", 2),  # the latest before it, never a later one
        ("2022-23", "<5,000", "PRP", None),
    ],
)
def test_like_with_like_only(year: str, size_band: str, kind: str, wanted: int | None) -> None:
    found = like_us(LINES, year, size_band, kind)
    assert found is (None if wanted is None else LINES[wanted])


def compared(**given: object) -> list[str]:
    usual = {
        "label": "April 2024 to March 2025", "landlords": 69, "size_band": "<5,000", "landlord_type": "PRP",
        "is_like_us": True, "median": "82.4%", "ours": "82.9%", "ours_label": "April 2024 to March 2025",
        "place": Place(5, 10, level=False),
    }  # fmt: skip
    return comparison_sentences(Comparison(**(usual | given)))  # type: ignore[arg-type]


def test_the_words_of_a_comparison() -> None:
    assert compared() == [
        "From April 2024 to March 2025 there are figures of 69 housing associations with fewer than 5,000 "
        "homes. The one in the middle was at 82.4%. We were at 82.9%.",
        "We did better than about 5 in 10 of them.",
        "They are landlords like us: of our kind and about our size.",
    ]
    first, second, third = compared(
        ours_label="April 2025 to March 2026", place=Place(0, 10, level=True), is_like_us=False, size_band=""
    )
    assert first.endswith("We were at 82.9% from April 2025 to March 2026, a later year.")
    assert second == "Fewer than 1 in 10 of them did worse than we did. Many of them were level with us."
    assert third.startswith("Fewer than 10 landlords of both our kind and our size")
    assert len(compared(place=None)) == 2
    assert not any("rank" in word or "best" in word for word in compared())


@pytest.fixture(scope="module")
def sector():  # type: ignore[no-untyped-def]
    return read_files(files(PERCEPTION, MANAGEMENT, LANDLORDS))


def test_deciles_by_hand_from_the_raw_table(sector) -> None:  # type: ignore[no-untyped-def]
    """Satisfaction that the home is safe, rented homes, small housing associations, 2024/25."""
    kinds = {row[0]: (row[2], row[3]) for row in raw(LANDLORDS)}
    values = sorted(
        100 * (Fraction(row[4]) + Fraction(row[5])) / Fraction(row[12])
        for row in raw(PERCEPTION)
        if row[2:4] == ["LCRA", "TP05"] and row[4] and kinds.get(row[1]) == ("PRP", "<5,000")
    )
    lines = {line.key: line for line in benchmark_lines(sector.figures, sector.landlords)}
    line = lines["2024-25", "TP05", "LCRA", "<5,000", "PRP"]
    assert (line.landlords, len(values), len(line.deciles)) == (69, 69, 11)
    # 69 values: every tenth lies 6.8 places on.
    assert line.deciles[0] == values[0]
    assert line.deciles[1] == values[6] + Fraction(8, 10) * (values[7] - values[6])
    assert line.deciles[5] == values[34] == line.five[2]
    assert line.deciles[10] == values[68]


def test_no_landlord_is_told_more_than_a_count_of_all_would_say(sector) -> None:  # type: ignore[no-untyped-def]
    """Every landlord's every figure against a plain count of those that did worse."""
    lines = {line.key: line for line in benchmark_lines(sector.figures)}
    groups = defaultdict(list)
    for one in sector.figures:
        if one.exact is not None and one.stock != "Combined":
            code = f"{one.code}.{one.part}" if one.part else one.code
            groups[one.year.key, code, one.stock, "", ""].append(one.exact)
    checked = 0
    for key, line in lines.items():
        for value in groups[key]:
            for direction, worse in (
                ("higher", sum(other < value for other in groups[key])),
                ("lower", sum(other > value for other in groups[key])),
            ):
                place = place_of(value, line.deciles, direction)
                assert place is not None
                level = groups[key].count(value) - 1
                assert place.passed * (len(groups[key]) - 1) <= 10 * (worse + level)
                checked += 1
    assert checked > 19_000


def test_a_councils_name_and_a_band_are_written_one_way(sector) -> None:  # type: ignore[no-untyped-def]
    assert {one.kind for one in sector.landlords.values()} == {"PRP", "LA"}
    bands = {one.size_band for one in sector.landlords.values()}
    assert bands == {"<5,000", "5,000-40,000", ">40,000", "Merged during year"}


def test_deciles_rise(sector) -> None:  # type: ignore[no-untyped-def]
    for line in benchmark_lines(sector.figures, sector.landlords):
        assert all(low <= high for low, high in pairwise(line.deciles))


# ---- Loaded, published, read


@pytest.mark.django_db
@pytest.mark.slow
def test_a_measure_shows_where_it_stands_among_landlords_like_us(client: Client) -> None:
    by = User.objects.create_user("loader@example.org", "Loader")
    load_benchmarks(files=files(PERCEPTION, MANAGEMENT, LANDLORDS), by=by)
    _publish("LH0279")
    landlord = Landlord.objects.get()
    assert (landlord.size_band, landlord.landlord_type) == ("<5,000", "PRP")
    found = client.get("/api/v1/measures/tp05").json()["benchmark"]
    assert (found["landlords"], found["like_us"], len(found["deciles"])) == (69, True, 11)
    # By hand: 36 of the 69 were below 82.857 %, and D5 82.41 < 82.86 < D6 83.71.
    assert found["better_than"] == {"passed": 5, "parts": 10}
    page = client.get("/measures/tp05/").content.decode()
    assert "We did better than about 5 in 10 of them." in page
    assert "69 housing associations with fewer than 5,000 homes" in page
    # Complaints have no better side: figures, but no sentence that judges.
    neutral = client.get("/api/v1/measures/ch01-1").json()["benchmark"]
    assert neutral["better_than"] is None
    assert not any("better" in sentence for sentence in neutral["sentences"])


@pytest.mark.django_db
def test_the_table_of_quartiles_has_no_deciles_and_says_so_coarsely() -> None:
    by = User.objects.create_user("loader@example.org", "Loader")
    load_benchmarks(files=files(QUARTILES), by=by)
    assert Benchmark.objects.filter(deciles=[]).count() == Benchmark.objects.count() > 70


@pytest.mark.django_db
def test_the_landlords_own_size_and_type_can_be_set_and_follow_the_list() -> None:
    by = User.objects.create_user("loader@example.org", "Loader")
    said = ["--name", "A2", "--code", "L4240", "--from", "2024-04-01", "--by", by.email]
    call_command("set_landlord", *said, "--size-band", "<5,000")
    assert Landlord.objects.get().size_band == "<5,000"
    load_benchmarks(files=files(PERCEPTION, LANDLORDS), by=by)
    landlord = Landlord.objects.get()
    assert (landlord.size_band, landlord.landlord_type) == ("5,000-40,000", "PRP")
    events = AuditEvent.objects.count()
    load_benchmarks(files=files(LANDLORDS, PERCEPTION), by=by)
    assert Landlord.objects.get().version == landlord.version
    assert AuditEvent.objects.count() == events + 2  # one a file, none for the landlord
    with pytest.raises(Refused, match="40 characters"):
        set_size_and_type(landlord=landlord, size_band="x" * 41, landlord_type="", by=by)


def test_the_invented_landlords_are_read_without_a_fault_and_give_deciles() -> None:
    found = read_files(demonstration_sector.files())
    assert found.faults == []
    assert all(one.name.startswith("Invented landlord") for one in found.landlords.values())
    groups = {(line.size_band, line.kind) for line in benchmark_lines(found.figures, found.landlords)}
    assert (demonstration_sector.SIZE_BAND, demonstration_sector.KIND) in groups
    assert demonstration_sector.files() == demonstration_sector.files()
