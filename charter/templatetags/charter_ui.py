"""How pages write dates, statuses and small charts; no queries, and nothing is marked safe."""

import re
import uuid
from datetime import date, datetime
from functools import lru_cache
from html import unescape
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from charter.languages import current, formats
from charter.languages.own import own as in_own_words
from charter.models import Draft, User

register = template.Library()

TITLE = r"<title>(.*?)</title>"
DESCRIPTION = r'<meta name="description" content="(.*?)">'
SHAPES = {"met": "met", "near": "near", "missed": "missed"}


@register.filter
def own(text: str) -> str:
    """A text of the charter that is not frozen, in the reader's language; English is marked there."""
    return in_own_words(text)


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
    return formats.clock(timezone.localtime(value).time())


@register.filter
def date_and_time(value: datetime | None) -> str:
    """A moment to the minute: 4 June 2025, 5:30pm; empty for none."""
    return formats.date_and_time(timezone.localtime(value)) if value else ""


@register.simple_block_tag(takes_context=True)
def shared(context: Context, content: str) -> str:
    """A page's title and description, and both once more for sites that show a link to it (Open Graph)."""
    title, description = (re.search(what, content, re.DOTALL) for what in (TITLE, DESCRIPTION))
    name, exists = context["landlord"].name, context["landlord"].exists
    told = {
        "og:type": "website",
        "og:locale": current().with_country,
        "og:site_name": _("{landlord} Customer Charter").format(landlord=name) if exists else name,
        "og:title": title[1] if title else "",
        "og:description": description[1] if description else "",
    }
    # A page of an error has no address of its own: it reads the same wherever it is met.
    has_address = "path" in context and "status" not in context
    address = {"og:url": settings.SITE + context["path"]} if has_address else {}
    pairs = [(name, unescape(" ".join(text.split()))) for name, text in (told | address).items() if text]
    if address:
        others = (one.language for one in context["same_pages"] if not one.is_this)
        pairs += [("og:locale:alternate", other.with_country) for other in others]
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


@register.simple_tag
def status(word: str, state: str) -> str:
    """Word, shape and colour of a status, always together."""
    return _status(str(word), shape(state))


@lru_cache(maxsize=512)
def _status(word: str, shown: str) -> str:
    """Drawn once: a page holds few different ones, many times."""
    return get_template("components/status.html").render({"word": word, "shape": shown})


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
    if len(words) < 2:
        return "".join(words)
    return _("{several} and {last}").format(several=", ".join(words[:-1]), last=words[-1])


@register.filter
def newest(rows: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """The newest rows first, at most `count`."""
    return list(reversed(rows))[:count]


@register.filter
def commas(number: str | None) -> str:
    """A whole or decimal number with thousands commas; a dash where there is none."""
    if not number:
        return "–" if number is None else ""
    return formats.grouped(number)


@register.filter
def one_line(text: str) -> str:
    """A text of several lines, such as an address, in one."""
    return ", ".join(line.strip(" ,") for line in text.splitlines() if line.strip(" ,"))


@register.filter
def paragraphs(text: str) -> list[str]:
    """The lines of a text typed by staff, each a paragraph of its own; empty ones are left out."""
    return [line.strip() for line in text.splitlines() if line.strip()]
