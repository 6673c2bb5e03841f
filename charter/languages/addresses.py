"""The language of a page from its address, and the same page in the other languages."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils import translation

from charter.languages.marks import with_language
from charter.languages.offered import ENGLISH, Language, current, is_english, language, others
from charter.languages.own import bare, speaking
from charter.querysets import translations_in

Answer = Callable[[HttpRequest], HttpResponse]
Route = URLPattern | URLResolver
ONLY_ENGLISH = (
    "/staff/", "/account/", "/reports/", "/styleguide/", "/admin/", "/api/", "/feeds/", "/static/",
    "/challenges/new/",
)  # fmt: skip


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
        code = code_of(request.path_info)
        with translation.override(code), speaking(lambda: translations_in(code)):
            response = self.get_response(request)
            if response.headers.get("Content-Type", "").startswith("text/html"):
                response.headers.setdefault("Content-Language", current().tag)
                _say_what_is_english(response)
            return response


def _say_what_is_english(response: HttpResponse) -> None:
    """Write the marks of English words in a page of another language as HTML says it."""
    if is_english() or response.streaming:
        return
    page = response.content.decode(response.charset)
    response.content = with_language(page, right_to_left=current().direction == "rtl").encode()
    if "Content-Length" in response.headers:
        response.headers["Content-Length"] = str(len(response.content))


def code_of(path: str) -> str:
    """The code that an address begins with, if the landlord offers that language; else English's."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first != ENGLISH and first in dict(settings.LANGUAGES) else ENGLISH


def without_language(path: str) -> str:
    """The address of the same page in English."""
    code = code_of(path)
    if code == ENGLISH:
        return path
    # One slash at its beginning: with two, a browser would read the name of another site.
    return "/" + path.removeprefix(f"/{code}").lstrip("/")


def same_pages(path: str) -> list[SamePage]:
    """The page of an address in every language; nothing where there is none but English."""
    plain, here = without_language(path), code_of(path)
    offered = others()
    # A page drops marks from its links, and what is left of an address that held one may lead elsewhere.
    if not offered or plain.startswith(ONLY_ENGLISH) or bare(path) != path:
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
