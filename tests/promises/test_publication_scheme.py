"""The publication scheme: documents by the classes of the rules, judged where measures are judged."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from charter.models import Landlord
from measures import presenters
from promises.models import Publication
from promises.views.public import STAIRS_CLASSES, scheme

pytestmark = pytest.mark.django_db


def owed(slug: str, stairs_class: str, **more: object) -> Publication:
    given = {"title": slug.title(), "schedule": "every January", "stairs_class": stairs_class}
    return Publication.objects.create(slug=slug, **given | more)


def page() -> str:
    answer = Client().get("/documents/")
    assert answer.status_code == 200
    return answer.content.decode()


def order_of(text: str) -> list[int]:
    return [text.index(f">{name.capitalize()}</h2>") for name in STAIRS_CLASSES if name.capitalize() in text]


def test_classes_stand_in_the_order_of_the_rules(landlord: Landlord) -> None:
    for place, name in enumerate(reversed(STAIRS_CLASSES)):
        owed(f"d{place}", name)
    text = page()
    assert order_of(text) == sorted(order_of(text))
    assert len(order_of(text)) == 7
    assert "nothing to list yet" not in text


def test_other_classes_and_none_come_last(landlord: Landlord) -> None:
    for slug, name in (
        ("a", ""),
        ("b", "Zebras"),
        ("c", " Performance "),
        ("d", "apples"),
        ("e", "performance"),
    ):
        owed(slug, name)
    found = scheme(presenters.documents_owed(on=timezone.localdate()))
    assert [(name, [one.publication.slug for one in group]) for name, group in found] == [
        ("performance", ["c", "e"]), ("apples", ["d"]), ("zebras", ["b"]), ("", ["a"]),
    ]  # fmt: skip
    text = page()
    assert "Other documents</h2>" in text
    assert "“lists and registers”" in text


def test_without_classes_there_is_one_list_and_no_word_of_missing_ones(landlord: Landlord) -> None:
    owed("a", "")
    text = page()
    assert "All documents</h2>" in text
    assert "nothing to list yet" not in text


def test_before_the_first_document(landlord: Landlord) -> None:
    assert "No document is listed yet" in page()


def test_what_is_late_is_named_at_the_top_as_the_judging_says(landlord: Landlord) -> None:
    today = timezone.localdate()
    begun = today - timedelta(days=300)
    owed("late", "spending", schedule=f"once by {today - timedelta(days=9)}", starts=begun)
    owed("early", "spending", schedule=f"once by {today + timedelta(days=9)}", starts=begun)
    judged = {one.publication.slug: one.status for one in presenters.documents_owed(on=today)}
    assert judged == {"late": "missed", "early": "not_judged"}
    text = page()
    assert "1 of 1 document that was due is not as promised" in text
    assert '<a href="#late">Late</a>' in text
    assert '<a href="#early">' not in text
