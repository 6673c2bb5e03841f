"""A charter's texts in other languages: read, refused with every fault, loaded, and written again."""

import io
import tomllib
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from charter.actions.charters import start_new_version
from charter.actions.people import create_person, grant_role
from charter.faults import Refused
from charter.models import AuditEvent, Charter, Theme, Translation, User
from measures.actions.charter_file import Options, export_charter, load_charter, plan_charter
from measures.charter_file import CharterFile, read
from measures.charter_file.definition import Translation as Said
from measures.charter_file.difference import Stored, difference
from measures.charter_file.translations import texts_of
from measures.charter_file.writer import write

FILES = Path(__file__).resolve().parents[1] / "data" / "charter_files"
MAXIMAL = (FILES / "maximal.toml").read_text(encoding="utf-8")
SKETCH = (FILES / "sketch.toml").read_text(encoding="utf-8")
WELSH = """
[charter.translations.cy]
"We listen" = "Rydym yn gwrando"
"Safe homes" = "Cartrefi diogel"
"First ideas" = ""
"""
MOVED = "Homes that are safe"


def loaded(text: str) -> CharterFile:
    reading = read(text)
    assert reading.faults == ()
    assert reading.file is not None
    return reading.file


class TestReading:
    def test_by_their_english_text_in_the_order_of_the_charter(self) -> None:
        assert loaded(SKETCH + WELSH).translations == (
            Said("cy", "Safe homes", "Cartrefi diogel"),
            Said("cy", "We listen", "Rydym yn gwrando"),
        )

    def test_a_code_may_be_written_in_capitals(self) -> None:
        assert loaded(SKETCH + WELSH.replace(".cy]", ".CY]")).translations[0].language == "cy"

    def test_every_text_of_every_table_can_be_translated(self) -> None:
        document = tomllib.loads(MAXIMAL)
        texts = set(texts_of(loaded(MAXIMAL)))
        words = {found.strip() for found in words_of(document)}
        assert words - texts == set()
        assert "%" not in texts
        assert "" not in texts

    @pytest.mark.parametrize(
        ("piece", "table", "row", "what", "remedy"),
        [
            ('cy = "Cymraeg"', "cy", "", "“Cymraeg” is not a table.", '"English text" = "translation"'),
            ("[charter.translations.welsh]", "welsh", "", "“welsh” is not a code", "such as cy"),
            ("[charter.translations.en-gb]", "en-gb", "", "English is the language", "Change the texts"),
            ("[charter.translations.en-us]", "en-us", "", "English is the language", "Change the texts"),
            ('cy."Safe home" = "x"', "cy", "“Safe home”", "not a text of the charter", "“Safe homes”"),
            ('cy." " = "x"', "cy", "“ ”", "The English text is empty.", "before the ="),
            ('cy."Safe homes" = 7', "cy", "“Safe homes”", "“7” is not text.", "quotation marks"),
            ('cy."Safe homes" = ["x"]', "cy", "“Safe homes”", "is not text.", "quotation marks"),
            ('cy."Safe homes" = "a\\u0007"', "cy", "“Safe homes”", "control character (code 7)", "Delete"),
            ('cy."Safe homes" = "a\\nb"', "cy", "“Safe homes”", "over several lines", "one line"),
            (f'cy."Safe homes" = "{"a" * 20_001}"', "cy", "“Safe homes”", "20001 characters", "20000"),
            (
                'cy."Safe homes" = "a"\ncy."Safe homes " = "b"',
                "cy",
                "“Safe homes ”",
                "twice",
                "one of the two",
            ),
        ],
    )
    def test_each_fault_is_named(self, piece: str, table: str, row: str, what: str, remedy: str) -> None:
        text = piece if piece.startswith("[") else f"[charter.translations]\n{piece}"
        (fault,) = read(f"{SKETCH}\n{text}\n").faults
        assert (fault.table, fault.key) == (f"[charter.translations.{table}]", row)
        assert what in fault.what
        assert remedy in fault.remedy

    def test_the_same_key_twice_is_named_with_its_line(self) -> None:
        (fault,) = read(SKETCH + WELSH + '"We listen" = "Gwrando"\n').faults
        assert "Cannot overwrite a value (at line" in fault.what

    def test_no_table_at_all(self) -> None:
        (fault,) = read(SKETCH.replace("stage =", 'translations = "cy"\nstage =')).faults
        assert (fault.table, fault.what) == ("[charter.translations]", "“cy” is not a table.")

    def test_faults_of_texts_and_of_translations_are_listed_together(self) -> None:
        wrong = SKETCH.replace('slug = "safe"', 'slug = "S"') + WELSH.replace('"Cartrefi diogel"', "7")
        assert [fault.table for fault in read(wrong).faults] == ["[[themes]]", "[charter.translations.cy]"]


