"""What drafts of a measure's dated records write: targets, definitions, breaks, stages of a milestone."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from charter.drafts import Change, Choices, Field, Kind, Values, Where, Wrong, as_day, shown
from charter.faults import Refused
from charter.querysets import year_starts
from charter.translated import lazily as _lazy
from measures import words
from measures.actions.drafts.entry import Raw, filled, held, read_measure, texts_of, write_measure, wrong_of
from measures.actions.drafts.measures import (
    YES,
    is_assigned,
    measure_page,
    measure_title,
    parent_measure,
    told_measure,
)
from measures.actions.targets import (
    Decided,
    Targets,
    record_changes,
    refused_day,
    says_refused,
    target_in_file,
)
from measures.actions.wordings import say_wording_in_force
from measures.models import Break, Definition, Measure, MilestoneStage, Target

FROM_WHEN = Field("from", _lazy("From which day"), "day", missing=_lazy("Enter the day from which it holds."))


def _measure(where: Where) -> Measure:
    """The measure of the draft. Raises Refused when there is none."""
    found = where.subject.measure if where.subject is not None else parent_measure(where)
    if found is None:
        raise Refused(_("There is no such measure. Start from the page of the measure."))
    return found


def lock_measure(where: Where) -> None:
    """One approval of a measure after the other: each writes the whole measure as it reads it."""
    Measure.objects.select_for_update(of=("self",)).get(pk=_measure(where).pk)


def _of_measure(kind: type[Kind], **own: Any) -> Kind:
    """A kind of the records of a measure: what it does not say itself holds for all of them."""
    shared: dict[str, Any] = {
        "told": told_measure,
        "parent": lambda row: row.measure_id,
        "page": measure_page,
        "belongs": measure_title,
        "draft": "propose_definition",
        "approve": "approve_definition",
        "see": "read_proposals",
        "assigned": is_assigned,
        "locks": lock_measure,
    }
    return kind(**shared | own)


def _key(where: Where, key: str) -> str:
    """What tells the record from the measure's others, as the file writes it; "" for a new one."""
    if where.subject is None:
        return ""
    found = where.subject.title if key == "title" else where.subject.starts
    return found.isoformat() if isinstance(found, date) else str(found)


def _raw(where: Where, table: str, key: str, said: Raw) -> Raw:
    """The measure as a file, with one row of `table` put in place of the draft's record, or added."""
    raw = held(_measure(where))
    rows = {str(row[key]): row for row in raw.get(table, [])}
    own = rows.pop(_key(where, key), {})
    return raw | {table: [*rows.values(), filled(own | said)]}


def _faults(where: Where, table: str, key: str, said: Raw, otherwise: str) -> list[Wrong]:
    _, faults = read_measure(_raw(where, table, key, said))
    return wrong_of(faults, {name: name for name in said}, otherwise)


def _stored(where: Where, table: str, key: str, said: Raw) -> Measure:
    entry, faults = read_measure(_raw(where, table, key, said))
    if entry is None:  # the approval has just looked for faults
        raise AssertionError(faults)
    return write_measure(entry)


def _writer(model: type[Any], table: str) -> Callable[[Change], Any]:
    def write(change: Change) -> Any:
        measure = _stored(change.where, table, "from", change.values)
        return model._default_manager.get(measure=measure, starts=_day(change.values["from"]))

    return write


def _checker(table: str, otherwise: str) -> Callable[[Where, Values], list[Wrong]]:
    return lambda where, values: _faults(where, table, "from", values, otherwise)


def _grades(where: Where) -> Choices:
    return [(grade, grade) for grade in _measure(where).grades]


class TargetKind(Kind):
    """Shows the boxes that the measure's kind and direction have."""

    def fields_for(self, where: Where) -> tuple[Field, ...]:
        """The boxes of a target: a number, a range or a grade."""
        measure = _measure(where)
        hidden = {"low", "high", "grade"}
        if measure.kind == "grade":
            hidden = {"target", "low", "high", "tolerance", "tolerance_kind", "floor"}
        elif measure.direction == "range":
            hidden = {"target", "grade", "floor"}
        return tuple(one for one in self.fields if one.name not in hidden)


TARGET_KEYS = ("target", "low", "high", "grade", "tolerance", "tolerance_kind", "floor")


