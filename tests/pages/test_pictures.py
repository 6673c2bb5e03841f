"""The pictures of the documents are there, small, and drawn by the command."""

import re

from PIL import Image

from tests.pages import pictures
from tests.pages.front import ROOT


def test_every_picture_is_there_and_they_are_small() -> None:
    drawn = sorted(pictures.FOLDER.glob("*"))
    assert drawn == sorted(pictures.names())
    assert len(pictures.PAGES) == 8
    assert sum(path.stat().st_size for path in drawn) < pictures.MOST_BYTES
    for path in drawn:
        with Image.open(path) as picture:
            assert picture.size in pictures.WINDOWS.values()


def test_the_readme_shows_some_of_them() -> None:
    shown = re.findall(r"!\[[^\]]{20,}\]\((docs/screenshots/[^)]+)\)", (ROOT / "README.md").read_text())
    assert len(shown) >= 4
    assert [name for name in shown if not (ROOT / name).exists()] == []
