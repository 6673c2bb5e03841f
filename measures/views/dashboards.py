"""The pages of the bodies that hold the landlord to account (rights 57): what needs their eye first."""

from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from charter import permissions
from charter.access import actor, requires, roles_in
from charter.languages import formats
from charter.models import Body, User
from measures.bodies import bodies_for, keeps_meetings, next_and_last, watched
from measures.querysets.desk import desk_of
from measures.querysets.unpublished import unpublished_of


@requires("body_dashboard")
@require_safe
def dashboards(request: HttpRequest) -> HttpResponse:
    """The bodies whose pages the person may open; with one, its page."""
    bodies = _bodies(request)
    if len(bodies) == 1:
        return redirect("dashboard", bodies[0].slug)
    return render(request, "measures/desk/dashboards.html", {"bodies": bodies})


@requires("body_dashboard")
@require_safe
def dashboard(request: HttpRequest, body: str) -> HttpResponse:
    """What a body watches, exceptions first; what the query string asks for in vain is told (422)."""
    bodies = _bodies(request)
    found = _one_of(bodies, body)
    query = request.GET.dict()
    if "" in query.values():
        shortest = urlencode({name: value for name, value in query.items() if value})
        return redirect(f"{request.path}?{shortest}".removesuffix("?"))
    person, today = actor(request), timezone.localdate()
    roles = roles_in(request, person)
    coming, last = next_and_last(found, today)
    desk = desk_of(found, query, last, today)
    context = {
        "bodies": bodies,
        "body": found,
        "desk": desk,
        "coming": coming,
        "starts": formats.clock(coming.starts) if coming and coming.starts else "",
        "last": last,
        "reads_history": _reads(request, "see_history", "all", "released"),
        "keeps_meetings": keeps_meetings(roles, lambda: _is_member(person, found, roles, today)),
        "reads_unpublished": _reads(request, "see_unpublished", "all"),
    }
    return render(request, "measures/desk/dashboard.html", context, status=422 if desk.asked.faults else 200)


def _is_member(person: User, body: Body, roles: frozenset[str], on: date) -> bool:
    """Whether one who opened this page is of the body; asked of the database only of readers."""
    if "body_reader" not in roles:
        return "panel_member" in roles
    return permissions.is_member(person, body, on)


def _bodies(request: HttpRequest) -> list[Body]:
    person = actor(request)
    return bodies_for(person, "body_dashboard", roles_in(request, person))


def _one_of(bodies: list[Body], slug: str) -> Body:
    """The body of an address. Raises Http404 for those of others and for those that are not there."""
    found = next((one for one in bodies if one.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _reads(request: HttpRequest, permission: str, *scopes: str) -> bool:
    """Whether a role of who asks reaches so far."""
    reaches = permissions.PERMISSIONS[permission].roles
    return any(reaches.get(role) in scopes for role in roles_in(request, actor(request)))


@requires("see_unpublished")
@require_safe
def unpublished(request: HttpRequest, body: str) -> HttpResponse:
    """Figures that the body will see with the next release; there only for who reads all that are not out."""
    if not _reads(request, "see_unpublished", "all"):
        raise Http404
    bodies = _bodies(request)
    found = _one_of(bodies, body)
    whole = watched(found)
    context = {
        "bodies": bodies,
        "body": found,
        "reads_unpublished": True,
        "label": whole.release.label if whole.release else "",
        "figures": unpublished_of(whole),
    }
    return render(request, "measures/desk/unpublished.html", context)
