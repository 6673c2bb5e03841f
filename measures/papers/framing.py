"""What surrounds a paper: its frame on paper and on screen, its tables as CSV, its files as one ZIP."""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from measures import csv_export
from measures.open_data.package import UNIX, WRITTEN
from measures.papers import KINDS, Order, Paper

PRINT, SCREEN = "base_print.html", "base_report.html"


def framed(order: Order, paper: Paper, *, frame: str = PRINT) -> dict[str, Any]:
    """The context of a paper's template with its frame: for print, or for a page of the portal.

    A draft says so on every page, and names the required texts that are missing.
    """
    return paper.context | {
        "frame": frame,
        "is_draft": order.draft or bool(paper.missing),
        "draft_words": _draft_words(order, paper),
        "missing_texts": paper.missing,
        "corrected": order.given.get("since"),
        "is_large": order.large,
        "on_screen": frame == SCREEN,
    }


def _draft_words(order: Order, paper: Paper) -> str:
    """What kind of draft it is; empty for a final paper."""
    if order.draft:
        return _("Draft: not published")
    return _("Draft: not complete") if paper.missing else ""


def csv_of(paper: Paper) -> bytes:
    """Every table of a paper in one file: the first column names the table where there are several."""
    if len(paper.tables) == 1:
        [only] = paper.tables
        return csv_export.written(only.heads, only.rows)
    width = max((len(table.heads) for table in paper.tables), default=0)
    rows: list[tuple[str | None, ...]] = []
    for table in paper.tables:
        rows.append((table.name, *table.heads))
        rows += [(table.name, *row) for row in table.rows]
    return csv_export.written(("table", *("" for _place in range(width))), rows)


def zipped(order: Order, paper: Paper, content: bytes) -> bytes:
    """The ZIP beside a paper: PDF, the files of its kind, a list of their hashes. Empty without files.

    The same paper gives the same bytes: names are sorted and every file bears the same day.
    """
    maker = KINDS[order.kind].files
    if maker is None:
        return b""
    files: Mapping[str, bytes] = {f"{order.kind}-{order.release.slug}.pdf": content, **maker(order, paper)}
    sums = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, held in [("SHA256SUMS.txt", sums.encode()), *sorted(files.items())]:
            entry = zipfile.ZipInfo(name, WRITTEN)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, UNIX
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, held, compresslevel=9)
    return target.getvalue()
