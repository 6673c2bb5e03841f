"""Reading charter files: every key, every default, and the way back to text."""

import re
import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from charter.models.charter import STAGES
from charter.models.landlord import BODY_KINDS
from measures.charter_file import CharterFile, Known, read
from measures.charter_file import vocabulary as v
from measures.charter_file.definition import Clock, Due, Line, Lines, Measure, Spc
from measures.charter_file.difference import Stored, difference, lines_of, names_of, posts_of
from measures.charter_file.rows import Table
from measures.charter_file.tables import CHARTER, LISTS
from measures.charter_file.writer import write
from promises.models import STANDARDS

FILES = Path(__file__).resolve().parents[1] / "data" / "charter_files"
MAXIMAL = (FILES / "maximal.toml").read_bytes()
SKETCH = (FILES / "sketch.toml").read_bytes()


def loaded(data: bytes | str, known: Known | None = None) -> CharterFile:
    reading = read(data, known)
    assert reading.faults == ()
    assert reading.file is not None
    return reading.file


def measure(slug: str) -> Measure:
    return next(found for found in loaded(MAXIMAL).measures if found.slug == slug)


class TestMaximal:
    def test_uses_every_key_of_the_format(self) -> None:
        document = tomllib.loads(MAXIMAL.decode())
        unused = keys_not_used(CHARTER, [document["charter"]])
        for name, table in LISTS.items():
            unused += keys_not_used(table, document[name])
        assert unused == []

    def test_has_every_kind(self) -> None:
        assert {found.kind for found in loaded(MAXIMAL).measures} == set(v.KINDS)

    def test_charter(self) -> None:
        charter = loaded(MAXIMAL).charter
        assert charter.ends == date(2028, 3, 31)
        assert charter.lines == Lines(Decimal("92.5"), Decimal(55), Fraction(3, 4))
        assert charter.introduction.startswith('Two paragraphs, with "quotation marks"')
        assert [stage.stage for stage in charter.stages] == ["draft", "published"]

    def test_lines_take_what_the_measure_says(self) -> None:
        gas = measure("gas")
        assert gas.promises == (
            Line("keep-you-safe", "Gas checks done", Decimal(1), ("board", "voice-group")),
            Line("hear-you", "Gas checks, as you asked", Decimal("0.5"), ("board",)),
        )

    def test_numbers_are_exact_whether_quoted_or_not(self) -> None:
        first, second = measure("gas").targets
        assert (first.target, first.tolerance, first.floor) == (Decimal("99.5"), Decimal("0.5"), Decimal(95))
        assert second.target == Decimal(100)
        assert loaded(MAXIMAL).segments[0].homes == 1200

    def test_ready_made_clocks(self) -> None:
        answers = measure("complaint-answers")
        assert answers.clock == Clock(
            Decimal(10), "working days", start="acknowledged", rule="complaint-stage-1-response"
        )
        assert (answers.count, answers.period_by) == ("in_time", "due")
        own = measure("repairs-in-our-limit")
        assert own.clock == Clock(Decimal(28), "calendar days", rule="repairs-non-emergency")
        assert own.period_by == "closed"

    @pytest.mark.parametrize(
        ("clock", "says"),
        [
            ('"complaint-stage-3"', ["“complaint-stage-3”"]),
            ('"repairs-emergency"', ["each landlord has its own limit", "each landlord has its own unit"]),
            (
                '{ rule = "complaint-stage-1-response", limit = 12, unit = "working days" }',
                ["sets the limit itself: 10 working days"],
            ),
            ("{ limit = 12 }", ["The key “unit” is missing"]),
            ("{ rule = 7 }", ["7"]),
            ("12", ["is not a table"]),
        ],
    )
    def test_clocks_that_cannot_be(self, clock: str, says: list[str]) -> None:
        text = MAXIMAL.decode().replace('"complaint-stage-1-response"', clock)
        faults = [fault for fault in read(text).faults if fault.key.startswith("clock")]
        for words in says:
            assert any(words in fault.what for fault in faults), [fault.what for fault in faults]

    def test_clock(self) -> None:
        assert measure("repairs-in-time").clock == Clock(
            Decimal(24), "hours", "non-working days", "acknowledged"
        )

    def test_one_publication_or_a_list(self) -> None:
        assert measure("accounts-on-time").publication == ("accounts",)
        assert measure("documents-on-time").publication == ("partner-directory", "voice-report")


