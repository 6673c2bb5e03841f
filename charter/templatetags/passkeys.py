"""How a page hands a passkey's options to the script: as an attribute, since nothing runs inside pages."""

import json
from typing import Any

from django import template

register = template.Library()


@register.filter
def as_json(options: Any) -> str:
    """The options as text for a data attribute; the template escapes it."""
    return json.dumps(options, default=_plain)


def _plain(value: Any) -> Any:
    """Options of the library say themselves as a mapping."""
    return dict(value)
