"""Pictures of eight pages for docs/screenshots: a desk and a phone, by day and by night."""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from tests.pages.browser import browser
from tests.pages.front import ROOT
from tests.pages.installation import Installation

FOLDER = ROOT / "docs" / "screenshots"
PAGES = {
    "home": "/",
    "charter": "/charter/",
    "promise": "/promises/keep-your-home-safe/",
    "measure": "/measures/electrical-checks/",
    "performance": "/performance/",
    "compare": "/compare/",
    "my-area": "/my-area/?area=alder-vale",
    "search": "/search/?q=electrcal",
}
WINDOWS = {"desk": (1280, 1500), "phone": (390, 1500)}
COLOURS = 48
MOST_BYTES = 3_000_000


def write(site: Installation) -> list[str]:
    """Draw every picture anew; complains when together they are too large."""
    with browser() as opened:
        sizes = {path: drawn(opened, site.site, path) for path in names()}
    whole = sum(sizes.values())
    print(f"pictures: {len(sizes)}, {whole} bytes")
    return [f"the pictures have {whole} bytes, at most {MOST_BYTES}"] if whole > MOST_BYTES else []


def names() -> list[Path]:
    """Every picture's file."""
    return [
        FOLDER / f"{page}-{window}-{scheme}.png"
        for page in PAGES
        for window in WINDOWS
        for scheme in ("light", "dark")
    ]


def drawn(opened: Browser, site: str, path: Path) -> int:
    """Draw one picture; its size in bytes."""
    page, window, scheme = path.stem.rsplit("-", 2)
    width, height = WINDOWS[window]
    context = opened.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        ignore_https_errors=True,
        reduced_motion="reduce",
    )
    tab = context.new_page()
    first = tab.goto(site + PAGES[page])
    assert first is not None, page
    assert first.status == 200, f"{page}: status {first.status}"
    tab.reload()  # a face that came too late the first time is at hand now
    tab.evaluate("document.fonts.ready")
    answer = tab.screenshot()
    context.close()
    with Image.open(io.BytesIO(answer)) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(path, optimize=True)
    return path.stat().st_size
