"""Drafts of texts: start one, write, compare, submit, approve or return; the history of a text."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from charter.access import actor, requires
from charter.actions.drafts import (
    approve_draft,
    bring_up_to_date,
    return_draft,
    save_draft,
    start_draft,
    submit_draft,
    take_back_draft,
    withdraw_draft,
)
from charter.drafts import Kind, Where, belonging, heading, kind_named, where_of
from charter.drafts.versions import compare, three_ways, versions_of
from charter.faults import Refused
from charter.form_parts import ConfirmForm, PortalForm, ReasonForm
from charter.models import Draft, User
from charter.numbers import key_in
from charter.querysets import drafts_decided, drafts_of, drafts_to_decide
from charter.translated import lazily as _lazy
from charter.views.draft_form import DraftForm

SAID = {
    "save": _lazy("Saved. Nothing has changed for the public yet."),
    "submit": _lazy("Submitted. Somebody else compares and approves it."),
    "take-back": _lazy("Taken back. You can write in it again."),
    "withdraw": _lazy("Withdrawn. It stays here to be read."),
    "renew": _lazy("Brought up to date. Compare again, then submit."),
    "approve": _lazy("Approved. The next release shows it."),
    "return": _lazy("Returned to its author."),
}
SHOWN = 50


@requires("read_drafts")
def drafts(request: HttpRequest) -> HttpResponse:
    """Drafts that wait for the person's decision, the person's own, and what was decided lately."""
    person = actor(request)
    context = {
        "waiting": belonging(drafts_to_decide(person)),
        "mine": belonging(drafts_of(person)[:SHOWN]),
        "decided": belonging(drafts_decided(person)[:SHOWN]),
        "person": person,
    }
    return render(request, "charter/staff/drafts.html", context)


@requires("read_drafts")
def start(request: HttpRequest) -> HttpResponse:
    """Begin a draft of a record, or of a new one; the page of the record sends here."""
    if request.method != "POST":
        raise Http404
    person = actor(request)
    kind, where = _asked(request, person)
    form = ConfirmForm(request.POST)
    action = request.POST.get("action", "change")

    def work() -> str:
        draft = start_draft(kind=kind.name, where=where, by=person, action=action)
        return reverse("staff_draft", args=[draft.pk])

    answer = form.send(person, work)
    if answer is not None:
        return answer
    context = {"form": form, "back": kind.page(where)}
    return render(request, "charter/staff/draft_refused.html", context, status=422)


def _asked(request: HttpRequest, person: User) -> tuple[Kind, Where]:
    """The kind and record that a form names; unknown and not one's own are both nothing."""
    try:
        kind = kind_named(request.POST.get("kind", ""))
    except Refused as refusal:
        raise Http404 from refusal
    subject, parent = (key_in(request.POST.get(name)) for name in ("subject", "parent"))
    if subject is None:
        where = Where(parent)
    else:
        row = get_object_or_404(kind.model._default_manager.all(), pk=subject)
        where = Where(kind.parent(row), row)
    if not kind.may_draft(person, where):
        raise Http404
    return kind, where


@dataclass(frozen=True)
class Desk:
    """A draft as one person sees it: what it is about, and what the person may do with it."""

    draft: Draft
    kind: Kind
    where: Where
    person: User

    @property
    def mine(self) -> bool:
        """Whether the person wrote it."""
        return self.draft.author_id == self.person.pk

    @property
    def writes(self) -> bool:
        """Whether the person may write in it now."""
        return self.mine and self.draft.can_be_edited and self.kind.may_draft(self.person, self.where)

    @property
    def decides(self) -> bool:
        """Whether the person may approve or return it now."""
        return not self.mine and self.draft.state == "submitted" and self.kind.may_approve(self.person)

    @property
    def beside(self) -> list[tuple[str, str]]:
        """What holds today where the draft proposes a new record, by label."""
        new = self.draft.is_open and self.where.subject is None
        return self.kind.beside(self.where) if new else []

    @property
    def what(self) -> str:
        """The kind and what is proposed, where the title does not say both already."""
        if self.draft.title == self.kind.untitled:
            return ""
        return f"{self.kind.title}. {self.draft.get_action_display()}."

    @property
    def clashes(self) -> list[tuple[str, str, str, str]]:
        """What others changed in the record since: label, was, now, proposed."""
        if not self.draft.is_open or self.where.subject is None:
            return []
        return three_ways(self.kind, self.draft, self.where)


