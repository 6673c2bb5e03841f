"""The rows of a workbook as its child process wrote them, read like the records of a CSV file.

The child says what is wrong in English; here it is said in the language of who reads it.
"""

import io
import json
from collections.abc import Iterator

from django.utils.translation import gettext as _

from measures.csv_import.contracts import RowFault
from measures.csv_import.rows import CellTrouble, Record

HELP_SHEET = "Read me"  # of our own templates: never read


class SheetRows(io.BytesIO):
    """Rows read from a workbook; a type of its own, so that no upload can pass for one."""

    def records(self) -> Iterator[Record]:
        """Every row that holds something, by the sheet's own row numbers."""
        self.seek(0)
        for line in self:
            document = json.loads(line)
            if isinstance(document, list):
                number, cells, troubles = document
                spoilt = tuple(CellTrouble(at, _(what), _(remedy)) for at, what, remedy in troubles)
                yield Record(number, tuple(cells), spoilt=spoilt)

    def faults(self) -> list[RowFault]:
        """What is wrong with the sheet as a whole: hidden, merged."""
        content = self.getvalue()
        last = json.loads(content[content.rstrip(b"\n").rfind(b"\n") + 1 :])
        found = last["faults"] if isinstance(last, dict) else []
        return [RowFault(row, "", "", _(what), _(remedy)) for row, what, remedy in found]
