"""The demonstration is made once in a run of tests; whoever asks again finds the same rows, still watched."""

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from charter.models import Landlord
from tests.demonstration import keep, loaded

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
RESTING = "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'D'"
EVENTS = "SELECT count(*) FROM charter_landlordevent"


def held() -> dict[str, list[bytes]]:
    with connection.cursor() as cursor:
        return {one.table: sorted(one.rows.splitlines()) for one in keep(cursor.cursor)}


def asked(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


def test_the_second_asking_finds_what_the_first_found(django_db_setup, django_db_blocker: DjangoDbBlocker):
    with loaded(django_db_blocker):
        first = held()
    assert sum(map(len, first.values())) > 5_000
    with loaded(django_db_blocker):
        assert held() == first
        assert asked(RESTING) == 0
        before = asked(EVENTS)
        Landlord.objects.update(name="Another")  # a history trigger notes it
        assert asked(EVENTS) == before + 1
    with loaded(django_db_blocker):
        assert held() == first
