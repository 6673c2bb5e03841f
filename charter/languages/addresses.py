"""The language of a page from its address, and the same page in the other languages."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils import translation

from charter.languages.offered import ENGLISH, Language, current, language, others

Answer = Callable[[HttpRequest], HttpResponse]
Route = URLPattern | URLResolver
ONLY_ENGLISH = ("/staff/", "/account/", "/admin/", "/api/", "/feeds/", "/static/")


@dataclass(frozen=True)
class SamePage:
    """This page in one of the languages."""

    language: Language
    path: str
    is_this: bool


class LanguageOfAddress:
    """Writes an answer in the language that its address begins with; in English where it names none."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(code_of(request.path_info)):
            response = self.get_response(request)
            if response.headers.get("Content-Type", "").startswith("text/html"):
                response.headers.setdefault("Content-Language", current().tag)
            return response


def code_of(path: str) -> str:
    """The code that an address begins with, if the landlord offers that language; else English's."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first != ENGLISH and first in dict(settings.LANGUAGES) else ENGLISH


def without_language(path: str) -> str:
    """The address of the same page in English."""
    code = code_of(path)
    return path if code == ENGLISH else path.removeprefix(f"/{code}") or "/"


def same_pages(path: str) -> list[SamePage]:
    """The page of an address in every language; nothing where there is none but English."""
    plain, here = without_language(path), code_of(path)
    offered = others()
    if not offered or plain.startswith(ONLY_ENGLISH):
        return []
    every = [language(ENGLISH), *offered]
    return [SamePage(one, one.prefix + plain, one.code == here) for one in every]


def pages_of(routes: list[Route]) -> list[Route]:
    """Of public routes those that people read as pages; the rest are files and answers for machines."""
    return [route for route in routes if _is_page(str(route.pattern))]


def files_of(routes: list[Route]) -> list[Route]:
    """Of public routes those that are the same in every language: downloads, feeds and the API."""
    return [route for route in routes if not _is_page(str(route.pattern))]


def _is_page(pattern: str) -> bool:
    return (pattern == "" or pattern.endswith("/")) and not pattern.startswith("api/")
