"""See what a charter file would change, and load it: all of it or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter import audit, changes
from charter.actions.charters import first_published_becomes_current, make_current
from charter.actions.landlord import ensure_landlord
from charter.faults import Fault, Refused
from charter.models import Charter, Landlord, User
from charter.moments import begin_to_approve
from measures.actions import targets
from measures.actions.charter_file import own, shared
from measures.actions.charter_file.stored import known, stored_beside
from measures.charter_file import CharterFile, read
from measures.charter_file.difference import Change, Difference, Stored, difference
from measures.models import Measure, Result, Target

Tell = Callable[[str], None]
_SINGULAR = {
    "[[bodies]]": N_("body"),
    "[[publications]]": N_("publication"),
    "[[segments]]": N_("segment"),
    "[[measures]]": N_("measure"),
}


@dataclass(frozen=True)
class Plan:
    """What a file says, what the portal holds beside it, and what loading would change.

    `in_the_way` are the faults that stop a load with the options given; faults in the file itself are
    raised instead.
    """

    file: CharterFile
    stored: Stored
    difference: Difference
    in_the_way: tuple[Fault, ...]
    corrected: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Options:
    """How to load: make the charter current; change records that exist; correct targets of the past."""

    current: bool = False
    update: bool = False
    reason: str = ""
    second: User | None = None


def plan_charter(*, data: bytes, options: Options) -> Plan:
    """Read a file and compare it with the portal, writing nothing.

    Raises Refused with every fault of the file: table, key, remedy.
    """
    reading = read(data, known())
    if reading.file is None:
        raise Refused.because(fault.fault() for fault in reading.faults)
    file, stored = reading.file, stored_beside(reading.file)
    found = difference(file, stored)
    faults = [] if options.update else [_exists_otherwise(change) for change in found.in_the_way]
    faults += _stage_faults(file, stored, options)
    target_faults, corrected = _target_faults(file, stored, options)
    faults += _kind_faults(file, stored) + target_faults
    return Plan(file, stored, found, tuple(faults), corrected)


@transaction.atomic
def load_charter(*, data: bytes, by: User, options: Options, tell: Tell = lambda text: None) -> Plan:
    """Load a charter file: all of it or nothing; loading it twice changes nothing (design section 6).

    Makes the landlord if there is none. The first published charter becomes current by itself. Records of
    the landlord that exist with other words are changed only with `options.update`, as new versions;
    results are never touched. Raises Refused with every fault, then nothing is written.
    """
    begin_to_approve()  # targets change at a moment, too
    first = plan_charter(data=data, options=options)
    decided = targets.Decided(by, options.reason, options.second)
    targets.check_second(decided)
    landlord = ensure_landlord(name=first.file.charter.landlord, by=by)
    # Read again behind the landlord's lock: another load may have come first.
    plan = plan_charter(data=data, options=options)
    if plan.in_the_way:
        raise Refused.because(plan.in_the_way)
    if plan.difference.moving:
        charter = _write(plan, landlord, by=by, options=options, tell=tell)
    else:
        charter = Charter.objects.get(slug=plan.file.charter.slug)
    first_published_becomes_current(charter=charter, by=by)
    if options.current:
        make_current(charter=charter, by=by)
    return plan


def _write(plan: Plan, landlord: Landlord, *, by: User, options: Options, tell: Tell) -> Charter:
    tell(f"Writing {len(plan.file.measures)} measures and what they refer to …")
    posts = shared.write_posts(plan.file)
    bodies = shared.write_bodies(plan.file)
    shared.write_publications(plan.file.publications, posts)
    shared.write_segments(plan.file.segments)
    measures = shared.write_measures(plan.file.measures, posts, bodies)
    _record_target_changes(plan, measures, targets.Decided(by, options.reason, options.second))
    tell(f"Writing the charter with {len(plan.file.promises)} promises …")
    charter = own.write_charter(plan.file, landlord)
    promises = own.write_promises(plan.file, charter)
    own.write_lines(plan.file, promises, measures, bodies)
    _record(plan, charter, by=by, options=options)
    told = {
        "measure": [measures[slug].pk for slug in _touched_measures(plan)],
        "target": _changed_targets(plan),
        "charter": [charter.pk],
    }
    for kind, ids in told.items():
        if ids:
            changes.announce(kind, ids, by=by)
    return charter


def _touched_measures(plan: Plan) -> list[str]:
    return [change.name for change in plan.difference.moving if change.table == "[[measures]]"]


def _changed_targets(plan: Plan) -> list[int]:
    """Every target of the measures whose targets changed: scores since the first of them are redone."""
    held = {measure.slug: measure.targets for measure in plan.stored.measures}
    slugs = [
        measure.slug
        for measure in plan.file.measures
        if measure.slug in held and held[measure.slug] != measure.targets
    ]
    return list(Target.objects.filter(measure__slug__in=slugs).values_list("pk", flat=True))


def _record(plan: Plan, charter: Charter, *, by: User, options: Options) -> None:
    counts = {state: plan.difference.count(state) for state in ("new", "changed", "removed")}
    changed = [f"{_SINGULAR[change.table]} {change.name}" for change in plan.difference.in_the_way]
    detail: dict[str, object] = {**counts, "updated": changed}
    if plan.corrected and options.second is not None:
        detail["corrected"] = sorted(plan.corrected)
        detail["second_person"] = options.second.pk
        detail["reason"] = options.reason
    audit.record("load_charter", charter, by=by, detail=detail)


def _exists_otherwise(change: Change) -> Fault:
    what = _("The portal already has this {kind}, with other values: {details}.")
    return Fault(
        f"{change.table} “{change.name}”",
        what.format(kind=_(_SINGULAR[change.table]), details="; ".join(change.details)),
        _("Write the portal's values into the file, or load with --update to change the portal's record."),
    )


def _stage_faults(file: CharterFile, stored: Stored, options: Options) -> list[Fault]:
    where, published = _("[charter], key stage"), file.charter.stage == "published"
    if stored.is_current and not published:
        remedy = _('Make another charter current first, or write stage = "published".')
        return [
            Fault(
                where,
                _("This is the current charter. It cannot be at stage {stage}.").format(
                    stage=file.charter.stage
                ),
                remedy,
            )
        ]
    if options.current and not published:
        remedy = _('Write stage = "published", or load without --current.')
        return [Fault(where, _("Only a published charter can be the current one."), remedy)]
    return []


def _kind_faults(file: CharterFile, stored: Stored) -> list[Fault]:
    """A measure with results keeps its kind and frequency: its results would no longer be figures of it."""
    held = {measure.slug: measure for measure in stored.measures}
    faults = []
    for number, measure in enumerate(file.measures, 1):
        before = held.get(measure.slug)
        if before is None or (before.kind, before.frequency) == (measure.kind, measure.frequency):
            continue
        if Result.objects.filter(measure__slug=measure.slug).exists():
            key = "kind" if before.kind != measure.kind else "frequency"
            what = _("The measure has results, so it cannot change its kind or how often it comes.")
            remedy = _('Keep {key} = "{value}", or make a new measure with its own slug.').format(
                key=key, value=getattr(before, key)
            )
            faults.append(
                Fault(
                    _("[[measures]] {number} “{slug}”, key {key}").format(
                        number=number, slug=measure.slug, key=key
                    ),
                    what,
                    remedy,
                )
            )
    return faults


def _target_faults(file: CharterFile, stored: Stored, options: Options) -> tuple[list[Fault], frozenset[str]]:
    """Targets of days that are past are corrected with a reason and a named second person, or not at all."""
    held = {measure.slug: measure for measure in stored.measures}
    faults, corrected = [], set()
    for number, measure in enumerate(file.measures, 1):
        before = held.get(measure.slug)
        day = None
        if before is not None:
            starts = file.charter.financial_year_starts
            day = targets.refused_day(
                measure.slug, measure.frequency, before.targets, measure.targets, starts
            )
        if day is None:
            continue
        if options.reason.strip() and options.second is not None:
            corrected.add(measure.slug)
            continue
        what = targets.says_refused(day)
        remedy = _(
            "Start the new target in the current period or later, or correct the past with "
            "--reason TEXT and --approve-by EMAIL of the approver who agreed to it."
        )
        faults.append(
            Fault(
                _("[[measures.targets]] of {number} “{slug}”, key from").format(
                    number=number, slug=measure.slug
                ),
                what,
                remedy,
            )
        )
    return faults, frozenset(corrected)


def _record_target_changes(plan: Plan, measures: Mapping[str, Measure], decided: targets.Decided) -> None:
    """Note for every measure of the file what it aims at otherwise than before."""
    held = {measure.slug: measure.targets for measure in plan.stored.measures}
    for measure in plan.file.measures:
        corrected = measure.slug in plan.corrected
        targets.record_changes(
            measures[measure.slug], held.get(measure.slug, ()), decided, corrected=corrected
        )
