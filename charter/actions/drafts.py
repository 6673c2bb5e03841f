"""Verbs of drafts: propose a change of a record, submit it, approve or return it, bring it up to date."""

import re
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit, changes
from charter.conflicts import check_version
from charter.drafts import Change, Kind, Values, Where, checked, kind_named, where_of
from charter.drafts.versions import clashing, merged
from charter.faults import Fault, Refused
from charter.models import Draft, User
from charter.models.draft import OPEN_STATES
from charter.moments import begin_to_approve

_ADDRESS = re.compile(r"[^\s@<>()\[\],;:]+@[^\s@<>()\[\],;:]+")


class Behind(Refused):
    """The record was changed by another since the draft was begun, in boxes that the draft rests on."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(
            _(
                "The record was changed after this draft was begun. Bring the draft up to date, "
                "compare again, then decide."
            )
        )
        self.draft = draft


@transaction.atomic
def start_draft(*, kind: str, where: Where, by: User, action: str = "change") -> Draft:
    """Begin a draft on the record as it stands, or on a new one of `where.parent_id`.

    Who has an open draft of the same record goes on with that one. Raises Refused where the person may not
    draft here, and where the kind has no new records or none that can be retired.
    """
    found = kind_named(kind)
    if not found.may_draft(by, where):
        raise Refused(_("Your role does not let you draft here. Ask whoever looks after these texts."))
    _check_action(found, action, where)
    if where.subject is not None:
        own = Draft.objects.filter(kind=kind, subject_id=where.subject.pk, author=by, state__in=OPEN_STATES)
        held = own.select_for_update().filter(action=action).first()
        if held is not None:
            return held
    values = found.read(where.subject) if where.subject is not None else {}
    draft = Draft.objects.create(
        kind=kind,
        action=action,
        subject_id=where.subject.pk if where.subject is not None else None,
        parent_id=where.parent_id,
        title=found.called(where.subject) if where.subject is not None else found.untitled,
        was=values,
        proposed=values if action != "retire" else {},
        author=by,
    )
    _record("start_draft", draft, by)
    return draft


def _check_action(kind: Kind, action: str, where: Where) -> None:
    if (action == "new") != (where.subject is None):
        raise Refused(_("A new record has no text yet, and a change needs one. Start from the page again."))
    if action == "new" and not kind.adds:
        raise Refused(_("There are no new records here: “{title}” is only changed.").format(title=kind.title))
    if action == "retire" and kind.retire is None:
        raise Refused(_("“{title}” cannot be retired.").format(title=kind.title))


@transaction.atomic
def save_draft(
    *, draft: Draft, typed: dict[str, Any], note: str, by: User, version: int | None = None
) -> Draft:
    """Keep what the author typed, box by box (`Field.name` to text, list or day), and why.

    Raises Refused with a fault for each wrong box, Changed when another window saved in between.
    """
    found = _own(draft, by, version)
    kind, where = kind_named(found.kind), where_of(found)
    if found.action != "retire":
        found.proposed = found.was | _values(kind, where, typed)
        if found.action == "new":
            found.title = _name_of(kind, found.proposed)
    found.note = note.strip()
    return _step("save_draft", found, by)


def _values(kind: Kind, where: Where, typed: dict[str, Any]) -> Values:
    values, wrong = checked(kind.fields_for(where), typed, where)
    if not wrong:
        wrong = [*kind.wrong(where, values), *_personal(values)]
    if wrong:
        raise Refused.because(Fault(name, "", says) for name, says in wrong)
    return values


def _personal(values: Values) -> list[tuple[str, str]]:
    """Boxes that hold the e-mail address of a person of the portal: texts are public and never erased."""
    written = {name: set(_ADDRESS.findall(str(value).lower())) for name, value in values.items()}
    named = {address.strip(".'\"") for found in written.values() for address in found}
    people = set(User.objects.filter(email__in=named).values_list("email", flat=True)) if named else set()
    says = _("This is the e-mail address of a person. Write the post or the office instead.")
    return [(name, says) for name in values if any(one in str(values[name]).lower() for one in people)]


def _name_of(kind: Kind, values: Values) -> str:
    for name in ("title", "name", "text"):
        if values.get(name):
            return str(values[name])[:200]
    return kind.untitled


@transaction.atomic
def submit_draft(*, draft: Draft, by: User, version: int | None = None) -> Draft:
    """Hand a draft to the approvers. Raises Refused without a note why, or when nothing is changed."""
    found = _own(draft, by, version)
    if not found.note:
        raise Refused.because([Fault("why", "", _("Say why you propose this, so that the approver knows."))])
    if found.action == "change" and found.proposed == found.was:
        raise Refused(_("Nothing is changed yet, so there is nothing to approve."))
    if found.action != "retire":
        _values(kind_named(found.kind), where_of(found), found.proposed)
    found.state, found.submitted_at, found.reason = "submitted", timezone.now(), ""
    found.decided_by = found.decided_at = None
    return _step("submit_draft", found, by)


@transaction.atomic
def take_back_draft(*, draft: Draft, by: User, version: int | None = None) -> Draft:
    """Take a submitted draft back into writing, as long as nobody decided. Raises Refused otherwise."""
    found = _locked(draft, version)
    if found.author_id != by.pk:
        raise Refused(_("Only whoever wrote a draft can take it back."))
    if found.state != "submitted":
        raise Refused(
            _("This draft is {state}, so there is nothing to take back.").format(
                state=found.get_state_display().lower()
            )
        )
    found.state, found.submitted_at = "draft", None
    return _step("take_back_draft", found, by)


@transaction.atomic
def withdraw_draft(*, draft: Draft, by: User, version: int | None = None) -> Draft:
    """Give a draft up for good; it stays to be read. Raises Refused once it is decided."""
    found = _locked(draft, version)
    if found.author_id != by.pk:
        raise Refused(_("Only whoever wrote a draft can withdraw it."))
    if not found.is_open:
        raise Refused(_("This draft is {state} already.").format(state=found.get_state_display().lower()))
    found.state = "withdrawn"
    return _step("withdraw_draft", found, by)


@transaction.atomic
def return_draft(*, draft: Draft, reason: str, by: User, version: int | None = None) -> Draft:
    """Send a draft back to its author with what is to be done. Raises Refused without a reason."""
    found = _to_decide(draft, by, version)
    if not reason.strip():
        raise Refused.because(
            [Fault("reason", "", _("Say what is to be changed, so that the author knows."))]
        )
    found.state, found.reason = "returned", reason.strip()
    found.decided_by, found.decided_at = by, timezone.now()
    return _step("return_draft", found, by)


@transaction.atomic
def approve_draft(*, draft: Draft, by: User, version: int | None = None) -> Draft:
    """Write what a draft proposes to its record, in one step with the approval (design section 8, row 26).

    Raises Refused for the own draft and for values that no longer hold; Behind when the record was changed
    since the draft was begun.
    """
    begin_to_approve()
    found = _to_decide(draft, by, version)
    kind = kind_named(found.kind)
    kind.locks(where_of(found))
    where = _locked_where(found)
    check_up_to_date(found, where)
    if found.action == "retire":
        told = kind.told(where.subject)
        _retire(kind, where.subject, by)
    else:
        values = found.was | _values(kind, where, found.proposed)
        subject = kind.write(Change(where, values, found.was, by, found.author, found.note))
        found.subject_id, told = subject.pk, kind.told(subject)
        audit.record(f"{found.action}_text", subject, by=by, detail={"draft": found.pk})
    found.state, found.decided_by, found.decided_at = "approved", by, timezone.now()
    approved = _step("approve_draft", found, by)
    changes.announce(*told, by=by)
    return approved


def _retire(kind: Kind, subject: Any, by: User) -> None:
    if kind.retire is None:
        raise Refused(_("“{title}” cannot be retired.").format(title=kind.title))
    audit.record("retire_text", subject, by=by)
    kind.retire(subject)


def check_up_to_date(draft: Draft, where: Where) -> None:
    """Raise Behind when the record is not what the draft was begun on, Refused when it is gone."""
    if draft.action == "new":
        return
    if where.subject is None:
        raise Refused(_("The record is gone: somebody retired it. Withdraw or return this draft."))
    if clashing(kind_named(draft.kind), draft, where):
        raise Behind(draft)


@transaction.atomic
def bring_up_to_date(*, draft: Draft, by: User, version: int | None = None) -> Draft:
    """Put a draft on top of the record as it stands now; nothing of either side is lost.

    Boxes that the draft does not change take what the record says now, the others keep the author's words.
    The draft goes back into writing. Raises Refused for somebody else's draft or a decided one.
    """
    found = _locked(draft, version)
    if found.author_id != by.pk:
        raise Refused(_("Only its author can bring a draft up to date. Return it and ask for that."))
    if not found.is_open:
        raise Refused(_("This draft is {state} already.").format(state=found.get_state_display().lower()))
    kind, where = kind_named(found.kind), where_of(found)
    if where.subject is None:
        raise Refused(_("The record is gone: somebody retired it. Withdraw this draft."))
    theirs = kind.read(where.subject)
    if found.action != "retire":
        found.proposed = merged(found.was, theirs, found.proposed)
    found.was, found.state, found.submitted_at = theirs, "draft", None
    found.decided_by = found.decided_at = None
    return _step("bring_up_to_date", found, by)


def _locked(draft: Draft, version: int | None) -> Draft:
    found = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    check_version(found, version)
    return found


def _own(draft: Draft, by: User, version: int | None) -> Draft:
    found = _locked(draft, version)
    if found.author_id != by.pk:
        raise Refused(_("Only whoever wrote a draft can change it. Start one of your own."))
    if not kind_named(found.kind).may_draft(by, where_of(found)):
        raise Refused(_("Your role does not let you draft here any more."))
    if not found.can_be_edited:
        words = found.get_state_display().lower()
        raise Refused(
            _("This draft is {words}, so it cannot be changed. Take it back or start a new one.").format(
                words=words
            )
        )
    return found


def _to_decide(draft: Draft, by: User, version: int | None) -> Draft:
    found = _locked(draft, version)
    if not kind_named(found.kind).may_approve(by):
        raise Refused(_("Your role does not let you decide on drafts."))
    if found.author_id == by.pk:
        raise Refused(_("You wrote this draft, so someone else must decide on it."))
    if found.state != "submitted":
        raise Refused(
            _("This draft is {state}, so there is nothing to decide.").format(
                state=found.get_state_display().lower()
            )
        )
    return found


def _locked_where(draft: Draft) -> Where:
    """The record behind a lock, so that two approvals of one record come one after the other."""
    rows = kind_named(draft.kind).model._default_manager.select_for_update(of=("self",))
    subject = rows.filter(pk=draft.subject_id).first() if draft.subject_id else None
    return Where(draft.parent_id, subject)


def _step(verb: str, draft: Draft, by: User) -> Draft:
    draft.version += 1
    draft.save()
    _record(verb, draft, by)
    return draft


def _record(verb: str, draft: Draft, by: User) -> None:
    detail = {"kind": draft.kind, "subject": draft.subject_id, "action": draft.action}
    audit.record(verb, draft, by=by, detail=detail)
