"""Search: what is public is found, mistyped too; whatever is typed is text; nothing else is ever found."""

import re
import time
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from charter import search
from charter.actions.search import ask_to_fill_search, fill_search
from charter.jobs import run
from charter.models import SearchEntry, SearchWord, User
from charter.search import Offer
from charter.search.asking import ask
from tests.demonstration import loaded

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


def page(words: str, status: int = 200, **more: str) -> str:
    answer = Client().get("/search/", {"q": words} | more)
    assert answer.status_code == status, words
    return answer.content.decode()


def titles(words: str) -> list[str]:
    return [one.title for one in ask(words).found]


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> list[Offer]:
    """Search holds what a test puts in here."""
    offers: list[Offer] = []
    monkeypatch.setattr(search, "_sources", {"test": lambda: offers})
    return offers


class TestTheDemonstration:
    def test_every_kind_is_found_where_it_stands(self, demonstration: None) -> None:
        kinds = set(SearchEntry.objects.values_list("kind", flat=True))
        assert kinds == {
            "Promise", "Theme", "Measure", "Charter", "Document", "Scrutiny", "You said, we did",
            "Challenges",
        }  # fmt: skip
        client = Client()
        for address in SearchEntry.objects.exclude(address="").values_list("address", flat=True):
            assert client.get(address).status_code == 200, address

    def test_the_page_lists_kind_title_and_a_line(self, demonstration: None) -> None:
        text = page("damp")
        assert '">Act fast on damp and mould</a>' in text
        assert '<p class="muted small">Promise</p>' in text
        assert "We will come quickly, find the cause and treat it" in text
        assert "<option" not in text
        assert "<script" not in text

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [("dmap", "damp"), ("repiars", "repairs"), ("complants", "complaints"), ("emergncy", "emergency")],
    )
    def test_mistyped_words_find_what_was_meant(self, demonstration: None, typed: str, meant: str) -> None:
        answer = ask(typed)
        assert answer.instead == meant
        assert [one.pk for one in answer.found] == [one.pk for one in ask(meant).found]
        assert answer.found
        assert f"These have “{meant}”" in page(typed)

    def test_without_the_words_of_ours_a_mistyped_one_finds_nothing(self, demonstration: None) -> None:
        words = list(SearchWord.objects.all())
        SearchWord.objects.all().delete()
        assert ask("dmap").found == ()
        SearchWord.objects.bulk_create(words)

    def test_where_nothing_has_all_words_some_are_said_to_be_missing(self, demonstration: None) -> None:
        text = page("damp zzqqxx")
        assert "Nothing has all of your words" in text
        assert "Act fast on damp and mould" in text

    def test_nothing_found_says_where_else_to_look(self, demonstration: None) -> None:
        text = page("zzqqxx")
        assert "Nothing found" in text
        assert 'href="/performance/"' in text

    def test_questions_cost_few_queries_and_set_no_cookie(self, demonstration: None) -> None:
        for words in ("damp", "dmap zzqqxx", "", "x" * 200):
            with CaptureQueriesContext(connection) as queries:
                answer = Client().get("/search/", {"q": words})
            assert len(queries) <= 5, [one["sql"][:90] for one in queries]
            assert not answer.cookies
            if answer.status_code == 200:
                assert answer["Vary"] == "Accept-Encoding"
                assert answer["Cache-Control"] == "public, max-age=60"

    def test_without_a_question_there_is_the_box_alone(self, demonstration: None) -> None:
        for address in ("/search/", "/search/?q=", "/search/?q=%20%E2%80%8B"):
            text = Client().get(address).content.decode()
            assert 'name="q"' in text
            assert "found" not in re.sub(r"<[^>]*>", "", text)

    def test_the_box_is_on_public_pages(self, demonstration: None) -> None:
        text = Client().get("/performance/").content.decode()
        assert 'action="/search/"' in text
        assert 'id="find"' not in page("damp")


class TestWhateverIsTyped:
    @pytest.mark.parametrize(
        "words",
        [
            "' OR 1=1 --", "\\", "%", "_", "(a+)+$", "damp:*", "!damp", "-damp", "damp & | !", "'damp''",
            "\x00", "damp\x00\x01\x1b[2J", "\u202edamp\u2066", "<script>alert(1)</script>", "{{ 7*7 }}",
            "or or or",
            "\ud7ff\ufffe", "\U0001f600" * 20, "a " * 50, "ي" * 100, "()()()<->", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "or", "not damp",
        ],
    )  # fmt: skip
    def test_it_is_text_and_answered_at_once(self, demonstration: None, words: str) -> None:
        begun = time.monotonic()
        text = page(words)
        assert time.monotonic() - begun < 1
        assert "<script" not in text
        assert not re.search("[\x00-\x08\x0b\x1b\u202a-\u202e\u2066-\u2069]", text)

    def test_signs_are_no_commands(self, demonstration: None) -> None:
        assert (
            titles("-damp") == titles("damp") == titles("!damp") == titles("damp:*") == titles("\u202edamp")
        )
        assert titles("damp or zzqqxx") == titles("damp zzqqxx")

    @pytest.mark.parametrize("length", [101, 10_000])
    def test_too_long_is_said_and_asks_nothing(self, demonstration: None, length: int) -> None:
        begun = time.monotonic()
        text = page("d" * length, status=422)
        assert time.monotonic() - begun < 1
        assert "Write at most 100 characters" in text
        assert "found" not in re.sub(r"<[^>]*>", "", text)

    @pytest.mark.parametrize("number", ["0", "-1", "999999", "x", "1e9", "\u0661"])
    def test_pages_that_there_are_not(self, demonstration: None, number: str) -> None:
        assert "Act fast on damp and mould" in page("damp", page=number)


class TestFilling:
    def test_only_what_is_offered_now_is_found(self, offered: list[Offer]) -> None:
        offered.append(Offer("Promise", "Kestrels", "They nest here.", "/x/", "owls"))
        fill_search(sources=["test"])
        assert titles("kestrel") == titles("nesting") == titles("owl") == ["Kestrels"]
        offered.clear()
        fill_search(sources=["test"])
        assert titles("kestrel") == []
        assert not SearchWord.objects.exists()

    def test_a_title_counts_more_than_a_word_somewhere(self, offered: list[Offer]) -> None:
        offered += [Offer("A", "Other", "x", "", "heron"), Offer("B", "Heron"), Offer("C", "More", "heron")]
        fill_search()
        assert titles("heron") == ["Heron", "More", "Other"]

    def test_many_come_in_pages(self, demonstration: None, offered: list[Offer]) -> None:
        offered += [Offer("A", f"Heron {number:03}", "", "/") for number in range(230)]
        fill_search()
        first, second = page("heron"), page("heron", page="2")
        assert "The 200 nearest" in first
        assert ("Heron 000" in first, "Heron 020" in first, "Heron 020" in second) == (True, False, True)
        assert '<ol class="ledger" start="21">' in second

    def test_the_worker_fills_it_and_once_again_changes_nothing(self, offered: list[Offer]) -> None:
        offered.append(Offer("A", "Heron"))
        job = ask_to_fill_search(by=User.objects.system())
        assert ask_to_fill_search(by=User.objects.system()) == job
        assert run(job.pk)
        assert titles("heron") == ["Heron"]
        fill_search()
        assert titles("heron") == ["Heron"]

    def test_what_an_app_that_is_gone_offered_goes(self, offered: list[Offer]) -> None:
        SearchEntry.objects.create(source="gone", kind="A", title="Heron")
        fill_search(sources=["test"])
        assert titles("heron") == []