def words_of(document: dict[str, object]) -> list[str]:
    """Every text for people in a charter file as TOML gives it."""
    charter, found = document["charter"], []
    keys = {"title", "name", "summary", "text", "why", "definition", "numerator", "denominator", "source"}
    keys |= {"introduction", "strategic_plan", "description", "note", "attribution", "owner", "approver"}
    keys |= {"values", "expectations", "commitments", "grades", "reason"}

    def walk(value: object, key: str) -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                walk(inner, name)
        elif isinstance(value, list):
            for inner in value:
                walk(inner, key)
        elif isinstance(value, str) and key in keys and value.strip():
            found.append(value)

    walk(charter, "")
    walk({name: rows for name, rows in document.items() if name != "charter"}, "")
    return found


class TestWriting:
    def test_what_is_written_reads_the_same(self) -> None:
        file = loaded(SKETCH + WELSH)
        assert write(file).count("[charter.translations.cy]") == 1
        assert loaded(write(file)) == file

    def test_every_text_of_a_charter_comes_back(self) -> None:
        file = loaded(MAXIMAL)
        said = "".join(f'{write_key(text)} = "[{place}]"\n' for place, text in enumerate(texts_of(file)))
        whole = loaded(f"{MAXIMAL}\n[charter.translations.ur]\n{said}")
        assert len(whole.translations) == len(texts_of(file))
        assert loaded(write(whole)) == whole


