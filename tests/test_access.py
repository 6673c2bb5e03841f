"""Every route as every person: who may open it is the table's word, and a lock taken off is noticed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, PathConverter, SlugConverter, StringConverter, UUIDConverter

from charter import permissions
from charter.access import requires
from charter.models import RoleGrant
from tests.people import LONG_AGO, ROLES, make_person, signed_in

# The sign-in package and Django's administration guard themselves; see TestOthers.
GUARD_THEMSELVES = ("account/", "admin/")
SAMPLES = {
    IntConverter: "1",
    SlugConverter: "nothing",
    StringConverter: "nothing",
    UUIDConverter: "0" * 32,
    PathConverter: "nothing/at/all",
}
METHODS = ("GET", "POST", "HTMX")

# The rights once more, in the letters of the study, so that a slip in the table is a red test.
LETTERS = {
    "CV": "panel_member",
    "DO": "data_owner",
    "AP": "approver",
    "EO": "engagement_officer",
    "BR": "body_reader",
    "AD": "administrator",
}
RIGHTS = {
    "account": "CV DO AP EO BR AD",
    "staff_home": "DO AP EO AD",
    "see_measures": "DO AP EO AD",
    "see_unpublished": "DO AP",
    "enter_result": "DO",
    "decide_result": "AP",
    "upload_results": "DO",
    "download_upload": "DO AP AD",
    "run_scoring": "AP",
    "publish": "AP",
    "see_withdrawn": "AP",
    "unlock_period": "AP",
    "close_year": "AP",
    "order_report": "AP",
    "read_report": "AP BR",
    "release_report": "AP",
    "write_edition": "DO",
    "approve_edition": "AP",
    "edit_charter": "EO",
    "approve_charter": "AP",
    "read_drafts": "DO AP EO AD",
    "enter_stage": "EO AP",
    "sign_off_charter": "AP",
    "manage_people": "AD",
    "invite_people": "EO AD",
    "reset_second_factor": "AD",
    "end_sessions": "AD",
    "settings": "AD",
    "calendar": "AD",
    "see_jobs": "AD",
    "retry_job": "DO EO AP AD",
    "break_glass": "AD",
    "see_audit": "AD",
    "django_admin": "AD",
    "body_dashboard": "CV BR AP EO",
}


@dataclass(frozen=True)
class Route:
    """A route with an address to try."""

    pattern: URLPattern
    where: str

    @property
    def access(self) -> str | None:
        """The mark of its lock."""
        return getattr(self.pattern.callback, "access", None)


def routes(resolver: Any = None, prefix: str = "") -> Iterator[Route]:
    """Every route that must carry a lock of ours."""
    for one in (resolver or get_resolver()).url_patterns:
        where = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            if not where.startswith(GUARD_THEMSELVES):
                yield from routes(one, where)
        elif not one.callback.__module__.startswith("allauth."):
            yield Route(one, prefix + tried(one))


def tried(one: URLPattern) -> str:
    """The route with samples for its parameters; every parameter must be typed."""
    text = str(one.pattern)
    for name, converter in one.pattern.converters.items():
        kind = next(
            word
            for word in ("int", "slug", "str", "uuid", "path", "")
            if f"<{word}:{name}>" in text or not word
        )
        text = text.replace(f"<{kind}:{name}>", SAMPLES[type(converter)])
    assert "<" not in text, f"{one.pattern} has a parameter without a type"
    return text


def ask(client: Client, where: str, method: str) -> Any:
    """A request; one by htmx is a GET with its header."""
    if method == "POST":
        return client.post(f"/{where}")
    headers = {"HX-Request": "true"} if method == "HTMX" else {}
    return client.get(f"/{where}", headers=headers)


def verdict(answer: Any) -> str:
    """What happened to the person: let in, sent to sign-in, refused, or a fault of ours."""
    if answer.status_code == 403:
        return "refused"
    if answer.status_code == 204 and "HX-Redirect" in answer.headers:
        return "sign-in"
    if answer.status_code == 302 and answer.url.startswith("/account/login/"):
        return "sign-in"
    return "broken" if answer.status_code == 500 else "in"


def expected(access: str | None, role: str | None) -> str:
    """What the table says for a role; None is a visitor."""
    if access is None:
        return "a lock"
    if access.startswith("public"):
        return "in"
    if role is None:
        return "sign-in"
    return "in" if role in permissions.PERMISSIONS[access].roles else "refused"


def faults(route: Route, clients: dict[str | None, Client], methods: tuple[str, ...] = METHODS) -> list[str]:
    """Every combination of person and method that is answered otherwise than the table says."""
    found = []
    for role, client in clients.items():
        if role is not None:
            client.force_login(client.person)  # the route before may have been the way out
        for method in methods:
            is_so, should_be = verdict(ask(client, route.where, method)), expected(route.access, role)
            if is_so != should_be:
                found.append(f"{method} /{route.where} as {role}: {is_so}, should be {should_be}")
    return found


@pytest.fixture
def clients(db: None) -> dict[str | None, Client]:
    """One browser a role, and a visitor's."""
    found: dict[str | None, Client] = {None: signed_in(None)}
    for role in ROLES:
        found[role] = Client()
        found[role].person = make_person(f"A {role}", role, second_factor=role != "panel_member")
        found[role].force_login(found[role].person)
    for client in found.values():
        client.raise_request_exception = False
    return found


