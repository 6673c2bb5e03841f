"""The door of many figures: the same rows, history and refusals as by the door of one."""

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from charter import audit
from charter.faults import Refused
from charter.models import AuditEvent, Job, Landlord, User
from charter.periods import Period
from measures.actions import approve_result, record_result, submit_result
from measures.actions.approvals import approve_together
from measures.actions.imports import import_file
from measures.actions.in_bulk import Common, Door, Entry, check_at_once, submit_many
from measures.actions.results import Decision, Hand
from measures.figures import Figures
from measures.models import Import, Measure, Result, Segment, Target, YearClosing
from measures.querysets.beside import place_of, standing_beside
from measures.querysets.figure_history import figure_history
from measures.querysets.hands import had_a_hand
from measures.querysets.history import history_of

pytestmark = pytest.mark.django_db

MONTHS = [Period.parse(f"2025-{month:02d}") for month in range(1, 13)]
LEFT_OUT = {"id", "entered_at", "submitted_at", "decided_at", "batch_id", "supersedes_id"}


@pytest.fixture
def people() -> tuple[User, User]:
    return User.objects.create_user("a@example.org", "A"), User.objects.create_user("b@example.org", "B")


@pytest.fixture
def landlord() -> Landlord:
    return Landlord.objects.create(name="Alderbrook", first_period="2025-04", is_demonstration=True)


@pytest.fixture
def measure(landlord: Landlord) -> Measure:
    made = Measure.objects.create(
        slug="repairs",
        title="Repairs",
        kind="percentage",
        direction="higher",
        frequency="monthly",
        decimals=1,
    )
    Target.objects.create(measure=made, starts=date(2024, 4, 1), target=95, tolerance=3)
    Segment.objects.create(slug="north", dimension="area", name="North")
    return made


def entries(measure: Measure) -> list[Entry]:
    """Met, missed with and without words, of an area, of a quarter that differs from its months."""
    north = Segment.objects.get()
    numbers = [(97, 100), (96, 100), (99, 100), (50, 100), (97, 100), (98, 100)]
    found = [
        Entry(measure, month, Figures(numerator=a, denominator=b))
        for month, (a, b) in zip(MONTHS, numbers, strict=False)
    ]
    found.append(Entry(measure, MONTHS[3], Figures(numerator=5, denominator=10), north))
    told = Figures(numerator=40, denominator=100, why="Ice", action="Salt", by_when=date(2025, 12, 1))
    found.append(Entry(measure, MONTHS[6], told))
    quarter = Period.parse("2024-25-Q4")
    found.append(Entry(measure, quarter, Figures(numerator=200, denominator=300)))
    found.append(Entry(measure, quarter, Figures(numerator=200, denominator=300, note="Recounted"), north))
    return found


def batch(by: User) -> Import:
    return Import.objects.create(name="x.csv", digest="0", size=1, received_by=by)


def take(door: Door, listed: Sequence[Entry | Common]) -> None:
    with door:
        door.take(listed)


def one_by_one(listed: list[Entry], hand: Hand, approve_by: User) -> None:
    from measures.actions.results import waits_for_words

    for one in listed:
        made = record_result(
            measure=one.measure,
            period=one.period,
            figures=one.figures,
            by=hand.by,
            segment=one.segment,
            origin=hand.origin,
            batch=hand.batch,
        )
        if not waits_for_words(made):
            sent = submit_result(result=made, by=hand.by)
            approve_result(result=sent, by=approve_by, decision=Decision("final", announce=False))


def all_there() -> list[dict[str, object]]:
    """Every row without ids and moments."""
    rows = Result.objects.order_by("period", "segment_id", "measure_id").values()
    return [{name: value for name, value in row.items() if name not in LEFT_OUT} for row in rows]


def test_rows_are_those_of_the_door_of_one(measure: Measure, people: tuple[User, User]) -> None:
    by, second = people
    with transaction.atomic():
        one_by_one(entries(measure), Hand(by, "file", batch(by)), second)
        alone = all_there()
        transaction.set_rollback(True)
    Result.objects.all().delete()
    door = Door(Hand(by, "file", batch(by)), submits=True, approve_by=second)
    take(door, entries(measure))
    assert len(door.close()) == 10
    together = all_there()
    assert together == alone
    assert {row["workflow"] for row in together} == {"approved", "draft"}


