"""What a file is, by its content and never by its name."""

import zipfile
from typing import BinaryIO

from measures.csv_import.contracts import FileRefused

HEAD = 4_096

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"BM", "a picture (BMP)"),
    (b"RIFF", "a picture, sound or film"),
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"7z\xbc\xaf'\x1c", "a compressed file (7z)"),
    (b"Rar!", "a compressed file (RAR)"),
    (b"SQLite format 3\x00", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
MARKUP = (b"<!doctype html", b"<html", b"<svg", b"<?xml", b"<script")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

NOT_A_TABLE = "This is not a CSV or Excel (.xlsx) file, even though its name says so."
SAVE_AGAIN = "Save the sheet as .xlsx or .csv and upload that."
SAVE_AS_CSV = "This is an Excel workbook. Save the sheet as CSV (UTF-8) and upload that."
MACROS = "Files with macros are not accepted. Save as .xlsx without macros."
LOCKED = "This file is locked with a password. Remove it and try again."
DAMAGED = "We could not read this file. It may be damaged. Save it again and retry."

# Parts that only one kind of zip file has, the most telling first.
ZIP_KINDS: tuple[tuple[str, str], ...] = (
    ("xl/vbaProject.bin", MACROS),
    ("xl/workbook.bin", f"This is a binary workbook (.xlsb). {SAVE_AGAIN}"),
    ("xl/workbook.xml", SAVE_AS_CSV),
    ("word/document.xml", f"{NOT_A_TABLE} It looks like a Word document."),
    ("ppt/presentation.xml", f"{NOT_A_TABLE} It looks like a presentation."),
    ("Index/Document.iwa", f"This is a Numbers or Pages file. {SAVE_AGAIN}"),
    ("mimetype", f"This looks like an OpenDocument file (.ods). {SAVE_AGAIN}"),
)


def refuse_other_kinds(source: BinaryIO) -> None:
    """Raise FileRefused (415) if the content is surely not text; leaves `source` at its start."""
    source.seek(0)
    head = source.read(HEAD)
    source.seek(0)
    if head.startswith(OLD_OFFICE):
        raise FileRefused(_old_office(source), status=415)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise FileRefused(_zip(source), status=415)
    kind = next((kind for mark, kind in SIGNATURES if head.startswith(mark) and _is_binary(mark, head)), None)
    if kind is None and head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(MARKUP):
        kind = "a web page or drawing"
    if kind is not None:
        raise FileRefused(f"{NOT_A_TABLE} It looks like {kind}.", status=415)


def _is_binary(mark: bytes, head: bytes) -> bool:
    # Two-letter marks could begin a heading; a program or bitmap always holds a NUL.
    return len(mark) > 2 or not mark.isalpha() or b"\x00" in head


def _old_office(source: BinaryIO) -> str:
    whole = source.read(10_000_000)
    source.seek(0)
    return LOCKED if ENCRYPTED in whole else f"This is an old Excel or Office file (.xls). {SAVE_AGAIN}"


def _zip(source: BinaryIO) -> str:
    try:
        names = set(zipfile.ZipFile(source).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return DAMAGED
    finally:
        source.seek(0)
    found = next((message for part, message in ZIP_KINDS if part in names), None)
    return found or f"{NOT_A_TABLE} It looks like a ZIP file."