def guarded() -> list[Route]:
    return [route for route in routes() if route.access and not route.access.startswith("public")]


def test_every_route_carries_a_lock() -> None:
    assert [route.where for route in routes() if route.access is None] == []


def test_the_table_is_the_one_that_was_agreed() -> None:
    agreed = {name: {LETTERS[letters] for letters in row.split()} for name, row in RIGHTS.items()}
    assert {name: set(found.roles) for name, found in permissions.PERMISSIONS.items()} == agreed


@pytest.mark.slow
def test_every_route_as_every_person_by_every_method(clients) -> None:
    found = [fault for route in routes() for fault in faults(route, clients)]
    assert found == []


@pytest.mark.slow
def test_a_lock_taken_off_is_noticed(clients, monkeypatch) -> None:
    unnoticed = []
    visitor = {None: clients[None]}
    for route in guarded():
        bare = route.pattern.callback.__wrapped__
        with monkeypatch.context() as patch:
            patch.setattr(route.pattern, "callback", bare)
            if not faults(route, visitor, ("GET",)):
                unnoticed.append(f"{route.where} without a mark")
    assert unnoticed == []
    assert len(guarded()) > 20


@pytest.mark.slow
def test_a_lock_that_only_looks_like_one_is_noticed(clients, monkeypatch) -> None:
    unnoticed = []
    visitor = {None: clients[None]}
    for route in guarded():
        painted = painted_lock(route.pattern.callback)
        with monkeypatch.context() as patch:
            patch.setattr(route.pattern, "callback", painted)
            if not faults(route, visitor, ("GET", "POST")):
                unnoticed.append(route.where)
    assert unnoticed == []


def painted_lock(view: Any) -> Any:
    """The view with its mark and without its check."""

    def painted(*given: Any, **named: Any) -> Any:
        return view.__wrapped__(*given, **named)

    painted.access = view.access
    return painted


def test_a_wrong_permission_is_refused_at_start() -> None:
    with pytest.raises(KeyError, match="no permission"):
        requires("fly")


class TestOddSessions:
    def test_staff_without_a_second_factor_set_it_up_first(self, db) -> None:
        client = signed_in(make_person("New Staff", "approver", second_factor=False))
        assert client.get("/staff/").url == "/account/2fa/"
        assert client.post("/staff/releases/preview/").url == "/account/2fa/"

    def test_an_account_switched_off_is_a_visitor_at_once(self, approver) -> None:
        client = signed_in(approver)
        assert client.get("/staff/").status_code == 200
        approver.is_active = False
        approver.save()
        assert verdict(client.get("/staff/")) == "sign-in"

    def test_a_role_that_ended_is_gone_at_the_next_request(self, approver) -> None:
        client = signed_in(approver)
        assert client.get("/staff/approvals/").status_code == 200
        RoleGrant.objects.filter(person=approver).update(ends=LONG_AGO)
        assert client.get("/staff/approvals/").status_code == 403

    def test_signed_in_pages_are_never_stored(self, approver) -> None:
        client = signed_in(approver)
        for where in ("/account/", "/staff/", "/staff/approvals/", "/staff/approvals/1/"):
            assert client.get(where).headers["Cache-Control"].startswith("no-store")

    def test_sign_in_tells_a_stranger_nothing_but_where_to_return(self, db) -> None:
        assert Client().get("/staff/people/7/").url == "/account/login/?next=/staff/people/7/"


class TestOthers:
    """What guards itself: the sign-in package and Django's administration."""

    def test_administration_is_for_administrators_with_a_second_factor(self, clients) -> None:
        for role, client in clients.items():
            answer = client.get("/admin/")
            if role == "administrator":
                assert answer.status_code == 200
            else:
                assert answer.status_code == 302
                landed = client.get(answer.url)
                assert verdict(landed) == ("sign-in" if role is None else "refused"), role

    def test_an_administrator_without_a_second_factor_sets_it_up(self, db) -> None:
        client = signed_in(make_person("New Admin", "administrator", second_factor=False))
        assert client.get(client.get("/admin/").url).url == "/account/2fa/"

    def test_nobody_signs_up(self, db) -> None:
        answer = Client().post(
            "/account/signup/", {"email": "x@example.org", "password1": "a-long-password-1"}
        )
        assert answer.status_code == 200
        assert "closed" in answer.content.decode().lower()

    def test_addresses_are_not_changed_by_the_sign_in_package(self, approver) -> None:
        client = signed_in(approver)
        assert client.get("/account/email/").url == "/account/"
        assert client.post("/account/email/", {"email": "x@example.org", "action_add": ""}).url == "/account/"
