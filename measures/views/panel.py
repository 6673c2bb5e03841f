"""The page of a group of tenants: what it watches, what it asked, and what it says in its own words."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from charter import permissions
from charter.access import actor, requires, roles_in
from charter.form_parts import ConfirmForm, PortalForm, ReasonForm
from charter.languages import formats
from charter.models import Body
from charter.periods import Period
from charter.querysets import year_starts
from charter.translated import lazily as _lazy
from measures.actions.panel import publish_comment, withhold_comment, write_comment
from measures.bodies import Watched, bodies_for, keeps_meetings, next_and_last, watched
from measures.forms.meetings import CommentForm
from measures.models import PanelComment
from measures.querysets.meetings import board_decisions, questions_of, shown_comments

EVERYTHING = "all"  # in an address; the words then belong to no promise
TASKS = {"write": "panel_write", "publish": "panel_publish", "withhold": "panel_withhold"}
WHY_WITHHELD = _lazy("Why are the words withheld?")
WHY_HINT = _lazy("Everybody who could read the words reads this instead. The words stay as they are.")


@requires("body_dashboard")
@require_safe
def panel(request: HttpRequest, body: str) -> HttpResponse:
    """A group of tenants in plain words: exceptions first, questions and answers, its own words."""
    bodies, found = _group(request, body)
    today = timezone.localdate()
    whole = watched(found)
    coming, last = next_and_last(found, today)
    member = _is_member(request, found)
    keys = [one.key for one in whole.exceptions]
    decided = board_decisions(keys, today) if keys else {}
    period = whole.release.period if whole.release else ""
    named = {one.slug for one in whole.exceptions}
    context = {
        "bodies": bodies,
        "body": found,
        "whole": whole,
        "lines": [(one, decided.get(one.key)) for one in whole.exceptions],
        "others": [one for one in whole.measures if one["slug"] not in named],
        "questions": questions_of(found),
        "coming": coming,
        "starts": formats.clock(coming.starts) if coming and coming.starts else "",
        "last": last,
        "today": today,
        **_comments(whole, shown_comments(found, drafts=member), period),
        "is_member": member,
        "keeps_meetings": keeps_meetings(roles_in(request, actor(request)), lambda: member),
    }
    return render(request, "measures/panel/panel.html", context)


@requires("body_dashboard")
def panel_comment(request: HttpRequest, body: str, promise: str) -> HttpResponse:
    """A group's words on a promise: one member writes, another publishes; staff may withhold, never edit."""
    bodies, found = _group(request, body)
    whole = watched(found)
    member = _is_member(request, found)
    known = shown_comments(found, drafts=member)
    period, title, slug = _place(request, whole, promise, known)
    row = known.get((period, slug)) or PanelComment(body=found, promise=slug, period=period)
    task = _task(request, member)
    forms = _forms(request, task, row)
    if task:
        answer = forms[task].send(actor(request), _work(request, task, forms[task], row))
        if answer is not None:
            return answer
    form = forms[task or "write"]
    context = {
        "bodies": bodies,
        "body": found,
        "keeps_meetings": keeps_meetings(roles_in(request, actor(request)), lambda: member),
        "title": title,
        "label": Period.parse(period, year_starts()).label,
        "row": row if row.pk else None,
        "form": form,
        "is_member": member,
        "is_own": row.author_id == request.user.pk,
        "may_withhold": permissions.reach(actor(request), "panel_withhold") is not None,
        **forms,
    }
    return render(request, "measures/panel/comment.html", context, status=form.page_status)


def _group(request: HttpRequest, slug: str) -> tuple[list[Body], Body]:
    """The groups that the person may see, and that of the address. Raises Http404 for every other body."""
    person = actor(request)
    every = bodies_for(person, "body_dashboard", roles_in(request, person))
    found = next((one for one in every if one.slug == slug and one.kind == "tenant"), None)
    if found is None:
        raise Http404
    return every, found


def _is_member(request: HttpRequest, body: Body) -> bool:
    person = actor(request)
    is_one = "panel_member" in roles_in(request, person)
    return is_one and permissions.is_member(person, body, timezone.localdate())


def _comments(
    whole: Watched, rows: Mapping[tuple[str, str], PanelComment], period: str
) -> dict[str, list[dict[str, Any]]]:
    """Each promise of the group, and everything together, with what it says of it; and its earlier words."""
    if whole.release is None:
        return {"comments": [], "earlier": []}
    titles = {"": _("Everything together")} | {one["slug"]: one["title"] for one in whole.promises}
    before = sorted((one for one in rows.values() if one.period != period), key=lambda one: -one.pk)
    starts = year_starts() if before else 0
    return {
        "comments": [
            {
                "slug": slug or EVERYTHING,
                "title": title,
                "period": period,
                "comment": rows.get((period, slug)),
            }
            for slug, title in titles.items()
        ],
        "earlier": [
            {
                "slug": one.promise or EVERYTHING,
                "title": titles.get(one.promise, one.promise),
                "period": one.period,
                "label": Period.parse(one.period, starts).label,
            }
            for one in before
        ],
    }


def _place(
    request: HttpRequest, whole: Watched, wished: str, known: Mapping[tuple[str, str], PanelComment]
) -> tuple[str, str, str]:
    """Period, title and slug of what is written about; without a period in the address that on show.

    Raises Http404 before anything is published, for a promise that the group does not watch, and for another
    period of which it said nothing.
    """
    if whole.release is None:
        raise Http404
    slug = "" if wished == EVERYTHING else wished
    period = request.GET.get("period", whole.release.period)
    titles = {"": _("Everything together")} | {one["slug"]: one["title"] for one in whole.promises}
    if slug not in titles and (period, slug) not in known:
        raise Http404
    if period != whole.release.period and (period, slug) not in known:
        raise Http404
    return period, titles.get(slug, slug), slug


def _task(request: HttpRequest, member: bool) -> str:
    """What was pressed; empty on a visit. Raises PermissionDenied for what the person may not do."""
    if request.method != "POST":
        return ""
    task = request.POST.get("do", "write")
    if task not in TASKS:
        raise Http404
    may = permissions.reach(actor(request), TASKS[task]) is not None
    if not may or (task != "withhold" and not member):
        raise PermissionDenied(_("Your role does not let you do this."))
    return task


def _forms(request: HttpRequest, task: str, row: PanelComment) -> dict[str, PortalForm]:
    """The three forms of the page; the one that was sent holds what was sent."""
    sent = {name: request.POST if task == name else None for name in TASKS}
    return {
        "write": CommentForm(sent["write"], row=row),
        "publish": ConfirmForm(sent["publish"], row=row),
        "withhold": ReasonForm(sent["withhold"], row=row, label=WHY_WITHHELD, hint=WHY_HINT),
    }


def _work(request: HttpRequest, task: str, form: PortalForm, row: PanelComment) -> Callable[[], str]:
    def work() -> str:
        said, by = form.cleaned_data, actor(request)
        if task == "write":
            write_comment(
                body=row.body,
                promise=row.promise,
                period=row.period,
                text=said["text"],
                by=by,
                version=said["version"],
            )
            words = _("Kept. Another member of your group can publish it now.")
        elif row.pk is None:
            raise Http404
        elif task == "publish":
            publish_comment(comment=row, by=by, version=said["version"])
            words = _("Published.")
        else:
            withhold_comment(comment=row, reason=said["reason"], by=by, version=said["version"])
            words = _("Withheld. Readers see your reason.")
        messages.success(request, words)
        return f"{reverse('panel', args=[row.body.slug])}#words"

    return work
