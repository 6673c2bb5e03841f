"""The demonstration in both languages made by a rule, made once for the tests of this folder."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.demonstration import loaded
from tests.languages import pseudo_site
from tests.languages.plain_english import Names
from tests.languages.pseudo_site import BESIDE, SAME_WORDS, Site


@pytest.fixture(scope="package")
def site(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("locale")
    with loaded(django_db_blocker), pseudo_site.offered(folder):
        pseudo_site.publish_again()
        every = pseudo_site.english_addresses()
        embeds = [f"{path}embed/" for path in every if path.startswith("/measures/")]
        own = [*pseudo_site.landlords_own(), *pseudo_site.words_of_formats(), *SAME_WORDS]
        yield Site(Names(own), [*every, *embeds, *BESIDE])
