"""Bombs and disguises: each refused in words and in time, in a child of little memory (P20, P21).

The negative controls show the same bomb going off where the protection is left out.
"""

import importlib
import io
import os
import resource
import stat
import subprocess
import sys
import tempfile
import time
import xml.sax
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from charter import archives
from charter.faults import FileRefused
from measures.csv_import.filetypes import form_of
from measures.csv_import.workbook import read_workbook, reading
from measures.csv_import.workbook.reading import CHILD, ROOT
from tests.charter.test_files import JPEG, png
from tests.measures.workbook_tools import HEADING, MAIN, of_rows, parts_of, raw, row, saved, zipped

SECONDS, MEGABYTES = 5.0, 300
DAMAGED = "We could not read this file. It may be damaged. Save it again and retry."
# The child as it is, which then tells how much memory it had at most.
TELLING = f"""
import sys
from {CHILD} import main
code = main()
sys.stderr.write(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
sys.exit(code)
"""


def lol(kind: str) -> str:
    """A document type with ten times ten times … of one text."""
    text = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE {kind} [<!ENTITY l0 "lol">{text}]>'


def entity_bomb() -> bytes:
    return raw(HEADING + row(2, "&l9;"), doctype=lol("worksheet"))


def quadratic_bomb() -> bytes:
    parts = parts_of(HEADING)
    doctype = f'<!DOCTYPE sst [<!ENTITY a "{"a" * 50_000}">]>'
    parts["xl/sharedStrings.xml"] = f'{doctype}<sst xmlns="{MAIN}"><si><t>{"&a;" * 50_000}</t></si></sst>'
    return zipped(parts)


def external(address: str) -> bytes:
    return raw(HEADING + row(2, "&x;"), doctype=f'<!DOCTYPE worksheet [<!ENTITY x SYSTEM "{address}">]>')


def spaces(megabytes: int) -> bytes:
    return zipped(parts_of(HEADING) | {"xl/media/image1.bin": b" " * (megabytes * 1_000_000)})


def lying() -> bytes:
    """A part that unpacks to 300 MB and is written down as one of a kilobyte."""
    content = bytearray(spaces(300))
    at = content.rfind(b"PK\x01\x02", 0, content.rfind(b"xl/media/image1.bin") + 1)
    content[at + 24 : at + 28] = (1_000).to_bytes(4, "little")
    return bytes(content)


def lying_sheet() -> bytes:
    """The same, of the sheet itself."""
    content = bytearray(raw(HEADING + " " * 300_000_000))
    at = content.rfind(b"PK\x01\x02", 0, content.rfind(b"xl/worksheets/sheet1.xml") + 1)
    content[at + 24 : at + 28] = (1_000_000).to_bytes(4, "little")
    return bytes(content)


def entries(count: int) -> bytes:
    return zipped(parts_of(HEADING) | {f"xl/x{n}.xml": "" for n in range(count)})


def named(name: str) -> bytes:
    return zipped(parts_of(HEADING) | {name: "x"})


def link() -> bytes:
    target = io.BytesIO(raw(HEADING))
    with zipfile.ZipFile(target, "a") as made:
        entry = zipfile.ZipInfo("xl/link")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(entry, "/etc/passwd")
    return target.getvalue()


def doubled() -> bytes:
    target = io.BytesIO(raw(HEADING))
    with zipfile.ZipFile(target, "a") as made, pytest.warns(UserWarning, match="Duplicate"):
        made.writestr("xl/workbook.xml", "<workbook/>")
    return target.getvalue()


def deep() -> bytes:
    return raw(HEADING + "<a>" * 5_000_000)


def wide_element() -> bytes:
    return raw(HEADING + "<row " + " ".join(f'a{n}="{n * 7919 % 10_007}"' for n in range(1_200_000)) + "/>")


def one_text_a_million_times() -> bytes:
    strings = f"<si><t>{'x' * 1_000}</t></si>"
    cells = '<c t="s"><v>0</v></c>' * 60
    return raw(
        HEADING + f"<row>{cells}</row>" * 10_000, strings=strings, after="<!-- " + noise(20_000) + " -->"
    )


def noise(length: int) -> str:
    """Letters that pack badly, so that a file is no bomb by its ratio alone."""
    return os.urandom(length).hex()


def million_rows() -> bytes:
    return raw(HEADING + "".join(f'<row r="{n}"><c><v>{n % 997}</v></c></row>' for n in range(2, 1_000_002)))


def far_cell() -> bytes:
    book = of_rows(["calls", "2025-04", None, 1, 2])
    book.active["XFD1048576"] = "x"
    return saved(book)


def many_texts() -> bytes:
    strings = "".join(f"<si><t>{n}</t></si>" for n in range(1_500_000))
    return raw(HEADING, strings=strings)


def many_formats() -> bytes:
    return raw(
        HEADING, styles="<cellXfs>" + '<xf numFmtId="14"/>' * 1_000_000 + "</cellXfs>" + noise(200_000)
    )


def many_merges() -> bytes:
    merges = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(9, 500_000))
    return raw(HEADING + row(2, "calls"), after=f"<mergeCells>{merges}</mergeCells>")


