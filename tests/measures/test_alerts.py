"""Alerts: who watches a figure or document hears of it once, the day after, and nobody else does."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from charter.actions.digests import choose_mails, make_digests
from charter.models import AuditEvent, Body, Digest, Job, RoleGrant, User
from charter.periods import Period
from measures.actions.alerts import raise_alerts
from measures.actions.releases import publish_release, withdraw_release
from measures.models import Alert, Measure, Release
from measures.querysets import alerts
from promises.models import Publication
from tests.measures import frozen
from tests.measures.by_hand import Hand
from tests.people import make_person

pytestmark = pytest.mark.django_db

CALM = (30, 31, 29, 30, 32, 28, 30, 31, 29, 30, 31, 29)  # complaints a month, from July 2025 to June 2026
SPIKE = 60
SENTENCE = (
    "Complaints for each 1,000 homes: July 2026, at 60.0 for each 1,000 homes, is above the usual range."
)


def travel(day: str, hour: int = 8) -> Any:
    return time_machine.travel(datetime.combine(date.fromisoformat(day), time(hour), UTC), tick=False)


@pytest.fixture
def bodies() -> dict[str, Body]:
    names = {"group": "tenant", "board": "board", "money": "committee"}
    return {
        slug: Body.objects.create(slug=slug, name=slug.title(), kind=kind) for slug, kind in names.items()
    }


@pytest.fixture
def members(bodies: dict[str, Body]) -> dict[str, User]:
    """One member of each body, one of the group who unticked alerts, and one who left it."""
    found = {
        "group": make_person("Gwen", "panel_member"),
        "quiet": make_person("Quentin", "panel_member"),
        "former": make_person("Fay", "panel_member"),
        "board": make_person("Bo", "body_reader"),
        "money": make_person("Mo", "body_reader"),
        "nobody": make_person("Ned", "panel_member"),
        "approver": make_person("Ava", "approver"),
    }
    for name in ("group", "quiet", "former", "board", "money"):
        slug = "group" if name in ("quiet", "former") else name
        RoleGrant.objects.filter(person=found[name]).update(body=bodies[slug])
    RoleGrant.objects.filter(person=found["former"]).update(ends=date(2026, 9, 30))
    choose_mails(person=found["quiet"], days="daily", unwanted=["alert"], version=0)
    return found


@pytest.fixture
def hand(bodies: dict[str, Body]) -> Hand:
    """Twelve calm months of complaints, monitored by the group and, on a promise's line, by the Board."""
    made = Hand.made("2025-04")
    measure = made.measure("complaints", "rate", direction="none", unit="for each 1,000 homes", per=1000)
    Measure.objects.filter(pk=measure.pk).update(title="Complaints for each 1,000 homes")
    measure.monitored_by.add(bodies["group"])
    made.promise("put-things-right", measure).lines.get().monitored_by.add(bodies["board"])
    period = Period.parse("2025-07")
    for count in CALM:
        made.figure(measure, period.key, (count, 1000))
        period = period.next()
    return made


def published(hand: Hand, period: str, count: int) -> Release:
    """A release of a month with so many complaints in a thousand homes."""
    hand.figure(Measure.objects.get(slug="complaints"), period, (count, 1000))
    return publish_release(period=Period.parse(period), by=hand.checker, nothing_missing=False)


def told(day: str) -> dict[str, list[str]]:
    """By e-mail name, the alerts in the digest of a day; each person's digest is made once."""
    with travel(day):
        make_digests(by=User.objects.system())
    return {
        one.person.name: [line["text"] for line in one.lines if line["kind"] == "alert"]
        for one in Digest.objects.filter(day=date.fromisoformat(day)).select_related("person")
        if any(line["kind"] == "alert" for line in one.lines)
    }


