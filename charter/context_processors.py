"""What every page needs, with no query of its own beyond the landlord's kept row."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from charter import presenters


def landlord(request: HttpRequest) -> dict[str, Any]:
    """The landlord's name, words and colours, read when a template first asks."""
    return {"landlord": SimpleLazyObject(presenters.landlord)}


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Which part of the site a page belongs to, from its address."""
    return {"path": request.path}
