"""The catalogue of a language: gathered, kept through an update, checked and made ready by two commands."""

import gettext
import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from charter.languages import catalogues
from measures import worked_examples

SMALL = """
from django.utils.translation import gettext as _, ngettext

def said(count):
    _("Our promises")
    _("Not due until {date}.")
    ngettext("{count} promise", "{count} promises", count)
"""
TRANSLATED = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Our promises"
msgstr "Ein haddewidion"

msgid "Not due until {date}."
msgstr "Dim tan {date}."

msgid "{count} promise"
msgid_plural "{count} promises"
msgstr[0] "{count} addewid"
msgstr[1] "{count} o addewidion"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A portal with three texts."""
    for folder in (*catalogues.FOLDERS, "templates"):
        (tmp_path / folder).mkdir()
    (tmp_path / "charter" / "small.py").write_text(SMALL)
    return tmp_path


def catalogue(folder: Path, text: str, code: str = "cy") -> Path:
    path = folder / code / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def run(command: str, *args: str, into: Path) -> str:
    told = io.StringIO()
    call_command(command, *args, "--into", str(into), stdout=told)
    return told.getvalue()


# ---- Gathering


def test_a_new_catalogue_holds_every_text_with_its_places(root: Path) -> None:
    assert catalogues.written(root, root / "locale", "cy") == (3, 3)
    text = (root / "locale/cy/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    assert 'msgid "Our promises"' in text
    assert "#: charter/small.py:5" in text


def test_an_update_keeps_what_was_translated_and_says_what_is_new(root: Path) -> None:
    path = catalogue(root / "locale", TRANSLATED)
    (root / "charter" / "more.py").write_text('from x import gettext as _\n_("How we score")\n')
    assert catalogues.written(root, root / "locale", "cy") == (4, 1)
    text = path.read_text(encoding="utf-8")
    assert 'msgstr "Ein haddewidion"' in text
    assert 'msgid "How we score"\nmsgstr ""' in text


def test_a_text_that_is_gone_is_kept_for_the_day_it_comes_back(root: Path) -> None:
    path = catalogue(root / "locale", TRANSLATED)
    (root / "charter" / "small.py").write_text("")
    assert catalogues.written(root, root / "locale", "cy") == (0, 0)
    assert '#~ msgstr "Ein haddewidion"' in path.read_text(encoding="utf-8")


def test_the_command_gathers_the_portals_own_words(tmp_path: Path) -> None:
    told = run("collect_words", " CY ", into=tmp_path)
    assert str(tmp_path / "cy/LC_MESSAGES/django.po") in told
    assert "of them to be translated" in told


# ---- Making ready


def test_what_is_made_ready_is_what_gettext_reads(tmp_path: Path) -> None:
    catalogue(tmp_path, TRANSLATED)
    assert run("compile_words", "cy", into=tmp_path) == "cy: 3 texts are translated.\n"
    found = gettext.translation("django", tmp_path, ["cy"])
    assert found.gettext("Our promises") == "Ein haddewidion"
    assert found.ngettext("{count} promise", "{count} promises", 5) == "{count} o addewidion"


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('msgstr "Dim tan {date}."', 'msgstr "Dim eto."', "The place “date” is missing from “Dim eto.”"),
        ("Dim tan {date}.", "Dim tan {date} {dydd}.", "The place “dydd” is unknown in"),
        ('msgstr[1] "{count} o', 'msgstr[1] "llawer o', "The place “count” is missing from"),
    ],
)
def test_a_lost_place_is_named_with_its_line_and_nothing_is_written(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    assert TRANSLATED.count(right) == 1
    path = catalogue(tmp_path, TRANSLATED.replace(right, wrong))
    line = next(
        number
        for number, text in enumerate(TRANSLATED.splitlines(), 1)
        if text.startswith('msgid "Not due' if "Dim" in right else 'msgid "{count}')
    )
    with pytest.raises(CommandError) as refused:
        run("compile_words", "cy", into=tmp_path)
    assert said in str(refused.value)
    assert f"{path}, line {line}: " in str(refused.value)
    assert not path.with_suffix(".mo").exists()


def test_a_fault_leaves_what_was_made_ready_before(tmp_path: Path) -> None:
    path = catalogue(tmp_path, TRANSLATED)
    run("compile_words", "cy", into=tmp_path)
    before = path.with_suffix(".mo").read_bytes()
    catalogue(tmp_path, TRANSLATED.replace("Dim tan {date}.", "Dim"))
    with pytest.raises(CommandError):
        run("compile_words", "cy", into=tmp_path)
    assert path.with_suffix(".mo").read_bytes() == before


def test_a_missing_catalogue_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"There is no catalogue .* Write it with collect_words cy\."):
        run("compile_words", "cy", into=tmp_path)


# ---- Either


@pytest.mark.parametrize("command", ["collect_words", "compile_words"])
@pytest.mark.parametrize("code", ["klingon", "../../etc", "", "1"])
def test_an_unknown_language_is_refused_and_nothing_is_written(
    tmp_path: Path, command: str, code: str
) -> None:
    with pytest.raises(CommandError, match="is not a code of a language"):
        run(command, code, into=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["collect_words", "compile_words"])
def test_a_language_must_be_named(tmp_path: Path, command: str) -> None:
    with pytest.raises(CommandError, match="the following arguments are required: language"):
        run(command, into=tmp_path)


@pytest.mark.parametrize("command", ["collect_words", "compile_words"])
@pytest.mark.parametrize("content", [b"no catalogue at all\n", b'msgid "a"\nmsgstr "\xff\xfe"\n'])
def test_what_is_no_catalogue_is_refused_and_stays(tmp_path: Path, command: str, content: bytes) -> None:
    path = catalogue(tmp_path, "")
    path.write_bytes(content)
    with pytest.raises(CommandError, match="cannot be read as a catalogue"):
        run(command, "cy", into=tmp_path)
    assert path.read_bytes() == content
    assert [one.name for one in path.parent.iterdir()] == ["django.po"]


# ---- Texts in files of data


def test_the_words_of_the_worked_examples_are_gathered_too() -> None:
    found = catalogues.collected(settings.ROOT)
    for case in worked_examples.cases():
        for text in (case["if"], case["then"]):
            assert text in found, text


def test_a_place_of_an_example_must_stay_whole(tmp_path: Path) -> None:
    text = "The target is {input.target}, so it is {expected.status:measure}."
    for wrong in ("{input.goal}", "{input.target:r1}", "{target}"):
        said = text.replace("{input.target}", wrong)
        path = catalogue(tmp_path, f'msgid ""\nmsgstr ""\n\nmsgid "{text}"\nmsgstr "{said}"\n')
        with pytest.raises(CommandError, match=r"The place “input\.target” is missing from"):
            run("compile_words", "cy", into=path.parents[2])