def _desk(person: User, pk: int) -> Desk:
    draft = get_object_or_404(Draft.objects.select_related("author", "decided_by"), pk=pk)
    kind, where = kind_named(draft.kind), where_of(draft)
    if not draft.is_shown_to(person) or (draft.author_id != person.pk and not kind.may_read(person, where)):
        raise Http404
    return Desk(draft, kind, where, person)


@requires("read_drafts")
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """One draft: its author writes and submits, an approver compares and decides."""
    person = actor(request)
    desk = _desk(person, pk)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    forms = _forms(request, desk, do)
    sent = forms.get(_form_of(do), forms["confirm"])
    if request.method == "POST":
        if not _may(desk, do):
            raise Http404
        answer = sent.send(person, _step(request, desk, do, sent))
        if answer is not None:
            return answer
    clashes = desk.clashes
    conflict = sent.conflict or (do == "approve" and clashes)
    status = 200 if request.method != "POST" else 409 if conflict else 422
    context = {"desk": desk, "draft": desk.draft, "clashes": clashes, "forms": forms, "form": sent}
    context |= {"compared": _compared(desk), "page": desk.kind.page(desk.where)}
    context |= {"heading": heading(desk.draft), "belongs": desk.kind.belongs(desk.where)}
    return render(request, "charter/staff/draft.html", context, status=status)


def _compared(desk: Desk) -> list[Any]:
    return compare(desk.kind.fields, desk.draft.was, desk.draft.proposed, desk.where)


def _form_of(do: str) -> str:
    return {"save": "write", "submit": "write", "return": "return"}.get(do, "confirm")


def _forms(request: HttpRequest, desk: Desk, do: str) -> dict[str, PortalForm]:
    chosen = _form_of(do) if do else ""
    sent = {name: request.POST if chosen == name else None for name in ("write", "return", "confirm")}
    found: dict[str, PortalForm] = {
        "confirm": ConfirmForm(sent["confirm"], row=desk.draft),
        "return": ReasonForm(
            sent["return"], row=desk.draft, label=_("What is to be changed"), hint=_("The author reads it.")
        ),
    }
    if desk.writes:
        found["write"] = DraftForm(desk.kind, desk.where, sent["write"], row=desk.draft)
    return found


def _may(desk: Desk, do: str) -> bool:
    """Whether the person has this button at all; what it says no to, the verb says in words."""
    own = ("save", "submit", "take-back", "withdraw", "renew")
    if do in own:
        return desk.mine and (do not in ("save", "submit") or desk.writes)
    return do in ("approve", "return") and not desk.mine and desk.kind.may_approve(desk.person)


def _step(request: HttpRequest, desk: Desk, do: str, form: PortalForm) -> Callable[[], str]:
    verbs: dict[str, Callable[..., Draft]] = {
        "take-back": take_back_draft,
        "withdraw": withdraw_draft,
        "renew": bring_up_to_date,
        "approve": approve_draft,
    }

    def work() -> str:
        said = form.cleaned_data
        step: dict[str, Any] = {"draft": desk.draft, "by": desk.person, "version": said["version"]}
        if isinstance(form, DraftForm):
            saved = save_draft(**step, typed=form.typed, note=said["because"])
            if do == "submit":
                submit_draft(draft=saved, by=desk.person)
        elif do == "return":
            return_draft(**step, reason=said["reason"])
        else:
            verbs[do](**step)
        messages.success(request, SAID[do])
        decided = do in ("approve", "return")
        return reverse("staff_drafts") if decided else reverse("staff_draft", args=[desk.draft.pk])

    return work


@requires("read_drafts")
def history(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Every version of a text, and any two compared word by word."""
    try:
        found = kind_named(kind)
    except Refused as refusal:
        raise Http404 from refusal
    row = get_object_or_404(found.model._default_manager.all(), pk=pk)
    where = Where(found.parent(row), row)
    if not found.may_read(actor(request), where):
        raise Http404
    versions = versions_of(found, where)
    newer = _chosen(request.GET.get("to", ""), len(versions), len(versions))
    older = _chosen(request.GET.get("from", ""), max(newer - 1, 1), len(versions))
    compared = compare(found.fields, versions[older - 1].values, versions[newer - 1].values, where)
    context = {
        "kind": found,
        "title": found.called(row),
        "belongs": found.belongs(where),
        "versions": versions,
        "older": versions[older - 1],
        "newer": versions[newer - 1],
        "compared": compared,
        "page": found.page(where),
    }
    return render(request, "charter/staff/text_history.html", context)


def _chosen(text: str, otherwise: int, most: int) -> int:
    """The number of a version in the address; what is none counts as not given."""
    number = key_in(text)
    return number if number is not None and 1 <= number <= most else otherwise
