"""What a file is, told by its content and never by its name alone; what is not wanted is refused in words.

Knows nothing of where files come from: bytes in, a word or a refusal out. Nothing is decoded or unpacked.
"""

import codecs
import unicodedata
from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.archives import parts_of
from charter.faults import FileRefused

HEAD = 4_096
DAMAGED = N_("We could not read this picture. It may be damaged. Save it again and retry.")
LARGEST_FILE = 10_000_000  # bytes of one file that a person uploads: the 10 MB that every page names
# Sides and area of a picture; a forged size in a small file is refused before anything decodes it (X43).
MOST_PIXELS_A_SIDE, MOST_PIXELS = 12_000, 50_000_000

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", N_("a picture (PNG)")),
    (b"\xff\xd8\xff", N_("a picture (JPEG)")),
    (b"GIF8", N_("a picture (GIF)")),
    (b"BM", N_("a picture (BMP)")),
    (b"II*\x00", N_("a picture (TIFF)")),
    (b"MM\x00*", N_("a picture (TIFF)")),
    (b"RIFF", N_("a picture, sound or film")),
    (b"%PDF-", N_("a PDF")),
    (b"{\\rtf", N_("a text document (RTF)")),
    (b"\x1f\x8b", N_("a compressed file (gzip)")),
    (b"BZh", N_("a compressed file (bzip2)")),
    (b"\xfd7zXZ\x00", N_("a compressed file (xz)")),
    (b"7z\xbc\xaf'\x1c", N_("a compressed file (7z)")),
    (b"Rar!", N_("a compressed file (RAR)")),
    (b"SQLite format 3\x00", N_("a database")),
    (b"\x7fELF", N_("a program")),
    (b"MZ", N_("a program")),
)
MARKUP = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<body", b"<head", b"<!--")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIPPED = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
KINDS = {
    "pdf": "PDF",
    "png": N_("picture (PNG)"),
    "jpeg": N_("picture (JPEG)"),
    "webp": N_("picture (WebP)"),
    "csv": "CSV",
    "xlsx": "Excel (.xlsx)",
}
ENDINGS = {
    "pdf": (".pdf",),
    "png": (".png",),
    "jpeg": (".jpg", ".jpeg"),
    "webp": (".webp",),
    "csv": (".csv", ".txt"),
    "xlsx": (".xlsx",),
}


def looks_like(head: bytes) -> str:
    """What the first bytes surely are, such as "a PDF"; empty for what may be plain text."""
    if head.startswith(OLD_OFFICE):
        return N_("an old Office file")
    if head.startswith(ZIPPED):
        return N_("a ZIP file")
    for mark, kind in SIGNATURES:
        if head.startswith(mark) and _is_binary(mark, head):
            return kind
    if _plain_start(head).startswith(MARKUP):
        return N_("a web page or drawing")
    return ""


def _is_binary(mark: bytes, head: bytes) -> bool:
    # Two or three letters could begin a heading; a program or picture always holds a NUL.
    return not mark.isalpha() or len(mark) > 3 or b"\x00" in head


def _plain_start(head: bytes) -> bytes:
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if head.startswith(mark):
            head = head[2:].decode(encoding, "ignore").encode("utf-8", "ignore")
    return head.lstrip(b"\xef\xbb\xbf \t\r\n\x0b\x0c\x00").lower()


def kind_of(content: bytes, name: str, wanted: Collection[str] = tuple(KINDS)) -> str:
    """The kind of a whole file, one of `wanted` (words of KINDS).

    Raises FileRefused (415) when the content is none of them or the name claims another kind, (413) for a
    picture or workbook too large to open, (422) for a picture without a size.
    """
    found = _kind(content)
    if found not in wanted:
        seen = KINDS.get(found) or looks_like(content[:HEAD]) or N_("something else")
        said = _("This is not a {allowed} file. It looks like {seen}.")
        raise FileRefused(said.format(allowed=_allowed(wanted), seen=_(seen)), status=415)
    if not name.casefold().endswith(ENDINGS[found]):
        said = _("The name of this file does not fit what it holds: {kind}. Rename it to end in {endings}.")
        endings = _(" or ").join(ENDINGS[found])
        raise FileRefused(said.format(kind=_(KINDS[found]), endings=endings), status=415)
    if found in {"png", "jpeg", "webp"}:
        _refuse_huge(picture_size(content))
    return found