def _said(values: Values) -> Raw:
    return {name: values.get(name) for name in ("from", "until", *TARGET_KEYS)}


def _targets(measure: Measure) -> Targets:
    return tuple(target_in_file(row) for row in measure.targets.order_by("starts"))


def _refused(where: Where, said: Raw) -> date | None:
    """The first day whose target may not change any more, None if there is none."""
    measure = _measure(where)
    entry, _ = read_measure(_raw(where, "targets", "from", said))
    if entry is None:
        return None
    return refused_day(measure.slug, measure.frequency, _targets(measure), entry.targets, year_starts())


def _target_wrong(where: Where, values: Values) -> list[Wrong]:
    found = _faults(where, "targets", "from", _said(values), "from")
    day = None if found else _refused(where, _said(values))
    if day is not None and not values["correction"]:
        remedy = _("Start it in the current period or later, or say below that this corrects the past.")
        return [("from", f"{says_refused(day)} {remedy}")]
    return found


def _write_target(change: Change) -> Target:
    measure, said = _measure(change.where), _said(change.values)
    before, corrected = _targets(measure), _refused(change.where, said) is not None
    _stored(change.where, "targets", "from", said)
    decided = Decided(change.author, change.note, second=change.by)
    record_changes(measure, before, decided, corrected=corrected)
    return Target.objects.get(measure=measure, starts=_day(change.values["from"]))


def _read_target(row: Target) -> Values:
    raw = next(one for one in held(row.measure)["targets"] if str(one["from"]) == row.starts.isoformat())
    return texts_of(raw, ("from", "until", *TARGET_KEYS)) | {"correction": ""}


def _target_in_force(where: Where) -> list[tuple[str, str]]:
    """The target of today, box by box."""
    today, measure = timezone.localdate(), _measure(where)
    rows = measure.targets.filter(starts__lte=today).exclude(ends__lt=today)
    row = rows.order_by("starts").last()
    if row is None:
        return [(_("Target"), _("None is in force."))]
    values, of_row = _read_target(row), Where(measure.pk, row)
    boxes = [(one.label, shown(one, values.get(one.name), of_row)) for one in TARGET.fields_for(of_row)]
    return [(label, text) for label, text in boxes if text]


TARGET = _of_measure(
    TargetKind,
    name="target",
    title=_lazy("Target"),
    model=Target,
    fields=(
        FROM_WHEN,
        Field("until", _lazy("Until"), "day", hint=_lazy("Blank: until the next one.")),
        Field("target", _lazy("Target"), "number"),
        Field("low", _lazy("Lowest good figure"), "number"),
        Field("high", _lazy("Highest good figure"), "number"),
        Field("grade", _lazy("Least acceptable grade"), "choice", choices=_grades),
        Field("tolerance", _lazy("Still near within"), "number", low=Decimal(0), hint=_lazy("Blank: 0.")),
        Field(
            "tolerance_kind",
            _lazy("Counted in"),
            "choice",
            choices=lambda where: words.TOLERANCE_KINDS,
            hint=_lazy("Blank: the usual one of its kind."),
        ),
        Field("floor", _lazy("Scores nothing beyond"), "number", hint=_lazy("Blank: no such line.")),
        Field(
            "correction",
            _lazy("This corrects what figures were judged by already"),
            "choice",
            choices=lambda where: YES,
            hint=_lazy("The public reads why, and that two people agreed."),
        ),
    ),
    read=_read_target,
    write=_write_target,
    told=lambda row: ("target", [row.pk]),
    beside=_target_in_force,
    draft="propose_target",
    approve="approve_target",
    wrong=_target_wrong,
)


def _write_definition(change: Change) -> Definition:
    """A wording from a day on. What the measure says until now is kept as a wording of its own."""
    measure = _measure(change.where)
    if not measure.definitions.exists() and measure.definition.strip():
        Definition.objects.create(
            measure=measure,
            starts=min(_began(measure), _day(change.values["from"]) - timedelta(days=1)),
            text=measure.definition,
            numerator_label=measure.numerator_label,
            denominator_label=measure.denominator_label,
        )
    said = {name: value for name, value in change.values.items() if name != "next_review"}
    made: Definition = _writer(Definition, "definitions")(replace(change, values=said))
    review = as_day(change.values["next_review"])
    if review is not None:
        Measure.objects.filter(pk=measure.pk).update(next_review=review, version=F("version") + 1)
    say_wording_in_force(measure)
    return made


