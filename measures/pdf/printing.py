"""HTML to tagged PDF (PDF/UA-1); it reads our own assets and nothing else (reliability.md P24)."""

import gc
import logging
import unicodedata
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from charter.faults import Refused

log = logging.getLogger(__name__)
SCHEME = "asset:"
LOGO = "asset:logo.png"  # the landlord's, handed to the printer with the text
KINDS = {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


def asset(address: str) -> tuple[Path, str]:
    """The file and type of an address like `asset:css/print.css`.

    Raises PermissionError for anything that is not one of our own style sheets, fonts or drawings.
    """
    if not address.startswith(SCHEME):
        raise PermissionError(f"A paper may not read {address[:80]}.")
    root = (settings.ROOT / "static").resolve()
    found = (root / address.removeprefix(SCHEME).lstrip("/")).resolve()
    if not found.is_relative_to(root) or found.suffix not in KINDS or not found.is_file():
        raise PermissionError(f"There is no such asset: {address[:80]}.")
    return found, KINDS[found.suffix]


class MissingLetters(logging.Filter):
    """Gathers the letters that no font of this machine has; the printer only mentions them in its log."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[int] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the letter and leave the line out of the log; let every other line through."""
        if not record.msg.startswith(".notdef") or not isinstance(record.args, tuple):
            return True
        self.found.add(int(str(record.args[1])))
        return False


def drawn(source: str, logo: bytes = b"") -> tuple[bytes, int]:
    """The bytes and the number of pages of an HTML text as a tagged PDF; the same text gives the same bytes.

    A letter that no font has is printed as the plain letter under its accents, or as a question mark: a box
    says nothing to anyone, and PDF/UA-1 forbids it. Raises Refused when the machine lacks the libraries that
    draw text, and PermissionError when the text asks for anything but our own assets.
    """
    content, pages, missing = _drawn(source, logo)
    if missing:
        log.warning("a paper has %s letters that no font here has", len(missing))
        content, pages, _ = _drawn(source.translate({code: plain_letter(code) for code in missing}), logo)
    return content, pages


def plain_letter(code: int) -> str:
    """The letter without its accents if a font is sure to have that, else a question mark."""
    parts = [part for part in unicodedata.normalize("NFKD", chr(code)) if not unicodedata.combining(part)]
    return "".join(part if part.isascii() and part.isprintable() else "?" for part in parts)


def _drawn(source: str, logo: bytes) -> tuple[bytes, int, set[int]]:
    html_class, fatal, fetcher = library()
    assets, missing = fetcher(logo), MissingLetters()
    printer = logging.getLogger("weasyprint")
    printer.addFilter(missing)
    collecting = gc.isenabled()
    gc.disable()  # a print makes many small objects and frees them all at its end (performance.md section 4)
    try:
        document = html_class(string=source, base_url=f"{SCHEME}/", url_fetcher=assets).render(
            pdf_variant="pdf/ua-1"
        )
        content = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=b"")
    except fatal as error:
        raise PermissionError(str(error)) from error
    finally:
        printer.removeFilter(missing)
        if collecting:
            gc.enable()
    if assets.refused:  # some parts of the printer go on after a refusal; the paper would lack something
        raise PermissionError(assets.refused[0])
    return bytes(content), len(document.pages), missing.found


def library() -> tuple[Any, Any, Any]:
    """WeasyPrint, its fatal error and a fetcher; imported late, since without Pango the import fails.

    Raises Refused when the machine lacks Pango.
    """
    try:
        from weasyprint import HTML
        from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse
    except OSError as error:
        raise Refused(
            _("This machine lacks Pango, which draws the text of papers. Run ./portal doctor.")
        ) from error

    class OwnAssets(URLFetcher):  # type: ignore[misc]
        """Knows our own assets; every other address ends the print and is remembered."""

        def __init__(self, logo: bytes) -> None:
            super().__init__(allow_redirects=False)
            self.logo = logo
            self.refused: list[str] = []

        def fetch(self, url: str, headers: Any = None) -> Any:
            """The asset of an address; anything else is fatal, so that no part is quietly left out."""
            if url == LOGO and self.logo:
                return URLFetcherResponse(url, body=self.logo, headers={"Content-Type": "image/png"})
            try:
                path, kind = asset(url)
            except PermissionError as error:
                self.refused.append(str(error))
                raise FatalURLFetchingError(str(error)) from error
            return URLFetcherResponse(url, body=path.read_bytes(), headers={"Content-Type": kind})

    return HTML, FatalURLFetchingError, OwnAssets
