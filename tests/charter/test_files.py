"""What a file is, by its content: every kind we take, and what only claims to be one."""

import io
import struct
import zipfile
import zlib

import pytest

from charter.archives import parts_of
from charter.faults import FileRefused
from charter.files import LARGEST_FILE, kind_of, picture_size, refuse_large
from measures.csv_import import BROWSER


def png(width: int = 2, height: int = 2) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(head)) + chunk + struct.pack(">I", zlib.crc32(chunk))


JPEG = b"".join(
    [b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", b"\x00" * 9, b"\xff\xc0\x00\x11\x08\x00\x20\x00\x40", b"\x03" * 9]
)


def zipped(*names: str, content: bytes = b"x") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (png(), "photo.PNG", "png"),
        (JPEG, "photo.jpg", "jpeg"),
        (b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f" + bytes(12), "photo.webp", "webp"),
        (b"%PDF-1.7\nsome", "letter.pdf", "pdf"),
        ("a,b\n£,’\n".encode("cp1252"), "list.csv", "csv"),
        ("a\tb\n".encode("utf-16"), "list.txt", "csv"),
        (zipped("xl/workbook.xml"), "list.xlsx", "xlsx"),
    ],
)
def test_each_kind_is_told_by_its_content(content: bytes, name: str, kind: str) -> None:
    assert kind_of(content, name) == kind


@pytest.mark.parametrize(
    ("content", "name", "status", "says"),
    [
        (b"", "a.csv", 415, "It looks like something else."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", "a.png", 415, "It looks like a web page or drawing."),
        ("<html>".encode("utf-16"), "a.csv", 415, "It looks like a web page or drawing."),
        (b"GIF89a", "a.png", 415, "It looks like a picture (GIF)."),
        (png(), "a.pdf", 415, "Rename it to end in .png."),
        (JPEG, "a.png", 415, "Rename it to end in .jpg or .jpeg."),
        (b"a,b\x00c", "a.csv", 415, "It looks like something else."),
        (zipped("xl/workbook.xml", "xl/vbaProject.bin"), "a.xlsx", 415, "It looks like a ZIP file."),
        (zipped("a.csv"), "a.xlsx", 415, "It looks like a ZIP file."),
        (png(60_000, 60_000), "a.png", 413, "The picture is too large: 60,000 × 60,000."),
        (b"\x89PNG\r\n\x1a\nnothing more", "a.png", 422, "It may be damaged."),
    ],
)
def test_what_only_claims_to_be_one_is_refused(content: bytes, name: str, status: int, says: str) -> None:
    with pytest.raises(FileRefused) as caught:
        kind_of(content, name)
    assert caught.value.status == status
    assert says in str(caught.value)


def test_only_wanted_kinds_are_taken() -> None:
    with pytest.raises(FileRefused, match=r"This is not a PDF or picture \(PNG\) file. It looks like CSV."):
        kind_of(b"a,b\n", "a.csv", ("pdf", "png"))


def test_the_size_of_a_picture_is_read_without_decoding_it() -> None:
    assert picture_size(png(640, 480)) == (640, 480)
    assert picture_size(JPEG) == (64, 32)


def test_a_large_file_is_refused_with_its_size() -> None:
    refuse_large(10_000_000, 10_000_000)
    with pytest.raises(FileRefused, match=r"The file is 10.1 MB. Files must be smaller than 10 MB."):
        refuse_large(10_000_001, 10_000_000)


def test_every_upload_has_one_limit() -> None:
    refuse_large(10_000_000)
    with pytest.raises(FileRefused, match=r"The file is 10.1 MB. Files must be smaller than 10 MB."):
        refuse_large(10_000_001)
    assert BROWSER.size == LARGEST_FILE


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (zipped(*(f"{n}.xml" for n in range(101))), "It may be damaged."),
        (zipped("../../x"), "It may be damaged."),
        (zipped("/etc/x"), "It may be damaged."),
        (zipped("a.xml", "A.xml"), "It may be damaged."),
        (zipped("a.xml")[:-4], "It may be damaged."),
        (zipped("a.xml", content=b"\0" * 51_000_000), "unpacks to more than 50 MB"),
        (zipped("a.xml", content=b"\0" * 20_000_000), "unpacks to more than 100 times its size"),
    ],
)
def test_archives_that_are_not_safe_to_open(content: bytes, says: str) -> None:
    with pytest.raises(FileRefused, match=says):
        parts_of(content)


def test_an_ordinary_archive_is_listed() -> None:
    assert parts_of(zipped("a.xml", "b/c.xml")) == {"a.xml": 1, "b/c.xml": 1}
