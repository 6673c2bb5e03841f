"""What a file of figures is, by its content and never by its name (reliability.md, P20)."""

from typing import BinaryIO

from django.utils.translation import gettext as _

from charter.archives import DAMAGED, LOCKED, parts_of
from charter.faults import FileRefused
from charter.files import HEAD, OLD_OFFICE, ZIPPED, looks_like
from charter.translated import lazily as _lazy

ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
OLD_OFFICE_READ = 10_000_000

NOT_A_TABLE = _lazy("This is not a CSV or Excel (.xlsx) file, even though its name says so.")
SAVE_AGAIN = _lazy("Save the sheet as .xlsx or .csv and upload that.")
MACROS = _lazy("Files with macros are not accepted. Save as .xlsx without macros.")
NOT_TEXT = (NOT_A_TABLE, _lazy("It looks like plain text. Give it a name that ends in .csv."))
SAVE_AS_CSV = _lazy("This is an Excel workbook. Save the sheet as CSV (UTF-8) and upload that.")
NOT_NAMED_SO = _lazy(
    "This is an Excel workbook, but its name says that it is CSV. Give it a name that ends in .xlsx."
)

# Parts that only one kind of zip file has, the most telling first. No message: the wanted one.
WORKBOOK = "xl/workbook.xml"
ZIP_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("xl/vbaProject.bin", (MACROS,)),
    ("xl/macrosheets/sheet1.xml", (MACROS,)),
    ("xl/workbook.bin", (_lazy("This is a binary workbook (.xlsb)."), SAVE_AGAIN)),
    (WORKBOOK, ()),
    ("word/document.xml", (NOT_A_TABLE, _lazy("It looks like a Word document."))),
    ("ppt/presentation.xml", (NOT_A_TABLE, _lazy("It looks like a presentation."))),
    ("Index/Document.iwa", (_lazy("This is a Numbers or Pages file."), SAVE_AGAIN)),
    ("mimetype", (_lazy("This looks like an OpenDocument file (.ods)."), SAVE_AGAIN)),
)
# Names of forms that we do not read, whatever stands in the file.
REFUSED_NAMES = {
    ".xls": (_lazy("This is an old Excel file (.xls)."), SAVE_AGAIN),
    ".xlsb": (_lazy("This is a binary workbook (.xlsb)."), SAVE_AGAIN),
    ".ods": (_lazy("This is an OpenDocument file (.ods)."), SAVE_AGAIN),
    ".numbers": (_lazy("This is a Numbers file."), SAVE_AGAIN),
    ".xlsm": (MACROS,),
    ".xltm": (MACROS,),
    ".xlam": (MACROS,),
}


def _joined(sentences: tuple[str, ...]) -> str:
    return " ".join(map(str, sentences))


def form_of(source: BinaryIO, name: str = "") -> str:
    """ "csv" or "xlsx"; leaves `source` at its start.

    `name` is what the person calls the file, "" where that says nothing. Raises FileRefused (415) for every
    other kind, for a name that claims another one and for what is damaged or locked, (413) for a workbook
    that unpacks to too much.
    """
    ending = next((one for one in REFUSED_NAMES if name.casefold().rstrip().endswith(one)), None)
    found = _form(source)
    if ending is not None:
        raise FileRefused(_joined(REFUSED_NAMES[ending]), status=415)
    if name.casefold().endswith(".xlsx") and found == "csv" and source.read(1):
        source.seek(0)
        raise FileRefused(_joined(NOT_TEXT), status=415)
    if name.casefold().endswith(".csv") and found == "xlsx":
        raise FileRefused(NOT_NAMED_SO, status=415)
    source.seek(0)
    return found


def _form(source: BinaryIO) -> str:
    source.seek(0)
    head = source.read(HEAD)
    source.seek(0)
    if head.startswith(OLD_OFFICE):
        raise FileRefused(_old_office(source), status=415)
    if head.startswith(ZIPPED):
        _refuse_other_archives(parts_of(source))
        return "xlsx"
    if seen := looks_like(head):
        raise FileRefused(_joined((NOT_A_TABLE, _("It looks like {seen}.").format(seen=_(seen)))), status=415)
    return "csv"


def _old_office(source: BinaryIO) -> str:
    whole = source.read(OLD_OFFICE_READ)
    source.seek(0)
    if ENCRYPTED in whole:
        return LOCKED
    return _joined((_("This is an old Excel or Office file (.xls)."), SAVE_AGAIN))


def _refuse_other_archives(parts: dict[str, int]) -> None:
    found = next((message for part, message in ZIP_KINDS if part in parts), None)
    if found is None:
        raise FileRefused(_joined((NOT_A_TABLE, _("It looks like a ZIP file."))), status=415)
    if found:
        raise FileRefused(_joined(found), status=415)


def refuse_other_kinds(source: BinaryIO) -> None:
    """Raise FileRefused (415) if the content is surely not text; leaves `source` at its start."""
    if form_of(source) == "xlsx":
        raise FileRefused(SAVE_AS_CSV, status=415)


__all__ = ["DAMAGED", "LOCKED", "MACROS", "NOT_A_TABLE", "SAVE_AS_CSV", "form_of", "refuse_other_kinds"]
