"""Django's own administration, for administrators with a second factor: to look, never to change.

Whatever has a verb is changed by its verb on a staff page. Values and words of figures are left out, because
an administrator has no right to unpublished figures: what is not named here as a column cannot be seen,
searched, sorted by or asked for.
"""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from charter import permissions
from charter.access import lacks_second_factor
from charter.models import User
from charter.translated import lazily as _lazy


class PortalAdminSite(admin.AdminSite):
    """Sign-in is the portal's own; the right is asked of charter/permissions.py at every request."""

    site_header = site_title = _lazy("Customer Charter administration")
    index_title = _lazy("Records")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """An active administrator who has a second factor."""
        person = request.user
        if not isinstance(person, User) or permissions.reach(person, "django_admin") is None:
            return False
        return not lacks_second_factor(request, person)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Strangers go to the portal's sign-in, administrators without a second factor set it up first."""
        person = request.user
        if not isinstance(person, User):
            wished = urlencode({"next": request.GET.get("next", request.path)})
            return redirect(f"{resolve_url('account_login')}?{wished}")
        if permissions.reach(person, "django_admin") is None:
            raise PermissionDenied(_("Your role does not let you open this page."))
        return redirect("mfa_index" if lacks_second_factor(request, person) else "account")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The portal's own way out."""
        return redirect("account_logout")


