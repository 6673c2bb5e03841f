"""What all tests share: a seeded database, and people with their roles."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import pytest
from pytest_django.plugin import DjangoDbBlocker, blocking_manager_key

from tests.demonstration import is_a_test_database, refuse_a_real_database
from tests.people import make_person, put_into

if TYPE_CHECKING:
    from charter.models import Landlord, Post, User
    from measures.models import Measure


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The seeds of the migrations, which an earlier run's transactional tests may have flushed."""
    with django_db_blocker.unblock():
        sow()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """A transactional test flushes every table when it ends; what comes after it finds the seeds again."""
    yield
    marker = item.get_closest_marker("django_db")
    if marker is not None and marker.kwargs.get("transaction"):
        with item.config.stash[blocking_manager_key].unblock():
            if is_a_test_database():  # after the last test it is gone
                sow()


def sow() -> None:
    """The working calendar and the portal's own account."""
    from charter.models import BankHoliday, User
    from charter.seed import seed

    refuse_a_real_database()
    seed(BankHoliday, User)


@pytest.fixture
def landlord(db: None) -> "Landlord":
    """The landlord of the tests; the portal answers from July 2026 on."""
    from charter.models import Landlord

    return Landlord.objects.create(name="Alderbrook Homes", first_period="2026-07")


@pytest.fixture
def post(db: None) -> "Post":
    """The post that owns the measure of the tests."""
    from charter.models import Post

    return Post.objects.create(title="Head of Repairs")


@pytest.fixture
def data_owner(post: "Post") -> "User":
    """Holds the post."""
    owner = make_person("Priya Nair", "data_owner")
    put_into(post, owner)
    return owner


@pytest.fixture
def approver(db: None) -> "User":
    """May approve and publish."""
    return make_person("Tom Hale", "approver")


@pytest.fixture
def administrator(db: None) -> "User":
    """Keeps people, roles and settings; sees no figures."""
    return make_person("Ann Marsh", "administrator")


@pytest.fixture
def engagement_officer(db: None) -> "User":
    """Works with tenants."""
    return make_person("Eve Osei", "engagement_officer")


@pytest.fixture
def body_reader(db: None) -> "User":
    """Reads what was released to the Board."""
    return make_person("Bob Lyle", "body_reader")


@pytest.fixture
def panel_member(db: None) -> "User":
    """A tenant of the panel; signs in by an e-mailed code."""
    return make_person("Joan Field", "panel_member", second_factor=False)


@pytest.fixture
def measure(landlord: "Landlord", post: "Post") -> "Measure":
    """A monthly percentage with the target 95, close from 93."""
    from measures.models import Measure, Target

    made = Measure.objects.create(
        slug="repairs",
        title="Repairs on time",
        kind="percentage",
        direction="higher",
        frequency="monthly",
        unit="%",
        decimals=1,
        owner=post,
        numerator_label="Repairs on time",
        denominator_label="All repairs",
    )
    Target.objects.create(measure=made, starts=date(2020, 4, 1), target=95, tolerance=2)
    return made
