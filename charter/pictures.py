"""Pictures drawn anew, so that nothing hides in them; the landlord's logo made small enough for every page.

Knows nothing of where pictures come from or go to: bytes in, bytes or a refusal out.
"""

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps

from charter.faults import FileRefused
from charter.files import DAMAGED, kind_of

LOGO_KINDS = ("png", "jpeg", "webp")
LARGEST_LOGO = 2_000_000  # bytes as they are uploaded
# Twice the size it is shown at, for sharp screens.
LOGO_WIDTH, LOGO_HEIGHT = 480, 120
LEAST_SIDE = 16  # pixels; smaller is a spot, not a logo
# What a logo may weigh in every page; more colours than these bytes hold are reduced to 256.
MOST_LOGO_BYTES = 20_000
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Logo:
    """A logo as it is shown: a PNG of at most 480 × 120 pixels."""

    content: bytes
    width: int
    height: int


def logo_of(content: bytes, name: str) -> Logo:
    """The logo that a file holds, drawn anew and made to fit.

    Raises FileRefused for an empty file, for what is no PNG, JPEG or WebP by its content (a drawing such as
    SVG can carry a program), for a picture that cannot be read, and for one too large or too small.
    """
    if not content:
        raise FileRefused(_("The file is empty. Choose another one."))
    picture = opened(content, kind_of(content, name, LOGO_KINDS))
    picture.thumbnail((LOGO_WIDTH, LOGO_HEIGHT))
    if min(picture.size) < LEAST_SIDE:
        raise FileRefused(
            _("The picture is too small or too narrow. Choose one at least 16 pixels each way.")
        )
    drawn = _png(picture)
    if len(drawn) > MOST_LOGO_BYTES:
        drawn = _png(picture.quantize(256, Image.Quantize.FASTOCTREE))
    return Logo(drawn, *picture.size)


def opened(content: bytes, kind: str) -> Image.Image:
    """The first picture of the bytes, turned upright, without place, remarks and attached data.

    `kind` is a word of `charter/files.py` that the bytes were found to be. Raises FileRefused (422) when they
    cannot be read, (413) when they unpack to too much.
    """
    try:
        with _nothing_filled_in(), warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=(kind.upper(),)) as picture:
                turned = ImageOps.exif_transpose(picture)
                clear = kind != "jpeg" and (turned.mode in ("RGBA", "LA") or "transparency" in turned.info)
                clean = turned.convert("RGBA" if clear else "RGB")
        return Image.frombytes(clean.mode, clean.size, clean.tobytes())
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombWarning) as error:
        raise FileRefused(_(DAMAGED)) from error
    except Image.DecompressionBombError as error:
        raise FileRefused(
            _("The picture is too large. Make it smaller and try again."), status=413
        ) from error


@contextmanager
def _nothing_filled_in() -> Iterator[None]:
    """A picture that breaks off is refused: WeasyPrint, once loaded, has Pillow fill in what is missing."""
    with _one_at_a_time:
        before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, format="PNG", optimize=True)
    return out.getvalue()
