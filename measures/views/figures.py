"""My figures: what is due from me, and the page of one figure: enter, send, recall, correct."""

import hashlib
import json
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from charter.access import actor, requires
from charter.faults import Refused
from charter.form_parts import ConfirmForm
from charter.numbers import key_in
from charter.translated import lazily as _lazy
from measures.actions import recall_result
from measures.actions.entering import Place, drop_text, enter_figure, keep_text, remove_evidence
from measures.forms.figures import FigureForm
from measures.models import Evidence, Segment
from measures.querysets import inbox_of, line_for
from measures.querysets.doubts import doubts_about_result
from measures.querysets.figure_place import FigurePlace, copied_from_last, figure_place
from measures.querysets.history import comparison, history_of
from measures.querysets.inbox import Inbox, Line, Wished
from measures.querysets.locks import locks_now
from measures.querysets.unexplained import to_explain
from measures.querysets.worked import worked_out
from measures.querysets.written import judged

STEP_TITLES = {
    "enter": _lazy("To enter"),
    "returned": _lazy("Sent back"),
    "submitted": _lazy("With approver"),
    "approved": _lazy("Approved"),
}
ASIDE = ("discard", "copy")
REMOVE = "remove-"


@requires("enter_result")
def figures(request: HttpRequest) -> HttpResponse:
    """Every figure of the person, parted by step and filtered; what needs doing comes first."""
    person = actor(request)
    inbox = inbox_of(person)
    wished = request.GET.get("step", "")
    step = wished if wished in STEP_TITLES else ""
    lines = inbox.by_step[step] if step else inbox.waiting
    chosen = Wished(request.GET.get("measure", ""), request.GET.get("period", ""))
    shown = chosen.among(lines)
    done = _line_of(inbox, request.GET.get("after", ""))
    context = {
        "inbox": inbox,
        "tabs": [
            {"step": name, "title": title, "count": len(inbox.by_step[name]), "current": name == step}
            for name, title in STEP_TITLES.items()
        ],
        "lines": shown,
        "chosen": chosen,
        "choices": Wished.choices(lines),
        "step": step,
        "step_title": STEP_TITLES.get(step),
        "done": done,
        "next": _next_after(shown, done) if done else None,
        "wordless": [] if step else to_explain(person),
        "filters": _filters(request.GET),
    }
    return render(request, "measures/staff/figures.html", context | _opened(request, shown))


def _filters(sent: QueryDict) -> str:
    """The step and the filters of the list, to come back to."""
    kept = QueryDict(mutable=True)
    for name in ("step", "measure", "period"):
        if sent.get(name):
            kept[name] = str(sent[name])[:60]
    return kept.urlencode()


def _line_of(inbox: Inbox, key: str) -> Line | None:
    return next((line for line in inbox.lines if key and line.key == key), None)


def _next_after(shown: list[Line], done: Line) -> Line | None:
    """The next figure to enter: what stood below the one that was done, else the first of the list."""
    todo = [line for line in shown if line.step in ("enter", "returned") and line.key != done.key]
    below = [line for line in todo if (line.place_in_list > done.place_in_list)]
    return next(iter([*below, *todo]), None)


def _opened(request: HttpRequest, shown: list[Line]) -> dict[str, object]:
    """The form of the line that is open in the list."""
    key = request.GET.get("open", "")
    line = next((one for one in shown if key and one.key == key), None)
    if line is None or line.step not in ("enter", "returned"):
        return {"opened": None}
    place = figure_place(actor(request), line.measure.slug, line.period.slug)
    if place is None:
        return {"opened": None}
    form = _form(request, place)
    first = form.fields[form.number_names[0]].widget
    first.attrs["autofocus"] = True
    return {"opened": line, "back": _filters(request.GET)} | _context(request, place, form)


@requires("enter_result")
def figure(request: HttpRequest, measure: str, period: str) -> HttpResponse:
    """One figure: enter or change it, send it, recall it, or correct what is approved."""
    place = _place(request, measure, period)
    task = request.POST.get("do", "")
    if request.method == "POST" and (task in ASIDE or task.startswith(REMOVE)):
        return _beside(request, place, task)
    if place.is_submitted and task not in ("save", "submit"):
        return _submitted_page(request, place)
    form = _form(request, place)
    if request.method == "POST":
        answer = form.send(place.person, lambda: _write(request, place, form))
        if answer is not None:
            return _onward(request, answer.url)
    return _page(request, place, form)


