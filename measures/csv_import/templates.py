"""Files to fill in: the heading and one row for each measure and period that is wanted."""

import csv
import io
from collections.abc import Iterable

from measures.csv_import.catalogue import MeasureEntry
from measures.csv_import.layouts import Layout


def template(layout: Layout, wanted: Iterable[tuple[MeasureEntry, str]]) -> str:
    """A CSV with this layout's headings and a row for every measure and period key.

    Slugs and period keys are plain letters, digits and hyphens, so no cell can run as a formula.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([column.key for column in layout.columns])
    blank = [""] * (len(layout.columns) - 2)
    for measure, period in wanted:
        writer.writerow([measure.slug, period, *blank])
    return text.getvalue()