def _allowed(wanted: Collection[str]) -> str:
    """The kinds in a list for people: “PDF, picture (PNG) or CSV”."""
    kinds = [_(KINDS[kind]) for kind in wanted]
    if len(kinds) == 1:
        return kinds[0]
    return _("{kinds} or {last}").format(kinds=", ".join(kinds[:-1]), last=kinds[-1])


def _kind(content: bytes) -> str:
    head = content[:HEAD]
    seen = looks_like(head)
    if seen == "a PDF":
        return "pdf"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    if seen.startswith("a picture ("):
        return {"a picture (PNG)": "png", "a picture (JPEG)": "jpeg"}.get(seen, "")
    if seen == "a ZIP file":
        parts = parts_of(content)
        return "xlsx" if "xl/workbook.xml" in parts and "xl/vbaProject.bin" not in parts else ""
    return "csv" if not seen and content and is_text(content) else ""


def is_text(content: bytes) -> bool:
    """Whether the bytes are text in an encoding that we read, without signs that only machines write."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(unicodedata.category(one) == "Cc" and one not in "\t\r\n\x0c" for one in text)
    return False


def picture_size(content: bytes) -> tuple[int, int]:
    """Width and height in pixels, from the header of a PNG, JPEG or WebP; FileRefused (422) without one."""
    if content.startswith(b"\x89PNG") and content[12:16] == b"IHDR" and len(content) >= 24:
        return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    if content.startswith(b"RIFF"):
        return _webp_size(content)
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = content[at + 5 : at + 7], content[at + 7 : at + 9]
            return int.from_bytes(width, "big"), int.from_bytes(height, "big")
        at += 2 + length
    raise FileRefused(_(DAMAGED))


def _webp_size(content: bytes) -> tuple[int, int]:
    """Width and height of a WebP (RFC 9649, section 2): the first chunk is VP8X, VP8L or VP8."""
    chunk, data = content[12:16], content[20:30]
    if chunk == b"VP8X" and len(data) == 10:
        return int.from_bytes(data[4:7], "little") + 1, int.from_bytes(data[7:10], "little") + 1
    if chunk == b"VP8L" and data[:1] == b"\x2f":
        packed = int.from_bytes(data[1:5], "little")
        return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 " and data[3:6] == b"\x9d\x01\x2a":
        width, height = data[6:8], data[8:10]
        return int.from_bytes(width, "little") & 0x3FFF, int.from_bytes(height, "little") & 0x3FFF
    raise FileRefused(_(DAMAGED))


def _refuse_huge(size: tuple[int, int]) -> None:
    width, height = size
    if max(size) > MOST_PIXELS_A_SIDE or width * height > MOST_PIXELS or not min(size):
        words = _("The picture is too large: {width} × {height}. Make it smaller and try again.").format(
            width=f"{width:,}", height=f"{height:,}"
        )
        raise FileRefused(words, status=413)


def refuse_large(size: int, most: int = LARGEST_FILE) -> None:
    """FileRefused (413) for a file of more than `most` bytes, before anything of it is read."""
    if size > most:
        # Rounded up, so that a file just over the limit does not read as one just at it.
        tenths = -(-size // 100_000)
        words = _("The file is {size} MB. Files must be smaller than {most} MB.").format(
            size=f"{tenths // 10}.{tenths % 10}", most=most // 1_000_000
        )
        raise FileRefused(words, status=413)


__all__ = [
    "KINDS",
    "LARGEST_FILE",
    "FileRefused",
    "is_text",
    "kind_of",
    "looks_like",
    "picture_size",
    "refuse_large",
]
