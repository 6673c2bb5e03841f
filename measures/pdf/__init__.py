"""Papers: a template to a tagged PDF, within limits, one at a time; and the text of a PDF read back."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from measures.pdf.bounded import Limits, in_child
from measures.pdf.printing import drawn, library

LIMITS = Limits()
TURN = ".print-turn"


def printed(template: str, context: dict[str, Any], logo: bytes = b"") -> tuple[bytes, int]:
    """The bytes and the number of pages of a template as a tagged PDF; the same input gives the same bytes.

    `logo` is a PNG that the template shows as `asset:logo.png`.

    Raises Refused when the machine lacks the libraries that draw text or the paper takes too much time or
    memory, and PermissionError when the template asks for anything but our own assets.
    """
    source = render_to_string(template, context)
    library()  # loaded before the fork, so that the next paper finds it warm
    with _turn():
        return in_child(lambda: drawn(source, logo), LIMITS)


def words(content: bytes) -> str:
    """The text of a PDF in reading order, page after page."""
    return "\n".join(sheets(content))


def sheets(content: bytes) -> list[str]:
    """The text of each page of a PDF in reading order."""
    from pypdf import PdfReader

    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


@contextmanager
def _turn() -> Iterator[None]:
    """One print at a time on a machine; who comes second waits."""
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / TURN).open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield
