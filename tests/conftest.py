"""What all tests share: a seeded database, and people with their roles."""

import pytest
from pytest_django.plugin import DjangoDbBlocker


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The seeds of the migrations, which an earlier run's transactional tests may have flushed."""
    with django_db_blocker.unblock():
        sow()


@pytest.fixture(autouse=True)
def _sown(request: pytest.FixtureRequest) -> None:
    """A transactional test flushes every table when it ends, so the next one sows again."""
    marker = request.node.get_closest_marker("django_db")
    if marker is not None and marker.kwargs.get("transaction"):
        request.getfixturevalue("transactional_db")
        sow()


def sow() -> None:
    """The working calendar and the portal's own account."""
    from charter.models import BankHoliday, User
    from charter.seed import seed

    seed(BankHoliday, User)
