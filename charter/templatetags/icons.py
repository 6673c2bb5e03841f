"""The shapes of the pages by their names, drawn in place and the same everywhere (docs/adr/0033)."""

from functools import lru_cache

from django import template
from django.template.loader import get_template

register = template.Library()

# Beside a word that says the same, so that no shape is ever the only carrier.
STATUSES = ("met", "near", "missed", "none", "fault")
ARROWS = ("up", "down", "same")


@register.simple_tag
def icon(name: str) -> str:
    """The drawing of a shape. Raises ValueError for a name that is none of them."""
    return _drawn(name)


@lru_cache
def _drawn(name: str) -> str:
    """Drawn once in a process: a list of figures asks for some sixty."""
    if name not in STATUSES + ARROWS:
        raise ValueError(f"there is no icon “{name}”")
    kind, size = ("mark", 24) if name in STATUSES else ("arr", 16)
    return get_template("components/icon.html").render({"name": name, "kind": kind, "size": size})
