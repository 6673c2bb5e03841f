"""The actors of the matrix."""

import pytest

from tests.access.walking import Actor, make_actors


@pytest.fixture
def actors(db: None) -> list[Actor]:
    """A visitor, each role, and the odd sessions."""
    return make_actors()
