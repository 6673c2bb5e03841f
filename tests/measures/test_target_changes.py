"""Changes of targets: which are allowed, what they leave in force, and how they are told."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from charter.faults import Refused
from charter.models import User
from charter.periods import Period
from measures import presenters
from measures.actions.releases import publish_release
from measures.actions.targets import Decided, check_second, record_changes, target_in_file
from measures.charter_file.definition import Target as TargetInFile
from measures.charter_file.target_changes import steps_between
from measures.models import Measure, Target, TargetChange
from tests.measures.by_hand import Hand
from tests.people import make_person

pytestmark = pytest.mark.django_db


def aim(starts: str, target: int, ends: str = "", **more: object) -> TargetInFile:
    last = date.fromisoformat(ends) if ends else None
    return TargetInFile(date.fromisoformat(starts), "absolute", last, Decimal(target), **more)  # type: ignore[arg-type]


# the targets before, the targets after, then: from which day which number becomes which
STEPS = [
    ([], [aim("2024-04-01", 94)], []),  # the first target is no change
    ([], [aim("2024-04-01", 94), aim("2025-04-01", 95)], [("2025-04-01", 94, 95)]),
    ([aim("2024-04-01", 94)], [aim("2024-04-01", 94), aim("2025-04-01", 95)], [("2025-04-01", 94, 95)]),
    ([aim("2024-04-01", 94)], [aim("2024-04-01", 93)], [("2024-04-01", 94, 93)]),
    ([aim("2024-04-01", 94)], [aim("2024-04-01", 94, "2025-03-31")], [("2025-04-01", 94, None)]),
    ([aim("2024-04-01", 94, "2025-03-31")], [aim("2024-04-01", 94)], [("2025-04-01", None, 94)]),
    ([aim("2024-04-01", 94, "2025-03-31")], [aim("2024-04-01", 94, "2025-03-31"), aim("2025-04-01", 95)],
     [("2025-04-01", 94, 95)]),
    ([aim("2024-04-01", 94)], [], [("2024-04-01", 94, None)]),
    ([aim("2024-04-01", 94), aim("2025-04-01", 95)], [aim("2024-04-01", 93), aim("2025-04-01", 95)],
     [("2024-04-01", 94, 93)]),
    ([aim("2024-04-01", 94)], [aim("2024-04-01", 94, "2025-03-31"), aim("2025-04-01", 94)], []),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "expected"), STEPS)
def test_steps(
    before: list[TargetInFile], after: list[TargetInFile], expected: list[tuple[str, int | None, int | None]]
) -> None:
    found = steps_between(before, after)
    told = [
        (step.starts.isoformat(), step.old and step.old.target, step.new and step.new.target)
        for step in found
    ]
    assert told == expected
    assert steps_between(after, after) == []


@pytest.fixture
def hand() -> Hand:
    return Hand.made("2024-04")


@pytest.fixture
def measure(hand: Hand) -> Measure:
    """A monthly measure with a target of 95 since 2024 and a figure of last month."""
    made = hand.measure("m")
    hand.target(made, "2024-04-01", 95, tolerance=2)
    hand.figure(made, Period.containing(timezone.localdate(), "month").previous().key, (90, 100))
    return made


def changed(measure: Measure, decided: Decided, *, corrected: bool = False, **values: object) -> TargetChange:
    """Give the measure another target as a charter file does, and note the change."""
    before = tuple(target_in_file(row) for row in measure.targets.order_by("starts"))
    Target.objects.update_or_create(measure=measure, starts=values.pop("starts"), defaults=values)
    assert record_changes(measure, before, decided, corrected=corrected) == 1
    return TargetChange.objects.latest("pk")


def test_a_change_keeps_what_became_what_why_and_by_whom(hand: Hand, measure: Measure) -> None:
    reason = "We do better now."
    found = changed(measure, Decided(hand.author, reason), starts=date(2030, 4, 1), target=96, tolerance=1)
    assert (found.starts, found.old["target"], found.new["target"]) == (date(2030, 4, 1), "95", "96")
    assert (found.decided_by, found.is_correction, found.second, found.reason) == (
        hand.author, False, None, reason,
    )  # fmt: skip
    assert [target.reason for target in measure.targets.all()] == ["", reason]


def test_the_second_person_is_an_approver_and_another(hand: Hand) -> None:
    second, nobody = make_person("Approver", "approver"), make_person("Nobody")
    for wrong in (nobody, hand.author):
        with pytest.raises(Refused, match="must be an approver, and not the one who loads the file"):
            check_second(Decided(hand.author, "A slip.", wrong))
    check_second(Decided(hand.author, "A slip.", second))


def test_sql_forbids_a_correction_by_one_alone(hand: Hand, measure: Measure) -> None:
    now = timezone.now()
    for second, reason in ((hand.author, "A slip."), (None, "A slip."), (hand.checker, "")):
        with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
            TargetChange.objects.create(
                measure=measure, starts="2024-04-01", is_correction=True, reason=reason,
                decided_by=hand.author, decided_at=now, second=second,
            )  # fmt: skip


def test_every_change_is_told_and_marks_the_series(hand: Hand, client: Client) -> None:
    """95 since 2024; from July 2025 it is 97, decided today: published with reason, old, new and day."""
    measure = hand.measure("m")
    hand.target(measure, "2024-04-01", 95, tolerance=2)
    for month in ("2025-04", "2025-05", "2025-06", "2025-07", "2025-08", "2025-09"):
        hand.figure(measure, month, (96, 100))
    second: User = make_person("Approver", "approver")
    changed(
        measure, Decided(hand.author, "Tenants asked for more.", second), corrected=True,
        starts=date(2025, 7, 1), target=97, tolerance=1,
    )  # fmt: skip
    publish_release(period=Period.parse("2025-26-Q2"), by=hand.checker)
    live = presenters.live_release()
    assert live is not None
    document = presenters.document(live, "measures/m")
    assert document is not None
    assert document["target_changes"] == [
        {
            "from": "2025-07-01", "old": "95%, close within 2 points", "new": "97%, close within 1 point",
            "reason": "Tenants asked for more.", "decided": timezone.localdate().isoformat(),
            "correction": True,
        }
    ]  # fmt: skip
    marked = {one["period"]: one["target_changed"] for one in document["results"] if one["kind"] == "month"}
    assert [period for period, changed in marked.items() if changed] == ["2025-07"]
    statuses = {one["period"]: one["status"] for one in document["results"]}
    assert (statuses["2025-06"], statuses["2025-07"], statuses["2025-26-Q2"]) == ("met", "near", "near")
    page = client.get("/measures/m/").content.decode()
    assert "Changes to this target" in page
    assert "Tenants asked for more." in page
    assert "asked for by one person, agreed by another, as named by the first" in page
    assert "changes nothing that we said before" in page
    assert "A correction is another thing" in page
