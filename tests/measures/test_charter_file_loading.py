"""Loading charter files into the database, all or nothing, and writing them out again."""

import io
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command

from charter.actions.charters import make_current
from charter.actions.landlord import ensure_landlord
from charter.actions.people import create_person, grant_role
from charter.faults import Refused
from charter.models import AuditEvent, Body, BodyAlias, Charter, Job, Landlord, Post, PostHolding, Theme, User
from measures.actions.charter_file import Options, load_charter, own
from measures.charter_file import read
from measures.models import Measure, MeasureLine, Result, Segment, Target
from promises.models import Promise, Publication

FILES = Path(__file__).resolve().parents[1] / "data" / "charter_files"
MAXIMAL = (FILES / "maximal.toml").read_text(encoding="utf-8")
SKETCH = (FILES / "sketch.toml").read_text(encoding="utf-8")
DEMONSTRATION = Path(__file__).resolve().parents[2] / "charter" / "demonstration" / "charter.toml"
WHO = "ann@example.org"

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
Load = Callable[..., str]


@pytest.fixture
def ann() -> User:
    return create_person(email=WHO, name="Ann", by=User.objects.system())


@pytest.fixture
def load(ann: User, tmp_path: Path) -> Load:
    """Load a text as a file by the command; says what it printed."""

    def run(text: str, *options: str) -> str:
        path = tmp_path / "charter.toml"
        path.write_text(text, encoding="utf-8")
        return command("load_charter", str(path), "--by", WHO, *options)

    return run


