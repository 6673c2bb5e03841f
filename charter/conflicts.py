"""Two people on one row: the second is told who saved what in between, sees both values, and loses nothing.

How a form takes part (`charter/form_parts.py` does the rest):

    # the verb, in actions/: lock, compare, write
    found = Theme.objects.select_for_update().get(pk=theme.pk)
    check_version(found, version)

    # the view: give the form the row that it edits, the verb the version that came back
    form = ThemeForm(request.POST if request.method == "POST" else None, row=theme)
    if request.method == "POST":
        answer = form.send(actor(request), work)  # work() hands form.cleaned_data["version"] to the verb
        if answer is not None:
            return answer
    return render(request, "charter/staff/theme.html", {"form": form}, status=form.page_status)

The template has `components/faults.html` before and `components/form_start.html` within its `<form>`, as
every form has. On a conflict the page comes back with status 409: what was there before, what is stored now
and what was typed stand side by side, with “Use mine” (the same form again, on top of the newer version) and
“Keep theirs”.
A form whose boxes are not columns of its row says in `values_of(row)` how the row looks in them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model

from charter.faults import Refused
from charter.models import AuditEvent, User
from charter.translated import lazily as _lazy

WAS_CHANGED = _lazy("Somebody else changed this while you had it open. Compare both, then choose.")


class Changed(Refused):
    """A row was saved by somebody since the form was opened. `row` is how it stands now."""

    def __init__(self, row: Model, message: str = WAS_CHANGED) -> None:
        super().__init__(message)
        self.row = row


@dataclass(frozen=True)
class Difference:
    """One box: what it held when the page was opened, what is stored now, what was typed."""

    label: str
    before: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Conflict:
    """Who saved in between, when, and every box in which the three differ.

    `who` is empty when the portal does not know; `itself` when it was the same person in another window.
    `again` is the value of the button that was pressed, so that “Use mine” does the same thing once more.
    """

    who: str
    itself: bool
    at: datetime | None
    differences: tuple[Difference, ...]
    again: str = ""


def check_version(row: Model, version: int | None) -> None:
    """Raise Changed when a locked row is no longer at the version that the form showed.

    None: no form (a file, a command), so nothing to compare.
    """
    if version is not None and is_newer(row, version):
        raise Changed(row)


def save_first(row: Model, *, found_by: Mapping[str, Any]) -> None:
    """Save a row of which there can be one only; raise Changed when somebody made it in this moment.

    `found_by` is how that one is found.
    """
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        made = type(row)._default_manager.filter(**found_by).exclude(pk=row.pk).first()
        if made is None:
            raise
        raise Changed(made) from None


def is_newer(row: Model, version: int) -> bool:
    """Whether a row was saved since it stood at this version; a row not stored yet is at version 0."""
    return row.pk is not None and getattr(row, "version", version) != version


def conflict_about(row: Model, differences: Iterable[Difference], *, by: User, again: str = "") -> Conflict:
    """The conflict of a person with whoever changed the row last, read off the audit trail."""
    event = AuditEvent.objects.filter(subject_kind=row._meta.label_lower, subject_id=str(row.pk)).first()
    name = User.objects.filter(pk=event.actor_id).values_list("name", flat=True).first() if event else None
    return Conflict(
        who=name or "",
        itself=event is not None and event.actor_id == by.pk,
        at=event.at if event else None,
        differences=tuple(differences),
        again=again,
    )


def compared(
    labels: Mapping[str, str], before: Mapping[str, str], theirs: Mapping[str, str], mine: Mapping[str, str]
) -> list[Difference]:
    """The boxes in which what was there, what is stored and what was typed are not all the same."""
    found = []
    for name, label in labels.items():
        was, now = before.get(name, ""), theirs.get(name, "")
        typed = mine.get(name, now)
        if not was == now == typed:
            found.append(Difference(label, was, now, typed))
    return found
