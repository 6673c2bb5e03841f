"""Every route of the portal, every kind of person, and what the agreed table says of each pair."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, PathConverter, SlugConverter, StringConverter, UUIDConverter

from charter.models import RoleGrant, User
from tests.people import LONG_AGO, ROLES, make_person
from tests.test_access import allowed

# The sign-in package and Django's administration guard themselves; see test_packages.py.
GUARD_THEMSELVES = ("account/", "admin/")
SAMPLES = {
    IntConverter: "1",
    SlugConverter: "nothing",
    StringConverter: "nothing",
    UUIDConverter: "0" * 32,
    PathConverter: "nothing/at/all",
}
WORDS = ("int", "slug", "str", "uuid", "path", "")
METHODS = ("GET", "HTMX", "POST")
ALL_METHODS = (*METHODS, "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True)
class Route:
    """A route with an address to try."""

    pattern: URLPattern
    where: str

    @property
    def access(self) -> str | None:
        """The mark of its lock."""
        return getattr(self.pattern.callback, "access", None)

    @property
    def is_guarded(self) -> bool:
        """Whether it asks for a right."""
        return self.access is not None and not self.access.startswith("public")


@dataclass
class Actor:
    """A browser in the hands of somebody; `stands` is how that person counts: a role, or an odd session."""

    stands: str
    client: Client
    person: User | None = None

    def sign_in_again(self) -> None:
        """The route before may have been the way out."""
        if self.person is not None and self.stands != "switched off":
            self.client.force_login(self.person)


def routes(resolver: Any = None, prefix: str = "") -> Iterator[Route]:
    """Every route that must carry a lock of ours."""
    for one in (resolver or get_resolver()).url_patterns:
        where = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            if not where.startswith(GUARD_THEMSELVES):
                yield from routes(one, where)
        elif not one.callback.__module__.startswith("allauth."):
            yield Route(one, prefix + tried(one))


def guarded() -> list[Route]:
    """Every route that asks for a right."""
    return [route for route in routes() if route.is_guarded]


def tried(one: URLPattern) -> str:
    """The route with samples for its parameters; every parameter must be typed."""
    text = str(one.pattern)
    for name, converter in one.pattern.converters.items():
        kind = next(word for word in WORDS if f"<{word}:{name}>" in text or not word)
        text = text.replace(f"<{kind}:{name}>", SAMPLES[type(converter)])
    assert "<" not in text, f"{one.pattern} has a parameter without a type"
    return text


def ask(client: Client, where: str, method: str) -> Any:
    """A request; one by htmx is a GET with its header."""
    if method == "HTMX":
        return client.get(f"/{where}", headers={"HX-Request": "true"})
    return client.generic(method, f"/{where}")


def verdict(answer: HttpResponse) -> str:
    """What happened to the person: let in, sent to sign-in or to the second factor, refused, or broken."""
    if answer.status_code == 403:
        return "refused"
    if answer.status_code == 204 and "HX-Redirect" in answer.headers:
        return "sign-in"
    if answer.status_code == 302 and answer.url.startswith("/account/login/"):
        return "sign-in"
    if answer.status_code == 302 and answer.url.startswith("/account/2fa/"):
        return "second factor"
    return "broken" if answer.status_code >= 500 and answer.status_code != 503 else "in"


def expected(route: Route, stands: str) -> str:
    """What the agreed table says, not the portal's own: a slip in either is a red test."""
    if route.access is None:
        return "a lock"
    if not route.is_guarded:
        # A page that is not the same for everyone sends people to set up their second factor first.
        return "in or second factor" if stands == "no second factor" else "in"
    if stands == "no second factor":
        return stands.removeprefix("no ")
    if stands in ("visitor", "half signed in", "switched off"):
        return "sign-in"
    return "in" if stands in allowed(route.access) else "refused"


def faults(route: Route, actors: Iterable[Actor], methods: Iterable[str] = METHODS) -> Iterator[str]:
    """Every cell of the route that is answered otherwise than the table says."""
    for actor in actors:
        for method in methods:
            should_be = expected(route, actor.stands)
            was = verdict(ask(actor.client, route.where, method))
            if was not in should_be.split(" or "):
                actor.sign_in_again()
                was = verdict(ask(actor.client, route.where, method))
            if was not in should_be.split(" or "):
                yield f"{method} /{route.where} as {actor.stands}: {was}, should be {should_be}"


def make_actors() -> list[Actor]:
    """A visitor, one person of each role, and the odd sessions of reliability.md section 5.

    A holder of a link (an invitation, a new password, a feed) has no session: that is the visitor.
    """
    made = [Actor("visitor", Client())]
    for role in ROLES:
        made.append(_signed_in(role, make_person(f"A {role}", role, second_factor=role != "panel_member")))
    made += [_half_signed_in(), _no_second_factor(), _switched_off(), _role_removed()]
    for actor in made:
        actor.client.raise_request_exception = False
    return made


def _signed_in(stands: str, person: User) -> Actor:
    client = Client()
    client.force_login(person)
    return Actor(stands, client, person)


def _half_signed_in() -> Actor:
    """The password was right, the second factor was not given yet."""
    person, client = make_person("Half In", *ROLES), Client()
    typed = {"login": person.email, "password": "a-long-password-1"}
    answer = client.post("/account/login/", typed)
    assert answer.status_code == 302, answer.content.decode()
    assert "/2fa/" in answer.url
    assert BACKEND_SESSION_KEY not in client.session
    return Actor("half signed in", client)


def _no_second_factor() -> Actor:
    return _signed_in("no second factor", make_person("New Staff", *ROLES, second_factor=False))


def _switched_off() -> Actor:
    actor = _signed_in("switched off", make_person("Switched Off", *ROLES))
    assert actor.client.get("/staff/").status_code == 200
    User.objects.filter(pk=actor.person.pk).update(is_active=False)
    assert settings.SESSION_COOKIE_NAME in actor.client.cookies
    return actor


def _role_removed() -> Actor:
    actor = _signed_in("role removed", make_person("Role Removed", *ROLES))
    assert actor.client.get("/staff/").status_code == 200
    RoleGrant.objects.filter(person=actor.person).update(ends=LONG_AGO)
    return actor
