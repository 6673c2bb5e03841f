"""Exports run nothing (P22): sixty payloads in eight text fields, through every export, read back.

Read back with another library than wrote them; the control shows the formulas when the writer is left out.
"""

import csv
import io
from collections.abc import Iterator

import openpyxl
import pytest
from django.urls import reverse

from charter.periods import Period
from measures import csv_export, xlsx_export
from measures.actions import record_result, submit_result
from measures.csv_import import FAULT_HEADS, RowFault, fault_rows
from measures.figures import Figures
from measures.models import Measure, Result, Segment
from tests.measures.test_import_pages import client, owner, person, signed_in

__all__ = ["client", "owner"]
pytestmark = pytest.mark.django_db

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00=", "＝", "＋", "－", "＠")
BODIES = ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x","y")', "SUM(A1)", "WEBSERVICE(A1)")
PAYLOADS = [start + body for start in STARTS for body in BODIES]
FIELDS = 8


def cells_of(content: bytes) -> Iterator[openpyxl.cell.cell.Cell]:
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        for row in sheet.iter_rows():
            yield from row


def formulas_in(content: bytes, ending: str) -> list[str]:
    """The cells that a spreadsheet would run."""
    if ending == "xlsx":
        return [str(cell.value) for cell in cells_of(content) if cell.data_type in {"f", "e"}]
    book = openpyxl.Workbook()
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        book.active.append([xlsx_export.as_text(cell) for cell in row])
    found = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    return [
        str(cell.value)
        for cell in found
        if str(cell.value).startswith(csv_export.FORMULA_STARTS)
        and not csv_export.NUMBER.fullmatch(str(cell.value))
    ]


def payload_rows() -> list[list[csv_export.Cell]]:
    return [[*(payload for _ in range(FIELDS)), "-12.5", 7] for payload in PAYLOADS]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_sixty_payloads_in_eight_fields_are_text_and_negative_numbers_stay(ending: str) -> None:
    assert len(PAYLOADS) == 60
    heads = [f"text {n}" for n in range(FIELDS)] + ["number", "count"]
    writer = {"csv": csv_export.written, "xlsx": xlsx_export.written}[ending]
    content = writer(heads, payload_rows())
    assert formulas_in(content, ending) == []
    if ending == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        numbers = [(row[FIELDS].value, row[FIELDS + 1].value) for row in book.active.iter_rows(min_row=2)]
        assert set(numbers) == {(-12.5, 7)}
        texts = book.active.iter_rows(min_row=2, max_col=FIELDS)
        assert {cell.data_type for row in texts for cell in row} == {"s"}
    else:
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        assert {tuple(line[FIELDS:]) for line in lines[1:]} == {("-12.5", "7")}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_without_the_writer_the_same_cells_are_formulas(ending: str) -> None:
    if ending == "xlsx":
        book = openpyxl.Workbook()
        for row in payload_rows():
            book.active.append([xlsx_export.as_text(cell) for cell in row])
        target = io.BytesIO()
        book.save(target)
        assert len(formulas_in(target.getvalue(), ending)) >= 5 * FIELDS
    else:
        text = io.StringIO(newline="")
        csv.writer(text).writerows(payload_rows())
        assert len(formulas_in(text.getvalue().encode("utf-8-sig"), ending)) >= 40 * FIELDS


@pytest.mark.parametrize(
    ("number", "kept"),
    [("-12.5", -12.5), ("0", 0), ("007", "007"), ("12345678901234567", "12345678901234567")],
)
def test_numbers_are_numbers_where_a_spreadsheet_keeps_them(number: str, kept: object) -> None:
    content = xlsx_export.written(["n"], [[number]])
    assert openpyxl.load_workbook(io.BytesIO(content)).active["A2"].value == kept


def test_faults_of_a_file_are_inert() -> None:
    faults = [RowFault(n, payload, payload, payload, payload) for n, payload in enumerate(PAYLOADS)]
    for ending, writer in (("csv", csv_export.written), ("xlsx", xlsx_export.written)):
        assert formulas_in(writer(FAULT_HEADS, fault_rows(faults)), ending) == []


@pytest.fixture
def payload_figures(owner) -> None:
    """Figures whose every text field begins like a formula: titles, unit, why, action, note, segment."""
    measure = Measure.objects.get(slug="repairs")
    measure.title, measure.why, measure.unit = PAYLOADS[0], PAYLOADS[6], "%"
    measure.save()
    owner.name = PAYLOADS[20]
    owner.save()
    Segment.objects.create(slug="north", name=PAYLOADS[11], dimension="area")
    for number, payload in enumerate(PAYLOADS[:3]):
        result = record_result(
            measure=measure,
            period=Period.parse(f"2026-{7 + number:02d}"),
            figures=Figures(96, 100, note=payload, why=payload, action=payload),
            by=owner,
        )
        submit_result(result=result, by=owner)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_every_list_of_staff_is_inert(client, payload_figures, ending: str) -> None:
    approver = signed_in(person("approver@example.org", "approver"))
    for visitor, name in (
        (client, "staff_figures"),
        (approver, "staff_approvals"),
        (client, "staff_measures"),
    ):
        answer = visitor.get(reverse(f"{name}_{ending}"))
        assert answer.status_code == 200, name
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "sandbox"
        assert formulas_in(answer.content, ending) == [], name
    answer = client.get(reverse(f"staff_import_template_{ending}", args=["results"]))
    assert formulas_in(answer.content, ending) == []
    assert Result.objects.filter(workflow="submitted").count() == 3


def test_lists_are_for_those_who_may(client, owner) -> None:
    officer = signed_in(person("officer@example.org", "engagement_officer"))
    for name in ("staff_figures", "staff_approvals", "staff_measures"):
        assert officer.get(reverse(f"{name}_csv")).status_code == 403
    assert client.get(reverse("staff_approvals_csv")).status_code == 403
    other = signed_in(person("other@example.org", "data_owner"))
    assert b"repairs" not in other.get(reverse("staff_measures_csv")).content
    assert b"repairs" in client.get(reverse("staff_measures_csv")).content