class ReadOnly(admin.ModelAdmin):
    """To look at; nothing can be added, changed or deleted. Only the named columns exist here."""

    actions = None
    show_full_result_count = False
    list_per_page = 100

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

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Never: by asking for rows with a value, one would learn what is not shown."""
        return False


def show(label: str, *columns: str, search: tuple[str, ...] = ()) -> None:
    """Register a model, by its label, with the columns that may be seen, and its history with the same."""
    model = apps.get_model(label)
    # Here, not in the models: only these pages say it, and a model's own options are noted by a migration.
    model._meta.verbose_name_plural = PLURALS.get(label, model._meta.verbose_name_plural)
    fields = {"list_display": columns, "fields": columns, "search_fields": search}
    portal_admin.register(model, type(f"{model.__name__}Admin", (ReadOnly,), fields))
    for event in _history_of(model):
        _show_history(event, columns)


def _history_of(model: type[Model]) -> list[type[Model]]:
    return [one for one in apps.get_models() if getattr(one, "pgh_tracked_model", None) is model]


def _show_history(event: type[Model], columns: tuple[str, ...]) -> None:
    """What a trigger noted of each change: when, what, of which row, and the columns that may be seen."""
    own = {field.name for field in event._meta.get_fields()}
    seen = ("pgh_created_at", "pgh_label", "pgh_obj_id", *(name for name in columns if name in own))
    fields = {"list_display": seen, "fields": seen, "ordering": ("-pgh_id",)}
    portal_admin.register(event, type(f"{event.__name__}Admin", (ReadOnly,), fields))


portal_admin = PortalAdminSite(name="admin")

PLURALS = {
    "charter.BodyAlias": _lazy("body aliases"),
    "charter.BreakGlass": _lazy("restricted data opened"),
    "measures.Commentary": "commentaries",
    "measures.MeasureCommentary": _lazy("measure commentaries"),
    "measures.Evidence": _lazy("pieces of evidence"),
}

# Not here, and why; a test holds that every model of ours is either shown or named here.
LEFT_OUT = {
    "charter.Letter": _lazy("sealed letters of signing in"),
    "charter.Logo": _lazy("a picture, which the page of settings shows"),
    "charter.FormToken": _lazy("what a form was sent with"),
    "charter.SearchEntry": _lazy("a copy of what is public, made anew at each publication"),
    "charter.SearchWord": _lazy("the words of that copy"),
    "engagement.Follower": _lazy("addresses of people who follow; staff see how many"),
    "engagement.FeedbackContact": _lazy("how to reach people who spoke; the inbox keeps who looked"),
    "engagement.Comment": _lazy("what people said of drafts; the desk of consultations shows it"),
    "engagement.Member": _lazy("who takes part, and how to reach them"),
    "engagement.SurveyInvitation": _lazy("who was sent a link to a survey"),
    "engagement.SurveyDraft": _lazy("answers that somebody has not finished"),
    "engagement.SurveyResponse": _lazy("what single people answered"),
    "engagement.MemberConsent": _lazy("what each of them agreed to, and when"),
    "engagement.FollowedTopic": _lazy("what each of them follows"),
    "engagement.EventMail": _lazy("which mail about an event each of those asked had"),
    "engagement.FollowerMail": _lazy("which mail each of them had"),
    "measures.Case": _lazy("single cases of tenants"),
    "measures.ImportLine": _lazy("rows of a file, with figures"),
    "measures.KeptText": _lazy("what somebody is typing"),
    "measures.ReleaseDocument": _lazy("documents of releases, also of such as are not out yet"),
}

show("charter.User", "name", "email", "is_active", "is_demonstration", "joined", search=("name", "email"))
show("charter.Invitation", "person", "made_by", "made_at", "expires_at", "used_at", "voided_at")
show("charter.Landlord", "name", "first_period", "phone", "email", "website")
show("charter.LandlordCode", "landlord", "code", "starts", "ends")
show("charter.Body", "name", "kind")
show("charter.BodyAlias", "body", "name")
show("charter.Post", "title", search=("title",))
show("charter.PostHolding", "post", "person", "starts", "ends", "deputy")
show("charter.RoleGrant", "person", "role", "body", "starts", "ends", "given_by")
show(
    "charter.BreakGlass", "person", "permission", "subject_kind", "subject_id", "reason", "opened_at", "until"
)
show("charter.BankHoliday", "day", "title")
show("charter.Charter", "title", "stage", "is_current")
show("charter.CharterStage", "charter", "stage", "expected", "actual")
show("charter.Theme", "title", "charter", "order")
show("charter.Expectation", "text", "charter", "order")
show("charter.Quote", "text", "attribution", "charter")
show("charter.Translation", "source", "text", "language", "charter", search=("source", "text"))
show(
    "charter.Draft",
    "title",
    "kind",
    "state",
    "author",
    "started_at",
    "submitted_at",
    "decided_by",
    "decided_at",
)
show("charter.Timetable", "before_due", "overdue_every", "escalate_after", "hour")
show("charter.MailChoice", "person", "days")
show("charter.DigestRun", "day", "made_at", "made")
show("charter.Digest", "person", "day", "sent_at")
show(
    "charter.AuditEvent",
    "at",
    "actor_id",
    "verb",
    "subject_kind",
    "subject_id",
    search=("verb", "subject_id"),
)
show("charter.AuditDay", "day", "made_at", "seal")
show("charter.RequestOrigin", "request_id", "network", "at", search=("request_id",))
show("charter.Job", "kind", "state", "attempts", "asked_by", "asked_at", "finished_at", "reference")
show("charter.Heartbeat", "name", "at")

show("promises.Promise", "title", "charter", "theme", search=("title",))
show("promises.Commitment", "text", "promise", "order")
show("promises.Publication", "title", "schedule", "owner", search=("title",))
show("promises.Edition", "title", "publication", "published", "written_by", "approved_by", "approved_at")
show("promises.PublicationChange", "publication", "day", "noted_by", "noted_at")

# What tenants said is for those who work with it (rows 28 to 31): an administrator sees that it moves.
show("engagement.ServiceChange", "title", "outcome", "decided_on", "approved_by", "published_at")
show("engagement.ScrutinyProject", "title", "body", "started", "published_on")
show("engagement.Recommendation", "project", "made_on", "answer_due", "answered_on", "decision")
show("engagement.ScrutinyAction", "owner", "due", "done_on", "closed_on")
show("engagement.Event", "title", "kind", "starts", "invited_on", "state")
show("engagement.EventPlace", "event", "state", "asked_at", "replied_at", "came")
show("engagement.Consultation", "title", "opened_at", "came_of")
show("engagement.ConsultationStage", "consultation", "stage", "promised", "expected", "came_on")
show("engagement.DraftParagraph", "consultation", "draft", "number")
show("engagement.CommentGroup", "title", "consultation", "outcome", "answered_at", "approved_at")
show("engagement.DataRequest", "reference", "kind", "received_at", "due", "closed_at", "ending")
show("engagement.Erasure", "request", "holding", "row", "at")
show("engagement.Challenge", "kind", "body", "raised_at", "answer_due", "answered_at", "withheld_at")
show("engagement.Survey", "title", "asked", "state", "opened_at", "closed_at", "published_at")
show("engagement.SurveyQuestion", "survey", "place", "kind", "code")
show("engagement.Feedback", "kind", "received_at", "answer_due", "answered_at", "published_at")

show(
    "measures.Measure", "title", "kind", "frequency", "owner", "approver", "retired", search=("title", "slug")
)
show("measures.MeasureLine", "text", "promise", "measure", "weight", "order")
show("measures.Definition", "measure", "starts", "text", "numerator_label", "denominator_label")
show("measures.Break", "measure", "starts", "reason")
show("measures.MilestoneStage", "title", "measure", "due", "done")
show("measures.Segment", "name", "dimension", "homes", "starts", "ends", search=("name",))
show("measures.SurveyMethod", "year", "stock", "required_sample", "achieved_sample", "population", "margin")
show("measures.ServiceLimit", "year", "code", "text", "amount", "unit")
show(
    "measures.Benchmark", "year", "regulator_code", "stock", "size_band", "landlord_type", "median", "source"
)
show("measures.Target", "measure", "starts", "ends", "target", "low", "high", "grade", "tolerance", "floor")
show(
    "measures.TargetChange",
    "measure",
    "starts",
    "decided_by",
    "decided_at",
    "second",
    "is_correction",
    "reason",
)

# Rows 8 to 11 of the rights: an administrator sees that a figure moves, not what it says.
show(
    "measures.Result", "measure", "segment", "period", "workflow", "entered_by", "submitted_by", "decided_by"
)
show("measures.Commentary", "result", "by_when", "written_by", "written_at")
show("measures.MeasureCommentary", "measure", "period", "workflow", "written_by", "written_at", "decided_by")
show("measures.Evidence", "result", "kind", "size", "added_by", "added_at")
show("measures.Confirmation", "result", "by", "at")
show("measures.Score", "subject", "subject_id", "period", "computed_at")
show("measures.SeriesScore", "measure", "segment", "period", "rule_version", "computed_at")
show(
    "measures.Import",
    "name",
    "form",
    "state",
    "rows",
    "received_by",
    "received_at",
    "accepted_by",
    "accepted_at",
)
show("measures.Revision", "measure", "period", "kind", "at")
show("measures.Waiver", "measure", "period", "waived_by", "waived_at")
show(
    "measures.YearClosing",
    "year",
    "closed_by",
    "closed_at",
    "asked_by",
    "asked_at",
    "reopened_by",
    "reopened_at",
)
show("measures.PeriodUnlock", "measure", "period", "reason", "asked_by", "given_by", "given_at", "until")
show("measures.LockRule", "days_after_release")
show("measures.Release", "slug", "state", "published_by", "published_at", "withdrawn_by")
show("measures.ReleaseEntry", "release", "name")
show(
    "measures.Report",
    "release",
    "kind",
    "body",
    "edition",
    "status",
    "ordered_by",
    "ready_at",
    "released_to_board",
)
show("measures.ReportSection", "kind", "year", "key", "author", "approver", "approved_at")
show("measures.Meeting", "body", "held_on", "papers_due", "period", "release")
show("measures.AgendaItem", "meeting", "order", "origin", "title")
show("measures.Minute", "meeting", "kind", "owner", "due", "answered_on")
show("measures.PanelComment", "body", "promise", "period", "author", "published_by", "withheld_by")
show("measures.DataRating", "measure", "rating", "rated_by", "rated_on")
show("measures.Chase", "measure", "period", "day", "asked_by")
show("measures.Alert", "kind", "measure", "publication", "about", "raised_at")
