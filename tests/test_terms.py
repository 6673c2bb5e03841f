"""No public page uses a term of the trade without its explanation on the same page."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.demonstration import loaded
from tests.test_pages import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# Each term, and the words beside which it may stand.
TERMS = {
    r"TSMs?": "tenant satisfaction measure",
    r"(?:RP|CH|BS|TP|NM)\d\d": "regulator",
    r"LCRA": "rented homes",
    r"LCHO": "shared owners",
    r"STAIRs": "rules on what tenants may know",
    r"SPC|[Cc]ontrol charts?": "usual ups and downs",
    r"Awaab(?:.s Law)?": "damp",
    r"Complaint Handling Code": "ombudsman",
    r"[Cc]onfidence intervals?": "19 times in 20",
    r"[Qq]uartiles?|[Dd]eciles?": "quarter",
    r"[Mm]edians?": "half of them",
    r"[Pp]rovisional": "may still",
    r"[Bb]aselines?": "where we started",
}
NAMES = re.compile(r"<(code|script|style|head|svg)\b.*?</\1>|<[^>]+>", re.DOTALL)


@pytest.fixture(scope="module", autouse=True)
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


def unexplained(page: str) -> list[str]:
    """The terms of a page that stand without their explanation; names of columns and files are left out."""
    text = " ".join(NAMES.sub(" ", page).split())
    return [
        term
        for term, words in TERMS.items()
        if re.search(rf"\b(?:{term})\b", text) and words not in text.lower()
    ]


def test_every_term_is_explained_where_it_stands() -> None:
    pages = {where: unexplained(Client().get(where).content.decode()) for where in addresses()}
    assert {where: found for where, found in pages.items() if found} == {}


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<p>Provisional.</p>", [r"[Pp]rovisional"]),
        ("<p>Provisional. It may still change.</p>", []),
        ("<p>Our TSMs</p>", [r"TSMs?"]),
        ("<p>About <code>lower_quartile</code></p>", []),
    ],
)
def test_a_bare_term_is_found(page: str, found: list[str]) -> None:
    assert unexplained(page) == found