def test_the_trail_tells_of_a_file_and_the_history_of_each_figure(
    measure: Measure, people: tuple[User, User]
) -> None:
    """All that an event for each figure would say: who saved, sent and approved it, and out of which file."""
    by, second = people
    rows = "measure,period,numerator,denominator\n" + "".join(
        f"repairs,{month.key},99,100\n" for month in MONTHS[:3]
    )
    made, _ = import_file(source=io.BytesIO(rows.encode()), name="a.csv", by=by, approve_by=second)
    events = AuditEvent.objects.order_by("id").values_list("verb", "subject_kind", "subject_id", "actor_id")
    assert list(events)[-3:] == [
        ("accept_import", "measures.import", str(made.pk), by.pk),
        ("submit_import", "measures.import", str(made.pk), by.pk),
        ("approve_import", "measures.import", str(made.pk), second.pk),
    ]
    told = AuditEvent.objects.get(verb="accept_import").detail
    assert (told["rows"], told["written"], told["measures"]) == (3, 3, "repairs")
    assert (told["first_period"], told["last_period"]) == (MONTHS[0].key, MONTHS[2].key)
    assert AuditEvent.objects.get(verb="submit_import").detail == {"sent": 3, "waiting": 0}
    assert not AuditEvent.objects.filter(subject_kind="measures.result").exists()
    steps = [(one.kind, one.by) for one in figure_history(measure, MONTHS[0], None)]
    assert steps == [("entered", by.pk), ("submitted", by.pk), ("approved", second.pk)]
    happened = [one.did for one in history_of(measure, MONTHS[0], None)]
    assert sorted(happened) == ["approved it", "saved it", "sent it for approval"]
    history = Result.pgh_event_model.objects.filter(batch=made)
    assert history.count() == 3  # what the event of the file leads to


def test_who_sent_a_file_had_a_hand_in_its_figures_whoever_changed_them_since(
    measure: Measure, people: tuple[User, User]
) -> None:
    by, second = people
    door = Door(Hand(by, "file", batch(by)))
    take(door, [Entry(measure, MONTHS[5], Figures(numerator=99, denominator=100))])
    audit.record("accept_import", door.hand.batch, by=by)
    found = record_result(
        measure=measure, period=MONTHS[5], figures=Figures(numerator=98, denominator=100), by=second
    )
    sent = submit_result(result=found, by=second)
    assert had_a_hand([sent], by) == {sent.pk}
    with pytest.raises(Refused, match="You entered this figure"):
        approve_result(result=sent, by=by)
    happened = history_of(measure, MONTHS[5], None)
    assert [one.did for one in happened] == ["sent it for approval", "saved it", "saved it"]


def test_the_history_keeps_what_was_written(measure: Measure, people: tuple[User, User]) -> None:
    by, second = people
    door = Door(Hand(by, "file", batch(by)), submits=True, approve_by=second)
    take(door, entries(measure)[:3])
    door.close()
    history = Result.pgh_event_model.objects.order_by("pgh_id")
    assert [one.workflow for one in history] == ["approved"] * 3
    assert {one.entered_by_id for one in history} == {by.pk}


def test_drafts_are_drafts_until_they_are_sent_and_approved_together(
    measure: Measure, people: tuple[User, User]
) -> None:
    by, second = people
    door = Door(Hand(by, "file", batch(by)))
    take(door, entries(measure)[:7])
    ids = door.close()
    assert set(Result.objects.values_list("workflow", "version")) == {("draft", 1)}
    rows = Result.objects.filter(pk__in=ids).select_related("commentary").prefetch_related("measure__targets")
    sent, waiting = submit_many(results=list(rows), by=by)
    # What is before the portal's own time needs no words; the whole of April misses without any.
    assert [one.period for one in waiting] == ["2025-04"]
    assert len(sent) == 6
    approve_together(versions=dict.fromkeys(sent, 2), by=second, approval="final")
    done = Result.objects.filter(pk__in=sent)
    assert set(done.values_list("workflow", "approval", "version", "decided_by")) == {
        ("approved", "final", 3, second.pk)
    }
    verbs = AuditEvent.objects.filter(subject_id=str(sent[0])).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["submit_result", "approve_result"]  # that it came in, its file tells