def keys_not_used(table: Table, rows: list[dict[str, Any]]) -> list[str]:
    used = {key for row in rows if isinstance(row, dict) for key in row}
    unused = [f"{table.name} {key.name}" for key in table.keys if key.name not in used]
    for sub in table.subs:
        inside = [row[sub.name] for row in rows if isinstance(row, dict) and sub.name in row]
        flat = [entry for found in inside for entry in (found if isinstance(found, list) else [found])]
        unused += keys_not_used(sub.table, flat)
    return unused


class TestDefaults:
    @pytest.mark.parametrize(
        ("slug", "field", "expected"),
        [
            ("complaints-a-thousand", "decimals", 0),
            ("complaints-a-thousand", "per", Decimal(1000)),
            ("complaints-a-thousand", "stock", "LCRA"),
            ("fair", "natural_min", Decimal(0)),
            ("fair", "natural_max", Decimal(100)),
            ("answer-time", "natural_max", None),
            ("fair", "decimals", 1),
            ("fair", "unit", "%"),
            ("fair", "answer_scale", "agree"),
            ("fair", "stock", "LCRA"),
            ("fair", "due", Due(working_days=20)),
            ("fair", "accumulation", "total"),
            ("fair", "critical", False),
            ("fair", "spc", Spc()),
            ("rent-loss", "unit", "£"),
            ("feedback-answered", "decimals", 1),
            ("changes-made", "decimals", 0),
            ("complaints-upheld", "exclude", "nothing"),
            ("complaints-upheld", "period_by", "received"),
            ("complaints-upheld", "clock", None),
            ("answer-time", "stock", ""),
            ("answer-time", "per", None),
            ("answer-time", "answer_scale", ""),
        ],
    )
    def test_of_a_measure(self, slug: str, field: str, expected: object) -> None:
        assert getattr(measure(slug), field) == expected

    @pytest.mark.parametrize(
        ("slug", "expected"),
        [
            ("fair", "absolute"),
            ("safety-set", "absolute"),
            ("empty-homes", "relative"),
            ("rent-loss", "relative"),
        ],
    )
    def test_of_a_tolerance(self, slug: str, expected: str) -> None:
        assert measure(slug).targets[0].tolerance_kind == expected

    def test_of_a_charter(self) -> None:
        charter = loaded(SKETCH).charter
        assert charter.lines == Lines(Decimal(90), Decimal(50), Fraction(2, 3))
        assert charter.financial_year_starts == 4
        assert charter.values == ()

    def test_an_empty_string_equals_absent(self) -> None:
        padded = SKETCH.decode().replace('stage = "draft"', 'stage = "draft"\nintroduction = ""\nends = ""\n')
        assert loaded(padded) == loaded(SKETCH)


class TestSketch:
    def test_themes_alone_load(self) -> None:
        found = loaded(SKETCH)
        assert [theme.slug for theme in found.themes] == ["safe", "listen"]
        assert found.promises == ()

    def test_a_byte_order_mark_and_windows_line_ends_are_read(self) -> None:
        assert loaded(b"\xef\xbb\xbf" + SKETCH.replace(b"\n", b"\r\n")) == loaded(SKETCH)


