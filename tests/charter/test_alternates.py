"""What search engines and other sites are told of a page's languages, and the letters that these need."""

import re

import pytest
from defusedxml import ElementTree
from django.conf import settings
from django.test import Client, override_settings
from fontTools.ttLib import TTFont

from charter.languages import language, with_names

pytestmark = pytest.mark.django_db

FONTS = settings.ROOT / "static" / "fonts"
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
BESIDE = override_settings(LANGUAGES=with_names(["cy", "pt-br"]))


def test_a_language_with_its_country() -> None:
    found = [language(code).with_country for code in ("en-gb", "cy", "pl", "ur", "pt-br", "ar")]
    assert found == ["en_GB", "cy_GB", "pl_PL", "ur_PK", "pt_BR", "ar_EG"]


def test_the_sitemap_names_each_page_in_each_language_and_each_names_all() -> None:
    with BESIDE:
        told = ElementTree.fromstring(Client().get("/sitemap.xml").content)
    pages = {page.findtext(f"{SPACE}loc"): page for page in told}
    assert len(pages) == len(told)
    for path in ("/", "/contact/"):
        wanted = {
            "en-GB": settings.SITE + path,
            "cy": f"{settings.SITE}/cy{path}",
            "pt-BR": f"{settings.SITE}/pt-br{path}",
        }
        for address in wanted.values():
            links = pages[address].findall(LINK)
            assert {one.get("hreflang"): one.get("href") for one in links} == wanted
            assert {one.get("rel") for one in links} == {"alternate"}


def test_a_sitemap_of_english_alone_names_no_other() -> None:
    told = ElementTree.fromstring(Client().get("/sitemap.xml").content)
    assert told.findall(f".//{LINK}") == []
    assert f"{settings.SITE}/contact/" in [page.findtext(f"{SPACE}loc") for page in told]


def locales(path: str) -> tuple[list[str], list[str]]:
    """What a page says of its own language and of the others, as Open Graph names them."""
    page = Client().get(path).content.decode()
    own = re.findall(r'<meta property="og:locale" content="(.*?)">', page)
    return own, re.findall(r'<meta property="og:locale:alternate" content="(.*?)">', page)


def test_a_shared_page_says_its_language_and_the_others() -> None:
    assert locales("/contact/") == (["en_GB"], [])
    with BESIDE:
        assert locales("/contact/") == (["en_GB"], ["cy_GB", "pt_BR"])
        assert locales("/cy/contact/") == (["cy_GB"], ["en_GB", "pt_BR"])
        # A page of an error has no address of its own, so none in another language.
        assert locales("/cy/nothing-here/") == (["cy_GB"], [])


# ---- Letters that English does not have


def letters(part: str) -> set[int]:
    """What each face of a part of the font can draw; both weights draw the same."""
    found = [
        set(TTFont(FONTS / f"atkinson-hyperlegible-next-{part}-{weight}-normal.woff2").getBestCmap())
        for weight in (400, 700)
    ]
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize(
    ("name", "alphabet"),
    [
        ("Welsh", "âêîôûŵŷÂÊÎÔÛŴŶáéíóúẃýẁỳẅÿïö"),
        ("Polish", "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"),
        ("Romanian", "ăâîșțĂÂÎȘȚ"),
        ("Turkish", "çğıöşüÇĞİÖŞÜ"),
        ("Czech and Slovak", "áčďéěíňóřšťúůýžľĺŕôäČŘŠŽ"),
        ("Lithuanian and Latvian", "ąčęėįšųūžāēģīķļņ"),
        ("Hungarian", "áéíóöőúüűŐŰ"),
    ],
)
def test_the_fonts_draw_the_letters_of_a_language(name: str, alphabet: str) -> None:
    known = letters("latin") | {one for one in letters("latin-ext") if in_range(one)}
    assert [letter for letter in alphabet if ord(letter) not in known] == [], name


def in_range(letter: int) -> bool:
    """Whether a browser looks into the second part for a letter."""
    css = (settings.ROOT / "static" / "css" / "latin-ext.css").read_text(encoding="utf-8")
    ranges = re.findall(r"unicode-range: (.*?);", css)
    assert len(ranges) == 2
    assert ranges[0] == ranges[1]
    ends = [re.findall(r"[0-9A-F]+", one.replace("U+", "")) for one in ranges[0].split(", ")]
    return any(int(low, 16) <= letter <= int(high, 16) for low, high in ends)


def test_only_pages_in_another_language_ask_for_more_letters() -> None:
    with BESIDE:
        assert "latin-ext" in Client().get("/cy/contact/").content.decode()
        for path in ("/contact/", "/nothing-here/", "/account/login/"):
            assert "latin-ext" not in Client().get(path).content.decode()