def many_blank_rows() -> bytes:
    rows = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/></row>' for n in range(3, 300_000))
    return raw(HEADING + row(2, "calls", "2025-04", "", "1", "2") + rows)


TOO_LARGE = "This file unpacks to more than 50 MB, so we did not open it."
BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "300 MB of spaces": (lambda: spaces(300), TOO_LARGE),
    "200 times its size": (lambda: spaces(30), "unpacks to more than 100 times its size"),
    "a wrong size of the sheet": (lying_sheet, "unpacks to more|may be damaged"),
    "entities in the sheet": (entity_bomb, "may be damaged"),
    "entities in the texts": (quadratic_bomb, "may be damaged"),
    "10,000 parts": (lambda: entries(10_000), "may be damaged"),
    "elements in elements": (deep, "may be damaged|unpacks to more"),
    "a million attributes": (wide_element, "may be damaged|unpacks to more"),
    "one text a million times": (one_text_a_million_times, "unpacks to more"),
    "a million rows": (million_rows, "more than 20,000 rows. Upload up to 10,000 rows at a time."),
    "a cell far away": (far_cell, r"far outside the table \(column XFD, row 1048576\)"),
    "a million texts": (many_texts, "may be damaged|unpacks to more"),
    "a million formats": (many_formats, "may be damaged|unpacks to more"),
}