class TestReferencesToThePortal:
    KNOWN = Known(
        bodies=frozenset({"board"}),
        publications=frozenset({"accounts"}),
        segments={"north": "area"},
        measures={"gas": "percentage", "set": "composite"},
    )
    TEXT = (
        SKETCH.decode()
        + """
[[segments]]
slug = "north-east"
dimension = "area"
name = "North East"
replaces = ["north"]
[[measures]]
slug = "out"
title = "Out on time"
kind = "publication"
direction = "higher"
frequency = "annual"
publication = "accounts"
monitored_by = ["board"]
[[measures]]
slug = "all-safe"
title = "All safe"
kind = "composite"
direction = "higher"
frequency = "annual"
members = ["gas"]
"""
    )

    def test_existing_records_need_not_be_repeated(self) -> None:
        assert len(loaded(self.TEXT, self.KNOWN).measures) == 2

    def test_without_the_portal_each_is_a_fault(self) -> None:
        keys = {fault.key for fault in read(self.TEXT).faults}
        assert keys == {"replaces[1]", "publication[1]", "monitored_by[1]", "members[1]"}

    def test_an_existing_composite_is_no_member(self) -> None:
        faults = read(self.TEXT.replace('["gas"]', '["set"]'), self.KNOWN).faults
        assert [fault.key for fault in faults] == ["members[1]"]


class TestWriter:
    @pytest.mark.parametrize("data", [MAXIMAL, SKETCH], ids=["maximal", "sketch"])
    def test_what_is_written_reads_the_same(self, data: bytes) -> None:
        file = loaded(data)
        assert loaded(write(file)) == file
        assert write(loaded(write(file))) == write(file)

    def test_text_that_needs_care(self) -> None:
        hard = 'a "quoted" """ word\n\n  back\\slash, tab\tand £ — ’'
        file = loaded(SKETCH.decode().replace('stage = "draft"', f"stage = 'draft'\nintroduction = {hard!r}"))
        assert loaded(write(file)).charter.introduction == file.charter.introduction


class TestDifference:
    def test_everything_is_new_in_an_empty_portal(self) -> None:
        found = difference(loaded(MAXIMAL), Stored())
        assert {change.state for change in found.changes} == {"new"}
        assert found.in_the_way == ()

    @pytest.mark.parametrize(
        ("old", "new", "state", "table", "says"),
        [
            ("Say it plainly.", "Say it.", "changed", "[[quotes]]", ""),
            ('[[quotes]]\ntext = "No name, no matter."\n', "", "removed", "[[quotes]]", ""),
            ("critical = true", "critical = false", "changed", "[[measures]]", "critical: true → false"),
            ("screen = false", "screen = true", "changed", "[[measures]]", "spc.screen: false → true"),
            ('limit = "24"', "limit = 36", "changed", "[[measures]]", "clock.limit: 24 → 36"),
            (
                "due = { calendar_days = 30 }\n",
                "",
                "changed",
                "[[measures]]",
                "due.calendar_days: “30” → nothing",
            ),
            ("until = 2025-03-31", "", "changed", "[[measures]]", "until: 2025-03-31 → nothing"),
            ("from = 2024-10-01", "from = 2024-11-01", "changed", "[[measures]]", "breaks 2024-11-01: new"),
            ("Tell us early.", "Now.", "changed", "[charter]", "expectations: “Tell us early., Let us in"),
            ('coverage = "3/4"', 'coverage = "2/3"', "changed", "[charter]", "lines.coverage: “3/4” → “2/3”"),
            (
                "actual = 2024-11-05\n",
                "",
                "changed",
                "[charter]",
                "stages “draft”: actual: 2024-11-05 → nothing",
            ),
            ('  "keep-you-safe",\n', "", "removed", "line", ""),
            (
                "Gas checks, as you asked",
                "Gas",
                "changed",
                "line",
                "text: “Gas checks, as you asked” → “Gas”",
            ),
        ],
    )
    def test_each_change_is_named(self, old: str, new: str, state: str, table: str, says: str) -> None:
        text = MAXIMAL.decode()
        assert old in text
        moving = difference(loaded(text.replace(old, new)), stored(loaded(text))).moving
        assert [(change.state, change.table) for change in moving] == [(state, table)]
        assert any(says in detail for detail in (*moving[0].details, ""))

    def test_the_order_of_stages_and_lines_counts(self) -> None:
        file = loaded(MAXIMAL)
        turned = replace(
            file,
            charter=replace(file.charter, stages=file.charter.stages[::-1]),
            measures=file.measures[::-1],
        )
        moving = difference(turned, stored(file)).moving
        assert ("[charter]", "stages: in another order") in {
            (change.table, detail) for change in moving for detail in change.details
        }
        assert ("line", "all") in {(change.table, change.name) for change in moving}

    def test_a_clock_may_come_and_go(self) -> None:
        text = MAXIMAL.decode()
        upheld = text.replace('count = "outcome:upheld"', f'count = "outcome:upheld"\n{CLOCK}')
        for new, old, says in ((upheld, text, "clock: new"), (text, upheld, "clock: removed")):
            assert difference(loaded(new), stored(loaded(old))).moving[0].details == (says,)

    def test_the_same_file_is_no_change(self) -> None:
        file = loaded(MAXIMAL)
        assert difference(file, stored(file)).moving == ()


