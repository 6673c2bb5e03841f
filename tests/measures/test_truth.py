"""What is shown is what was judged, of the whole landlord, for everyone: each once went wrong somewhere."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from charter.faults import Refused
from charter.models import Charter, Landlord, Theme, User
from charter.periods import Period
from measures import presenters, rules
from measures.actions import Decision, approve_result, needs_explanation, record_result, submit_result
from measures.actions.releases import publish_release, withdraw_release
from measures.figures import Figures
from measures.models import Measure, MeasureLine, Result, Segment, Target
from measures.open_data.package import About, packaged
from measures.open_data.rows import corrections
from measures.payload import documents
from measures.querysets.releases import texts_of
from measures.scoring import Rule, judge
from promises.models import Promise

pytestmark = pytest.mark.django_db
Q1 = Period.parse("2025-26-Q1")


@dataclass
class World:
    """Two people and a landlord with one promise."""

    author: User
    checker: User
    promise: Promise

    def measure(self, slug: str, kind: str, frequency: str, **more: object) -> Measure:
        made = Measure.objects.create(
            slug=slug, title=slug.title(), kind=kind, frequency=frequency, **({"direction": "higher"} | more)
        )
        MeasureLine.objects.create(promise=self.promise, measure=made, text=made.title)
        return made

    def approved(self, measure: Measure, period: str, figures: Figures, **more: object) -> Result:
        draft = record_result(
            measure=measure, period=Period.parse(period), figures=figures, by=self.author, **more
        )
        sent = submit_result(result=draft, by=self.author)
        return approve_result(result=sent, by=self.checker, decision=Decision("final"))

    def published(self, measure: Measure, period: Period = Q1) -> presenters.Document:
        publish_release(period=period, by=self.checker, reason="Again.")
        live = presenters.live_release()
        assert live is not None
        found = presenters.document(live, f"measures/{measure.slug}")
        assert found is not None
        return found


@pytest.fixture
def world() -> World:
    landlord = Landlord.objects.create(name="Alderbrook Homes", first_period="2025-04")
    charter = Charter.objects.create(slug="c", title="C", landlord=landlord, is_current=True)
    theme = Theme.objects.create(charter=charter, slug="t", title="T")
    promise = Promise.objects.create(charter=charter, theme=theme, slug="p", title="P")
    people = (User.objects.create_user(f"{name}@example.org", name) for name in ("author", "checker"))
    return World(*people, promise)


def share(numerator: int, denominator: int, **more: object) -> Figures:
    return Figures(Decimal(numerator), Decimal(denominator), **more)  # type: ignore[arg-type]


def told(**more: object) -> Figures:
    return Figures(why="It rained.", action="We bought umbrellas.", **more)  # type: ignore[arg-type]


def test_a_correction_of_an_area_stays_with_staff(world: World) -> None:
    measure = world.measure("repairs", "percentage", "quarterly")
    area = Segment.objects.create(slug="north", dimension="area", name="North")
    world.approved(measure, Q1.key, share(9, 10))
    world.approved(measure, Q1.key, share(1, 3), segment=area)
    world.approved(
        measure, Q1.key, share(2, 3), segment=area, correction_reason="One home was counted twice."
    )
    found = world.published(measure)
    assert found["revisions"] == []
    assert "counted twice" not in str(found)


def test_a_correction_of_a_later_period_waits_for_its_release(world: World) -> None:
    measure = world.measure("repairs", "percentage", "quarterly")
    world.approved(measure, Q1.key, share(9, 10))
    world.approved(measure, "2025-26-Q2", share(8, 10))
    world.approved(measure, "2025-26-Q2", share(7, 10), correction_reason="A late count.")
    assert world.published(measure)["revisions"] == []


def test_a_correction_of_the_whole_landlord_is_told_with_its_london_day(world: World) -> None:
    measure = world.measure("repairs", "percentage", "quarterly")
    world.approved(measure, Q1.key, share(9, 10))
    world.published(measure)
    world.approved(measure, Q1.key, share(8, 10), correction_reason="A late count.")
    told_of = world.published(measure)["revisions"]
    assert [(one["old"]["numerator"], one["new"]["numerator"]) for one in told_of] == [("9", "8")]
    assert told_of[0]["on"] == timezone.localdate().isoformat()


def test_what_was_never_public_is_no_public_correction(world: World) -> None:
    """Nobody outside read the 9 of 10, so nothing is taken back; a release that waits was not read either."""
    measure = world.measure("repairs", "percentage", "quarterly")
    world.approved(measure, Q1.key, share(9, 10))
    publish_release(period=Q1, by=world.checker, scheduled_for=timezone.now() + timedelta(days=2))
    world.approved(measure, Q1.key, share(8, 10), correction_reason="A slip of the pen.")
    found = documents(Q1, timezone.now())["measures/repairs"]
    assert found["revisions"] == []
    assert "slip of the pen" not in str(found)
    assert found["results"][-1]["numerator"] == "8"


def test_what_was_only_in_a_release_that_was_called_off_is_no_public_correction(world: World) -> None:
    """The 80 was planned for tomorrow and called off today: the day after tomorrow nobody has read it."""
    measure = world.measure("repairs", "percentage", "quarterly")
    world.approved(measure, Q1.key, share(80, 100))
    now = timezone.now()
    planned = publish_release(period=Q1, by=world.checker, scheduled_for=now + timedelta(days=1))
    withdraw_release(release=planned, by=world.checker, reason="The figure is wrong.")
    world.approved(measure, Q1.key, share(85, 100), correction_reason="A slip of the pen.")
    made = publish_release(period=Q1, by=world.checker, cutoff=now + timedelta(days=2))
    assert made.state == "live"
    texts = texts_of(made.pk)
    found = json.loads(texts["measures/repairs"])
    assert (found["results"][-1]["numerator"], found["revisions"]) == ("85", [])
    assert list(corrections({name: json.loads(text) for name, text in texts.items()})) == []
    about = About(made.slug, Q1.label, made.hash, now, "Alderbrook Homes", "https://example.org")
    with ZipFile(BytesIO(packaged(about, texts))) as package:
        names = [name for name in package.namelist() if name.startswith(("data/", "documents/measures"))]
        said = "".join(package.read(name).decode() for name in names)
    assert "85" in said
    assert re.search(r"slip of the pen|\b80\b", said) is None


def test_a_step_that_nobody_saw_is_told_from_what_was_seen_to_what_is(world: World) -> None:
    """9 was public, 8 never was, 7 is: the public reads that 9 became 7, and why, once."""
    measure = world.measure("repairs", "percentage", "quarterly")
    world.approved(measure, Q1.key, share(9, 10))
    world.published(measure)
    world.approved(measure, Q1.key, share(8, 10), correction_reason="A late count.")
    world.approved(measure, Q1.key, share(7, 10), correction_reason="And one more.")
    told_of = world.published(measure)["revisions"]
    assert [(one["old"]["numerator"], one["new"]["numerator"]) for one in told_of] == [("9", "7")]
    assert told_of[0]["reason"] == "A late count. And one more."
    world.approved(measure, Q1.key, share(6, 10), correction_reason="A third time.")
    told_of = world.published(measure)["revisions"]
    pairs = [(one["old"]["numerator"], one["new"]["numerator"]) for one in told_of]
    assert pairs == [("7", "6"), ("9", "7")]


def test_the_target_of_a_total_is_shown_as_it_was_judged(world: World) -> None:
    measure = world.measure("checks", "count", "monthly", unit="checks")
    Target.objects.create(measure=measure, starts=date(2025, 4, 1), target=100)
    for month in ("2025-04", "2025-05", "2025-06"):
        world.approved(measure, month, told(value=Decimal(40)))
    found = world.published(measure)
    assert (found["figure"]["value"], found["status"]) == ("120", "missed")
    assert (found["target"]["value"], found["target"]["shown"]) == ("300", "300 checks")
    assert (found["figure"]["target"], found["figure"]["target_value"]) == ("300 checks", "300")
    assert "Our target is 300 checks." in found["gap"]


def test_a_stated_total_is_judged_alike_by_staff_and_public(world: World) -> None:
    measure = world.measure("checks", "count", "monthly")
    Target.objects.create(measure=measure, starts=date(2025, 4, 1), target=100)
    draft = record_result(measure=measure, period=Q1, figures=Figures(value=Decimal(120)), by=world.author)
    assert rules.judge_result(measure, draft, measure.targets.all()).status == "missed"
    assert needs_explanation(draft)


def test_the_words_of_a_stated_longer_figure_are_published(world: World) -> None:
    measure = world.measure("repairs", "percentage", "monthly")
    Target.objects.create(measure=measure, starts=date(2025, 4, 1), target=95)
    world.approved(measure, Q1.key, told(numerator=Decimal(80), denominator=Decimal(100)))
    found = world.published(measure)
    assert found["status"] == "missed"
    assert [(one["period"], one["why"]) for one in found["commentary"]] == [(Q1.key, "It rained.")]


def test_a_grade_stands_from_its_day_in_every_period(world: World) -> None:
    measure = world.measure("grading", "grade", "annual", grades=["C1", "C2", "C3", "C4"])
    Target.objects.create(measure=measure, starts=date(2025, 4, 1), grade="C2")
    world.approved(measure, "2025-26", Figures(grade="C1", given_on=date(2025, 6, 10)))
    assert world.published(measure)["status"] == "met"


def test_a_grade_does_not_stand_before_its_day(world: World) -> None:
    measure = world.measure("grading", "grade", "annual", grades=["C1", "C2", "C3", "C4"])
    Target.objects.create(measure=measure, starts=date(2025, 4, 1), grade="C2")
    world.approved(measure, "2025-26", Figures(grade="C1", given_on=date(2025, 7, 10)))
    assert world.published(measure)["status"] == "not_judged"


def test_nobody_approves_what_they_typed_before_somebody_else_saved_it(world: World) -> None:
    measure = world.measure("repairs", "percentage", "quarterly")
    record_result(measure=measure, period=Q1, figures=share(97, 100), by=world.checker)
    again = record_result(measure=measure, period=Q1, figures=share(97, 100, note="Seen."), by=world.author)
    sent = submit_result(result=again, by=world.author)
    with pytest.raises(Refused, match="someone else must approve"):
        approve_result(result=sent, by=world.checker)


def test_nobody_but_the_portal_calls_a_figure_automatic(world: World) -> None:
    measure = world.measure("repairs", "percentage", "quarterly")
    draft = record_result(measure=measure, period=Q1, figures=share(97, 100), by=world.author)
    sql = "UPDATE measures_result SET origin = 'automatic' WHERE id = %s"
    with pytest.raises(IntegrityError, match="only the portal itself"), transaction.atomic():
        connection.cursor().execute(sql, [draft.pk])
    mine = record_result(
        measure=measure, period=Period.parse("2025-26-Q2"), figures=share(1, 2), by=User.objects.system(),
        origin="automatic",
    )  # fmt: skip
    assert mine.origin == "automatic"


def test_a_figure_of_a_time_that_is_not_over_is_refused(world: World) -> None:
    measure = world.measure("repairs", "percentage", "annual")
    ahead = Period.containing(timezone.localdate(), "year").next()
    with pytest.raises(Refused, match="has not ended yet"):
        record_result(measure=measure, period=ahead, figures=share(1, 2), by=world.author)


def test_a_correction_tells_what_moved_on_both_releases(world: World) -> None:
    measure = world.measure("repairs", "percentage", "quarterly", unit="%", decimals=1)
    Target.objects.create(measure=measure, starts=date(2025, 4, 1), target=95)
    world.approved(measure, Q1.key, share(96, 100))
    first = publish_release(period=Q1, by=world.checker)
    again = told(numerator=Decimal(80), denominator=Decimal(100))
    world.approved(measure, Q1.key, again, correction_reason="A late count.")
    second = publish_release(period=Q1, by=world.checker, reason="A miscount.")
    moved = {(one["title"], one["old"], one["new"]) for one in second.notice["moved"]}
    assert moved == {
        ("The charter", "1 of 1 promise kept", "0 of 1 promise kept, 1 not"),
        ("P", "Kept", "Not kept"),
        ("Repairs", "96.0%, On target", "80.0%, Below target"),
    }
    for slug in (first.slug, second.slug):
        page = Client().get(f"/releases/{slug}/").content.decode()
        assert "96.0%, On target became 80.0%, Below target" in page


def test_a_time_long_before_every_figure_is_not_published(world: World) -> None:
    with pytest.raises(Refused, match="too long ago"):
        publish_release(period=Period.parse("1990-04"), by=world.checker)


def test_a_release_that_was_called_off_in_time_was_never_public(world: World) -> None:
    world.measure("repairs", "percentage", "quarterly")
    planned = publish_release(period=Q1, by=world.checker, scheduled_for=datetime(2099, 1, 1, tzinfo=UTC))
    withdraw_release(release=planned, by=world.checker, reason="Our own reason.")
    assert presenters.releases() == []
    assert presenters.release_named(planned.slug) is None


def test_a_retired_measure_leaves_its_promise_standing(world: World) -> None:
    measure = world.measure("repairs", "percentage", "quarterly")
    Measure.objects.filter(pk=measure.pk).update(retired=date(2025, 6, 1))
    found = documents(Q1, timezone.now())
    assert found["promises/p"]["lines"] == []
    assert "measures/repairs" not in found


def test_a_provisional_correction_of_a_final_figure_is_both(world: World) -> None:
    measure = world.measure("repairs", "percentage", "quarterly")
    world.approved(measure, Q1.key, share(9, 10))
    draft = record_result(
        measure=measure, period=Q1, figures=share(8, 10), by=world.author, correction_reason="A late count."
    )
    approve_result(result=submit_result(result=draft, by=world.author), by=world.checker)
    figure = world.published(measure)["figure"]
    assert (figure["data_status"], figure["flags"]) == ("provisional", ["p", "r", "u"])


def test_in_the_demonstration_every_shown_target_gives_the_shown_status(
    demonstration_documents: dict[str, presenters.Document],
) -> None:
    checked = 0
    for document in demonstration_documents.values():
        target, figure = document["target"], document["figure"]
        if not target or not figure or "grade" in target or document["status"] == "not_judged":
            continue
        rule = Rule.of(
            document["direction"],
            target=target.get("value"),
            low=target.get("target_low"),
            high=target.get("target_high"),
            tolerance=target["tolerance"],
            tolerance_kind=target["tolerance_kind"],
            floor=target["floor"],
        )
        assert judge(Fraction(figure["value"]), rule).status == document["status"], document["slug"]
        checked += 1
    assert checked > 20


@pytest.fixture
def demonstration_documents(db: None) -> dict[str, presenters.Document]:
    from django.core.management import call_command

    call_command("load_demonstration", verbosity=0)
    live = presenters.live_release()
    assert live is not None
    return presenters.documents(live, "measures")
