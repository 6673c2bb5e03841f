"""The charts of a paper: each measure once, what fell short first and large, with icons of control."""

from collections.abc import Iterable
from typing import Any

from measures.charts import key
from measures.charts.paper import paper_chart
from measures.presenters import Document
from measures.report_view.rows import moves

MOST_CHARTS = 60  # of a paper
BESIDE_A_PROMISE = 2  # small ones; the others stand together after the promises
SHORT_TABLE = 4  # measures; under a longer one small charts have no room on the page, or the half of it


class Drawing:
    """Draws the charts of one paper; knows how many there are and which measures wait for a later page."""

    def __init__(self) -> None:
        self.drawn = 0
        self.waiting: list[Document] = []
        self.left_out = 0

    def of_promise(self, measures: Iterable[Document], *, rows: int, kept: bool) -> Document:
        """A large chart of what fell short, where the promise did; under a short table a few small ones."""
        found: list[Document] = []
        for one in worst_first(measures):
            wide = bool(found) and found[0]["chart"].wide
            small = 0 if rows > SHORT_TABLE and (wide or kept) else BESIDE_A_PROMISE
            if len(found) == small + wide:
                self.waiting.append(one)
            else:
                found += self._charts(one, wide=not kept and not found and fell_short(one))
        return parted(found)

    def of_all(self, measures: Iterable[Document]) -> Document:
        """A chart of each, as many as the paper holds; what is left out is counted."""
        found: list[Document] = []
        for one in worst_first(measures):
            found += self._charts(one, wide=not found and fell_short(one))
        return parted(found)

    def of_the_waiting(self) -> Document:
        """What had no room beside its promise, all of it small."""
        return parted([marked for one in self.waiting for marked in self._charts(one, wide=False)])

    def _charts(self, one: Document, *, wide: bool) -> list[Document]:
        chart = paper_chart(one, wide=wide)
        if chart is None:
            return []
        if self.drawn == MOST_CHARTS:
            self.left_out += 1
            return []
        self.drawn += 1
        return [{"chart": chart, "moves": moves(one)}]


def parted(found: list[Document]) -> dict[str, Any]:
    """Large charts first, small ones by two, and how to read them."""
    small = [marked for marked in found if not marked["chart"].wide]
    return {
        "wide": [marked for marked in found if marked["chart"].wide],
        "pairs": [small[place : place + 2] for place in range(0, len(small), 2)],
        "key": key(*(marked["chart"].series for marked in found)),
    }


def worst_first(measures: Iterable[Document]) -> list[Document]:
    """Missed before close before all others, else in their order."""
    order = {"missed": 0, "near": 1}
    return sorted(measures, key=lambda one: order.get(one["status"], 2))


def fell_short(measure: Document) -> bool:
    """Whether it is missed or close to its target."""
    return measure["status"] in ("missed", "near")
