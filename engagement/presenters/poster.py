"""A change as a poster for a noticeboard: printed once for the same content, and kept under its hash.

It says what the page of the change says and nothing else; the code on it leads to that page.
"""

from dataclasses import dataclass
from typing import Any

import qrcode
from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse

from charter.presenters import landlord
from charter.querysets import logo_content
from engagement.presenters import ChangeView
from measures import pdf
from measures.payload.canonical import digest
from measures.pdf.printing import asset

SIZES = ("a4", "a3")
TEMPLATE = "engagement/poster.html"
STYLES = ("asset:css/print.css", "asset:css/poster.css", "asset:css/poster-a3.css")
KEPT_SECONDS = 30 * 24 * 60 * 60
QUIET = 4  # squares around a code that stay white (ISO/IEC 18004)
FRAME = 2  # squares around those, in the landlord's colour; the template says the same


@dataclass(frozen=True)
class Code:
    """A QR code to draw in a frame of the landlord's colour; all sizes are in squares of the code.

    `width` is that of the frame, `inner` that of the code with its white edge, `path` draws the dark squares.
    """

    width: int
    inner: int
    path: str


def code_of(address: str) -> Code:
    """The QR code of an address; a quarter of it may be torn or dirty and it can still be read."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_Q, border=QUIET)
    code.add_data(address)
    squares = code.get_matrix()
    path = "".join(
        f"M{across} {down}h1v1h-1z"
        for down, row in enumerate(squares)
        for across, dark in enumerate(row)
        if dark
    )
    return Code(len(squares) + 2 * FRAME, len(squares), path)


def context_of(change: ChangeView, size: str) -> dict[str, Any]:
    """What the template of a poster needs. `size` is one of SIZES."""
    address = f"{str(settings.SITE).rstrip('/')}{reverse('change', args=[change.slug])}"
    return {
        "change": change,
        "landlord": landlord(),
        "address": address,
        "code": code_of(address),
        "is_a3": size == "a3",
    }


def poster(change: ChangeView, size: str) -> bytes:
    """The poster of a change as a tagged PDF. `size` is one of SIZES.

    Raises Refused when the machine lacks the libraries that draw text, or printing takes too much.
    """
    context, logo = context_of(change, size), logo_content()
    parts = (render_to_string(TEMPLATE, context), logo.hex(), *(asset(one)[0].read_text() for one in STYLES))
    key = f"poster:{digest('|'.join(parts))}"
    content: bytes | None = cache.get(key)
    if content is None:
        content, _pages = pdf.printed(TEMPLATE, context, logo)
        cache.set(key, content, KEPT_SECONDS)
    return content
