"""The landlord's own words in another language: translated, or English that says so, on every page.

The language is the one made by a rule and written from right to left: whatever is in Latin letters there is
English. Every second text of the charter has a translation.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from charter.kept_pages import shelf
from charter.languages import PSEUDO_RIGHT_TO_LEFT, language
from charter.languages.own import BEGINS, bare
from charter.languages.pseudo import right_to_left
from charter.models import Charter, Landlord, Translation
from engagement.models import FollowedTopic
from measures.actions.charter_file.stored import as_file, stored_charter
from measures.charter_file.translations import texts_of
from measures.models import Release
from measures.payload import languages
from promises.models import Promise
from tests.demonstration import loaded
from tests.languages import pseudo_site
from tests.languages.plain_english import Names, plain_english, said_on

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

CODE = PSEUDO_RIGHT_TO_LEFT
TAG = language(CODE).tag
NOWHERE = ("title", "option", "meta description", "meta og:title", "meta og:description")  # see marks.py
PAGES = (
    "/",
    "/charter/",
    "/charter/history/",
    "/themes/safe-homes/",
    "/promises/keep-your-home-safe/",
    "/promises/fix-things-when-we-say/",
    "/performance/",
    "/measures/emergency-repairs/",
    "/measures/gas-checks/",
    "/measures/damp-sensors/",
    "/measures/emergency-repairs/embed/",
    "/documents/",
    "/releases/",
    "/contact/",
    "/search/?q=damp",
)
# Words of the portal in lists and tables, and names of cookies: not the landlord's.
OTHERS_WORDS = ("and", "area", "sessionid", "csrftoken")


@dataclass
class Site:
    """The demonstration with half of its charter translated; pages by their English address."""

    english: dict[str, str]
    pages: dict[str, str]
    translated: tuple[str, ...]
    untranslated: tuple[str, ...]
    before: str


@pytest.fixture(scope="module")
def site(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    with loaded(django_db_blocker), pseudo_site.offered(tmp_path_factory.mktemp("locale"), (CODE,)):
        before = shown("/performance/")
        charter = Charter.objects.get(is_current=True)
        texts = texts_of(as_file(stored_charter(charter)))
        for text in texts[::2]:
            Translation.objects.create(charter=charter, language=CODE, source=text, text=right_to_left(text))
        pseudo_site.publish_again()
        english = {path: Client().get(path).content.decode() for path in PAGES}
        pages = {path: shown(path) for path in PAGES}
        yield Site(english, pages, texts[::2], texts[1::2], before)


def shown(path: str) -> str:
    answer = Client().get(pseudo_site.in_language(CODE, path))
    assert answer.status_code == 200, path
    return answer.content.decode()


def names() -> Names:
    """What is the same in every language."""
    return Names([Landlord.objects.get().name, *pseudo_site.words_of_formats(), *OTHERS_WORDS])


def left(page: str) -> list[str]:
    """English on a page that does not say so; attributes and titles cannot."""
    found = plain_english(page, TAG, names())
    return [one for one in found if (where := one.partition(": ")[0]) not in NOWHERE and " " not in where]


@pytest.mark.parametrize("path", PAGES)
def test_every_english_word_says_that_it_is_english(site: Site, path: str) -> None:
    assert left(site.pages[path]) == []


def test_on_every_page_of_the_site(site: Site) -> None:
    """All but two: their examples and columns are the portal's own words."""
    every = [path for path in pseudo_site.english_addresses() if path not in ("/how-we-score/", "/data/")]
    assert len(every) > 50
    assert {path: found for path in every if (found := left(shown(path)))} == {}


@pytest.mark.parametrize("path", PAGES)
def test_english_pages_say_nothing(site: Site, path: str) -> None:
    page = site.english[path]
    assert page.count('lang="en-GB"') - page.count('hreflang="en-GB"') == 1  # the page itself
    assert BEGINS not in page


@pytest.mark.parametrize("path", PAGES)
def test_no_mark_is_left(site: Site, path: str) -> None:
    assert bare(site.pages[path]) == site.pages[path]


