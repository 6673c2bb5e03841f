"""No word of a public page is left in English in a language made by a rule from every text of the portal.

What still reads as English there could be translated by nobody. The landlord's own texts stay as they are.
"""

import pytest
from django.conf import settings
from django.test import Client, override_settings

from charter.languages import PSEUDO, PSEUDO_RIGHT_TO_LEFT, language
from charter.languages.pseudo import ACCENTED, RIGHT_TO_LEFT
from tests.languages import pseudo_site
from tests.languages.plain_english import Names, plain_english, said_on

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LOADERS = ("django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader")


def left(site: pseudo_site.Site, code: str, pages: dict[str, str] | None = None) -> list[str]:
    """What is left in English, each text once with the first page that shows it."""
    found: dict[str, str] = {}
    for address, page in (pages or site.in_language(code)).items():
        for fault in plain_english(page, language(code).tag, site.names):
            found.setdefault(fault, address)
    return [f"{address}: {fault}" for fault, address in found.items()]


@pytest.mark.parametrize("code", pseudo_site.BOTH)
def test_no_word_of_a_public_page_is_left_in_english(site: pseudo_site.Site, code: str) -> None:
    assert len(site.in_language(code)) > 120
    faults = left(site, code)
    assert faults == [], "\n".join(faults)


@pytest.mark.parametrize(("code", "direction"), [(PSEUDO, ""), (PSEUDO_RIGHT_TO_LEFT, ' dir="rtl"')])
def test_every_page_says_its_language_and_direction(
    site: pseudo_site.Site, code: str, direction: str
) -> None:
    opened = f'<html lang="{language(code).tag}"{direction}>'
    assert [where for where, page in site.in_language(code).items() if opened not in page] == []


@pytest.mark.parametrize("code", pseudo_site.BOTH)
def test_what_says_to_be_english_is_english(site: pseudo_site.Site, code: str) -> None:
    made = set((ACCENTED if code == PSEUDO else RIGHT_TO_LEFT).values())
    letters = {chr(one) for one in made}
    wrong = {
        one.text: where
        for where, page in site.in_language(code).items()
        for one in said_on(page)
        if one.language == "en-GB" and letters & set(one.text) and not one.where.endswith("data-label")
    }
    assert wrong == {}


# Negative controls: what the finder must find, and what it must leave alone.


@pytest.mark.parametrize(
    ("put", "fault"),
    [
        ("<p>Kept well</p>", "p: “Kept well” (Kept, well)"),
        ("<p>[Ķéþţ·] of 7</p>", "p: “[Ķéþţ·] of 7” (of)"),
        ('<a href="/" aria-label="Next page">›</a>', "a aria-label: “Next page” (Next, page)"),
        ('<img src="x.png" alt="A chart">', "img alt: “A chart” (chart)"),
        ('<input type="submit" value="Send">', "input value: “Send” (Send)"),
        (
            '<meta property="og:description" content="All we do">',
            "meta og:description: “All we do” (All, we, do)",
        ),
        ("<svg><title>Sales</title></svg>", "title: “Sales” (Sales)"),
    ],
)
def test_a_word_that_nobody_can_translate_is_found(put: str, fault: str) -> None:
    page = f'<html lang="en-XA"><body><main>{put}</main></body></html>'
    assert list(plain_english(page, "en-XA", Names([]))) == [fault]


@pytest.mark.parametrize(
    "put",
    [
        '<p>[Ķéþţ·] <span lang="en-GB">Keep your home safe</span></p>',
        "<p>[Ķéþţ·] Keep your home safe, 3 December 2026</p>",
        "<p>keep your home safe</p>",
        "<p>office@example.org, https://example.org/our/page, /promises/, repairs.csv, wd-046</p>",
        '<a class="open" data-hx-target="#measures" href="/promises/" title="">1</a>',
        "<code>one_of_them</code><script src=x.js>var word = 1</script>",
    ],
)
def test_names_and_addresses_are_left_alone(put: str) -> None:
    page = f'<html lang="en-XA"><body>{put}</body></html>'
    assert list(plain_english(page, "en-XA", Names(["Keep your home safe", "December"]))) == []


def test_a_template_word_that_does_not_pass_gettext_is_found(site: pseudo_site.Site) -> None:
    """The header of every page with its first words written down as they are."""
    base = (settings.ROOT / "templates" / "base.html").read_text(encoding="utf-8")
    spoilt = base.replace('{% translate "Skip to main content" %}', "Skip to main content")
    assert spoilt != base
    ours = [("django.template.loaders.locmem.Loader", {"base.html": spoilt}), *LOADERS]
    engine = {**settings.TEMPLATES[0], "APP_DIRS": False}
    engine["OPTIONS"] = {**engine["OPTIONS"], "loaders": ours}
    with override_settings(TEMPLATES=[engine]):
        page = Client().get(pseudo_site.localised(PSEUDO, "/contact/")).content.decode()
    found = left(site, PSEUDO, {"/contact/": page})
    assert found == ["/contact/: a: “Skip to main content” (Skip, to, main, content)"]
