"""Charters at work: their texts and drafts, the stages they go through, a new one beside the current."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import drafts, permissions
from charter.access import actor, requires
from charter.actions.charters import start_new_version
from charter.actions.stages import BINDING, NAMES, ORDER, enter_stage
from charter.drafts import Kind, Where
from charter.form_parts import DayField, FaultsAtBoxes, choice, paragraph, sentence
from charter.models import Body, Charter, Draft, User
from charter.querysets import StageState, open_drafts_in, stages_of
from charter.translated import lazily as _lazy

MEASURED = "measure_line"
OWN = ("charter", "current", "theme", "promise", "expectation", "quote", "stage")


class StageForm(FaultsAtBoxes):
    """Into which stage a charter comes, and when."""

    stage = choice(_lazy("Stage"), [], missing=_lazy("Choose a stage."))
    on = DayField(label=_lazy("It came on"), required=False, help_text=_lazy("Left blank: today."))
    reason = paragraph(
        _lazy("Why it goes back"),
        _lazy("Say why."),
        most=1000,
        required=False,
        help_text=_lazy("Only when it goes back. The public reads it."),
    )

    def __init__(self, *args: Any, stages: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["stage"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # for the type
        # What another window already entered stays a known word, so that the verb can tell of both.
        sent = str(self.data.get("stage", "")) if self.is_bound else ""
        known = [(sent, NAMES[sent])] if sent in NAMES and sent not in dict(stages) else []
        field.choices = [("", _("Choose a stage")), *stages, *known]

    def values_of(self, row: Any) -> dict[str, Any]:
        """Nothing is filled in: a step is chosen anew each time."""
        return {}


class NewCharterForm(FaultsAtBoxes):
    """A new charter beside this one."""

    title = sentence(_lazy("Title"), _lazy("Give the new charter a title."))
    slug = sentence(
        _lazy("Name in the web address"),
        _lazy("Give a name, like charter-2027."),
        most=80,
        help_text=_lazy("Small letters, digits and hyphens, like charter-2027. It never changes."),
    )


@dataclass(frozen=True)
class Line:
    """A record in the tree: what it is called, its open drafts, what hangs under it."""

    kind: Kind
    subject: Any
    drafts: list[Draft]
    under: list["Line"]
    below: Kind | None = None  # the kind of what hangs under it, where one may be added


@requires("charter_desk")
def charters(request: HttpRequest) -> HttpResponse:
    """Every charter with its stage, the bodies, and how many drafts are open in each."""
    person = actor(request)
    rows = Charter.objects.order_by("-is_current", "-pk")
    body = drafts.kind_named("body")
    open_bodies = list(Draft.objects.filter(kind="body", state__in=["draft", "submitted", "returned"]))
    context = {
        "charters": [(row, open_drafts_in(OWN, [row.pk]).count()) for row in rows],
        "bodies": [_line(body, one, open_bodies) for one in Body.objects.order_by("name")],
        "new_bodies": [one for one in open_bodies if one.subject_id is None],
        "body": body,
        "writes": body.may_draft(person, Where()),
    }
    return render(request, "charter/staff/charters.html", context)


@requires("charter_desk")
def charter(request: HttpRequest, slug: str) -> HttpResponse:
    """One charter: where it stands, its texts as a tree, and what is being changed in it."""
    found = get_object_or_404(Charter.objects.select_related("landlord"), slug=slug)
    return render(request, "charter/staff/charter.html", _charter_context(found, actor(request)))


def _charter_context(found: Charter, person: User) -> dict[str, Any]:
    begun = list(open_drafts_in(OWN, [found.pk]))
    kinds = {name: drafts.kind_named(name) for name in OWN if name in {kind.name for kind in drafts.kinds()}}
    rows = {name: _rows(kinds, name, found, begun) for name in ("expectation", "quote", "stage")}
    return {
        "charter": found,
        "bar": stages_of(found),
        "lines": {name: _line(kinds[name], found, begun) for name in ("charter", "current")},
        "themes": _tree(kinds, found, begun),
        "listed": [(kinds[name], rows[name]) for name in ("expectation", "quote")],
        "stages": rows["stage"],
        "stage_kind": kinds["stage"],
        "theme_kind": kinds["theme"],
        "promise_kind": kinds.get("promise"),
        "new": [one for one in begun if one.action == "new"],
        "writes": kinds["charter"].may_draft(person, Where(found.pk, found)),
        "person": person,
    }


def _rows(kinds: dict[str, Kind], name: str, found: Charter, begun: list[Draft]) -> list[Line]:
    held = kinds[name].model._default_manager.filter(charter=found)
    return [_line(kinds[name], row, begun) for row in held]


def _tree(kinds: dict[str, Kind], found: Charter, begun: list[Draft]) -> list[Line]:
    themes = _rows(kinds, "theme", found, begun)
    if "promise" not in kinds:
        return themes
    promises = _measured(_rows(kinds, "promise", found, begun))
    return [
        replace(one, under=[row for row in promises if row.subject.theme_id == one.subject.pk])
        for one in themes
    ]


def _measured(promises: list[Line]) -> list[Line]:
    """The promises with their lines of “how we measure it”, and the drafts of new ones at the promise."""
    kind = next((one for one in drafts.kinds() if one.name == MEASURED), None)
    if kind is None:
        return promises
    ids = [one.subject.pk for one in promises]
    begun = list(open_drafts_in([MEASURED], ids))
    held = kind.model._default_manager.filter(promise_id__in=ids)
    rows: list[Any] = list(held.select_related("measure"))
    return [
        replace(
            one,
            drafts=one.drafts + [row for row in begun if row.action == "new" and row.parent_id == pk],
            under=[_line(kind, row, begun) for row in rows if row.promise_id == pk],
            below=kind,
        )
        for one, pk in zip(promises, ids, strict=True)
    ]


def _line(kind: Kind, row: Any, begun: list[Draft]) -> Line:
    own = [draft for draft in begun if draft.kind == kind.name and draft.subject_id == row.pk]
    return Line(kind, row, own, [])


@requires("charter_desk")
def stage(request: HttpRequest, slug: str) -> HttpResponse:
    """Let a charter enter its next stage, or go back with a reason."""
    found = get_object_or_404(Charter, slug=slug)
    person = actor(request)
    data = request.POST if request.method == "POST" else None
    open_to = _open_to(found, person)
    form = StageForm(data, row=found, stages=open_to)
    if request.method == "POST":
        answer = form.send(person, _enter(request, found, form))
        if answer is not None:
            return answer
    bar: list[StageState] = stages_of(found)
    context = {"charter": found, "form": form, "bar": bar, "open_to": open_to}
    status = 409 if form.conflict else 422 if form.is_bound else 200
    return render(request, "charter/staff/charter_stage.html", context, status=status)


def _open_to(found: Charter, person: User) -> list[tuple[str, str]]:
    """The next stage and the earlier ones, as far as the person's role goes."""
    signs = permissions.reach(person, "sign_off_charter") is not None
    here = ORDER.index(found.stage)
    if found.is_current or (found.stage in BINDING and not signs):
        return []
    listed = [*ORDER[here + 1 : here + 2], *reversed(ORDER[:here])]
    backwards = {key: _("Back to {stage}").format(stage=NAMES[key].lower()) for key in ORDER[:here]}
    return [(key, backwards.get(key, NAMES[key])) for key in listed if signs or key not in BINDING]


