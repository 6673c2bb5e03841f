"""The first sheet of an Excel workbook (.xlsx) as rows of text, read in a child process with limits.

`read_workbook(source)` gives what a CSV file would hold, with the sheet's own row numbers and every cell
that cannot be taken as it stands: formulas, errors, dates that are none. Nothing is worked out and nothing
hidden is passed over in silence (reliability.md, X10 to X25). Why no ready-made reader does it:
docs/adr/0020-workbooks.md.
"""

from measures.csv_import.workbook.reading import read_workbook

__all__ = ["read_workbook"]