class TestRefusals:
    """Each in the words of the door of one, and nothing is written."""

    def refusals(self, entry: Entry, by: User) -> list[str]:
        found = []
        for way in (self.alone, self.together):
            with pytest.raises(Refused) as refused, transaction.atomic():
                way(entry, by)
            found.append(str(refused.value))
        return found

    def alone(self, entry: Entry, by: User) -> None:
        record_result(measure=entry.measure, period=entry.period, figures=entry.figures, by=by, origin="file")

    def together(self, entry: Entry, by: User) -> None:
        good = Entry(entry.measure, MONTHS[8], Figures(numerator=1, denominator=2))
        door = Door(Hand(by, "file", batch(by)))
        take(door, [good, entry] if entry.measure.kind != "counted" else [entry])

    @pytest.mark.parametrize(
        "figures",
        [
            Figures(),
            Figures(numerator=1),
            Figures(numerator=3, denominator=2),
            Figures(value=101),
            Figures(value=-1),
        ],
    )
    def test_an_impossible_figure(
        self, measure: Measure, people: tuple[User, User], figures: Figures
    ) -> None:
        Measure.objects.update(natural_min=0, natural_max=100)
        measure.refresh_from_db()
        alone, together = self.refusals(Entry(measure, MONTHS[5], figures), people[0])
        assert alone == together
        assert not Result.objects.exists()

    def test_a_period_that_is_not_over(self, measure: Measure, people: tuple[User, User]) -> None:
        entry = Entry(measure, Period.parse("2199-01"), Figures(numerator=1, denominator=2))
        alone, together = self.refusals(entry, people[0])
        assert alone == together

    def test_a_closed_year(self, measure: Measure, people: tuple[User, User]) -> None:
        YearClosing.objects.create(
            year="2024-25",
            starts=date(2024, 4, 1),
            ends=date(2025, 3, 31),
            closed_by=people[1],
            closed_at=timezone.now(),
        )
        entry = Entry(measure, MONTHS[1], Figures(numerator=1, denominator=2))
        alone, together = self.refusals(entry, people[0])
        assert alone == together
        assert "is closed" in together

    def test_what_the_portal_counts(self, measure: Measure, people: tuple[User, User]) -> None:
        Measure.objects.update(kind="counted")
        measure.refresh_from_db()
        entry = Entry(measure, MONTHS[1], Figures(numerator=1, denominator=2))
        alone, together = self.refusals(entry, people[0])
        assert alone == together

    @pytest.mark.parametrize("until", ["submitted", "approved"])
    def test_a_figure_that_went_on(self, measure: Measure, people: tuple[User, User], until: str) -> None:
        entry = Entry(measure, MONTHS[5], Figures(numerator=99, denominator=100))
        sent = submit_result(result=record_result_of(entry, people[0]), by=people[0])
        if until == "approved":
            approve_result(result=sent, by=people[1])
        alone, together = self.refusals(entry, people[0])
        assert alone == together
        assert Result.objects.get().workflow == until

    def test_four_eyes(self, measure: Measure, people: tuple[User, User]) -> None:
        sent = [
            submit_result(result=record_result_of(one, people[0]), by=people[0])
            for one in entries(measure)[:3]
        ]
        record = Result.objects.get(pk=sent[1].pk)
        with pytest.raises(Refused) as alone, transaction.atomic():
            approve_result(result=record, by=people[0])
        with pytest.raises(Refused) as together:
            approve_together(versions={one.pk: 2 for one in sent}, by=people[0])
        assert {fault.what for fault in together.value.faults} == {str(alone.value)}
        assert set(Result.objects.values_list("workflow", flat=True)) == {"submitted"}

    def test_the_database_holds_four_eyes_by_itself(
        self, measure: Measure, people: tuple[User, User]
    ) -> None:
        """The negative control: without the questions of the verb the constraint still stands."""
        door = Door(Hand(people[0], "file", batch(people[0])), submits=True, approve_by=people[0])
        with pytest.raises(IntegrityError, match="result_four_eyes"), transaction.atomic():
            take(door, entries(measure)[:1])


def record_result_of(entry: Entry, by: User) -> Result:
    return record_result(
        measure=entry.measure, period=entry.period, figures=entry.figures, by=by, segment=entry.segment
    )


