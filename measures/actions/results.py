"""The verbs of a figure: record, submit, approve, return (design section 4)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter import audit, changes
from charter.conflicts import Changed, check_version
from charter.faults import Refused
from charter.models import User
from charter.moments import begin_to_approve, begin_to_move
from charter.periods import Period
from charter.querysets import first_period
from measures import rules
from measures.actions.case_rows import put_aside
from measures.actions.periods import check_period_open
from measures.actions.possible import check_figures
from measures.actions.states import NOTHING, next_state
from measures.figures import Figures
from measures.models import Commentary, Confirmation, Import, Measure, Result, Revision, Segment
from measures.querysets.hands import had_a_hand
from measures.querysets.locks import Locks, locks_now
from measures.scoring import satisfaction
from measures.standing.stated import differs_from_its_parts

OPEN = ("draft", "submitted", "returned")
AS_REPLACED = "as_replaced"
NEEDS_EXPLANATION = N_(
    "This figure misses its target, so it needs an explanation: why, and what you will do about it."
)
NEEDS_REASON_TO_DIFFER = N_(
    "This figure differs from the sum of its parts, which are approved. Say why: both are kept, "
    "and people read the reason."
)


@transaction.atomic
def record_result(
    *,
    measure: Measure,
    period: Period,
    figures: Figures,
    by: User,
    segment: Segment | None = None,
    origin: str = "form",
    batch: Import | None = None,
    correction_reason: str = "",
    version: int | None = None,
    corrects: str | None = None,
) -> Result:
    """Write a figure as a draft: the one door for forms, files, surveys and counts.

    Changes the open draft of this measure, period and segment, or makes one; beside an approved figure the
    draft is a correction and needs a reason. `version` is the one the form showed (None: a file, no form).
    `corrects` is what stood approved when it was opened (`mark_of`). A form that comes without words takes
    the explanation away; a file without them leaves what is there. Raises Refused when the figure is
    impossible, already submitted, or was changed by somebody else.
    """
    check_figures(measure, period, figures)
    check_period_open(measure, period)
    locked = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    standing = Result.objects.filter(measure=locked, segment=segment, period=period.key)
    # Locked: it may be sent or decided at this moment, which a draft written over it would undo.
    found = standing.filter(workflow__in=OPEN).select_for_update(of=("self",)).first()
    approved = _approved(locked, segment, period.key).first()
    result = found or Result(measure=locked, segment=segment, period=period.key, supersedes=approved)
    _refuse_if_not_editable(result, version)
    _refuse_if_corrected(approved, None if found else corrects)
    if batch is None and _is_still_of_cases(result, figures):
        give_reason(result, approved, correction_reason)
        _add_words(result, figures, by=by)
    else:
        draft_of(result, approved, period, figures, Hand(by, origin, batch, correction_reason))
    result.save()
    Confirmation.objects.filter(result=result).delete()  # it vouched for other numbers; a form gives its own
    _explain(result, figures, by=by, is_form=version is not None)
    audit.record("record_result", result, by=by, detail={"period": period.key, "measure": locked.slug})
    return result


@dataclass(frozen=True)
class Hand:
    """Who writes a figure, where it comes from, and why it corrects an approved one."""

    by: User
    origin: str
    batch: Import | None = None
    correction_reason: str = ""


def draft_of(result: Result, approved: Result | None, period: Period, figures: Figures, hand: Hand) -> Result:
    """The row as a draft of these figures, not saved; `approved` is what stands beside it.

    The rule of every door, for one figure and for many. Raises Refused where the figure was submitted, or
    corrects an approved one without a reason.
    """
    _refuse_if_not_editable(result, None)
    if result.measure.kind == "counted" and hand.origin != "automatic":
        raise Refused(_("The portal counts this by itself, so nobody enters it."))
    give_reason(result, approved, hand.correction_reason)
    if result.workflow == "returned":
        put_aside(measure=result.measure, of=result)
    _fill(result, period, figures, by=hand.by, origin=hand.origin, batch=hand.batch)
    return result


def give_reason(result: Result, approved: Result | None, reason: str) -> None:
    """Keep why a figure is corrected; Refused where one is and nobody said why."""
    if approved is not None and not (reason.strip() or result.correction_reason):
        raise Refused(_("This period already has an approved figure. Say why it is to be corrected."))
    result.correction_reason = reason.strip() or result.correction_reason


def _refuse_if_not_editable(result: Result, version: int | None) -> None:
    next_state(NOTHING if result.pk is None else result.workflow, "record")
    check_version(result, version)


def mark_of(approved: Result | None) -> str:
    """What the form of a figure carries of the approved one beside it; empty where there is none."""
    return f"{approved.pk}:{approved.version}" if approved else ""


def _refuse_if_corrected(approved: Result | None, mark: str | None) -> None:
    """Raise Changed where a new correction was opened on another approved figure than the one that stands."""
    if mark is not None and approved is not None and mark_of(approved) != mark:
        raise Changed(approved)


def _is_still_of_cases(result: Result, figures: Figures) -> bool:
    """Whether somebody only adds words to a figure that was worked out from cases."""
    batch, counts = result.batch, (figures.numerator, figures.denominator)
    return batch is not None and batch.form == "cases" and counts == (result.numerator, result.denominator)


def _add_words(result: Result, figures: Figures, *, by: User) -> None:
    """Keep the file and its counts: the list of late cases and the four eyes hang on them."""
    result.note, result.differs_because = figures.note, figures.differs_because
    _start_anew(result, by=by)


def _fill(
    result: Result, period: Period, figures: Figures, *, by: User, origin: str, batch: Import | None
) -> None:
    result.period_kind, result.period_start, result.period_end = period.kind, period.start, period.end
    result.numerator, result.denominator = figures.numerator, figures.denominator
    result.value, result.grade, result.marker = figures.value, figures.grade, figures.marker
    result.answers = figures.answers or None
    if figures.answers and figures.numerator is None:
        counts = {
            key: rules.exact_count(text) for key, text in figures.answers.items() if key in rules.POINTS
        }
        satisfied, base = satisfaction(counts)
        result.numerator, result.denominator = rules.as_decimal(satisfied), rules.as_decimal(base)
    result.given_on, result.review_by = figures.given_on, figures.review_by
    result.note, result.differs_because = figures.note, figures.differs_because
    result.origin, result.batch = origin, batch
    _start_anew(result, by=by)


def _start_anew(result: Result, *, by: User) -> None:
    result.workflow, result.entered_by = "draft", by
    result.submitted_by = result.submitted_at = result.decided_by = result.decided_at = None
    result.version = (result.version or 0) + 1 if result.pk else 1


def _explain(result: Result, figures: Figures, *, by: User, is_form: bool) -> None:
    """Keep the words; blank boxes of a form say that there are none, a file without them says nothing."""
    if not (figures.why.strip() or figures.action.strip()):
        if is_form and Commentary.objects.filter(result=result).delete()[0]:
            audit.record("clear_commentary", result, by=by)
        return
    Commentary.objects.update_or_create(
        result=result,
        defaults={
            "why": figures.why.strip(),
            "action": figures.action.strip(),
            "by_when": figures.by_when,
            "written_by": by,
        },
    )


@transaction.atomic
def submit_result(*, result: Result, by: User, at: datetime | None = None) -> Result:
    """Hand a draft over for approval.

    Raises Refused when it is not a draft, when it misses its target without why and what next (near is
    invited, not required, and history needs none), or when a figure stated for a longer period differs from
    its parts without a reason.
    """
    check_period_open(result.measure, rules.period_of(result))
    found = _locked(result)
    next_state(found.workflow, "submit")
    if found.origin != "automatic" and needs_explanation(found):
        raise Refused(_(NEEDS_EXPLANATION))
    if lacks_reason_to_differ(found):
        raise Refused(_(NEEDS_REASON_TO_DIFFER))
    send(found, by=by, at=at or timezone.now())
    found.save()
    audit.record("submit_result", found, by=by)
    return found


def send(found: Result, *, by: User, at: datetime) -> None:
    """The row as handed over for approval, not saved: after it was asked whether it waits for words."""
    if not found.differs_because and differs_from_its_parts(found):
        found.differs_because = found.note  # a file has no other place for the reason
    found.workflow, found.submitted_by, found.submitted_at = next_state(found.workflow, "submit"), by, at
    found.decided_by = found.decided_at = None
    found.version += 1


def needs_explanation(result: Result, *, is_past: bool | None = None) -> bool:
    """Whether the figure misses its target, the portal answers for the period, and nobody has said why.

    `is_past` says whether its period is history, where the caller knows.
    """
    if result.segment_id is not None or (is_history(result) if is_past is None else is_past):
        return False
    commentary = getattr(result, "commentary", None)
    if commentary is not None and commentary.why.strip() and commentary.action.strip():
        return False
    return rules.judge_result(result.measure, result, result.measure.targets.all()).status == "missed"


def lacks_reason_to_differ(result: Result) -> bool:
    """Whether a figure stated for a longer period differs from its approved parts and nobody said why.

    A note counts as the reason. Source: design section 5, “Periods and roll-up”.
    """
    return not (result.differs_because or result.note).strip() and differs_from_its_parts(result)


def waits_for_words(result: Result, *, is_past: bool | None = None) -> bool:
    """Whether a figure stays a draft until somebody explains it; `is_past` as for `needs_explanation`."""
    return needs_explanation(result, is_past=is_past) or lacks_reason_to_differ(result)


def is_history(result: Result) -> bool:
    """Whether the period ended before the first one that the portal answers for."""
    first = first_period()
    return first is not None and result.period_end < first.start


@transaction.atomic
def recall_result(*, result: Result, by: User, version: int | None = None) -> Result:
    """Take a submitted figure back before anybody decided. Raises Refused when it is not submitted.

    `version` is the one the page showed, None without a page.
    """
    begin_to_move()
    found = _locked(result)
    check_version(found, version)
    found.workflow = next_state(found.workflow, "recall")
    found.submitted_by = found.submitted_at = None
    found.version += 1
    found.save()
    audit.record("recall_result", found, by=by)
    return found


@dataclass(frozen=True)
class Decision:
    """How an approval is said: `provisional` may still change before the year is closed.

    AS_REPLACED: as what the figure corrects, and provisional where it corrects none.
    `version` is the one the page showed (None: no page), so that nobody approves what they have not seen.
    `locks` are those in force where they are known already.
    """

    approval: str = "provisional"
    at: datetime | None = None
    announce: bool = True
    version: int | None = None
    locks: Locks | None = None


@transaction.atomic
def approve_result(*, result: Result, by: User, decision: Decision = Decision()) -> Result:
    """Approve a submitted figure; what it corrects is superseded, and scoring is asked for.

    Raises Refused when it is not submitted, or when `by` entered or submitted it (four eyes; the database
    forbids it as well), or sent cases that are in it.
    """
    begin_to_move()
    begin_to_approve()
    found = _locked(result)
    check_decision(found, by, decision.version, had_a_hand([found], by))
    left = _supersede(found)
    decide(found, by=by, decision=decision)
    found.save()
    audit.record("approve_result", found, by=by, detail={"approval": found.approval})
    if decision.announce:
        changes.announce("result", [found.pk, *left], by=by)  # a milestone leaves its first month
    return found


def check_decision(found: Result, by: User, version: int | None, hands: Collection[int]) -> None:
    """Refuse an approval that may not be: not submitted, by the wrong hand, or of what the page did not show.

    `hands` are the ids of figures that the person had a hand in (`had_a_hand`).
    """
    next_state(found.workflow, "approve")
    _refuse_wrong_hand(found, by, hands)
    _refuse_if_unseen(found, version)


def decide(found: Result, *, by: User, decision: Decision) -> None:
    """The row as approved, not saved: after it was asked whether this person may."""
    found.workflow, found.approval = next_state(found.workflow, "approve"), _approval(found, decision)
    found.decided_by, found.decided_at = by, decision.at or timezone.now()
    found.version += 1


def _approval(found: Result, decision: Decision) -> str:
    """What the approver says; in a closed year every figure is final (design section 4.6)."""
    locks = decision.locks or locks_now([found.measure])
    if locks.year_of(rules.period_of(found)):
        return "final"
    if decision.approval == AS_REPLACED:
        return found.supersedes.approval if found.supersedes else "provisional"
    return decision.approval


def _refuse_wrong_hand(found: Result, by: User, hands: Collection[int]) -> None:
    """The portal approves what it counted itself: the checks lie on the records (design section 4.2)."""
    if found.origin == "automatic":
        if not by.is_system:
            raise Refused(_("The portal works this figure out by itself, so nobody else approves it."))
        return
    if found.pk in hands:
        raise Refused(_("You entered this figure, so someone else must approve it."))


def _approved(measure: Measure, segment: Segment | None, period: str) -> QuerySet[Result]:
    """What a figure takes the place of: that of its period. A milestone is closed once, in any month."""
    rows = Result.objects.filter(measure=measure, segment=segment, workflow="approved")
    return rows if measure.kind == "milestone" else rows.filter(period=period)


def _supersede(found: Result) -> list[int]:
    """Put what the figure replaces aside and keep what changed, and why; returns the ids of other months."""
    old = _approved(found.measure, found.segment, found.period).select_for_update(of=("self",))
    replaced = list(old.exclude(pk=found.pk))
    for before in replaced:
        before.workflow = next_state(before.workflow, "supersede")
        before.version += 1
        before.save()
        kind = "correction" if before.approval == "final" else "scheduled_revision"
        Revision.objects.create(
            measure_id=found.measure_id,
            period=before.period,
            old=before,
            new=found,
            kind=kind,
            reason=found.correction_reason,
        )
    return [before.pk for before in replaced if before.period != found.period]


@transaction.atomic
def return_result(*, result: Result, by: User, reason: str, version: int | None = None) -> Result:
    """Send a submitted figure back to its author with a reason. Raises Refused without reason or right.

    `version` is the one the page showed, None without a page.
    """
    begin_to_move()
    found = _locked(result)
    if not reason.strip():
        raise Refused(_("Say why you return the figure, so that its author knows what to do."))
    state = next_state(found.workflow, "return")
    if found.pk in had_a_hand([found], by):
        raise Refused(_("You entered this figure. Recall it instead."))
    _refuse_if_unseen(found, version)
    found.workflow, found.returned_because = state, reason.strip()
    found.decided_by, found.decided_at = by, timezone.now()
    found.version += 1
    found.save()
    audit.record("return_result", found, by=by)
    return found


def _refuse_if_unseen(found: Result, version: int | None) -> None:
    check_version(found, version)


def _locked(result: Result) -> Result:
    return Result.objects.select_for_update(of=("self",)).select_related("measure").get(pk=result.pk)
