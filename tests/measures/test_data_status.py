"""The state of a figure's data beyond the vector files."""

from datetime import date
from fractions import Fraction

import pytest

from charter.working_time import Calendar, CalendarError
from measures.data_status import data_status, revision
from measures.scoring import Rule

CALENDAR = Calendar(frozenset({date(2026, 8, 31)}), 2026, 2026)
JUNE = date(2026, 6, 30)
RULE = Rule.of("higher", target=95, tolerance=2)


def status(today: date, **more: object):  # type: ignore[no-untyped-def]
    given = {"period_end": JUNE, "due_rule": {"working_days": 20}, "calendar": CALENDAR}
    return data_status(today=today, **given | more)  # type: ignore[arg-type]


def test_an_open_period() -> None:
    assert status(JUNE).status == "period_open"
    assert status(date(2026, 7, 1)).status == "not_due"


@pytest.mark.parametrize(
    ("final", "changed", "word", "flag"),
    [(False, False, "provisional", "p"), (True, False, "final", None), (True, True, "revised", "r")],
)
def test_with_a_value(final: bool, changed: bool, word: str, flag: str | None) -> None:
    found = status(date(2026, 9, 1), submitted=date(2026, 7, 28), final=final, changed_after_final=changed)
    assert (found.status, found.flag, found.late, found.counts_as) == (word, flag, False, "judged")


def test_a_calendar_that_does_not_reach() -> None:
    with pytest.raises(CalendarError):
        status(JUNE, period_end=date(2026, 12, 31))


def test_a_correction_is_material_if_anything_else_changes_with_it() -> None:
    quiet = revision(Fraction(96), Fraction(97), was_final=True, rule=RULE)
    assert (quiet.kind, quiet.public_notice) == ("correction_minor", False)
    loud = revision(Fraction(96), Fraction(97), was_final=True, rule=RULE, else_changed=True)
    assert (loud.kind, loud.public_notice, loud.reason_required) == ("correction_material", True, True)


def test_a_withdrawn_figure_is_a_material_correction() -> None:
    found = revision(Fraction(96), None, was_final=True, rule=RULE)
    assert (found.kind, found.new_status) == ("correction_material", "not_judged")


def test_a_changed_target_counts_too() -> None:
    stricter = Rule.of("higher", target=97, tolerance=2)
    found = revision(Fraction(96), Fraction(96), was_final=True, rule=RULE, new_rule=stricter)
    assert (found.old_status, found.new_status) == ("met", "near")