def test_an_open_draft_is_changed_by_the_door_of_one(measure: Measure, people: tuple[User, User]) -> None:
    entry = Entry(measure, MONTHS[5], Figures(numerator=97, denominator=100))
    before = record_result_of(entry, people[0])
    door = Door(Hand(people[0], "file", batch(people[0])), submits=True)
    take(door, [Entry(measure, MONTHS[5], Figures(numerator=98, denominator=100))])
    assert door.close() == [before.pk]
    found = Result.objects.get()
    assert (found.numerator, found.workflow, found.version) == (98, "submitted", 3)
    assert AuditEvent.objects.filter(verb="record_result", subject_id=str(before.pk)).count() == 2


def test_a_check_of_the_database_speaks_at_its_statement(measure: Measure, people: tuple[User, User]) -> None:
    with transaction.atomic():
        check_at_once()
        row = Result(measure_id=measure.pk + 999, period="2025-01", period_kind="month", entered_by=people[0])
        row.period_start, row.period_end = MONTHS[0].start, MONTHS[0].end
        with pytest.raises(IntegrityError, match="refers to a row"), transaction.atomic():
            row.save()


def test_questions_do_not_grow_with_the_rows(measure: Measure, people: tuple[User, User]) -> None:
    areas = [Segment.objects.create(slug=f"a-{one}", dimension="ward", name=f"A {one}") for one in range(200)]

    def asked(many: int, month: Period) -> int:
        door = Door(Hand(people[0], "file", batch(people[0])), submits=True, approve_by=people[1])
        listed = [Entry(measure, month, Figures(numerator=1, denominator=2), area) for area in areas[:many]]
        with CaptureQueriesContext(connection) as seen:
            take(door, listed)
            door.close()
        return len(seen)

    assert asked(200, MONTHS[8]) == asked(10, MONTHS[9])


def test_a_file_asks_for_its_scores_once(measure: Measure, people: tuple[User, User]) -> None:
    lines = "".join(f"repairs,2025-{month:02d},,99,100\n" for month in range(1, 13))
    areas = "".join(f"repairs,2025-{month:02d},north,99,100\n" for month in range(1, 13))
    text = f"measure,period,segment,numerator,denominator\n{lines}{areas}"
    with transaction.atomic():
        import_file(source=io.BytesIO(text.encode()), name="x.csv", by=people[0], approve_by=people[1])
    assert Result.objects.filter(workflow="approved").count() == 24
    kinds = Job.objects.filter(kind__startswith="score").values_list("kind", flat=True)
    assert sorted(set(kinds)) == ["score_late", "score_measures"]


def common(measure: Measure, period: Period, numbers: tuple[str, str], part: Segment) -> Common:
    return Common(measure, period, Decimal(numbers[0]), Decimal(numbers[1]), part)


@pytest.mark.parametrize("submits", [True, False])
def test_common_figures_are_written_as_any_other(
    measure: Measure, people: tuple[User, User], submits: bool
) -> None:
    by, second = people
    parts = [Segment.objects.get(), *(Segment.objects.create(slug=x, dimension="area", name=x) for x in "ab")]
    rate = Measure.objects.create(
        slug="rate", title="A\\b\tc", kind="rate", direction="lower", frequency="monthly", natural_max=1_500
    )
    numbers = [("97", "100"), ("12.50", "13"), ("0", "0")]
    listed = [
        common(one, period, found, part)
        for one in (measure, rate)
        for period in (MONTHS[0], MONTHS[4], Period.parse("2024-25-Q4"))
        for found, part in zip(numbers, parts, strict=True)
    ]
    approve_by = second if submits else None
    with transaction.atomic():
        door = Door(Hand(by, "file", batch(by)), submits=submits, approve_by=approve_by)
        take(door, [one.entry for one in listed])
        door.close()
        others = all_there()
        transaction.set_rollback(True)
    door = Door(Hand(by, "file", batch(by)), submits=submits, approve_by=approve_by)
    take(door, listed[:10])
    take(door, listed[10:])
    assert len(door.close()) == len(listed) == 18
    assert len(door._patterns) == 4  # of the quarters none: each is held against its months
    assert all_there() == others
    moments = Result.objects.values_list("entered_at", "submitted_at", "decided_at")
    assert all((one[1] is not None) == (one[2] is not None) == submits for one in moments)
    assert Result.pgh_event_model.objects.count() == 18


