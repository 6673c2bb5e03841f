"""The regulator's tables of Tenant Satisfaction Measures: reading, arithmetic, quartiles. Knows no database.

Columns are found by their place and measures by their code, never by the words in the heading: in the
regulator's own files a heading has carried another measure's text.
"""

from measures.sector_data.benchmarks import BenchmarkLine, benchmark_lines
from measures.sector_data.definitions import (
    DEFAULT_STOCK,
    SectorMeasure,
    definitions,
    sector_measure,
)
from measures.sector_data.figures import SectorFigure
from measures.sector_data.landlords import SectorLandlord
from measures.sector_data.reading import SectorFault, SectorFiles, read_files
from measures.sector_data.tables import MARKERS

__all__ = [
    "DEFAULT_STOCK",
    "MARKERS",
    "BenchmarkLine",
    "SectorFault",
    "SectorFigure",
    "SectorFiles",
    "SectorLandlord",
    "SectorMeasure",
    "benchmark_lines",
    "definitions",
    "read_files",
    "sector_measure",
]
