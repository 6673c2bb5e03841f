"""The stages of a charter: enter one, and change by a draft when the next is expected."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit, changes, drafts, permissions
from charter.actions.charters import first_published_becomes_current, lock_charters
from charter.actions.rows import put
from charter.actions.texts import in_charter
from charter.conflicts import check_version
from charter.drafts import Change, Choices, Field, Values, Where, Wrong
from charter.faults import Fault, Refused
from charter.languages import formats
from charter.models import Charter, CharterStage, User
from charter.models.charter import STAGES
from charter.translated import lazily as _lazy

ORDER = [key for key, _ in STAGES]
NAMES = dict(STAGES)
EARLIEST = date(2010, 1, 1)  # reliability.md X54
# From signing off on, a charter binds the landlord: whoever approves texts enters and leaves these stages.
BINDING = frozenset(ORDER[ORDER.index("signed_off") :])


@transaction.atomic
def enter_stage(
    *,
    charter: Charter,
    stage: str,
    by: User,
    on: date | None = None,
    reason: str = "",
    version: int | None = None,
) -> Charter:
    """Let a charter enter its next stage, or go back to an earlier one with a reason that is published.

    `on` is the day it came, today by default. Entering “published” makes the first charter current. What
    was approved to be said of a stage stays; the reason to go back stands below it. Raises Refused for a
    stage that is not next, a day ahead or before the stage before, a reason where there is none to give, no
    reason to go back, and a current charter that would no longer be published.
    """
    found = lock_charters()[charter.pk]
    check_version(found, version)
    day = on or timezone.localdate()
    _check_step(found, stage, by, day, reason.strip())
    before = found.stage
    put(found, {"stage": stage})
    row = _stage_row(found, stage)
    put(row, {"actual": day} | ({"note": _gone_back(row.note, day, reason)} if reason.strip() else {}))
    for later in CharterStage.objects.filter(charter=found, stage__in=ORDER[ORDER.index(stage) + 1 :]):
        put(later, {"actual": None})  # gone back: what came after has not come any more
    audit.record("enter_stage", found, by=by, detail={"from": before, "to": stage, "reason": reason.strip()})
    changes.announce("charter", [found.pk], by=by)
    first_published_becomes_current(charter=found, by=by)
    found.refresh_from_db()
    return found


def _check_step(charter: Charter, stage: str, by: User, day: date, reason: str) -> None:
    if stage not in NAMES:
        raise _wrong_at("stage", _("Choose one of the list."))
    asked = "sign_off_charter" if {stage, charter.stage} & BINDING else "charter_desk"
    if permissions.reach(by, asked) is None:
        raise Refused(_("From signing off on, only an approver moves a charter. Ask one."))
    here, there = ORDER.index(charter.stage), ORDER.index(stage)
    if there == here:
        said = _("The charter is at the stage {stage} already.").format(stage=NAMES[stage].lower())
        raise _wrong_at("stage", said)
    if there > here + 1:
        said = _("The next stage is {stage}. Stages come in their order.")
        raise _wrong_at("stage", said.format(stage=NAMES[ORDER[here + 1]].lower()))
    if charter.is_current and stage != "published":
        raise Refused(_("This is the current charter. Make another one current first."))
    if there < here and not reason:
        raise _wrong_at("reason", _("Say why the charter goes back. The public reads it."))
    if there > here and reason:
        said = _("A reason is only for going back. Change what is said of a stage by a draft.")
        raise _wrong_at("reason", said)
    _check_day(charter, day, there)


def _wrong_at(field: str, what: str) -> Refused:
    """One fault, at the box that it is about."""
    return Refused.because([Fault(field, "", what)])


def _check_day(charter: Charter, day: date, there: int) -> None:
    """Not ahead, not before the portal's years, and not before the stage before came."""
    if day > timezone.localdate():
        raise _wrong_at("on", _("This day is in the future. Enter the stage when it has come."))
    before = CharterStage.objects.filter(charter=charter, stage__in=ORDER[:there], actual__isnull=False)
    came = max((row.actual for row in before if row.actual is not None), default=EARLIEST)
    if day < came:
        says = _("This is before {day}, when the stage before came. Enter a later day.").format(
            day=formats.long_date(came)
        )
        if came == EARLIEST:
            says = _("Enter a day from {year} on.").format(year=EARLIEST.year)
        raise _wrong_at("on", says)


def _gone_back(note: str, day: date, reason: str) -> str:
    """What is said of a stage, with the reason to go back to it below."""
    # Kept with the charter and published, so it is in the language that its texts are written in.
    said = f"Back again on {formats.long_date(day)}: {reason.strip()}"
    return "\n".join(filter(None, [note, said]))


def _stage_row(charter: Charter, stage: str) -> CharterStage:
    found = CharterStage.objects.filter(charter=charter, stage=stage).first()
    return found or CharterStage(charter=charter, stage=stage, order=ORDER.index(stage))


def _open_stages(where: Where) -> Choices:
    held = CharterStage.objects.filter(charter_id=where.parent).values_list("stage", flat=True)
    own = where.subject.stage if where.subject is not None else ""
    return [(key, name) for key, name in STAGES if key == own or key not in set(held)]


def _wrong(where: Where, values: Values) -> list[Wrong]:
    row = where.subject
    if row is None or row.expected is None or values["expected"] == row.expected.isoformat():
        return []
    if not values["note"] or values["note"] == drafts.tidy(row.note):
        return [("note", _("Say why the date moved. The public reads it beside both dates."))]
    return []


def _write(change: Change) -> CharterStage:
    values, where = change.values, change.where
    row: CharterStage = where.subject or CharterStage(
        charter_id=where.parent, stage=values["stage"], order=ORDER.index(values["stage"])
    )
    put(row, {"expected": drafts.as_day(values["expected"]), "note": values["note"]})
    return row


STAGE = in_charter(
    name="stage",
    title=_lazy("Date of a stage"),
    model=CharterStage,
    fields=(
        Field(
            "stage",
            _lazy("Stage"),
            "choice",
            missing=_lazy("Choose a stage."),
            choices=_open_stages,
            only_new=True,
        ),
        Field("expected", _lazy("Expected on"), "day", missing=_lazy("Say when it is expected.")),
        Field(
            "note",
            _lazy("What we say about it"),
            "text",
            most=1000,
            hint=_lazy("Published. A date that moves keeps the earlier one beside it, so say why it moved."),
        ),
    ),
    read=lambda row: {
        "stage": row.stage,
        "expected": row.expected.isoformat() if row.expected else "",
        "note": drafts.tidy(row.note),
    },
    write=_write,
    wrong=_wrong,
)

KINDS = (STAGE,)
