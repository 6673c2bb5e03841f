"""What the form would ask about each row of a file: warnings for the preview, refusals as faults."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from measures.actions.imports.comparing import Beside, Line
from measures.actions.imports.figures import figures_of
from measures.csv_import import FigureRow, RowFault
from measures.models import Segment
from measures.plausible import Doubt
from measures.querysets.doubts import Asked, crossing, takes_part, unlikely


@dataclass
class Doubting:
    """Rows are asked about as they come; what has to fit another measure's figure waits for the last row."""

    beside: Beside
    segments: Mapping[str, int] = field(
        default_factory=lambda: dict(Segment.objects.values_list("slug", "pk"))
    )
    parties: list[tuple[int, Asked]] = field(default_factory=list)

    @cached_property
    def crossed(self) -> set[str]:
        """The measures whose figures have to fit those of another one."""
        return {slug for slug, measure in self.beside.measures.items() if takes_part(measure)}

    def ask(self, rows: Sequence[FigureRow], lines: Sequence[Line]) -> None:
        """Note what is unlikely about these rows on their lines; without lines nobody would read it."""
        asked = {row.row: self._asked(row) for row in rows if lines or row.measure in self.crossed}
        self.parties += [(row, one) for row, one in asked.items() if one.measure.slug in self.crossed]
        told = [line for line in lines if line.row in asked and line.kind != "same"]
        for line, doubts in zip(told, unlikely([asked[line.row] for line in told]), strict=True):
            _note(line, doubts)

    def close(self, lines: Sequence[Line]) -> list[RowFault]:
        """The faults of rows that cannot be true beside another row of the file or beside what stands."""
        faults, by_row = [], {line.row: line for line in lines}
        found = crossing([asked for _, asked in self.parties])
        for (row, asked), doubts in zip(self.parties, found, strict=True):
            for doubt in doubts:
                if doubt.refuses:
                    column = doubt.fields[0].replace("_", " ").capitalize()
                    faults.append(RowFault(row, column, asked.period.key, doubt.says, ""))
            if row in by_row:
                _note(by_row[row], doubts)
        return faults

    def _asked(self, row: FigureRow) -> Asked:
        segment = self.segments.get(row.segment or "")
        return Asked(self.beside.measures[row.measure], row.period, segment, figures_of(row))


def _note(line: Line, doubts: Sequence[Doubt]) -> None:
    if doubts:
        said = [doubt.says for doubt in doubts if not doubt.refuses]
        line.shown["doubts"] = "\n".join(filter(None, [line.shown.get("doubts", ""), *said]))