@requires("enter_result")
@require_POST
def check(request: HttpRequest, measure: str, period: str) -> HttpResponse:
    """What the typed numbers come to and what looks wrong; the text is kept meanwhile."""
    place = _place(request, measure, period)
    form = _form(request, place)
    form.is_valid()
    kept = _keep(request, place, form.typed) if not place.is_submitted else None
    return render(
        request,
        "measures/staff/_worked.html",
        {"form": form, "worked": worked_out(place, form.figures), "kept": kept, "faults": form.number_faults},
    )


def _keep(request: HttpRequest, place: FigurePlace, typed: dict[str, str]) -> object:
    number = key_in(request.POST.get("version")) or 0
    try:
        return keep_text(
            place=_where(place), typed=typed, version=number, browser=_browser(request), by=place.person
        )
    except Refused:
        return None


def _browser(request: HttpRequest) -> str:
    """A sign of this session that tells nothing of it."""
    return hashlib.sha256((request.session.session_key or "").encode()).hexdigest()


def _where(place: FigurePlace) -> Place:
    return Place(place.measure, place.period, place.segment)


def _beside(request: HttpRequest, place: FigurePlace, task: str) -> HttpResponse:
    """Throw away what was kept, take over numbers of last time, take a file away; then the page again."""
    where = _where(place)
    if task == "discard":
        drop_text(place=where, by=place.person)
        messages.success(request, _("What you had typed is thrown away. This is what is stored."))
    elif task == "copy":
        taken = copied_from_last(place)
        typed = _form(request, place).typed | taken | {"copied": ",".join(taken)}
        _keep(request, place, typed)
    else:
        key = task.removeprefix(REMOVE)
        mine = Evidence.objects.filter(result=place.open_result)
        found = get_object_or_404(mine, pk=key_in(key))
        _keep(request, place, _form(request, place).typed)
        try:
            remove_evidence(evidence=found, by=place.person)
        except Refused as refusal:
            messages.error(request, str(refusal))
    return _onward(request, _again(request, place))


def _address(place: FigurePlace) -> str:
    page = reverse("staff_figure", args=[place.measure.slug, place.period.slug])
    return f"{page}?segment={place.segment.slug}" if place.segment else page


def _list_address(request: HttpRequest, **more: str) -> str:
    """The list as it was left, with more said about it."""
    sent = QueryDict(_filters(QueryDict(request.POST.get("back", "")[:300])), mutable=True)
    for name, value in more.items():
        sent[name] = value
    return f"{reverse('staff_figures')}?{sent.urlencode()}" if sent else reverse("staff_figures")


def _again(request: HttpRequest, place: FigurePlace) -> str:
    """Where the form is shown once more: open in the list, or on its own page."""
    return _list_address(request, open=place.key) if "back" in request.POST else _address(place)


def _onward(request: HttpRequest, address: str) -> HttpResponse:
    """Go there; from within the list only the list is fetched, and the page stays."""
    if request.headers.get("HX-Request") != "true":
        return redirect(address)
    response = HttpResponse(status=204)
    response["HX-Location"] = json.dumps(
        {"path": address, "target": "#list", "select": "#list", "swap": _("outerHTML show:none")}
    )
    return response


def _place(request: HttpRequest, slug: str, period: str) -> FigurePlace:
    """The figure of the address; 404 for measures of others, so that nobody learns what there is."""
    found = figure_place(actor(request), slug, period, request.GET.get("segment", ""))
    if found is None:
        raise Http404
    return found


def _form(request: HttpRequest, place: FigurePlace) -> FigureForm:
    sent = request.method == "POST"
    return FigureForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        measure=place.measure,
        period=place.period,
        segment=place.segment,
        result=place.open_result,
        approved=place.approved,
        kept=None if sent or _other_window(request, place) else place.kept,
    )