def _enter(request: HttpRequest, found: Charter, form: StageForm) -> Callable[[], str]:
    def work() -> str:
        said = form.cleaned_data
        on: date | None = said["on"]
        moved = enter_stage(
            charter=found,
            stage=said["stage"],
            on=on or timezone.localdate(),
            reason=said["reason"],
            version=said["version"],
            by=actor(request),
        )
        messages.success(
            request,
            _("{title} is now at the stage {stage}.").format(
                title=moved.title, stage=moved.get_stage_display().lower()
            ),
        )
        return reverse("staff_charter", args=[moved.slug])

    return work


@requires("edit_charter")
def new_charter(request: HttpRequest, slug: str) -> HttpResponse:
    """Start a new charter beside this one, with the same texts, promises and lines."""
    found = get_object_or_404(Charter.objects.select_related("landlord"), slug=slug)
    form = NewCharterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        answer = form.send(actor(request), _start(request, found, form))
        if answer is not None:
            return answer
    context = {"charter": found, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "charter/staff/new_charter.html", context, status=status)


def _start(request: HttpRequest, found: Charter, form: NewCharterForm) -> Callable[[], str]:
    def work() -> str:
        said = form.cleaned_data
        made = start_new_version(charter=found, slug=said["slug"], title=said["title"], by=actor(request))
        messages.success(request, _("Made. Change its texts by drafts; the current charter stays as it is."))
        return reverse("staff_charter", args=[made.slug])

    return work
