"""Rows of a file between checking and writing."""

import pickle
from collections.abc import Iterator
from contextlib import suppress
from tempfile import TemporaryFile

from measures.csv_import import FigureRow


class Kept:
    """Checked rows on their way to be written: in a file, so that memory does not grow with them."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115  closed with what holds it

    def __enter__(self) -> "Kept":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, rows: list[FigureRow]) -> None:
        """Keep some rows."""
        pickle.dump(rows, self._file, pickle.HIGHEST_PROTOCOL)

    def __iter__(self) -> Iterator[list[FigureRow]]:
        self._file.seek(0)
        with suppress(EOFError):
            while True:
                yield pickle.load(self._file)  # noqa: S301  nobody else can write to it