class TestThePlantedSpike:
    def test_it_is_told_once_to_the_bodies_that_watch(self, hand, members) -> None:
        with travel("2026-08-14", 15):
            published(hand, "2026-07", SPIKE)
            assert Job.objects.filter(kind="raise_alerts", state="queued").count() == 1
            assert raise_alerts(by=User.objects.system()) == 1
        [alert] = Alert.objects.all()
        assert (alert.kind, alert.about, alert.address) == ("signal", "2026-07", "/measures/complaints/")
        assert alert.sentence == SENTENCE
        assert {body.slug for body in alert.bodies.all()} == {"group", "board"}
        assert AuditEvent.objects.filter(verb="raise_alert").count() == 1
        assert told("2026-08-14") == {}  # the day's mail may be out already: all hear it on the next
        assert told("2026-08-15") == {"Gwen": [SENTENCE], "Fay": [SENTENCE], "Bo": [SENTENCE]}
        assert told("2026-08-16") == {}

    def test_the_next_morning_and_the_same_again_raise_none(self, hand, members) -> None:
        system = User.objects.system()
        with travel("2026-08-14", 15):
            published(hand, "2026-07", SPIKE)
            assert raise_alerts(by=system) == 1
        with travel("2026-08-15", 6):
            assert raise_alerts(by=system) == 0
        assert told("2026-08-15") != {}
        with travel("2026-08-17", 9):  # a correction of another figure: the spike is in this release too
            hand.figure(Measure.objects.get(slug="complaints"), "2026-06", (28, 1000))
            publish_release(period=Period.parse("2026-07"), by=hand.checker, reason="A count was wrong.")
            assert raise_alerts(by=system) == 0
        assert told("2026-08-18") == {}

    def test_without_the_row_it_would_be_told_again(self, hand, members) -> None:
        """Negative control: what keeps it to one is the row."""
        with travel("2026-08-14", 15):
            published(hand, "2026-07", SPIKE)
            raise_alerts(by=User.objects.system())
            [alert] = Alert.objects.all()
            alert.pk = None
            with pytest.raises(IntegrityError), transaction.atomic():
                alert.save(force_insert=True)
            Alert.objects.all().delete()
            assert raise_alerts(by=User.objects.system()) == 1

    def test_a_calm_month_raises_none(self, hand, members) -> None:
        with travel("2026-08-14", 15):
            published(hand, "2026-07", 30)
            assert raise_alerts(by=User.objects.system()) == 0

    def test_whoever_left_hears_nothing(self, hand, members) -> None:
        with travel("2026-10-14", 15):
            published(hand, "2026-07", SPIKE)
            raise_alerts(by=User.objects.system())
        assert told("2026-10-15") == {"Gwen": [SENTENCE], "Bo": [SENTENCE]}

    def test_what_is_not_public_raises_none(self, hand, members) -> None:
        with travel("2026-08-14", 9):
            hand.figure(Measure.objects.get(slug="complaints"), "2026-07", (SPIKE, 1000))
            assert raise_alerts(by=User.objects.system()) == 0  # approved, in no release
            publish_release(
                period=Period.parse("2026-07"),
                by=hand.checker,
                scheduled_for=datetime(2999, 1, 1, tzinfo=UTC),
            )
            assert raise_alerts(by=User.objects.system()) == 0  # its minute has not come

    def test_what_is_approved_and_not_out_raises_none_beside_a_release(self, hand, members) -> None:
        with travel("2026-07-14", 9):
            published(hand, "2026-06", 30)
        with travel("2026-08-14", 9):
            hand.figure(Measure.objects.get(slug="complaints"), "2026-07", (SPIKE, 1000))
            assert raise_alerts(by=User.objects.system()) == 0
            assert Release.objects.get(state="live").period == "2026-06"
            publish_release(period=Period.parse("2026-07"), by=hand.checker)
            assert raise_alerts(by=User.objects.system()) == 1

    def test_what_was_withdrawn_meanwhile_is_not_told(self, hand, members) -> None:
        with travel("2026-08-14", 15):
            release = published(hand, "2026-07", SPIKE)
            raise_alerts(by=User.objects.system())
            withdraw_release(release=release, by=hand.checker, reason="The count was of another month.")
        assert told("2026-08-15") == {}


def of(**more: Any) -> dict[str, Any]:
    """A measure that the group monitors, with a last figure that says this."""
    figure = frozen.figure("Q2026-07", "July to September 2026", "2026-07-01", **more.pop("figure", {}))
    return frozen.measure(
        "safety", [figure], title="Safety", **({"monitored_by": [{"slug": "group", "name": "Group"}]} | more)
    )


MISSED = {"status": "missed", "word": "Target missed"}
WORSE = {"variation_icon": "concern_low", "variation_detail": "It fell.", "last": "2026-09"}


@pytest.mark.usefixtures("members")
class TestWhatIsTold:
    @pytest.mark.parametrize(
        ("measure", "kinds"),
        [
            (of(figure=MISSED, critical=True), ["critical_miss"]),
            (of(figure=MISSED), []),
            (of(critical=True), []),
            (of(spc=WORSE), ["signal"]),
            (of(spc=WORSE, figure=MISSED, critical=True), ["critical_miss", "signal"]),
            (of(spc=WORSE | {"variation_icon": "neutral_high"}), ["signal"]),
            (of(spc=WORSE | {"variation_icon": "improvement_high"}), []),
            (of(spc=WORSE | {"variation_icon": "common_cause"}), []),
            (of(spc=WORSE, figure=MISSED, critical=True, monitored_by=[]), []),
            (of(spc=WORSE, figure=MISSED, critical=True, state="suppressed"), []),
            (of(spc=WORSE, figure=MISSED | {"marker": "c"}, critical=True), []),
        ],
    )  # fmt: skip
    def test_each_kind(self, measure, kinds) -> None:
        Measure.objects.create(
            slug="safety", title="Safety", kind="percentage", direction="higher", frequency="quarterly"
        )
        frozen.published(measure)
        assert raise_alerts(by=User.objects.system()) == len(kinds)
        assert sorted(Alert.objects.values_list("kind", flat=True)) == kinds

    def test_without_a_release_there_is_nothing(self) -> None:
        assert raise_alerts(by=User.objects.system()) == 0

    def test_the_guard_of_hidden_figures_is_needed(self, monkeypatch) -> None:
        """Negative control."""
        monkeypatch.setattr(alerts, "is_hidden", lambda measure: False)
        Measure.objects.create(
            slug="safety", title="Safety", kind="percentage", direction="higher", frequency="quarterly"
        )
        frozen.published(of(spc=WORSE, figure=MISSED, critical=True, state="suppressed"))
        assert raise_alerts(by=User.objects.system()) == 1

    def test_a_late_document_is_told_until_it_comes(self, bodies) -> None:
        report = Publication.objects.create(
            slug="report", title="Yearly report", schedule="yearly by 30 September"
        )
        measure = Measure.objects.create(
            slug="report-in-time", title="Report in time", kind="publication", direction="none",
            frequency="annual",
        )  # fmt: skip
        measure.publications.add(report)
        found = frozen.measure("report-in-time", [], monitored_by=[{"slug": "money", "name": "Money"}])
        frozen.published(found)
        with travel("2026-09-30"):
            assert raise_alerts(by=User.objects.system()) == 1  # that of the year before
        with travel("2026-10-01"):
            assert raise_alerts(by=User.objects.system()) == 1
            assert raise_alerts(by=User.objects.system()) == 0
        newest = Alert.objects.get(about="2026-09-30")
        assert newest.sentence == "Yearly report was due on 30 September 2026 and is not published."
        assert [body.slug for body in newest.bodies.all()] == ["money"]
        assert told("2026-10-02")["Mo"] == [newest.sentence]