def test_half_of_the_charter_is_translated_and_half_is_english(site: Site) -> None:
    here = [one for page in site.pages.values() for one in said_on(page)]
    said = {one.text for one in here if one.language == TAG}
    english = {one.text for one in here if one.language == "en-GB"}
    titles = [text for text in site.translated if len(text) < 60 and "\n" not in text]
    assert sum(right_to_left(text) in said for text in titles) > 20
    assert not english & set(site.translated)
    assert len(english & set(site.untranslated)) > 20


def test_what_is_followed_is_kept_in_english_as_mails_are(site: Site) -> None:
    for slug in ("keep-your-home-safe", "fix-things-when-we-say", "act-fast-on-damp"):
        typed = {"email": "reader@example.org", "about": f"promise:{slug}"}
        assert Client().post(pseudo_site.in_language(CODE, "/follow/"), typed).status_code == 302
    kept = FollowedTopic.objects.filter(follower__email="reader@example.org").values_list("slug", "label")
    assert dict(kept) == dict(Promise.objects.filter(slug__in=dict(kept)).values_list("slug", "title"))
    assert len(kept) == 3


def test_english_runs_from_left_to_right(site: Site) -> None:
    for page in site.pages.values():
        marks = re.findall(r"<(\w+)[^>]* lang=\"en-GB\"([^>]*)>", page)
        assert marks
        assert all("dir=" in rest or "href" in rest or name == "tspan" for name, rest in marks)


def test_a_translation_whose_english_changed_is_not_shown(site: Site) -> None:
    """Negative control of staleness: what is shown belongs to the exact English text."""
    text = next(one for one in site.translated if one in {"Keep your home safe"} or len(one) > 10)
    one = Translation.objects.get(source=text)
    Translation.objects.filter(pk=one.pk).update(source=f"{text} Still.")
    pseudo_site.publish_again()
    page = shown("/charter/") + shown("/")
    assert one.text not in page
    assert f'lang="en-GB" dir="ltr">{text}' in page


def test_without_the_marks_english_is_found(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: with the marks taken off, the same pages are full of English that does not say so."""
    monkeypatch.setattr("charter.languages.addresses.with_language", lambda page, **_: bare(page))
    assert len(left(shown("/charter/"))) > 10


@pytest.mark.parametrize("path", PAGES)
def test_translations_cost_no_more_questions_than_a_page_may_ask(site: Site, path: str) -> None:
    shelf.clear()
    with CaptureQueriesContext(connection) as asked:
        shown(path)
        found = [one["sql"] for one in asked.captured_queries if "pg_current_snapshot" not in one["sql"]]
    assert 0 < len(found) <= 5, found


def test_a_release_of_before_says_that_it_is_english(site: Site) -> None:
    assert left(site.before) == []
    assert 'lang="en-GB" dir="ltr">Keep your home safe<' in site.before


def test_the_keys_of_words_are_those_that_freezing_puts_into_words(site: Site) -> None:
    texts = texts_of_the_release()
    words: set[str] = set()
    machines: set[str] = set()
    for name, text in texts.items():
        if name.startswith(f"{CODE}/"):
            english = json.loads(texts[name.removeprefix(f"{CODE}/")])
            for key, was, now in pairs(english, json.loads(text)):
                if languages.LETTERS.search(was):
                    (words if was != now else machines).add(key)
    known = languages.WORDS | languages.AMOUNTS
    assert words - known == {"slug"} & words  # lists by name may stand in another order
    assert machines & known <= {"label", "sentence", "reason"}  # of releases of before; machine words


def texts_of_the_release() -> dict[str, str]:
    live = Release.objects.get(state="live")
    return dict(live.entries.values_list("name", "document__body"))


def pairs(one: Any, other: Any, key: str = "") -> Iterator[tuple[str, str, str]]:
    """The texts of two documents that stand at the same place, with the key that they stand under."""
    if isinstance(one, dict):
        for name in one:
            yield from pairs(one[name], other[name], name)
    elif isinstance(one, list):
        for first, second in zip(one, other, strict=True):
            yield from pairs(first, second, key)
    elif isinstance(one, str):
        yield key, one, other
