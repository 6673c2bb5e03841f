"""The child process that opens a workbook: little memory, little time, no address of anything; then it ends.

Takes the file on its standard input and the most rows as its argument (0: any number); writes lines of
JSON: rows as [row, cells, troubles], then {"faults": …}, or {"refused": …} at the end. It knows nothing of
Django but how words pass through it, and no settings of the portal.
"""

import json
import logging
import resource
import sys
import zipfile
import zlib
from typing import BinaryIO
from xml.sax import SAXException

from defusedxml.common import DefusedXmlException

from charter.archives import DAMAGED, TOO_LARGE, parts_of
from charter.faults import FileRefused
from measures.csv_import.decoding import EMPTY
from measures.csv_import.sheets import HELP_SHEET
from measures.csv_import.workbook.markup import TooStrange, listen
from measures.csv_import.workbook.parts import Sheet, Workbook, read_parts
from measures.csv_import.workbook.sheet import AnythingThere, SheetPart

MEMORY, SECONDS, WRITTEN = 1 << 30, 60, 60_000_000

UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    KeyError,
    ValueError,
    OverflowError,
    NotImplementedError,
    SAXException,
    TooStrange,
)


class _Output:
    """Lines of JSON, up to a total: texts that are stored once may be meant a million times."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._written = stream, 0

    def row(self, number: int, cells: list[str], troubles: list[tuple[int, str, str]]) -> None:
        """One row that holds something."""
        self.line([number, cells, troubles])

    def line(self, document: object) -> None:
        """One document; FileRefused when all of them are too much."""
        written = json.dumps(document).encode() + b"\n"
        self._written += len(written)
        if self._written > WRITTEN:
            raise FileRefused(TOO_LARGE, status=413)
        self._stream.write(written)


def limit(memory: int = MEMORY, seconds: int = SECONDS) -> None:
    """Bound this process for good: address space, processor time, size of a file, no core dump."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 * WRITTEN, 2 * WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def convert(source: BinaryIO, target: BinaryIO, most_rows: int | None) -> None:
    """Write the rows of the one sheet that holds something, or why there are none."""
    output = _Output(target)
    try:
        parts_of(source)
        with zipfile.ZipFile(source) as archive:
            book = read_parts(archive)
            part = SheetPart(book, output.row, most_rows)
            listen(archive, _the_sheet(archive, book).part, part)
            part.conclude()
        output.line({"faults": part.faults})
    except FileRefused as refused:
        output.line({"refused": str(refused), "status": refused.status})
    except DefusedXmlException as attack:
        output.line({"refused": str(DAMAGED), "status": 415, "attack": type(attack).__name__})
    except UNREADABLE:
        output.line({"refused": str(DAMAGED), "status": 415})
    except MemoryError:
        output.line({"refused": str(TOO_LARGE), "status": 413})


def _the_sheet(archive: zipfile.ZipFile, book: Workbook) -> Sheet:
    filled = [sheet for sheet in book.sheets if sheet.name != HELP_SHEET and _holds(archive, sheet)]
    hidden = [sheet.name for sheet in filled if sheet.hidden]
    if hidden:
        raise FileRefused(f"The sheet “{hidden[0][:40]}” is hidden. Unhide or delete it.")
    if len(filled) > 1:
        names = f"“{filled[0].name[:40]}” and “{filled[1].name[:40]}”"
        words = f"{len(filled)} sheets hold something, such as {names}. Keep one and delete the others."
        raise FileRefused(words)
    if not filled:
        raise FileRefused(EMPTY)
    return filled[0]


def _holds(archive: zipfile.ZipFile, sheet: Sheet) -> bool:
    part = AnythingThere()
    listen(archive, sheet.part, part)
    return part.found


def main() -> int:
    """Read standard input, write standard output."""
    limit()
    logging.disable()
    most = int(sys.argv[1]) or None
    convert(sys.stdin.buffer, sys.stdout.buffer, most)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