def command(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def everything() -> dict[str, int]:
    """How many rows each table holds, history and audit included."""
    models = [model for model in apps.get_models() if model._meta.managed]
    return {model._meta.label: model._default_manager.count() for model in models}


def refusal(load: Load, text: str, *options: str) -> str:
    before = everything()
    with pytest.raises(CommandError) as raised:
        load(text, *options)
    assert everything() == before
    return str(raised.value)


class TestDryRun:
    def test_writes_nothing_and_says_so(self, load: Load) -> None:
        before = everything()
        printed = load(MAXIMAL)
        assert everything() == before
        assert "new      [[measures]] gas" in printed
        assert "new      [charter] charter-2025" in printed
        assert "Nothing was written. Add --yes" in printed


class TestLoad:
    def test_a_sketch(self, load: Load) -> None:
        load(SKETCH, "--yes")
        charter = Charter.objects.get()
        assert (charter.slug, charter.stage, charter.is_current) == ("sketch", "draft", False)
        assert list(Theme.objects.values_list("slug", flat=True)) == ["safe", "listen"]
        assert Landlord.objects.get().name == "Alder and Birch Homes"

    def test_the_maximal_file(self, load: Load) -> None:
        printed = load(MAXIMAL, "--yes")
        assert "Loaded “Our charter”: 2 themes, 2 promises, 21 measures, 6 publications." in printed
        charter = Charter.objects.get()
        assert charter.is_current
        assert (charter.coverage_numerator, charter.coverage_denominator) == (3, 4)
        gas = Measure.objects.get(slug="gas")
        assert (gas.due_working_days, gas.due_calendar_days) == (None, 30)
        assert gas.spc["recalculate"] == [{"from": "2025-04-01", "reason": "New contractor"}]
        assert [target.target for target in gas.targets.all()] == [Decimal("99.5"), Decimal(100)]
        line = MeasureLine.objects.get(promise__slug="hear-you", measure=gas)
        assert (line.text, line.weight) == ("Gas checks, as you asked", Decimal("0.5"))
        assert [body.slug for body in line.monitored_by.all()] == ["board"]
        assert Measure.objects.get(slug="repairs-in-time").case_rule == {
            "count": "in_time",
            "exclude": "first_contact",
            "period_by": "due",
            "clock": {"limit": "24", "unit": "hours", "stops": "non-working days", "from": "acknowledged"},
        }
        answers = Measure.objects.get(slug="complaint-answers").case_rule
        assert answers["clock"] == {
            "rule": "complaint-stage-1-response",
            "limit": "10",
            "unit": "working days",
            "stops": "none",
            "from": "acknowledged",
        }

    def test_lines_stand_in_the_order_of_the_file(self, load: Load) -> None:
        load(MAXIMAL, "--yes")
        lines = MeasureLine.objects.filter(promise__slug="hear-you").order_by("order")
        assert [line.measure.slug for line in lines] == ["gas", "fair", "documents-on-time"]

    def test_posts_are_made_and_held_by_nobody(self, load: Load) -> None:
        load(MAXIMAL, "--yes")
        assert set(Post.objects.values_list("title", flat=True)) == {
            "Head of Safety",
            "Director of Homes",
            "Head of Engagement",
        }
        assert not PostHolding.objects.exists()

    def test_is_told_in_the_audit_trail(self, load: Load, ann: User) -> None:
        load(MAXIMAL, "--yes")
        event = AuditEvent.objects.get(verb="load_charter")
        assert event.actor_id == ann.pk
        assert event.detail["new"] > 40
        assert AuditEvent.objects.filter(verb="make_current").exists()

    @pytest.mark.parametrize("text", [MAXIMAL, SKETCH], ids=["maximal", "sketch"])
    def test_twice_changes_nothing(self, load: Load, text: str) -> None:
        load(text, "--yes")
        before = everything()
        assert "nothing changed" in load(text, "--yes")
        assert everything() == before

    def test_the_demonstration(self, load: Load) -> None:
        text = DEMONSTRATION.read_text(encoding="utf-8")
        load(text, "--yes")
        assert Promise.objects.count() == 7
        assert "nothing changed" in load(command("export_charter", "our-promises-2025"), "--yes")


class TestExport:
    @pytest.mark.parametrize(("text", "slug"), [(MAXIMAL, "charter-2025"), (SKETCH, "sketch")])
    def test_says_what_was_loaded(self, load: Load, text: str, slug: str) -> None:
        load(text, "--yes")
        written = command("export_charter", slug)
        assert read(written).file == read(text).file
        before = everything()
        assert "nothing changed" in load(written, "--yes")
        assert everything() == before

    def test_holds_exactly_the_records_that_the_file_named(self, load: Load) -> None:
        load(MAXIMAL, "--yes")
        second = SKETCH + _measure_block(MAXIMAL, "relet-days")
        load(second, "--yes")
        found = read(command("export_charter", "sketch")).file
        assert found is not None
        assert [measure.slug for measure in found.measures] == ["relet-days"]
        assert found.bodies == ()

    def test_to_a_file(self, load: Load, tmp_path: Path) -> None:
        load(SKETCH, "--yes")
        target = tmp_path / "out.toml"
        assert "Wrote" in command("export_charter", "sketch", "--to", str(target))
        assert read(target.read_bytes()).faults == ()

    def test_of_an_unknown_charter_names_the_known(self, load: Load) -> None:
        load(SKETCH, "--yes")
        with pytest.raises(CommandError, match="sketch"):
            command("export_charter", "sketsh")

    def test_to_a_folder_that_is_not_there(self, load: Load, tmp_path: Path) -> None:
        load(SKETCH, "--yes")
        with pytest.raises(CommandError, match="cannot be written"):
            command("export_charter", "sketch", "--to", str(tmp_path / "no" / "out.toml"))


def _measure_block(text: str, slug: str) -> str:
    """The table of one measure that has nothing inside, cut out of a file."""
    start = text.index(f'[[measures]]\nslug = "{slug}"')
    return text[start : text.index("[[measures]]", start + 5)]


class TestAllOrNothing:
    def test_every_fault_is_listed_and_nothing_written(self, load: Load) -> None:
        text = MAXIMAL.replace('stage = "published"', 'stage = "out"', 1).replace(
            '"voice-report"]', '"voice"]'
        )
        text = text.replace('kind = "rate"', 'kind = "ratio"')
        printed = refusal(load, text, "--yes")
        assert printed.startswith("2 faults. Nothing was written.")
        assert "[charter], key stage" in printed
        assert "[[measures]] 2 “complaints-a-thousand”, key kind" in printed

    def test_a_failure_in_the_middle_leaves_nothing(
        self, load: Load, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: Any) -> None:
            raise RuntimeError("the disk is full")

        monkeypatch.setattr(own, "write_lines", fail)
        before = everything()
        with pytest.raises(RuntimeError):
            load(MAXIMAL, "--yes")
        assert everything() == before

    def test_a_file_that_is_not_there(self, ann: User) -> None:
        with pytest.raises(CommandError, match="cannot be read"):
            command("load_charter", "no-such-file.toml", "--by", WHO)

    def test_a_person_that_is_not_there(self) -> None:
        with pytest.raises(CommandError, match="Nobody with the e-mail address"):
            command("load_charter", str(FILES / "sketch.toml"), "--by", "x@example.org")

    def test_another_landlord(self, load: Load) -> None:
        load(SKETCH, "--yes")
        other = SKETCH.replace("Alder and Birch", "Cedar").replace('"sketch"', '"other"')
        assert "This portal belongs to “Alder and Birch Homes”" in refusal(load, other, "--yes")


class TestRecordsThatExist:
    def test_a_difference_is_listed_and_stops_the_load(self, load: Load) -> None:
        load(MAXIMAL, "--yes")
        text = MAXIMAL.replace("Gas checks done", "Gas checks made").replace('name = "Town"', 'name = "City"')
        printed = refusal(load, text, "--yes")
        assert "[[measures]] “gas”: The portal already has this measure" in printed
        assert "title: “Gas checks done” → “Gas checks made”" in printed
        assert "[[segments]] “town”" in printed
        assert "--update" in printed

    def test_a_dry_run_is_stopped_too(self, load: Load) -> None:
        load(MAXIMAL, "--yes")
        assert "1 fault" in refusal(load, MAXIMAL.replace('title = "Yearly accounts"', 'title = "Accounts"'))

    def test_update_writes_them_as_a_new_version(self, load: Load) -> None:
        load(MAXIMAL, "--yes")
        text = MAXIMAL.replace("Gas checks done", "Gas checks made").replace('name = "Town"', 'name = "City"')
        load(text, "--yes", "--update")
        gas = Measure.objects.get(slug="gas")
        assert (gas.title, gas.version) == ("Gas checks made", 2)
        assert Segment.objects.get(slug="town").version == 2
        assert Measure.objects.get(slug="fair").version == 1
        assert AuditEvent.objects.filter(
            verb="load_charter", detail__updated__contains=["measure gas"]
        ).exists()
        assert "nothing changed" in load(text, "--yes")

    def test_the_action_itself_refuses_too(self, load: Load, ann: User) -> None:
        load(MAXIMAL, "--yes")
        data = MAXIMAL.replace("Gas checks done", "Gas checks made").encode()
        with pytest.raises(Refused, match="already has this measure"):
            load_charter(data=data, by=ann, options=Options())

    def test_a_new_target_has_its_scores_redone(self, load: Load) -> None:
        load(MAXIMAL, "--yes")
        Job.objects.all().delete()
        load(MAXIMAL.replace("target = 80\n", "target = 81\n"), "--yes", "--update")
        assert Job.objects.filter(kind="score", key="2025-26").exists()

    def test_a_name_may_move_from_one_body_to_another(self, load: Load) -> None:
        load(MAXIMAL, "--yes")
        text = MAXIMAL.replace('aliases = ["Customer Panel", "CVG"]', 'aliases = ["CVG"]')
        text = text.replace('name = "Board"', 'name = "Board"\naliases = ["Customer Panel"]')
        load(text, "--yes", "--update")
        assert BodyAlias.objects.get(name="Customer Panel").body == Body.objects.get(slug="board")

    def test_a_file_may_refer_without_repeating(self, load: Load) -> None:
        load(MAXIMAL, "--yes")
        more = SKETCH + (
            '[[promises]]\nslug = "p"\ntheme = "safe"\ntitle = "P"\n'
            '[[measures]]\nslug = "new"\ntitle = "New"\nkind = "composite"\ndirection = "higher"\n'
            'frequency = "annual"\nmembers = ["gas"]\nmonitored_by = ["board"]\npromises = ["p"]\n'
        )
        load(more, "--yes")
        assert MeasureLine.objects.get(measure__slug="new").promise.charter.slug == "sketch"
        assert Publication.objects.count() == 6


class TestOwnTexts:
    def test_change_and_go_with_the_file(self, load: Load) -> None:
        load(MAXIMAL, "--yes")
        text = MAXIMAL.replace("We will hear you", "We will listen to you").replace(
            "Tell us early.", "Ring us."
        )
        text = text.replace('"Let us in for safety checks."', '"Let us in.", "Be kind."')
        text = text.replace('[[quotes]]\ntext = "No name, no matter."\n', "")
        printed = load(text, "--yes")
        assert "title: “We will hear you” → “We will listen to you”" in printed
        charter = Charter.objects.get()
        assert [row.text for row in charter.expectations.all()] == ["Ring us.", "Let us in.", "Be kind."]
        assert [row.text for row in charter.quotes.all()] == ["Say it plainly."]
        assert Promise.objects.get(slug="hear-you").version == 2
        assert Promise.objects.get(slug="keep-you-safe").version == 1

    def test_a_promise_that_the_file_drops_is_removed(self, load: Load) -> None:
        load(MAXIMAL, "--yes")
        text = MAXIMAL.replace('slug = "hear-you"', 'slug = "listen-to-you"').replace(
            '"hear-you"', '"listen-to-you"'
        )
        printed = load(text, "--yes")
        assert "removed  [[promises]] hear-you" in printed
        assert not Promise.objects.filter(slug="hear-you").exists()
        assert MeasureLine.objects.filter(promise__slug="listen-to-you").count() == 3

    def test_a_theme_may_go_when_its_promises_moved(self, load: Load) -> None:
        load(MAXIMAL, "--yes")
        text = MAXIMAL.replace('[[themes]]\nslug = "listen"\ntitle = "We listen"\n', "")
        load(text.replace('theme = "listen"', 'theme = "safe"'), "--yes")
        assert [theme.slug for theme in Theme.objects.all()] == ["safe"]

    def test_an_order_is_a_difference(self, load: Load) -> None:
        load(SKETCH, "--yes")
        head, safe, listen = SKETCH.split("[[themes]]")
        printed = load(f"{head}[[themes]]{listen}\n[[themes]]{safe}", "--yes")
        assert "in another order" in printed
        assert [theme.slug for theme in Theme.objects.order_by("order")] == ["listen", "safe"]


class TestCurrent:
    SECOND = SKETCH.replace('"draft"', '"published"')

    def test_the_first_published_charter_is_current_by_itself(self, load: Load) -> None:
        load(SKETCH, "--yes")
        load(self.SECOND, "--yes")
        assert Charter.objects.get(is_current=True).slug == "sketch"

    def test_a_later_one_only_when_asked(self, load: Load) -> None:
        load(MAXIMAL, "--yes")
        load(self.SECOND, "--yes")
        assert Charter.objects.get(is_current=True).slug == "charter-2025"
        assert "the current charter: this one" in load(self.SECOND, "--yes", "--current")
        assert Charter.objects.get(is_current=True).slug == "sketch"
        events = AuditEvent.objects.filter(verb="make_current").count()
        load(self.SECOND, "--yes", "--current")
        assert AuditEvent.objects.filter(verb="make_current").count() == events

    def test_a_draft_cannot_be_current(self, load: Load) -> None:
        assert "Only a published charter" in refusal(load, SKETCH, "--yes", "--current")

    def test_the_verbs_refuse_by_themselves(self, load: Load, ann: User) -> None:
        load(SKETCH, "--yes")
        with pytest.raises(Refused, match="at the stage draft"):
            make_current(charter=Charter.objects.get(), by=ann)
        with pytest.raises(Refused, match="This portal belongs to"):
            ensure_landlord(name="Cedar Homes", by=ann)

    def test_the_current_one_stays_published(self, load: Load) -> None:
        load(self.SECOND, "--yes")
        assert "It cannot be at stage draft" in refusal(load, SKETCH, "--yes")


class TestTargets:
    """Relet days, judged monthly; the portal answers from April 2025 on. January to March: last quarter."""

    TEXT = SKETCH + _measure_block(MAXIMAL, "relet-days")
    FIRST = TEXT + "[[measures.targets]]\nfrom = 2024-04-01\ntarget = 30\n"

    @pytest.fixture(autouse=True)
    def _landlord(self, ann: User) -> Iterator[None]:
        command("set_landlord", "--name", "Alder and Birch Homes", "--first-period", "2025-04", "--by", WHO)
        with time_machine.travel("2026-02-10 12:00:00+00:00", tick=False):
            yield

    def result(self, ann: User) -> Result:
        return Result.objects.create(
            measure=Measure.objects.get(slug="relet-days"),
            period="2025-12",
            period_kind="month",
            period_start=date(2025, 12, 1),
            period_end=date(2025, 12, 31),
            value=Decimal(25),
            entered_by=ann,
        )

    def test_the_first_target_may_start_at_any_date(self, load: Load, ann: User) -> None:
        load(self.TEXT, "--yes")
        self.result(ann)
        load(self.FIRST, "--yes", "--update")
        assert Target.objects.get().starts == date(2024, 4, 1)

    def test_a_past_target_stays_where_figures_were_judged(self, load: Load, ann: User) -> None:
        load(self.FIRST, "--yes")
        self.result(ann)
        printed = refusal(load, self.FIRST.replace("target = 30", "target = 28"), "--yes", "--update")
        assert "in force on 2025-04-01" in printed
        assert "--reason" in printed

    def test_not_in_the_last_quarter_for_that_year(self, load: Load, ann: User) -> None:
        load(self.FIRST, "--yes")
        Result.objects.filter(pk=self.result(ann).pk).update(period_end=date(2026, 3, 31))
        this_year = self.FIRST + "[[measures.targets]]\nfrom = 2026-03-01\ntarget = 28\n"
        assert "2026-03-01" in refusal(load, this_year, "--yes", "--update")
        load(this_year.replace("2026-03-01", "2026-04-01"), "--yes", "--update")
        assert Target.objects.count() == 2

    def test_history_may_change(self, load: Load, ann: User) -> None:
        load(self.FIRST, "--yes")
        self.result(ann)
        text = self.FIRST.replace("target = 30", "until = 2025-03-31\ntarget = 33")
        load(text + "[[measures.targets]]\nfrom = 2025-04-01\ntarget = 30\n", "--yes", "--update")
        assert [target.target for target in Target.objects.all()] == [33, 30]

    def test_without_results_a_slip_may_be_mended(self, load: Load) -> None:
        load(self.FIRST, "--yes")
        load(self.FIRST.replace("target = 30", "target = 28"), "--yes", "--update")
        assert Target.objects.get().target == 28

    def test_a_correction_needs_a_reason_and_a_second_person(self, load: Load, ann: User) -> None:
        load(self.FIRST, "--yes")
        result = self.result(ann)
        bob = create_person(email="bob@example.org", name="Bob", by=User.objects.system())
        wanted = (self.FIRST.replace("target = 30", "target = 28"), "--yes", "--update", "--reason", "A slip")
        assert "must be an approver" in refusal(load, *wanted, "--approve-by", "bob@example.org")
        grant_role(person=bob, role="approver", by=User.objects.system())
        load(*wanted, "--approve-by", "bob@example.org")
        target = Target.objects.get()
        assert (target.target, target.reason, target.version) == (28, "A slip", 3)
        event = AuditEvent.objects.filter(verb="load_charter").order_by("id").last()
        assert event is not None
        assert event.detail["second_person"] == bob.pk
        result.refresh_from_db()
        assert result.version == 1

    def test_a_measure_with_results_keeps_its_kind(self, load: Load, ann: User) -> None:
        load(self.FIRST, "--yes")
        other = self.FIRST.replace('"average"', '"duration"')
        load(other, "--yes", "--update")
        load(self.FIRST, "--yes", "--update")
        self.result(ann)
        printed = refusal(load, other, "--yes", "--update")
        assert "key kind" in printed
        printed = refusal(load, self.FIRST.replace('"monthly"', '"annual"'), "--yes", "--update")
        assert "key frequency" in printed
