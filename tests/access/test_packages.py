"""What guards itself: the routes of the sign-in package and of Django's administration, as every person."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.access.walking import GUARD_THEMSELVES, ask, routes, tried, verdict
from tests.people import make_person, signed_in

pytestmark = pytest.mark.slow
# Pages of the sign-in package for whoever is not signed in yet; each tells nothing about anybody.
FOR_STRANGERS = (
    "login",
    "signup",
    "logout",
    "password/reset",
    "inactive",
    "confirm-email",
    "2fa/authenticate",
    "social",  # who comes back from the organisation's sign-in is not signed in yet
)
LIST_DEPTH = 3  # admin/app/model/


def of_packages(resolver: Any = None, prefix: str = "") -> Iterator[str]:
    """Addresses of routes that carry no lock of ours, because a package guards them."""
    for one in (resolver or get_resolver()).url_patterns:
        where = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            if prefix or where.startswith(GUARD_THEMSELVES):
                yield from (found for found in of_packages(one, where) if found not in _ours())
        elif prefix.startswith(GUARD_THEMSELVES):
            yield prefix + _tried(one)


@cache
def _ours() -> frozenset[str]:
    """Addresses of the package's that our own pages answer, because they stand before it."""
    return frozenset(route.where for route in routes())


def _tried(one: URLPattern) -> str:
    if one.pattern.converters:
        return tried(one) if "<" in str(one.pattern) else str(one.pattern).strip("^$")
    return str(one.pattern).strip("^$").replace("\\Z", "").replace("(?P<url>.*)", "nothing")


def is_regular(where: str) -> bool:
    return not set(where) & set("^$()[]\\")


class TestSignInPackage:
    def test_strangers_reach_only_the_pages_that_are_for_them(self, db) -> None:
        client = Client(raise_request_exception=False)
        for where in filter(is_regular, of_packages()):
            if not where.startswith("account/"):
                continue
            for method in ("GET", "POST", "HTMX"):
                was = verdict(ask(client, where, method))
                for_all = any(f"account/{page}" in where for page in FOR_STRANGERS) or "login/" in where
                assert was in (("in", "sign-in") if for_all else ("sign-in", "refused")) or _gone(
                    client, where
                ), (method, where, was)

    def test_nothing_breaks_for_anybody(self, actors) -> None:
        broken = []
        few = [actor for actor in actors if actor.stands in ("visitor", "panel_member")]
        for where in filter(is_regular, of_packages()):
            for actor in few:
                if verdict(ask(actor.client, where, "GET")) == "broken":
                    broken.append((where, actor.stands))
                actor.sign_in_again()
        assert broken == []

    def test_nobody_signs_up(self, db) -> None:
        typed = {"email": "x@example.org", "password1": "a-long-password-1"}
        answer = Client().post("/account/signup/", typed)
        assert answer.status_code == 200
        assert "closed" in answer.content.decode().lower()

    def test_addresses_are_not_changed_by_the_sign_in_package(self, approver) -> None:
        client = signed_in(approver)
        assert client.get("/account/email/").url == "/account/"
        typed = {"email": "x@example.org", "action_add": ""}
        assert client.post("/account/email/", typed).url == "/account/"


def _gone(client: Client, where: str) -> bool:
    return client.get(f"/{where}").status_code in (404, 405)


class TestAdministration:
    def test_only_administrators_with_a_second_factor(self, actors) -> None:
        places = [where for where in of_packages() if where.startswith("admin/") and is_regular(where)]
        assert len(places) > 50
        # One door lets into all of it: every address for two people, the lists of records for the others.
        lists = [where for where in places if where.count("/") == LIST_DEPTH]
        for actor in actors:
            whole = actor.stands in ("visitor", "no second factor")
            for where in places if whole else lists:
                if where.endswith(("logout/", "login/", "jsi18n/")):
                    continue
                answer = ask(actor.client, where, "GET")
                let_in = answer.status_code == 200 and "Django" not in answer.headers.get("Server", "")
                assert let_in is False or actor.stands == "administrator", (actor.stands, where)
                assert answer.status_code < 500, (actor.stands, where)

    def test_each_lands_where_it_belongs(self, actors) -> None:
        for actor in actors:
            answer = actor.client.get("/admin/")
            if actor.stands == "administrator":
                assert answer.status_code == 200
                continue
            landed = answer if answer.status_code == 403 else actor.client.get(answer.url)
            expected = {
                "visitor": "sign-in",
                "half signed in": "sign-in",
                "switched off": "sign-in",
                "no second factor": "in",
            }.get(actor.stands, "refused")
            was = verdict(landed) if actor.stands != "no second factor" else "in"
            assert was == expected, actor.stands

    def test_an_administrator_without_a_second_factor_sets_it_up(self, db) -> None:
        client = signed_in(make_person("New Admin", "administrator", second_factor=False))
        answer = client.get("/admin/", follow=True)
        assert answer.redirect_chain[-1][0].startswith("/account/2fa/")
