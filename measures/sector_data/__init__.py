"""The regulator's tables of Tenant Satisfaction Measures: reading, arithmetic, quartiles. Knows no database.

Columns are found by their place and measures by their code, never by the words in the heading: in the
regulator's own files a heading has carried another measure's text.
"""

from measures.sector_data.benchmarks import STORED_PLACES, BenchmarkLine, benchmark_lines
from measures.sector_data.comparing import (
    Comparison,
    Place,
    comparison_sentences,
    group_words,
    like_us,
    place_of,
)
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
    "STORED_PLACES",
    "BenchmarkLine",
    "Comparison",
    "Place",
    "SectorFault",
    "SectorFigure",
    "SectorFiles",
    "SectorLandlord",
    "SectorMeasure",
    "benchmark_lines",
    "comparison_sentences",
    "definitions",
    "group_words",
    "like_us",
    "place_of",
    "read_files",
    "sector_measure",
]
