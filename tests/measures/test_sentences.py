"""The words: the charter's sentence, statuses, gaps and reasons."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from measures import sentences
from measures.scoring import Counts


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        (Counts(4, 1, 1, 1), "4 of 7 promises kept, 1 nearly, 1 not, 1 cannot be judged yet"),
        (Counts(7, 0, 0, 0), "7 of 7 promises kept"),
        (Counts(0, 0, 0, 2), "0 of 2 promises kept, 2 cannot be judged yet"),
        (Counts(1, 0, 0, 0), "1 of 1 promise kept"),
        (Counts(0, 0, 1, 0), "0 of 1 promise kept, 1 not"),
        (Counts(0, 0, 0, 0), "There are no promises yet"),
    ],
)
def test_the_charters_sentence(counts: Counts, sentence: str) -> None:
    assert sentences.charter_sentence(counts) == sentence


@pytest.mark.parametrize(
    ("met", "judged", "sentence"),
    [
        (0, 0, "No measure can be judged yet"),
        (1, 1, "1 of 1 measure on target"),
        (3, 5, "3 of 5 measures on target"),
    ],
)
def test_the_sentence_of_the_measures(met: int, judged: int, sentence: str) -> None:
    assert sentences.measures_sentence(met, judged) == sentence


@pytest.mark.parametrize(
    ("status", "more", "word"),
    [
        ("met", {}, "On target"),
        ("near", {}, "Close to target"),
        ("missed", {}, "Below target"),
        ("missed", {"direction": "lower"}, "Above our limit"),
        ("missed", {"direction": "range"}, "Outside our range"),
        ("met", {"direction": "lower"}, "On target"),
        ("not_judged", {}, "No target"),
        ("met", {"kind": "publication"}, "On time"),
        ("near", {"kind": "publication"}, "Late"),
        ("missed", {"kind": "publication"}, "Not published"),
        ("not_judged", {"kind": "publication"}, "No target"),
        ("met", {"kind": "milestone"}, "Done"),
        ("near", {"kind": "milestone"}, "Late"),
        ("near", {"kind": "milestone", "slipping": True}, "Behind"),
        ("missed", {"kind": "milestone"}, "Not done in time"),
        ("not_judged", {"kind": "milestone"}, "On course"),
    ],
)
def test_words_of_a_measure(status: str, more: dict[str, object], word: str) -> None:
    assert sentences.measure_word(status, **more) == word  # type: ignore[arg-type]


def test_words_of_a_promise() -> None:
    words = [sentences.promise_word(status) for status in ("met", "near", "missed")]
    assert words == ["Kept", "Nearly kept", "Not kept"]
    cannot = {sentences.promise_word(status) for status in ("not_assessed", "insufficient_data")}
    assert cannot == {"Cannot be judged yet"}


@pytest.mark.parametrize(
    ("direction", "target", "variance", "unit", "decimals", "sentence"),
    [
        ("higher", 95, Fraction("-6.4"), "%", 1, "Our target is 95%. We were 6.4 points short."),
        ("higher", 95, Fraction(-1), "%", 1, "Our target is 95%. We were 1 point short."),
        ("higher", 95, Fraction("-0.04"), "%", 1, "Our target is 95%. We were 0.04 points short."),
        ("higher", 95, Fraction(2), "%", 1, "Our target is 95%. We were 2 points better."),
        ("higher", Decimal("95.50"), Fraction(0), "%", 1, "Our target is 95.5%. We met it exactly."),
        ("lower", 20, Fraction(-3), "days", 0, "Our limit is 20 days. We were 3 days over it."),
        ("lower", 1200, Fraction(150), "£", 0, "Our limit is £1,200. We were £150 under it."),
        ("higher", 4, Fraction(-2), "", 0, "Our target is 4. We were 2 short."),
        ("higher", -3, Fraction(-1), "£", 0, "Our target is -£3. We were £1 short."),
    ],
)
def test_the_gap(direction, target, variance, unit, decimals, sentence) -> None:
    assert sentences.gap_sentence(direction, target, variance, unit=unit, decimals=decimals) == sentence


def test_a_range() -> None:
    inside = sentences.range_sentence(18, 22, Fraction(0), unit="days", decimals=0)
    assert inside == "We aim for 18 to 22 days. We were inside it."
    outside = sentences.range_sentence(18, 22, Fraction(-3), unit="days", decimals=0)
    assert outside.endswith("We were 3 days outside it.")


@pytest.mark.parametrize(
    ("state", "due", "sentence"),
    [
        ("overdue", None, "The figure is overdue."),
        ("overdue", date(2026, 7, 28), "The figure is overdue. It was due on 28 July 2026."),
        ("not_due", None, "Not due yet."),
        ("not_due", date(2026, 7, 8), "Not due until 8 July 2026."),
        ("no_target", None, "We have not set a target for this."),
        ("judged", None, ""),
    ],
)
def test_why_something_is_not_judged(state: str, due: date | None, sentence: str) -> None:
    assert sentences.state_sentence(state, due=due) == sentence


@pytest.mark.parametrize("state", ["stale", "suppressed", "not_applicable"])
def test_every_state_has_a_sentence(state: str) -> None:
    assert sentences.state_sentence(state).endswith(".")
    assert sentences.state_sentence(state, reason="Because.") == "Because."


def test_every_reason_has_a_sentence() -> None:
    assert set(sentences.REASON_SENTENCES) == {
        "critical_missed",
        "a_measure_missed",
        "critical_without_data",
        "a_promise_missed",
    }


def test_small_parts() -> None:
    assert sentences.have_of_needed(2, 3, "month") == "2 of 3 months"
    assert sentences.listed(["a", "b", "c"]) == "a, b and c"
    assert sentences.listed(["a"]) == "a"
    assert sentences.listed([]) == ""
    assert sentences.amount(Decimal("1234.50"), "%", 2) == "1,234.5%"
    assert sentences.long_date(date(2026, 7, 8)) == "8 July 2026"


@pytest.mark.parametrize(
    ("met", "periods", "limit", "text"),
    [
        (30, 30, True, "It met the limit in every month. Its usual range reaches past the limit, "
         "so a miss could come by chance."),
        (0, 12, False, "It missed the target in every month. Its usual range reaches the target, "
         "so it could be met by chance."),
        (1, 1, False, "It met the target in the one month. Its usual range reaches past the target, "
         "so a miss could come by chance."),
        (29, 30, True, ""),
        (0, 0, True, ""),
    ],
)  # fmt: skip
def test_an_icon_is_not_told_against_what_happened(met: int, periods: int, limit: bool, text: str) -> None:
    told = {"met": met, "periods": periods, "kind": "month", "limit": limit}
    assert sentences.assurance_beside_met("inconsistent", **told) == text
    assert sentences.assurance_beside_met("consistent_pass", **told) == ""


@pytest.mark.parametrize(
    ("low", "high", "unit", "text"),
    [
        ("10.0 for each 1,000 homes", "17.3 for each 1,000 homes", "for each 1,000 homes",
         "between 10.0 and 17.3 for each 1,000 homes."),
        ("79.1%", "83.2%", "%", "between 79.1% and 83.2%."),
        ("£7", "£9", "£", "between £7 and £9."),
    ],
)  # fmt: skip
def test_an_interval_says_its_unit_once(low: str, high: str, unit: str, text: str) -> None:
    assert sentences.interval_sentence("byar", low, high, unit=unit).endswith(text)


def test_what_no_test_looked_at_is_not_called_better_or_worse() -> None:
    words = [
        sentences.change_word("not_tested", moved=moved, since="May 2026") for moved in ("up", "down", "same")
    ]
    assert words == [
        "Up since May 2026 (not tested)", "Down since May 2026 (not tested)",
        "No change since May 2026 (not tested)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("direction", "variance", "unit", "words"),
    [
        ("higher", "-6.4", "%", "6.4 points short"),
        ("higher", "1", "%", "1 point better"),
        ("higher", "0", "%", "exactly on it"),
        ("lower", "-2", "days", "2 days over it"),
        ("lower", "25", "£", "£25 under it"),
        ("range", "0", "%", "inside it"),
        ("range", "-3", "%", "3 points outside it"),
    ],
)
def test_a_gap_in_a_table_is_a_few_words(direction: str, variance: str, unit: str, words: str) -> None:
    found = sentences.gap_words(direction, Decimal(variance), unit=unit, decimals=1)  # type: ignore[arg-type]
    assert found == words