CLOCK = 'clock = { limit = 5, unit = "working days" }'


def stored(file: CharterFile) -> Stored:
    """What the portal would hold after loading the file."""
    return Stored(
        charter=file.charter,
        quotes=file.quotes,
        themes=file.themes,
        promises=file.promises,
        lines=lines_of(file),
        bodies=file.bodies,
        publications=file.publications,
        segments=file.segments,
        measures=tuple(replace(found, promises=()) for found in file.measures),
        posts=frozenset(posts_of(file)),
        named=names_of(file),
    )


def test_text_of_forms_with_odd_signs_is_written_as_toml() -> None:
    file = loaded(SKETCH)
    odd = replace(file, charter=replace(file.charter, introduction="bell \x07 and delete \x7f"))
    assert tomllib.loads(write(odd))["charter"]["introduction"] == "bell \x07 and delete \x7f"


def test_vocabularies_are_those_of_the_models() -> None:
    assert [key for key, _ in STAGES] == list(v.STAGES)
    assert [key for key, _ in BODY_KINDS] == list(v.BODY_KINDS)
    assert [key for key, _ in STANDARDS] == list(v.STANDARDS)


HOSTILE = [
    "true",
    "0",
    "-1",
    "1" + 30 * "0",
    "1.5",
    "inf",
    "nan",
    "1e999999999",
    "'x'",
    "'\\u0000'",
    '"\\u0000"',
    "[]",
    "{}",
    "[[]]",
    "[{}]",
    "['']",
    "[1, 'a', {a = 1}]",
    "{a = 1}",
    "2025-04-01",
    "2025-04-01T10:00:00Z",
    "10:00:00",
    "9999-12-31",
    "'gas'",
    "'" + "x" * 5000 + "'",
]


def _hostile_files() -> list[str]:
    """The maximal file with one value spoiled: every key of it, each with some of the hostile values."""
    lines = MAXIMAL.decode().splitlines()
    places = [place for place, line in enumerate(lines) if " = " in line and not line.startswith(" ")]
    return [
        "\n".join([*lines[:place], f"{lines[place].split(' = ')[0]} = {value}", *lines[place + 1 :]])
        for turn, place in enumerate(places)
        for value in HOSTILE[turn % 6 :: 6]
    ]


@pytest.mark.slow
def test_no_value_makes_the_reader_fall_over() -> None:
    for text in _hostile_files():
        reading = read(text)
        assert (reading.file is None) == bool(reading.faults)
        assert all(fault.what and fault.table for fault in reading.faults)


class TestDocumentation:
    DOCS = Path(__file__).resolve().parents[2] / "docs"

    def test_the_template_has_no_fault(self) -> None:
        assert len(loaded((self.DOCS / "templates" / "charter.toml").read_bytes()).measures) == 4

    def test_every_table_key_and_word_is_explained(self) -> None:
        text = (self.DOCS / "charter-file.md").read_text(encoding="utf-8")
        missing = [table.name for table in _tables() if f"`{table.name}`" not in text]
        missing += [key.name for table in _tables() for key in table.keys if not _told(key.name, text)]
        words = (v.KINDS, v.STAGES, v.BODY_KINDS, v.STANDARDS, v.DIMENSIONS, v.COUNTERS, v.CLOCK_UNITS)
        missing += [word for vocabulary in words for word in vocabulary if not _told(word, text)]
        assert missing == []


def _tables() -> list[Table]:
    tops = [CHARTER, *LISTS.values()]
    return [*tops, *(sub.table for top in tops for sub in top.subs)]


def _told(word: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None