def write_key(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


class TestDifference:
    @pytest.mark.parametrize(
        ("old", "new", "state", "details"),
        [
            (SKETCH, SKETCH + WELSH, "new", ()),
            (SKETCH + WELSH, SKETCH, "removed", ()),
            (
                SKETCH + WELSH,
                SKETCH + WELSH.replace("Cartrefi diogel", "Tai diogel"),
                "changed",
                ("“Cartrefi diogel” → “Tai diogel”",),
            ),
        ],
    )
    def test_each_change_is_named(self, old: str, new: str, state: str, details: tuple[str, ...]) -> None:
        before, now = loaded(old), loaded(new)
        held = Stored(charter=before.charter, themes=before.themes, translations=before.translations)
        change = next(one for one in difference(now, held).moving if one.table == "[charter.translations.cy]")
        assert (change.state, change.name, change.details) == (state, "“Safe homes”", details)


@pytest.fixture
def ann(db: None) -> User:
    return create_person(email="ann@example.org", name="Ann", by=User.objects.system())


def load(text: str, by: User) -> None:
    load_charter(data=text.encode(), by=by, options=Options())


@pytest.mark.django_db
class TestLoading:
    def test_they_come_with_the_charter_and_are_told_in_the_audit_trail(self, ann: User) -> None:
        load(SKETCH + WELSH, ann)
        rows = Translation.objects.values_list("charter__slug", "language", "source", "text")
        assert set(rows) == {
            ("sketch", "cy", "Safe homes", "Cartrefi diogel"),
            ("sketch", "cy", "We listen", "Rydym yn gwrando"),
        }
        detail = AuditEvent.objects.filter(verb="load_charter").latest("pk").detail
        assert detail["new"] == 5  # the charter, two themes, two translations

    def test_twice_changes_nothing(self, ann: User) -> None:
        load(SKETCH + WELSH, ann)
        plan = plan_charter(data=(SKETCH + WELSH).encode(), options=Options())
        assert plan.difference.moving == ()

    def test_they_change_and_go_with_the_file(self, ann: User) -> None:
        load(SKETCH + WELSH, ann)
        load(SKETCH + WELSH.replace('"Rydym yn gwrando"', '""').replace("Cartrefi", "Tai"), ann)
        assert list(Translation.objects.values_list("source", "text")) == [("Safe homes", "Tai diogel")]

    def test_a_fault_writes_nothing(self, ann: User) -> None:
        with pytest.raises(Refused, match="not a text of the charter"):
            load(SKETCH + WELSH.replace("Safe homes", "Safe home"), ann)
        assert not Translation.objects.exists()
        assert not Charter.objects.exists()

    def test_what_is_exported_loads_without_difference(self, ann: User) -> None:
        load(SKETCH + WELSH, ann)
        text = export_charter(slug="sketch")
        assert '"Safe homes" = "Cartrefi diogel"' in text
        assert plan_charter(data=text.encode(), options=Options()).difference.moving == ()

    def test_one_whose_english_changed_is_not_exported(self, ann: User) -> None:
        load(SKETCH + WELSH, ann)
        Theme.objects.filter(slug="safe").update(title=MOVED)
        text = export_charter(slug="sketch")
        assert "Cartrefi diogel" not in text
        assert "Rydym yn gwrando" in text
        assert plan_charter(data=text.encode(), options=Options()).difference.moving == ()

    def test_it_is_itself_again_when_the_english_is(self, ann: User) -> None:
        load(SKETCH + WELSH, ann)
        Theme.objects.filter(slug="safe").update(title=MOVED)
        load(SKETCH + WELSH.replace("Cartrefi", "Tai"), ann)
        assert Translation.objects.get(source="Safe homes").text == "Tai diogel"

    def test_a_new_version_of_the_charter_takes_them_along(self, ann: User) -> None:
        load(SKETCH + WELSH, ann)
        grant_role(person=ann, role="engagement_officer", by=User.objects.system())
        old = Charter.objects.get()
        new = start_new_version(charter=old, slug="next", title="Next", by=ann)
        assert new.translations.count() == old.translations.count() == 2


def collected(*arguments: str) -> str:
    out = io.StringIO()
    call_command("collect_charter", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
class TestCollecting:
    def test_every_text_is_there_with_what_is_translated(self, ann: User) -> None:
        load(SKETCH + WELSH, ann)
        assert collected("cy", "--charter", "sketch") == (
            "[charter.translations.cy]\n"
            '"First ideas" = ""\n'
            '"Safe homes" = "Cartrefi diogel"\n'
            '"We listen" = "Rydym yn gwrando"\n'
        )

    def test_what_it_writes_loads_as_it_is_and_filled(self, ann: User, tmp_path: Path) -> None:
        load(MAXIMAL, ann)
        target = tmp_path / "welsh.toml"
        assert "of them to be translated." in collected(
            "CY", "--charter", "charter-2025", "--to", str(target)
        )
        piece = target.read_text(encoding="utf-8")
        assert plan_charter(data=f"{MAXIMAL}\n{piece}".encode(), options=Options()).difference.moving == ()
        filled = piece.replace('= ""', '= "Cymraeg"')
        load(f"{MAXIMAL}\n{filled}", ann)
        assert Translation.objects.filter(text="Cymraeg").count() == piece.count('= ""') > 50
        assert '= ""' not in collected("cy", "--charter", "charter-2025")

    def test_the_current_charter_unless_another_is_named(self, ann: User) -> None:
        with pytest.raises(CommandError, match="no current charter yet"):
            collected("cy")
        load(MAXIMAL, ann)
        assert collected("cy").startswith("[charter.translations.cy]")

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (("welsh",), "“welsh” is not a code of a language"),
            (("cy", "--charter", "nothing"), "There is no charter “nothing”"),
            (("cy", "--charter", "sketch", "--to", "/nowhere/at/all.toml"), "cannot be written"),
        ],
    )
    def test_each_fault_is_named(self, ann: User, arguments: tuple[str, ...], says: str) -> None:
        load(SKETCH, ann)
        with pytest.raises(CommandError, match=says):
            collected(*arguments)
