"""Every route as every person, by page, by htmx and by direct POST; and each lock taken off is noticed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from django.urls import path

from charter import permissions
from charter.models.people import ROLE_WORDS
from tests.access.walking import ALL_METHODS, Actor, Route, faults, guarded, routes
from tests.people import ROLES

pytestmark = pytest.mark.slow
# Who tries a lock that was tampered with: one who may not even come in, and everybody who lacks the right.
FEWEST_ROUTES = 50


def test_every_route_carries_a_lock() -> None:
    assert [route.where for route in routes() if route.access is None] == []


def test_a_route_without_a_lock_is_noticed(actors) -> None:
    bare = Route(path("staff/new/", lambda request: None), "staff/new/")
    assert len(list(faults(bare, actors, ("GET",)))) == len(actors)


def test_every_route_as_every_person(actors) -> None:
    every = list(routes())
    found = [fault for route in every for fault in faults(route, actors)]
    print(f"{len(every) * len(actors) * 3} cells")
    assert found == []
    assert len(actors) == 11


def test_no_method_is_a_lesser_door(actors) -> None:
    strangers = [actor for actor in actors if actor.stands in ("visitor", "half signed in", "role removed")]
    assert [fault for route in guarded() for fault in faults(route, strangers, ALL_METHODS)] == []


class TestMutants:
    """Removing any one lock, or opening any one row of the table, turns the matrix red."""

    def test_a_lock_taken_off(self, actors, monkeypatch) -> None:
        self._every_mutant(actors, monkeypatch, lambda view: view.__wrapped__)

    def test_a_lock_that_only_looks_like_one(self, actors, monkeypatch) -> None:
        self._every_mutant(actors, monkeypatch, painted_lock)

    def _every_mutant(
        self,
        actors: list[Actor],
        monkeypatch: pytest.MonkeyPatch,
        spoil: Callable[[Any], Any],
    ) -> None:
        every = guarded()
        unnoticed = []
        for route in every:
            with monkeypatch.context() as patch:
                patch.setattr(route.pattern, "callback", spoil(route.pattern.callback))
                if not next(faults(route, actors), None):
                    unnoticed.append(route.where)
        print(f"{len(every)} mutants")
        assert unnoticed == []
        assert len(every) >= FEWEST_ROUTES

    def test_a_row_opened_to_all_roles(self, actors, monkeypatch) -> None:
        """A row that no route names is held by the comparison of the tables in test_access.py."""
        by_right: dict[str, list[Route]] = {}
        for route in guarded():
            by_right.setdefault(str(route.access), []).append(route)
        unnoticed, open_to_all = [], {role for role, _ in ROLE_WORDS}
        tried = [name for name in by_right if set(permissions.PERMISSIONS[name].roles) != open_to_all]
        for name in tried:
            with opened_to_all(name, monkeypatch):
                cells = (fault for route in by_right[name] for fault in faults(route, actors, ("GET",)))
                if not next(cells, None):
                    unnoticed.append(name)
        print(f"{len(tried)} mutants")
        assert unnoticed == []


def painted_lock(view: Any) -> Any:
    """The view with its mark and without its check."""

    def painted(*given: Any, **named: Any) -> Any:
        return view.__wrapped__(*given, **named)

    painted.access = view.access  # type: ignore[attr-defined]
    return painted


@contextmanager
def opened_to_all(name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The table with one row that every role has."""
    row = permissions.PERMISSIONS[name]
    with monkeypatch.context() as patch:
        patch.setitem(permissions.PERMISSIONS, name, replace(row, roles=dict.fromkeys(ROLES, "all")))
        yield
