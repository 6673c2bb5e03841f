"""A release in the languages of the landlord: each frozen once; English for machines and older releases."""

import gettext
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog, mofile
from django.test import override_settings
from django.utils import translation
from django.utils.translation import trans_real

from charter.languages.own import marked
from charter.models import User
from measures import presenters
from measures.actions.releases import publish_release
from measures.models import Measure, Release
from measures.payload.canonical import manifest_hash
from measures.querysets.releases import names_of, texts_of
from tests.measures.test_releases import Q1, author, checker, first_quarter, measure

__all__ = ["author", "checker", "first_quarter", "measure"]  # fixtures

pytestmark = pytest.mark.django_db


@pytest.fixture
def welsh(tmp_path: Path) -> Iterator[override_settings]:
    """Welsh beside English, with a catalogue of one sentence; used as a block that offers it."""
    catalogue = Catalog(locale="cy")
    forms = ("Cadwyd {met} o {total} addewid",) * catalogue.num_plurals
    catalogue.add(("{met} of {total} promise kept", "{met} of {total} promises kept"), forms)
    folder = tmp_path / "cy" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as target:
        mofile.write_mo(target, catalogue)
    forget()
    yield override_settings(LOCALE_PATHS=[tmp_path], LANGUAGES=[("en-gb", "English"), ("cy", "Cymraeg")])
    forget()


def forget() -> None:
    """What was read of catalogues, which Django keeps for the life of a process."""
    trans_real._translations.clear()
    gettext._translations.clear()


def sentence(code: str) -> str:
    """What the charter's document says to a reader of a language."""
    live = presenters.live_release()
    assert live is not None
    with translation.override(code):
        found = presenters.document(live, "charter")
    assert found is not None
    return str(found["sentence"])


@pytest.mark.usefixtures("first_quarter")
class TestLanguagesOfARelease:
    def test_each_language_is_frozen_and_read_in_one_query(
        self, checker: User, welsh: override_settings, django_assert_num_queries: object
    ) -> None:
        with welsh:
            release = publish_release(period=Q1, by=checker)
            live = presenters.live_release()
            assert live is not None
            with translation.override("cy"), django_assert_num_queries(1):  # type: ignore[operator]
                found = presenters.document(live, "charter")
            assert found is not None
            assert found["sentence"] == "Cadwyd 1 o 1 addewid"
            assert sentence("en-gb") == "1 of 1 promise kept"
            with translation.override("cy"):
                assert set(presenters.documents(live, "measures")) == {"repairs"}
                charter = presenters.published(live).charter
            assert charter is not None
            assert charter["sentence"] == "Cadwyd 1 o 1 addewid"
        names = names_of(release.pk)
        assert {f"cy/{name}" for name in names if not name.startswith("cy/")} == {
            name for name in names if name.startswith("cy/")
        }
        entries = dict(release.entries.values_list("name", "document_id"))
        assert manifest_hash(entries) == release.hash

    def test_downloads_hold_the_english_documents_alone(
        self, checker: User, welsh: override_settings
    ) -> None:
        with welsh:
            release = publish_release(period=Q1, by=checker)
        assert not [name for name in texts_of(release.pk) if name.startswith("cy/")]

    def test_a_release_from_before_the_language_is_read_in_english(
        self, checker: User, welsh: override_settings
    ) -> None:
        release = publish_release(period=Q1, by=checker)
        with welsh:
            assert sentence("cy") == marked("1 of 1 promise kept")
            assert sentence("en-gb") == "1 of 1 promise kept"
            kept = Release.objects.get(pk=release.pk)
            assert kept.hash == release.hash

    def test_without_another_language_nothing_is_added(self, checker: User, measure: Measure) -> None:
        release = publish_release(period=Q1, by=checker)
        assert {name.partition("/")[0] for name in names_of(release.pk)} <= {
            "charter", "performance", "compare", "themes", "promises", "measures", "areas", "periods"
        }  # fmt: skip
