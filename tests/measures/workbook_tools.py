"""Workbooks for tests, ordinary and hostile, put together part by part."""

import io
import zipfile
from collections.abc import Iterable, Mapping

import openpyxl

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEADS = ("measure", "period", "segment", "numerator", "denominator", "value", "note")


def zipped(parts: Mapping[str, str | bytes], *, stored: Iterable[str] = ()) -> bytes:
    """The parts as a ZIP file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            how = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            made.writestr(name, content, compress_type=how)
    return target.getvalue()


def parts_of(
    sheet: str,
    *,
    strings: str = "",
    styles: str = "",
    front: str = "",
    before: str = "",
    after: str = "",
    doctype: str = "",
) -> dict[str, str]:
    """The parts of a workbook of one sheet; `sheet` is what stands in its sheetData."""
    targets = (
        ("worksheet", "worksheets/sheet1.xml"),
        ("sharedStrings", "sharedStrings.xml"),
        ("styles", "styles.xml"),
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{LINK}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"/>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>',
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{LINK}">{front}'
            '<sheets><sheet name="Figures" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/worksheets/sheet1.xml": (
            f'<?xml version="1.0"?>{doctype}<worksheet xmlns="{MAIN}">{before}'
            f"<sheetData>{sheet}</sheetData>{after}</worksheet>"
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
    }


def raw(sheet: str, **more: str) -> bytes:
    """A workbook of one sheet with this sheetData."""
    return zipped(parts_of(sheet, **more))


def row(number: int, *cells: str) -> str:
    """A row of inline texts."""
    inner = "".join(
        f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
        for at, text in enumerate(cells)
        if text
    )
    return f'<row r="{number}">{inner}</row>'


HEADING = row(1, *HEADS)


def saved(book: openpyxl.Workbook) -> bytes:
    """A workbook of openpyxl as bytes."""
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def of_rows(*rows: Iterable[object], heads: Iterable[str] = HEADS) -> openpyxl.Workbook:
    """A workbook of openpyxl with these rows under the headings."""
    book = openpyxl.Workbook()
    book.active.append(list(heads))
    for one in rows:
        book.active.append(list(one))
    return book
