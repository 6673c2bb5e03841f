"""Changes of targets: which are allowed, what they leave in force, and how they are told."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from charter.faults import Refused
from charter.models import AuditEvent, User
from charter.periods import Period
from measures import presenters
from measures.actions.releases import publish_release
from measures.actions.targets import change_target
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


def this_month() -> date:
    return timezone.localdate().replace(day=1)


def in_the_last_quarter() -> bool:
    return timezone.localdate().month in (1, 2, 3)


def opens() -> date:
    """The first day from which a monthly target may change today."""
    return date(timezone.localdate().year, 4, 1) if in_the_last_quarter() else this_month()


def test_a_new_target_from_this_month_on(hand: Hand, measure: Measure) -> None:
    changed = change_target(
        measure=measure, wanted={"from": opens(), "target": "96", "tolerance": "1"}, by=hand.author,
        reason="We do better now.",
    )  # fmt: skip
    assert (changed.target, changed.tolerance, changed.tolerance_kind, changed.reason) == (
        96, 1, "absolute", "We do better now.",
    )  # fmt: skip
    assert [target.target for target in measure.targets.all()] == [95, 96]
    change = TargetChange.objects.get()
    assert (change.starts, change.old["target"], change.new["target"]) == (opens(), "95", "96")
    assert (change.decided_by, change.is_correction, change.reason) == (
        hand.author,
        False,
        "We do better now.",
    )
    assert AuditEvent.objects.get(verb="change_target").detail["correction"] is False


def test_the_target_before_ends_on_the_day_before(hand: Hand, measure: Measure) -> None:
    last = opens() + timedelta(days=500)
    measure.targets.update(ends=last)
    change_target(measure=measure, wanted={"from": opens(), "target": "96"}, by=hand.author)
    assert measure.targets.first().ends == opens() - timedelta(days=1)


def test_the_same_day_again_replaces_it(hand: Hand, measure: Measure) -> None:
    for number in ("96", "97"):
        change_target(measure=measure, wanted={"from": opens(), "target": number}, by=hand.author)
    assert [target.target for target in measure.targets.all()] == [95, 97]
    told = [(one.old["target"], one.new["target"]) for one in TargetChange.objects.order_by("id")]
    assert told == [("95", "96"), ("96", "97")]


def test_the_past_needs_a_reason_and_a_second_approver(hand: Hand, measure: Measure) -> None:
    wanted = {"from": "2024-04-01", "target": "90", "tolerance": "2"}
    second, nobody = make_person("Approver", "approver"), make_person("Nobody")

    def correct(**more: object) -> Target:
        return change_target(measure=measure, wanted=wanted, by=hand.author, **more)  # type: ignore[arg-type]

    with pytest.raises(Refused, match="in force on 2024-04-01"):
        correct()
    with pytest.raises(Refused, match="in force on 2024-04-01"):
        correct(reason="A slip.")
    with pytest.raises(Refused, match="second person must be an approver"):
        correct(reason="A slip.", second=nobody)
    with pytest.raises(Refused, match="not the one who changes the target"):
        correct(reason="A slip.", second=hand.author)
    assert not TargetChange.objects.exists()
    assert correct(reason="A slip.", second=second).target == 90
    change = TargetChange.objects.get()
    assert (change.is_correction, change.second, change.reason) == (True, second, "A slip.")


def test_in_the_last_quarter_this_year_stays(
    hand: Hand, measure: Measure, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = date(2026, 2, 10)
    monkeypatch.setattr("measures.actions.targets.timezone.localdate", lambda: today)
    hand.figure(measure, "2026-03", (90, 100))
    with pytest.raises(Refused, match="in force on 2026-03-01"):
        change_target(measure=measure, wanted={"from": "2026-03-01", "target": "96"}, by=hand.author)
    change_target(measure=measure, wanted={"from": "2026-04-01", "target": "96"}, by=hand.author)
    assert measure.targets.count() == 2


def test_the_first_target_may_start_at_any_date(hand: Hand) -> None:
    measure = hand.measure("fresh")
    hand.figure(measure, "2025-04", (90, 100))
    change_target(measure=measure, wanted={"from": "2024-04-01", "target": "96"}, by=hand.author)
    assert not TargetChange.objects.exists(), "a first target changes nothing"


# what is wanted of a measure from 0 to 100 with the target 95, and what is wrong with it
WRONG = [
    ({"from": "2030-04-01"}, "needs target"),
    ({"target": "96"}, "“from” is missing"),
    ({"from": "soon", "target": "96"}, "not a date"),
    ({"from": "1630-04-01", "target": "96"}, "cannot be right"),
    ({"from": "2030-04-01", "target": "lots"}, "not a number"),
    ({"from": "2030-04-01", "target": "120"}, "above the measure's natural maximum"),
    ({"from": "2030-04-01", "target": "-1"}, "below the measure's natural minimum"),
    ({"from": "2030-04-01", "target": "96", "tolerance": "-1"}, "at least 0"),
    ({"from": "2030-04-01", "target": "96", "tolerance": "2", "floor": "95"}, "not worse than the tolerance"),
    ({"from": "2030-04-01", "target": "0", "tolerance": "2", "tolerance_kind": "relative"}, "no width"),
    ({"from": "2030-04-01", "low": "1", "high": "2"}, "has no low"),
    ({"from": "2030-04-01", "grade": "A", "target": "96"}, "not judged by a grade"),
    ({"from": "2030-04-01", "until": "2030-03-01", "target": "96"}, "before"),
    ({"from": "2030-04-01", "target": "96", "aim": "1"}, "not a key"),
]


@pytest.mark.parametrize(("wanted", "says"), WRONG)
def test_a_contradictory_target_is_refused_in_plain_words(
    hand: Hand, measure: Measure, wanted: dict[str, str], says: str
) -> None:
    with pytest.raises(Refused) as refusal:
        change_target(measure=measure, wanted=wanted, by=hand.author)
    told = " ".join(f"{fault.what} {fault.remedy}" for fault in refusal.value.faults)
    assert says in told
    assert [target.target for target in measure.targets.all()] == [95]
    assert not TargetChange.objects.exists()


def test_gaps_and_overlaps_are_refused(hand: Hand, measure: Measure) -> None:
    measure.targets.update(ends="2030-03-31")
    with pytest.raises(Refused) as refusal:
        change_target(measure=measure, wanted={"from": "2030-06-01", "target": "96"}, by=hand.author)
    assert "no target from 2030-04-01 to 2030-05-31" in refusal.value.faults[0].what
    change_target(measure=measure, wanted={"from": "2030-04-01", "target": "96"}, by=hand.author)
    with pytest.raises(Refused) as refusal:
        change_target(
            measure=measure,
            wanted={"from": "2029-04-01", "until": "2030-05-01", "target": "96"},
            by=hand.author,
        )
    assert "the next one starts on 2030-04-01" in refusal.value.faults[0].what


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
    change_target(
        measure=measure, wanted={"from": "2025-07-01", "target": "97", "tolerance": "1"}, by=hand.author,
        reason="Tenants asked for more.", second=second,
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
    assert "changes nothing that we said before" in page
    assert "A correction is another thing" in page
