"""Bytes to text: UTF-8 with or without mark, UTF-16 with mark, Windows-1252 (design, section 6)."""

import codecs
from typing import BinaryIO

from django.utils.translation import gettext as _

from charter.faults import FileRefused
from charter.translated import lazily as _lazy

CHUNK = 1 << 16
SAVE_AS = _lazy("Save as CSV UTF-8.")
EMPTY = _lazy("The file is empty. Choose a file with a heading row and at least one figure.")


def encoding_of(source: BinaryIO) -> str:
    """The encoding of the whole file, found by decoding all of it; leaves `source` at its start.

    FileRefused if it is empty or in none of the encodings that we read. The file is read in pieces,
    so that its length does not matter.
    """
    source.seek(0)
    head = source.read(4_096)
    source.seek(0)
    if not head:
        raise FileRefused(EMPTY)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _first_that_reads(source, ("utf-16",))
    if head.count(0) * 4 > len(head):
        raise FileRefused(
            _("We could not tell which letters this file uses. {save_as}").format(save_as=SAVE_AS)
        )
    if head.startswith(codecs.BOM_UTF8):
        return _first_that_reads(source, ("utf-8-sig",))
    return _first_that_reads(source, ("utf-8", "cp1252"))


def _first_that_reads(source: BinaryIO, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        if _reads(source, encoding):
            return encoding
    raise FileRefused(_("Some letters in this file cannot be read. {save_as}").format(save_as=SAVE_AS))


def _reads(source: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    try:
        while piece := source.read(CHUNK):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        source.seek(0)
    return True
