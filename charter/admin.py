"""Django's own administration, for administrators with a second factor: to look, never to change.

Whatever has a verb is changed by its verb on a staff page. Values and words of figures are left out, because
an administrator has no right to unpublished figures.
"""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode

from charter import permissions
from charter.models import User


class PortalAdminSite(admin.AdminSite):
    """Sign-in is the portal's own; the right is asked of charter/permissions.py at every request."""

    site_header = site_title = "Customer Charter administration"
    index_title = "Records"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """An active administrator who has a second factor."""
        person = request.user
        if not isinstance(person, User) or permissions.reach(person, "django_admin") is None:
            return False
        return bool(is_mfa_enabled(person))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Strangers go to the portal's sign-in, administrators without a second factor set it up first."""
        person = request.user
        if not isinstance(person, User):
            wished = urlencode({"next": request.GET.get("next", request.path)})
            return redirect(f"{resolve_url('account_login')}?{wished}")
        if permissions.reach(person, "django_admin") is None:
            raise PermissionDenied("Your role does not let you open this page.")
        return redirect("account" if is_mfa_enabled(person) else "mfa_activate_totp")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The portal's own way out."""
        return redirect("account_logout")


class ReadOnly(admin.ModelAdmin):
    """To look at; nothing can be added, changed or deleted."""

    actions = None
    show_full_result_count = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may open the site may look."""
        return portal_admin.has_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The app shows to whoever may open the site."""
        return portal_admin.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: there are verbs for it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: there are verbs for it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: history stays."""
        return False


def show(label: str, *columns: str, leave_out: tuple[str, ...] = (), search: tuple[str, ...] = ()) -> None:
    """Register a model, by its label, to be looked at with these columns in its list."""
    model = apps.get_model(label)
    fields = {"list_display": columns, "exclude": leave_out, "search_fields": search}
    portal_admin.register(model, type(f"{model.__name__}Admin", (ReadOnly,), fields))


portal_admin = PortalAdminSite(name="admin")

show(
    "charter.User", "name", "email", "is_active", "joined", leave_out=("password",), search=("name", "email")
)
show("charter.Landlord", "name", "first_period")
show("charter.Body", "name", "kind")
show("charter.Post", "title")
show("charter.PostHolding", "post", "person", "starts", "ends", "deputy")
show("charter.RoleGrant", "person", "role", "body", "starts", "ends")
show("charter.BankHoliday", "day", "title")
show("charter.Charter", "title", "stage", "is_current")
show(
    "charter.AuditEvent",
    "at",
    "actor_id",
    "verb",
    "subject_kind",
    "subject_id",
    search=("verb", "subject_id"),
)
show("charter.Job", "kind", "state", "attempts", "asked_by", "asked_at", leave_out=("ids", "key"))
show("charter.Heartbeat", "name", "at")
show("promises.Promise", "title", "charter", "theme")
show("promises.Publication", "title", "schedule", "owner")
show(
    "promises.Edition", "title", "publication", "published", "written_by", "approved_by", leave_out=("file",)
)

show("promises.PublicationChange", "publication", "day", "noted_by", "noted_at")

# What tenants said is for those who work with it (rows 28 to 31): an administrator sees that it moves.
show("engagement.ServiceChange", "title", "outcome", "decided_on", "approved_by", "published_at")
show("engagement.ScrutinyProject", "title", "body", "started", "published_on")
show("engagement.Recommendation", "project", "made_on", "answer_due", "answered_on", "decision")
show("engagement.ScrutinyAction", "owner", "due", "done_on", "closed_on")
show("engagement.Event", "title", "kind", "starts", "invited_on", "state")
show(
    "engagement.Feedback",
    "kind",
    "received_at",
    "answer_due",
    "answered_at",
    "published_at",
    leave_out=("text", "public_text"),
)

# Rows 8 to 11 of the rights: an administrator sees that a figure moves, not what it says.
FIGURE = ("numerator", "denominator", "value", "answers", "grade", "marker", "note", "differs_because")
WORDS = ("returned_because", "correction_reason")
JUDGED = ("status", "score", "value", "state", "coverage", "detail")

show("measures.Measure", "title", "kind", "frequency", "owner", search=("title", "slug"))
show("measures.Target", "measure", "starts", "ends")
show("measures.Result", "measure", "period", "workflow", "entered_by", "decided_by", leave_out=FIGURE + WORDS)
show("measures.Score", "subject", "subject_id", "period", "computed_at", leave_out=JUDGED)
show(
    "measures.Import", "name", "state", "received_by", "received_at", leave_out=("faults", "summary", "file")
)
show("measures.Release", "slug", "state", "published_by", "published_at")
show("measures.Report", "release", "kind", "ordered_by", "ready_at", leave_out=("file",))