HARMLESS = {
    "a million merged cells below the table": many_merges,
    "a part that is never opened lies about its size": lying,
    "many blank rows": many_blank_rows,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_time_and_in_little_memory(name: str) -> None:
    make, says = BOMBS[name]
    content = make()
    with bounded(name, content), pytest.raises(FileRefused, match=says):
        read_workbook(io.BytesIO(content))


@pytest.mark.parametrize("name", HARMLESS)
def test_what_looks_like_a_bomb_and_is_none_is_read(name: str) -> None:
    content = HARMLESS[name]()
    with bounded(name, content):
        read_workbook(io.BytesIO(content))


@contextmanager
def bounded(name: str, content: bytes) -> Iterator[None]:
    """In time, with a child of little memory, and nothing of it in the process that asks."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, before = time.monotonic(), worked()
    yield
    took, wall = worked() - before, time.monotonic() - began
    peak = memory_of(content)
    print(
        f"{name}: {len(content) / 1e6:.1f} MB packed, {took:.2f} s of work in {wall:.2f} s, child {peak} MB"
    )
    assert took < SECONDS
    assert peak < MEGABYTES
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - own < 50_000


def worked() -> float:
    """Seconds of processor time, of this process and its ended children: a busy machine adds none."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def memory_of(content: bytes) -> int:
    """How many megabytes the child had at most while it looked at this file."""
    with tempfile.TemporaryFile() as copy:
        copy.write(content)
        copy.seek(0)
        done = subprocess.run(
            [sys.executable, "-c", TELLING, "10000"],
            stdin=copy, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT, check=False,
            env=reading.ENVIRONMENT,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-500:]
    return int(done.stderr) // 1_000


@pytest.mark.parametrize(
    "make",
    [
        lambda: external("file:///etc/passwd"),
        lambda: external("http://127.0.0.1:9/x"),
        lambda: named("../../x"),
        lambda: named("/tmp/x"),
        lambda: named("C:\\x"),
        link,
        doubled,
        lambda: raw(HEADING)[:-30],
        lambda: raw(HEADING + "<row><c></row>"),
        lambda: raw(row(3, "measure", "period") + row(2, "calls", "2025-04")),
        lambda: zipped({"xl/workbook.xml": "x"}),
    ],
)
def test_what_leads_elsewhere_or_is_damaged_is_refused(make: Callable[[], bytes]) -> None:
    with pytest.raises(FileRefused, match=r"It may be damaged\."):
        read_workbook(io.BytesIO(make()))


def test_the_child_has_no_addresses_and_no_secrets() -> None:
    shown = subprocess.run(
        [sys.executable, "-c", "import os; print(sorted(os.environ))"],
        env=reading.ENVIRONMENT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert not {"DATABASE_URL", "REDIS_URL", "SECRET_KEY"} & set(shown.stdout)
    assert set(reading.ENVIRONMENT) == {"PATH", "LANG", "DJANGO_SETTINGS_MODULE"}


def test_the_settings_of_the_child_tell_nothing() -> None:
    settings = importlib.import_module(reading.SETTINGS)
    assert {name for name in vars(settings) if name.isupper()} == {"USE_I18N"}


# ---- Controls: each protection taken away


def test_without_the_limits_the_bomb_is_let_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_UNPACKED", 10**12)
    monkeypatch.setattr(archives, "MOST_TIMES", 10**9)
    assert archives.parts_of(spaces(300))["xl/media/image1.bin"] == 300_000_000


def test_a_plain_parser_would_open_the_entity() -> None:
    heard: list[str] = []

    class Heard(xml.sax.handler.ContentHandler):
        def characters(self, content: str) -> None:
            heard.append(content)

    xml.sax.parseString(b'<!DOCTYPE a [<!ENTITY x "inside">]><a>&x;</a>', Heard())  # noqa: S317
    assert heard == ["inside"]


@pytest.mark.parametrize(("limited", "ends"), [(True, False), (False, True)])
def test_the_child_cannot_take_more_than_its_memory(limited: bool, ends: bool) -> None:
    code = f"from {CHILD} import limit\n{'limit()' if limited else ''}\nbytearray(2_000_000_000)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode == 0) is ends


def test_a_child_that_spins_is_ended() -> None:
    code = f"from {CHILD} import limit\nlimit(seconds=1)\nwhile True: pass"
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode < 0
    assert time.monotonic() - began < 20


# ---- Disguises


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GOOD_CSV, GOOD_BOOK = b"measure,period,value\ncalls,2025-04,5\n", raw(HEADING)
NOT = "This is not a CSV or Excel (.xlsx) file, even though its name says so."
AGAIN = "Save the sheet as .xlsx or .csv and upload that."
MACROS = "Files with macros are not accepted. Save as .xlsx without macros."
DISGUISED: list[tuple[str, bytes, str]] = [
    ("figures.csv", png(), f"{NOT} It looks like a picture (PNG)."),
    ("figures.xlsx", png(), f"{NOT} It looks like a picture (PNG)."),
    ("figures.xls", png(), f"{NOT} It looks like a picture (PNG)."),
    ("figures.ods", png(), f"{NOT} It looks like a picture (PNG)."),
    ("figures.xlsm", png(), f"{NOT} It looks like a picture (PNG)."),
    ("figures.tsv", png(), f"{NOT} It looks like a picture (PNG)."),
    ("figures.csv", JPEG, f"{NOT} It looks like a picture (JPEG)."),
    ("figures.csv", b"GIF89a\x00", f"{NOT} It looks like a picture (GIF)."),
    ("figures.csv", b"BM\x00\x00", f"{NOT} It looks like a picture (BMP)."),
    ("figures.xlsx", b"%PDF-1.7", f"{NOT} It looks like a PDF."),
    ("figures.csv", b"%PDF-1.7", f"{NOT} It looks like a PDF."),
    ("figures.xlsx", zipped({"word/document.xml": "x"}), f"{NOT} It looks like a Word document."),
    ("figures.xlsx", zipped({"ppt/presentation.xml": "x"}), f"{NOT} It looks like a presentation."),
    ("figures.xlsx", zipped({"a.csv": "x"}), f"{NOT} It looks like a ZIP file."),
    ("figures.csv", zipped({"a.csv": "x"}), f"{NOT} It looks like a ZIP file."),
    ("figures.xlsx", zipped({"xl/workbook.bin": "x"}), f"This is a binary workbook (.xlsb). {AGAIN}"),
    ("figures.xlsx", zipped({"mimetype": "x"}), f"This looks like an OpenDocument file (.ods). {AGAIN}"),
    ("figures.xlsx", zipped({"Index/Document.iwa": "x"}), f"This is a Numbers or Pages file. {AGAIN}"),
    ("figures.xlsx", OLD, f"This is an old Excel or Office file (.xls). {AGAIN}"),
    ("figures.xlsx", OLD + "EncryptedPackage".encode("utf-16-le"), "This file is locked with a password."),
    ("figures.xlsx", named("xl/vbaProject.bin"), MACROS),
    ("figures.xlsm", GOOD_BOOK, MACROS),
    ("figures.xls", GOOD_CSV, f"This is an old Excel file (.xls). {AGAIN}"),
    ("figures.xlsb", GOOD_BOOK, f"This is a binary workbook (.xlsb). {AGAIN}"),
    ("figures.ods", GOOD_BOOK, f"This is an OpenDocument file (.ods). {AGAIN}"),
    ("figures.numbers", GOOD_BOOK, f"This is a Numbers file. {AGAIN}"),
    ("figures.xlsx", GOOD_CSV, "It looks like plain text. Give it a name that ends in .csv."),
    ("figures.csv", GOOD_BOOK, "This is an Excel workbook, but its name says that it is CSV."),
    ("figures.csv", b"<!DOCTYPE html><script>alert(1)</script>", "It looks like a web page or drawing."),
    ("figures.csv", b"<svg onload='alert(1)'>", "It looks like a web page or drawing."),
    ("figures.csv", b"MZ\x90\x00", f"{NOT} It looks like a program."),
    ("figures.xlsx", b"PK\x03\x04 cut", DAMAGED),
]


@pytest.mark.parametrize(("name", "content", "says"), DISGUISED)
def test_a_disguised_file_is_refused_with_the_reason(name: str, content: bytes, says: str) -> None:
    with pytest.raises(FileRefused) as caught:
        form_of(io.BytesIO(content), name)
    assert caught.value.status == 415
    assert says in str(caught.value)


def test_what_is_what_it_says_is_taken() -> None:
    assert len(DISGUISED) >= 30
    assert form_of(io.BytesIO(GOOD_CSV), "figures.csv") == "csv"
    assert form_of(io.BytesIO(GOOD_CSV), "") == "csv"
    assert form_of(io.BytesIO(GOOD_BOOK), "Figures.XLSX") == "xlsx"