def test_a_common_figure_that_cannot_be_is_refused_as_any_other(
    measure: Measure, people: tuple[User, User]
) -> None:
    rate = Measure.objects.create(
        slug="rate", title="Rate", kind="rate", direction="lower", frequency="monthly", natural_max=500
    )
    part, door = Segment.objects.get(), Door(Hand(people[0], "file", batch(people[0])))
    other = Segment.objects.create(slug="other", dimension="area", name="Other")
    for one, first, bad in ((measure, ("1", "2"), ("3", "2")), (rate, ("1", "2"), ("3", "2"))):
        with pytest.raises(Refused), transaction.atomic():
            take(door, [common(one, MONTHS[0], first, part), common(one, MONTHS[0], bad, other)])
    assert not Result.objects.exists()


def test_a_common_figure_beside_one_that_stands_is_a_correction(
    measure: Measure, people: tuple[User, User]
) -> None:
    by, second = people
    part = Segment.objects.get()
    door = Door(Hand(by, "file", batch(by)), submits=True, approve_by=second)
    take(door, [common(measure, MONTHS[0], ("1", "2"), part)])
    door = Door(Hand(by, "file", batch(by)))
    with pytest.raises(Refused, match="already has an approved figure"):
        take(door, [common(measure, MONTHS[0], ("1", "3"), part)])


@pytest.mark.parametrize("note", ["a\tb\\n\nc\r\\.", "\\N", "“ü” 100 %", "\\"])
def test_words_are_written_as_they_came(measure: Measure, people: tuple[User, User], note: str) -> None:
    door = Door(Hand(people[0], "file", batch(people[0])))
    figures = Figures(numerator=Decimal("1.50"), denominator=Decimal(2), note=note, answers={"a": note})
    take(door, [Entry(measure, MONTHS[0], figures)])
    found = Result.objects.get()
    assert (found.note, found.answers) == (note, {"a": note})
    assert (found.numerator, found.value, found.given_on) == (Decimal("1.5"), None, None)


def test_what_stands_is_found_beside_many_places(measure: Measure, people: tuple[User, User]) -> None:
    part = Segment.objects.get()
    door = Door(Hand(people[0], "file", batch(people[0])))
    figures = Figures(numerator=1, denominator=2)
    take(door, [Entry(measure, MONTHS[0], figures, part), Entry(measure, MONTHS[1], figures)])
    asked = [("repairs", month.key, segment) for month in MONTHS for segment in ("", "north", "nowhere")]
    found = {place_of(one) for one in standing_beside([*asked, ("none", "2025-01", "")])}
    assert found == {("repairs", "2025-01", "north"), ("repairs", "2025-02", "")}
    assert not standing_beside([("repairs", "2025-01", "")])


def test_each_row_of_a_statement_has_its_history(measure: Measure, people: tuple[User, User]) -> None:
    by, second = people
    door = Door(Hand(by, "file", batch(by)))
    take(door, entries(measure)[:3])
    ids = door.close()
    rows = Result.objects.filter(pk__in=ids).select_related("commentary").prefetch_related("measure__targets")
    sent, _ = submit_many(results=list(rows), by=by)
    approve_together(versions=dict.fromkeys(sent, 2), by=second, approval="final")
    Result.objects.filter(pk__in=sent).update(version=3)  # changes nothing, so nothing is noted
    for pk in sent:
        history = Result.pgh_event_model.objects.filter(pgh_obj=pk).order_by("pgh_id")
        told = [(one.pgh_label, one.workflow, one.version, one.decided_by_id) for one in history]
        assert told == [
            ("insert", "draft", 1, None),
            ("update", "submitted", 2, None),
            ("update", "approved", 3, second.pk),
        ]


def test_many_events_of_nobody_are_refused(measure: Measure, people: tuple[User, User]) -> None:
    take(Door(Hand(people[0], "file", batch(people[0]))), entries(measure)[:2])
    known = AuditEvent.objects.count()
    events = [
        AuditEvent(actor_id=actor, verb="record_result", subject_kind="measures.result", subject_id="1")
        for actor in (people[0].pk, 999_999)
    ]
    with pytest.raises(IntegrityError, match="needs the account that acted"), transaction.atomic():
        AuditEvent.objects.bulk_create(events)
    assert AuditEvent.objects.count() == known
    AuditEvent.objects.bulk_create(events[:1])
