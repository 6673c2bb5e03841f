"""What every page needs, with no query of its own beyond the landlord's kept row."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from charter import presenters
from charter.languages import current
from charter.languages.addresses import same_pages, without_language
from charter.large_print import is_large, other_size, question_of


def landlord(request: HttpRequest) -> dict[str, Any]:
    """The landlord's name, words and colours, read when a template first asks."""
    return {"landlord": SimpleLazyObject(presenters.landlord)}


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Which part of the site a page belongs to and how large its print is, from its address."""
    path = request.path_info
    return {
        "site": settings.SITE,
        "path": path,
        "is_home": without_language(path) == "/",
        "language": current(),
        "same_pages": same_pages(path),
        "question": question_of(request),
        "large": is_large(request),
        "other_size": other_size(request),
    }
