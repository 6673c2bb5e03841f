"""Written texts of papers: those that a year needs; one of them, written, approved, opened again."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from charter import permissions
from charter.access import actor, requires
from charter.form_parts import ConfirmForm, PortalForm, ReasonForm
from charter.models import User
from charter.periods import Period, PeriodError
from charter.querysets import year_starts
from charter.translated import lazily as _lazy
from measures.actions.written import approve_section, reopen_section, return_section, write_section
from measures.forms.written import SectionForm
from measures.models import ReportSection
from measures.models.release import REPORT_KINDS
from measures.papers.written import NEEDED, Wanted, needed, start_text, wanted, years_to_write
from measures.querysets.texts import section_at, sections_of, wrote

PERMISSION_OF = {
    "write": "write_section",
    "approve": "approve_section",
    "return": "approve_section",
    "reopen": "approve_section",
}
WHY_BACK = _lazy("What is to be changed?")
BACK_HINT = _lazy("The author reads it.")
WHY_OPEN = _lazy("Why is it opened again?")
WHY_HINT = _lazy("The text can then be changed, and another person approves it anew.")


@requires("read_sections")
@require_safe
def report_sections(request: HttpRequest) -> HttpResponse:
    """The texts that the papers of a year need, and how far each is."""
    years = years_to_write(timezone.localdate())
    wished = request.GET.get("year", "")
    chosen = next((one for one in years if one.key == wished), None)
    year = chosen or next((one for one in years if one.end < timezone.localdate()), years[0])
    rows, names = sections_of(year), dict(REPORT_KINDS)
    papers = [
        {
            "kind": kind,
            "title": names[kind],
            "texts": [
                {"asked": one, "row": rows.get((kind, one.key))}
                for one in needed(kind, year.start.isoformat())
            ],
        }
        for kind in NEEDED
    ]
    done = sum(row.approved_at is not None for row in rows.values())
    context = {
        "years": years,
        "year": year,
        "wished": "" if chosen else wished,
        "papers": papers,
        "done": done,
        "count": sum(len(paper["texts"]) for paper in papers),
    }
    return render(request, "measures/staff/sections.html", context, status=422 if context["wished"] else 200)


@requires("read_sections")
def report_section(request: HttpRequest, kind: str, year: str, key: str) -> HttpResponse:
    """One text: its author writes, an approver who wrote none of it approves it or opens it again."""
    person = actor(request)
    asked, period = _asked(kind, year, key)
    row = section_at(kind, period, key)
    task = request.POST.get("do", "write")
    if request.method == "POST":
        if task not in PERMISSION_OF:
            raise Http404
        if permissions.reach(person, PERMISSION_OF[task]) is None:
            raise PermissionDenied(_("Your role does not let you do this."))
    forms = _forms(request, task, asked, period, row)
    if request.method == "POST":
        answer = forms[task].send(person, _work(request, task, forms[task], asked, row))
        if answer is not None:
            return answer
    shown = forms[task] if request.method == "POST" else forms["write"]
    context = {
        "asked": asked,
        "paper": dict(REPORT_KINDS)[kind],
        "year": period,
        "row": row if row.pk else None,
        "form": shown,
        **forms,
        **_may(person, row),
    }
    return render(request, "measures/staff/section.html", context, status=shown.page_status)


def _asked(kind: str, year: str, key: str) -> tuple[Wanted, Period]:
    """Which text the address names. Raises Http404 for one that no paper needs, or a year that is none."""
    try:
        period = Period.parse(year, year_starts())
    except PeriodError as error:
        raise Http404 from error
    asked = wanted(kind, period, key) if period.kind == "year" and period.slug == year else None
    if asked is None:
        raise Http404
    return asked, period


def _forms(
    request: HttpRequest, task: str, asked: Wanted, year: Period, row: ReportSection
) -> dict[str, PortalForm]:
    """The four forms of the page; the one that was sent holds what was sent."""
    posted = request.method == "POST"
    sent = {name: request.POST if posted and task == name else None for name in PERMISSION_OF}
    filled = {} if row.pk else {"text": start_text(asked, year)}
    return {
        "write": SectionForm(sent["write"], row=row, initial=filled, hint=str(asked.hint)),
        "approve": ConfirmForm(sent["approve"], row=row),
        "return": ReasonForm(sent["return"], row=row, label=WHY_BACK, hint=BACK_HINT),
        "reopen": ReasonForm(sent["reopen"], row=row, label=WHY_OPEN, hint=WHY_HINT),
    }


def _may(person: User, row: ReportSection) -> dict[str, bool]:
    """What the person may do with the text as it stands."""
    writes = permissions.reach(person, "write_section") is not None
    approves = permissions.reach(person, "approve_section") is not None
    own = approves and row.pk is not None and wrote(row, person)
    is_open = row.approved_at is None
    waits = is_open and row.pk is not None and row.returned_at is None
    return {
        "may_write": writes and is_open,
        "may_approve": approves and waits and not own,
        "may_reopen": approves and not is_open,
        "is_own": own and is_open,
    }


def _work(
    request: HttpRequest, task: str, form: PortalForm, asked: Wanted, row: ReportSection
) -> Callable[[], str]:
    def work() -> str:
        said, by = form.cleaned_data, actor(request)
        if task == "approve":
            approve_section(section=row, by=by, version=said["version"])
            words = _("Approved and frozen: {heading}.")
        elif task == "return":
            return_section(section=row, by=by, reason=said["reason"], version=said["version"])
            words = _("Sent back: {heading}.")
        elif task == "reopen":
            reopen_section(section=row, by=by, reason=said["reason"], version=said["version"])
            words = _("Opened again: {heading}.")
        else:
            year = Period.parse(row.year, year_starts())
            write_section(
                kind=row.kind, year=year, key=row.key, text=said["text"], by=by, version=said["version"]
            )
            words = _("Kept: {heading}. Another person approves it.")
        messages.success(request, words.format(heading=asked.heading))
        return f"{reverse('report_sections')}?year={row.year}"

    return work
