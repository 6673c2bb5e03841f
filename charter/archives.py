"""Looking at a ZIP file without unpacking it: how many parts, how large, under which names.

Limits before opening (reliability.md, P21): 100 entries, 50 MB unpacked, 100 times its packed size; entries
that lead outside, stand twice, are encrypted or packed in a way that no office program uses are refused.
"""

import io
import stat
import zipfile
from typing import BinaryIO

from charter.faults import FileRefused
from charter.translated import lazily as _lazy

MOST_ENTRIES, MOST_UNPACKED, MOST_TIMES = 100, 50_000_000, 100
LONGEST_DIRECTORY = 65_536  # bytes; a hundred entries with long names need less
END, END_LENGTH, LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
SMALL = 1_000_000  # bytes; what unpacks to less harms nobody, however well it is packed

DAMAGED = _lazy("We could not read this file. It may be damaged. Save it again and retry.")
LOCKED = _lazy("This file is locked with a password. Remove it and try again.")
TOO_LARGE = _lazy("This file unpacks to more than 50 MB, so we did not open it.")
TOO_DENSE = _lazy("This file unpacks to more than 100 times its size, so we did not open it.")


def parts_of(content: bytes | BinaryIO) -> dict[str, int]:
    """The names of the parts with their unpacked sizes in bytes; leaves a stream at its start.

    Raises FileRefused: 415 when it is damaged or locked, 413 when it is more than the limits. Only the
    directory at its end is read, and only if that is short: one of a million entries would fill the memory
    by itself.
    """
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    try:
        _refuse_long_directory(source)
        with zipfile.ZipFile(source) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OSError, NotImplementedError) as error:
        raise FileRefused(DAMAGED, status=415) from error
    finally:
        source.seek(0)
    _refuse_strange(entries)
    _refuse_bombs(entries)
    return {entry.filename: entry.file_size for entry in entries}


def _refuse_long_directory(source: BinaryIO) -> None:
    size = source.seek(0, io.SEEK_END)
    source.seek(max(0, size - END_LENGTH - LONGEST_COMMENT))
    tail = source.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_LENGTH:
        raise FileRefused(DAMAGED, status=415)
    entries = int.from_bytes(tail[at + 10 : at + 12], "little")
    length = int.from_bytes(tail[at + 12 : at + 16], "little")
    if entries > MOST_ENTRIES or length > LONGEST_DIRECTORY:
        raise FileRefused(DAMAGED, status=415)


def _refuse_strange(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(entries) > MOST_ENTRIES or len({name.casefold() for name in names}) < len(names):
        raise FileRefused(DAMAGED, status=415)
    if any(_leads_outside(name) for name in names):
        raise FileRefused(DAMAGED, status=415)
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise FileRefused(LOCKED, status=415)
        is_link = stat.S_ISLNK(entry.external_attr >> 16)
        if is_link or entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise FileRefused(DAMAGED, status=415)


def _leads_outside(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or ":" in name or "\x00" in name


def _refuse_bombs(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > MOST_UNPACKED:
        raise FileRefused(TOO_LARGE, status=413)
    if unpacked > SMALL and unpacked > MOST_TIMES * max(packed, 1):
        raise FileRefused(TOO_DENSE, status=413)
