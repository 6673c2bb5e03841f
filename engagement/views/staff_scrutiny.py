"""Scrutiny at the desk: projects, what they recommend, and the publishing of their reports."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from charter import permissions
from charter.access import actor, requires
from charter.form_parts import PortalForm
from charter.models import Body, User
from engagement import presenters
from engagement.actions.scrutiny import add_action, make_recommendation, open_project, publish_report
from engagement.forms.scrutiny import ActionForm, ProjectForm, PublishReportForm, RecommendForm
from engagement.models import ScrutinyProject
from engagement.querysets import scrutiny_of
from engagement.views.pressing import pressed
from measures.bodies import bodies_for
from measures.presenters import live_release

A_PAGE = 25
# The box beside which each form says what its verb refuses.
REFUSED_AT = {"recommend": "answer_due", "act": "due"}


def groups_of(person: User) -> list[Body]:
    """The groups of tenants for which a person opens scrutiny and recommends."""
    return [one for one in bodies_for(person, "write_scrutiny") if one.kind == "tenant"]


@requires("read_scrutiny")
@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """Every project that the person may read, with what is still open in it."""
    person = actor(request)
    context = {
        "page": Paginator(scrutiny_of(person), A_PAGE).get_page(request.GET.get("page")),
        "writes": bool(groups_of(person)),
    }
    return render(request, "engagement/staff/projects.html", context)


@requires("write_scrutiny")
def new_project(request: HttpRequest) -> HttpResponse:
    """Open a project for a group of tenants; there is no such page for whoever has none."""
    person = actor(request)
    groups = groups_of(person)
    if not groups:
        raise Http404
    form = ProjectForm(
        request.POST if request.method == "POST" else None,
        bodies=groups,
        initial={"started": timezone.localdate()},
    )

    def work() -> str:
        said = form.cleaned_data
        made = open_project(
            title=said["title"],
            body=form.chosen,
            started=said["started"],
            summary=said["text"],
            about=form.about(),
            by=person,
        )
        messages.success(request, _("Opened. It is not public before its report is published."))
        return reverse("staff_project", args=[made.pk])

    if request.method == "POST":
        answer = form.send(person, work)
        if answer is not None:
            return answer
    return render(request, "engagement/staff/new_project.html", {"form": form}, status=form.page_status)


@requires("read_scrutiny")
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """One project: what it asked, what was answered and done; more is asked, or its report published."""
    person = actor(request)
    row = get_object_or_404(scrutiny_of(person), pk=pk)
    writes = row.body in groups_of(person)
    answers = permissions.reach(person, "answer_scrutiny") is not None
    task = pressed(request, {"recommend": writes, "act": answers, "publish": writes})
    sent = {name: request.POST if task == name else None for name in ("recommend", "act", "publish")}
    forms: dict[str, PortalForm] = {
        "recommend": RecommendForm(sent["recommend"], auto_id="recommend_%s"),
        "act": ActionForm(sent["act"], auto_id="act_%s"),
        "publish": PublishReportForm(sent["publish"], row=row),
    }
    if task:
        answer = forms[task].send(person, _work(request, task, forms[task], row), REFUSED_AT.get(task))
        if answer is not None:
            return answer
    form = forms[task or "recommend"]
    context = {
        "row": row,
        "asked": row.recommendations.prefetch_related("actions__owner"),
        "others": row.actions.select_related("owner"),
        "about": presenters.about(live_release(), row.promises, row.measures),
        "today": timezone.localdate(),
        "form": form,
        "forms": forms,
        "may_write": writes,
        "may_answer": answers,
        "may_publish": writes and row.published_on is None and row.opened_by_id != person.pk,
        "is_own": writes and row.published_on is None and row.opened_by_id == person.pk,
    }
    return render(request, "engagement/staff/project.html", context, status=form.page_status)


def _work(request: HttpRequest, task: str, form: PortalForm, row: ScrutinyProject) -> Callable[[], str]:
    def work() -> str:
        by, said, today = actor(request), form.cleaned_data, timezone.localdate()
        if task == "recommend":
            make_recommendation(
                project=row, text=said["text"], made_on=today, answer_due=said["answer_due"], by=by
            )
            words = _("Written down. An approver answers it.")
        elif task == "act":
            add_action(of=row, text=said["text"], owner=said["owner"], added_on=today, due=said["due"], by=by)
            words = _("Written down. {post} does it.").format(post=said["owner"])
        else:
            publish_report(project=row, address=said["address"], by=by, version=said["version"])
            words = _("Published. Everybody can read the project now.")
        messages.success(request, words)
        return reverse("staff_project", args=[row.pk])

    return work
