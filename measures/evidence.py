"""A file that comes with a figure, made safe: its kind by content, pictures drawn anew, a readable name."""

import io
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from charter.faults import FileRefused
from charter.files import kind_of
from charter.pictures import opened

KINDS = ("pdf", "png", "jpeg", "xlsx", "csv")
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
ENDINGS = {"pdf": ".pdf", "png": ".png", "jpeg": ".jpg", "xlsx": ".xlsx", "csv": ".csv"}
LONGEST_NAME = 80


@dataclass(frozen=True)
class SafeFile:
    """What is kept of a file: its kind, its bytes, and the name that people read."""

    name: str
    kind: str
    content: bytes


def safe_file(content: bytes, name: str) -> SafeFile:
    """The file as it may be kept.

    Raises FileRefused for an empty file, another kind than its content shows, and a picture that cannot be
    read. A picture is drawn anew, so that nothing hides in it; other files stay as they are.
    """
    if not content:
        raise FileRefused(_("The file is empty. Choose another one."))
    kind = kind_of(content, name, KINDS)
    if kind in ("png", "jpeg"):
        content = _drawn_anew(content, kind)
    return SafeFile(readable_name(name, kind), kind, content)


def readable_name(name: str, kind: str) -> str:
    """A name to read and to download under: no folders, no control signs, not too long, its own ending."""
    plain = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    plain = "".join(one for one in plain if unicodedata.category(one)[0] != "C" and one not in '<>:"|?*')
    stem = plain.rpartition(".")[0].strip(" .") or "evidence"
    return f"{stem[:LONGEST_NAME]}{ENDINGS[kind]}"


def _drawn_anew(content: bytes, kind: str) -> bytes:
    """The same picture without what cameras and people hide in one: place, remarks, attached data."""
    out = io.BytesIO()
    opened(content, kind).save(out, format=kind.upper())
    return out.getvalue()