def _other_window(request: HttpRequest, place: FigurePlace) -> str:
    """Where to see text that another window of the person kept after this one had saved; else empty."""
    kept, stored = place.kept, place.open_result
    if kept is None or stored is None or "kept" in request.GET:
        return ""
    is_older = kept.version < stored.version and stored.entered_by_id == place.person.pk
    address = _address(place)
    return f"{address}{'&' if place.segment else '?'}kept=1" if is_older else ""


def _write(request: HttpRequest, place: FigurePlace, form: FigureForm) -> str:
    """Record the figure and, if wished, submit it; the address to go to."""
    enter_figure(place=_where(place), entry=form.entry, by=place.person, send=form.sends)
    in_list = "back" in request.POST
    if in_list and request.headers.get("HX-Request") == "true":
        return _list_address(request, after=place.key)
    if form.sends:
        messages.success(
            request,
            _("Sent for approval: {title}, {label}.").format(
                title=place.measure.title, label=place.period.label
            ),
        )
        return _list_address(request, after=place.key)
    messages.success(request, _("Saved as a draft. Nobody else sees it yet."))
    return _list_address(request, after=place.key) if in_list else _address(place)


def _context(request: HttpRequest, place: FigurePlace, form: FigureForm) -> dict[str, object]:
    taken = str(form["copied"].value() or "").split(",")
    return {
        "place": place,
        "form": form,
        "numbers": [form[name] for name in form.number_names],
        "comparison": comparison(place.measure, place.period, place.segment),
        "worked": worked_out(place, form.figures) if form.is_bound else worked_out(place),
        "can_copy": copied_from_last(place),
        "copied": [name for name in taken if name in form.fields],
        "elsewhere": place.kept is not None and place.kept.browser != _browser(request),
        "other_window": "" if form.is_bound else _other_window(request, place),
        "action": _address(place),
        "locked": locks_now([place.measure]).why(place.measure, place.period),
        "check": reverse("staff_figure_check", args=[place.measure.slug, place.period.slug])
        + (f"?segment={place.segment.slug}" if place.segment else ""),
    }


def _page(request: HttpRequest, place: FigurePlace, form: FigureForm) -> HttpResponse:
    context = _context(request, place, form) | {"line": line_for(place.measure, place.period)}
    if request.headers.get("HX-Request") == "true" and "back" in request.POST:
        context |= {"back": request.POST["back"][:300], "in_list": True}
        return render(request, "measures/staff/_entry.html", context, status=form.page_status)
    stands = place.approved or place.open_result
    context |= {
        "stands": judged(stands, list(place.measure.targets.all()), place.period) if stands else None,
        "segments": Segment.objects.all(),
        "history": history_of(place.measure, place.period, place.segment),
        "back": request.POST.get("back"),
    }
    return render(request, "measures/staff/figure.html", context, status=form.page_status)


def _submitted_page(request: HttpRequest, place: FigurePlace) -> HttpResponse:
    """A figure that lies with an approver: to read, and to recall before anybody decides."""
    form = ConfirmForm(request.POST if request.method == "POST" else None, row=place.open_result)
    if request.method == "POST":
        answer = form.send(place.person, _recall(request, place, form))
        if answer is not None:
            return answer
    context = {
        "place": place,
        "form": form,
        "line": line_for(place.measure, place.period),
        "comparison": comparison(place.measure, place.period, place.segment),
        "history": history_of(place.measure, place.period, place.segment),
        "doubts": doubts_about_result(place.open_result) if place.open_result else [],
    }
    return render(request, "measures/staff/figure_submitted.html", context, status=form.page_status)


def _recall(request: HttpRequest, place: FigurePlace, form: ConfirmForm) -> Callable[[], str]:
    def work() -> str:
        if place.open_result is None:
            raise Refused(_("There is no figure to recall."))
        if request.POST.get("do") != "recall":
            raise Refused(_("This figure was sent for approval already. Recall it before you change it."))
        recall_result(result=place.open_result, by=place.person, version=form.cleaned_data["version"])
        messages.success(request, _("Recalled. It is a draft again."))
        return _address(place)

    return work
