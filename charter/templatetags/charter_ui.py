"""How pages write dates, statuses and small charts; no queries, and nothing is marked safe."""

import re
import uuid
from datetime import date, datetime
from html import unescape
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from charter.languages import formats
from charter.models import Draft, User

register = template.Library()

TITLE = r"<title>(.*?)</title>"
DESCRIPTION = r'<meta name="description" content="(.*?)">'
SHAPES = {"met": "met", "near": "near", "missed": "missed"}


@register.filter
def long_date(value: date | datetime | str | None) -> str:
    """A date as GOV.UK writes it: 4 June 2025. Takes a date, a time, or a date as documents carry it."""
    if not value:
        return ""
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return formats.long_date(value)


@register.filter
def clock(value: datetime) -> str:
    """A time of day as GOV.UK writes it: 5:30pm, 9am, midday, midnight."""
    local = timezone.localtime(value)
    if local.minute == 0 and local.hour in (0, 12):
        return "midday" if local.hour else "midnight"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'pm' if local.hour >= 12 else 'am'}"


@register.simple_block_tag(takes_context=True)
def shared(context: Context, content: str) -> str:
    """A page's title and description, and both once more for sites that show a link to it (Open Graph)."""
    title, description = (re.search(what, content, re.DOTALL) for what in (TITLE, DESCRIPTION))
    name, exists = context["landlord"].name, context["landlord"].exists
    told = {
        "og:type": "website",
        "og:locale": "en_GB",
        "og:site_name": _("{landlord} Customer Charter").format(landlord=name) if exists else name,
        "og:title": title[1] if title else "",
        "og:description": description[1] if description else "",
    }
    # A page of an error has no address of its own: it reads the same wherever it is met.
    has_address = "path" in context and "status" not in context
    address = {"og:url": settings.SITE + context["path"]} if has_address else {}
    pairs = ((name, unescape(" ".join(text.split()))) for name, text in (told | address).items() if text)
    return format_html("{}{}", content, format_html_join("", '<meta property="{}" content="{}">', pairs))


@register.filter
def unchanged(rows: list[Any]) -> list[Any]:
    """The boxes of two versions that read the same in both."""
    return [row for row in rows if not row.changed]


@register.filter
def is_shown_to(draft: Draft, person: User) -> bool:
    """Whether the person may open the draft: its author, or anybody of these pages once it is submitted."""
    return draft.is_shown_to(person)


@register.simple_tag
def form_token() -> str:
    """A fresh token for a form that is only a button (`charter/form_parts.py`)."""
    return str(uuid.uuid4())


@register.filter
def shape(status: str) -> str:
    """The shape and colour of a status; whatever is not judged has the dashed ring."""
    return SHAPES.get(status, "none")


@register.inclusion_tag("components/status.html")
def status(word: str, state: str) -> dict[str, str]:
    """Word, shape and colour of a status, always together."""
    return {"word": word, "shape": shape(state)}


@register.filter
def tally(document: dict[str, Any]) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """The promises by status, in the order kept, nearly, not, cannot be judged; empty groups are left out."""
    words = (
        ("met", _("kept")),
        ("near", _("nearly kept")),
        ("missed", _("not kept")),
        ("none", _("cannot be judged yet")),
    )
    groups = [
        (state, word, [one for one in document["promises"] if shape(one["status"]) == state])
        for state, word in words
    ]
    return [group for group in groups if group[2]]


@register.filter
def worst_first(groups: list[tuple[str, str, list[dict[str, Any]]]]) -> list[Any]:
    """The groups of a tally with the bad news first."""
    order = ("missed", "near", "none", "met")
    return sorted(groups, key=lambda group: order.index(group[0]))


@register.filter
def quoted(rows: list[dict[str, Any]]) -> str:
    """Titles in a sentence: “A”, “B” and “C”."""
    return _listed([f"“{row['title']}”" for row in rows])


@register.filter
def names(rows: list[dict[str, Any]]) -> str:
    """Names in a sentence: A, B and C."""
    return _listed([row["name"] for row in rows])


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


@register.filter
def newest(rows: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """The newest rows first, at most `count`."""
    return list(reversed(rows))[:count]


@register.filter
def commas(number: str | None) -> str:
    """A whole or decimal number with thousands commas; a dash where there is none."""
    if not number:
        return "–" if number is None else ""
    whole, point, decimals = number.partition(".")
    return f"{int(whole):,}{point}{decimals}"


@register.filter
def one_line(text: str) -> str:
    """A text of several lines, such as an address, in one."""
    return ", ".join(line.strip(" ,") for line in text.splitlines() if line.strip(" ,"))


@register.filter
def paragraphs(text: str) -> list[str]:
    """The lines of a text typed by staff, each a paragraph of its own; empty ones are left out."""
    return [line.strip() for line in text.splitlines() if line.strip()]