def _began(measure: Measure) -> date:
    """The first day that the measure has a figure or target for."""
    days = (
        measure.results.aggregate(day=Min("period_start"))["day"],
        measure.targets.aggregate(day=Min("starts"))["day"],
    )
    return min((day for day in days if day is not None), default=timezone.localdate())


def _day(text: str) -> date:
    return as_day(text) or timezone.localdate()


def _definition_wrong(where: Where, values: Values) -> list[Wrong]:
    said = {name: values[name] for name in ("from", "text", "numerator", "denominator")}
    found = _faults(where, "definitions", "from", said, "text")
    review = as_day(values["next_review"])
    if review is not None and review <= timezone.localdate():
        found.append(("next_review", _("Give a day after today, or leave it blank.")))
    return found


def _read_definition(row: Definition) -> Values:
    return {
        "from": row.starts.isoformat(),
        "text": row.text,
        "numerator": row.numerator_label,
        "denominator": row.denominator_label,
        "next_review": "",
    }


def _definition_in_force(where: Where) -> list[tuple[str, str]]:
    """The wording of today; what the measure itself says before it has dated wordings."""
    measure = _measure(where)
    row = measure.definitions.filter(starts__lte=timezone.localdate()).order_by("starts").last()
    if row is None:
        said = (measure.definition, measure.numerator_label, measure.denominator_label)
        values = dict(zip(("text", "numerator", "denominator"), said, strict=True))
    else:
        values = _read_definition(row)
    boxes = [(one.label, shown(one, values.get(one.name), where)) for one in DEFINITION.fields]
    return [(label, text) for label, text in boxes if text] or [
        (_("What counts"), _("Nothing is written yet."))
    ]


DEFINITION = _of_measure(
    Kind,
    name="definition",
    title=_lazy("Definition"),
    model=Definition,
    fields=(
        FROM_WHEN,
        Field("text", _lazy("What counts"), "text", missing=_lazy("Write what counts."), most=5000),
        Field("numerator", _lazy("What the upper number counts")),
        Field("denominator", _lazy("What the lower number counts")),
        Field("next_review", _lazy("To be looked at again by"), "day", hint=_lazy("Blank: as it is.")),
    ),
    read=_read_definition,
    write=_write_definition,
    beside=_definition_in_force,
    wrong=_definition_wrong,
)

BREAK = _of_measure(
    Kind,
    name="break",
    title=_lazy("Break in the series"),
    model=Break,
    fields=(
        FROM_WHEN,
        Field(
            "reason",
            _lazy("Why earlier figures are not comparable"),
            "text",
            missing=_lazy("Say why earlier figures are not comparable: people read it under the chart."),
            most=1000,
        ),
    ),
    read=lambda row: {"from": row.starts.isoformat(), "reason": row.reason},
    write=_writer(Break, "breaks"),
    wrong=_checker("breaks", "reason"),
)


def _write_stage(change: Change) -> MilestoneStage:
    measure = _stored(change.where, "stages", "title", change.values)
    return MilestoneStage.objects.get(measure=measure, title=change.values["title"])


def _stage_wrong(where: Where, values: Values) -> list[Wrong]:
    measure, rows = _measure(where), []
    if measure.kind != "milestone":
        return [("title", _("Only a milestone has stages."))]
    rows = [row.title for row in measure.stages.exclude(pk=where.pk)]
    if values["title"] in rows:
        return [("title", _("There is a stage of this title already."))]
    return _faults(where, "stages", "title", values, "title")


STAGE = _of_measure(
    Kind,
    name="milestone_stage",
    title=_lazy("Stage of a milestone"),
    model=MilestoneStage,
    fields=(
        Field("title", _lazy("What is to be done"), missing=_lazy("Say what is to be done.")),
        Field("due", _lazy("Due on"), "day", missing=_lazy("Enter the day on which it is due.")),
    ),
    read=lambda row: {"title": row.title, "due": row.due.isoformat()},
    write=_write_stage,
    wrong=_stage_wrong,
)

KINDS: Sequence[Kind] = (TARGET, DEFINITION, BREAK, STAGE)
