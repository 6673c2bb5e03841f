"""The one writer of CSV: text that a spreadsheet would run is made harmless; numbers stay numbers.

UTF-8 with a byte-order mark, so that a spreadsheet reads it right; commas; CR LF, as RFC 4180 says.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")

Cell = str | int | Decimal | None


def harmless(cell: Cell) -> str:
    """A cell as it goes into the file; text that begins like a formula gets an apostrophe before it."""
    if cell is None:
        return ""
    text = str(cell)
    if NUMBER.fullmatch(text):
        return text
    text = text.replace("\0", "")
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) or str(cell).startswith("\0") else text


def written(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A whole file: the headings, then the rows."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def streamed(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The same file piece by piece, for answers of any length."""
    yield written(heads, [])
    text = io.StringIO()
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()
