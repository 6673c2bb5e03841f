"""The demonstration in the languages made by a rule: catalogues, release, addresses, what stays English."""

import calendar
import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.test import Client, RequestFactory, override_settings
from django.utils import translation
from django.utils.translation import trans_real

from charter.languages import ENGLISH, PSEUDO, PSEUDO_RIGHT_TO_LEFT, catalogues, language, with_names
from charter.languages.addresses import code_of
from charter.models import User
from charter.periods import Period
from charter.views import errors
from measures.actions.releases import publish_release
from measures.models import Release
from measures.open_data.package import LICENCE
from measures.open_data.tables import TABLES
from measures.worked_examples import cases
from tests.languages.plain_english import Names

BOTH = (PSEUDO, PSEUDO_RIGHT_TO_LEFT)
ASKED = "damp"  # typed by a reader: a page says it again
# Pages that no sitemap names: answers to a question, forms, what a small window of another site shows.
BESIDE = (
    "/search/",
    f"/search/?q={ASKED}",
    f"/search/?q={ASKED}+zzqqxx",
    "/search/?q=zzqqxx",
    "/performance/?status=missed",
    "/performance/?area=castle-hill&q=repairs",
    f"/performance/?theme={ASKED}&period=1999",
    f"/performance/?order={ASKED}",
    "/my-area/?area=castle-hill",
    f"/my-area/?area={ASKED}",
    "/follow/",
    "/follow/asked/",
    "/follow/confirm/nothing/",
    "/follow/stop/nothing/",
    "/nothing-here/",
    "/measures/nothing/",
    "/large/",
    "/large/measures/electrical-checks/",
)
FAULTY = ({}, {"email": "no address"}, {"email": "a@example.org", "topics": ["nothing"]})
# The same in every language: what was typed, names of cookies, the word for several of the landlord's areas.
SAME_WORDS = (ASKED, "zzqqxx", "sessionid", "csrftoken", "areas")


def forget() -> None:
    """What was read of catalogues, which Django keeps for the life of a process."""
    trans_real._translations.clear()
    gettext._translations.clear()


def catalogues_in(folder: Path, codes: tuple[str, ...]) -> None:
    """The words of today gathered, filled by the rules and made ready, in these languages."""
    for code in codes:
        catalogues.written(settings.ROOT, folder, code)
        catalogues.compiled(folder, code)


@contextmanager
def offered(folder: Path, codes: tuple[str, ...] = BOTH) -> Iterator[None]:
    """The portal with these languages, from the words of today."""
    catalogues_in(folder, codes)
    with override_settings(LOCALE_PATHS=[folder], LANGUAGES=with_names(codes)):
        forget()
        yield
    forget()


def publish_again() -> Release:
    """The live release once more, now in every language that is offered."""
    live = Release.objects.get(state="live")
    by = User.objects.get(email="tom.hale@alderbrook.example")
    return publish_release(period=Period.parse(live.period), by=by, reason="In more languages.")


def english_addresses() -> list[str]:
    """Every page of the sitemap in English, as a path."""
    told = Client().get("/sitemap.xml").content.decode()
    found = [part.partition("<")[0].removeprefix(settings.SITE) for part in told.split("<loc>")[1:]]
    return [path for path in found if code_of(path) == ENGLISH]


def in_language(code: str, path: str) -> str:
    """The address of the same page in another language."""
    return language(code).prefix + path


# What the landlord, its tenants and its regulator write, by model: nobody can translate it but they.
OWN = {
    "charter": {
        "Landlord": "name word_for_customer word_for_customers address hours size_band landlord_type",
        "Body": "name description",
        "BodyAlias": "name",
        "Post": "title",
        "Charter": "title introduction strategic_plan values",
        "CharterStage": "note",
        "Theme": "title summary",
        "Expectation": "text",
        "Quote": "text attribution",
    },
    "promises": {
        "Promise": "title summary",
        "Commitment": "text",
        "Publication": "title",
        "Edition": "title",
        "PublicationChange": "note",
    },
    "measures": {
        "Measure": "title unit why definition numerator_label denominator_label source spc",
        "MeasureLine": "text",
        "MilestoneStage": "title",
        "Target": "reason",
        "Definition": "text",
        "Break": "reason",
        "Segment": "name dimension",
        "Benchmark": "source",
        "Result": "grade correction_reason",
        "Commentary": "why action",
        "Release": "reason",
    },
    "engagement": {
        "ServiceChange": "title said did",
        "ScrutinyProject": "title summary",
        "Recommendation": "text answer",
        "ScrutinyAction": "text",
        "Event": "title summary cancelled_because",
        "Feedback": "public_text",
    },
}


def landlords_own() -> Iterator[str]:
    """Every text that stays as it was written, line by line."""
    for app, kinds in OWN.items():
        for kind, fields in kinds.items():
            for row in apps.get_model(app, kind).objects.values_list(*fields.split()):
                yield from _texts(row)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from value.splitlines()
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def words_of_formats() -> Iterator[str]:
    """What CLDR writes in dates as in English; codes in files; the names of the licence and of cases."""
    for names in (calendar.month_name, calendar.month_abbr, calendar.day_name):
        yield from filter(None, names)
    yield from (word for table in TABLES.values() for column in table.columns for word in column.words)
    yield LICENCE["title"]
    yield from (case["case"] for case in cases())


@dataclass
class Site:
    """The demonstration, offered in both languages; each page is asked for once."""

    names: Names
    addresses: list[str]
    pages: dict[str, dict[str, str]] = field(default_factory=dict)

    def in_language(self, code: str) -> dict[str, str]:
        """Every public page of a language, by its address."""
        if code not in self.pages:
            self.pages[code] = dict(shown(code, self.addresses))
        return self.pages[code]


def shown(code: str, addresses: list[str]) -> Iterator[tuple[str, str]]:
    """Every page for a reader of a language: those of addresses, of forms filled wrongly, of errors."""
    client = Client(raise_request_exception=False)
    for path in addresses:
        address = localised(code, path)
        yield address, client.get(address).content.decode()
    follow = localised(code, "/follow/")
    for place, typed in enumerate(FAULTY):
        yield f"{follow} {place}", client.post(follow, typed).content.decode()
    yield from error_pages(code)


def localised(code: str, path: str) -> str:
    """Large print stands before the language in an address."""
    large, size, rest = path.partition("/large") if path.startswith("/large") else ("", "", path)
    return f"{large}{size}{in_language(code, rest)}"


def error_pages(code: str) -> Iterator[tuple[str, str]]:
    """Each error that the portal has words for, and one that it could not foresee."""
    with translation.override(code):
        for status in errors.WORDS:
            yield f"{code} error {status}", errors.page(asked(code), status).content.decode()
        yield f"{code} form too old", errors.csrf_failure(asked(code)).content.decode()
    with mock.patch("charter.views.public.presenters.live_release", side_effect=RuntimeError):
        answer = Client(raise_request_exception=False).get(localised(code, "/"))
        assert answer.status_code == 500
        yield f"{code} broken", answer.content.decode()


def asked(code: str) -> HttpRequest:
    request = RequestFactory().get(localised(code, "/charter/"))
    request.user = mock.Mock(is_authenticated=False)
    return request
