"""What a draft of a measure writes: its words, who owns it, when it is due, how it is judged."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse

from charter import drafts, permissions
from charter.actions.texts import slug_field, slug_wrong
from charter.drafts import Change, Choices, Field, Kind, Values, Where, Wrong
from charter.models import User
from charter.translated import lazily as _lazy
from measures import words
from measures.actions.drafts.entry import (
    Raw,
    bodies,
    filled,
    held,
    posts,
    read_measure,
    texts_of,
    write_measure,
    wrong_of,
)
from measures.cases import RULES
from measures.charter_file import vocabulary as v
from measures.models import Measure
from promises.models import Publication

YES = [("yes", _lazy("Yes"))]
DUE_WAYS = [("working_days", _lazy("working days")), ("calendar_days", _lazy("calendar days"))]
# What only some kinds of measure have (charter_file/vocabulary.py): box and key have the same name.
OF_KIND = {name: kind for kind, keys in v.KEYS_OF_KIND.items() for name in keys}
LISTS = ("monitored_by", "members", "publication", "grades")
TICKED = ("critical", "sensitive", "cumulative")
AS_WRITTEN = (
    *("title", "why", "source", "unit", "decimals", "owner", "approver", "regulator", "stock"),
    *("natural_min", "natural_max", "next_review", "accumulation", "rolling_months"),
    *("counter", "of", "per", "answer_scale", "expected_by"),
)
ONCE = ("kind", "direction", "frequency", "definition", "numerator", "denominator")


def _others(where: Where) -> Choices:
    rows = Measure.objects.exclude(pk=where.pk).filter(retired__isnull=True).order_by("title")
    return list(rows.values_list("slug", "title"))


def _publications(where: Where) -> Choices:
    return list(Publication.objects.order_by("title").values_list("slug", "title"))


def _clocks(where: Where) -> Choices:
    return [(name, rule.title) for name, rule in RULES.items() if not rule.is_own_limit]


def _same(*keys: str) -> Choices:
    return [(key, key) for key in keys]


FIELDS = (
    slug_field(_lazy("the measure")),
    Field("title", _lazy("Title"), missing=_lazy("Give the measure a title in plain words.")),
    Field(
        "kind", _lazy("Kind"), "choice", _lazy("Choose a kind."), choices=lambda where: words.KINDS,
        only_new=True,
    ),
    Field(
        "direction", _lazy("Direction"), "choice", _lazy("Choose a direction."),
        choices=lambda where: words.DIRECTIONS, only_new=True,
    ),
    Field(
        "frequency", _lazy("How often"), "choice", _lazy("Choose how often."),
        choices=lambda where: words.FREQUENCIES, only_new=True,
    ),
    Field("why", _lazy("Why it matters"), "text", most=2000),
    Field("definition", _lazy("What counts"), "text", most=5000, only_new=True),
    Field("numerator", _lazy("What the upper number counts"), only_new=True),
    Field("denominator", _lazy("What the lower number counts"), only_new=True),
    Field("source", _lazy("Where it comes from")),
    Field("owner", _lazy("Post that owns it"), "choice", choices=posts),
    Field("approver", _lazy("Post that approves it"), "choice", choices=posts),
    Field("monitored_by", _lazy("Who checks it"), "ticks", choices=bodies),
    Field("due_days", _lazy("Days until a figure is due"), "whole", low=Decimal(0), high=Decimal(1000)),
    Field("due_in", _lazy("Counted in"), "choice", choices=lambda where: DUE_WAYS,
        hint=_lazy("Blank: working days.")),
    Field("next_review", _lazy("Definition to be looked at again by"), "day"),
    Field("critical", _lazy("A critical measure"), "choice", choices=lambda where: YES,
          hint=_lazy("Blank: no.")),
    Field("sensitive", _lazy("About few people: hide small numbers"), "choice", choices=lambda where: YES),
    Field("unit", _lazy("Unit"), most=40, hint=_lazy("Blank: the usual one of its kind.")),
    Field("decimals", _lazy("Decimals shown"), "whole", low=Decimal(0), high=Decimal(6)),
    Field("natural_min", _lazy("Lowest possible figure"), "number"),
    Field("natural_max", _lazy("Highest possible figure"), "number"),
    Field(
        "accumulation", _lazy("A longer period takes"), "choice", choices=lambda where: words.ACCUMULATIONS,
        hint=_lazy("Counts and money only. Blank: the total of its parts."),
    ),
    Field("rolling_months", _lazy("Each figure covers the last months"), "whole", low=Decimal(1)),
    Field("cumulative", _lazy("Each figure covers the year so far"), "choice", choices=lambda where: YES),
    Field("regulator", _lazy("Regulator's code"), most=12),
    Field("stock", _lazy("Regulator's stock"), "choice", choices=lambda where: _same(*v.STOCKS)),
    Field("per", _lazy("A rate is for each"), "number",
        hint=_lazy("How many homes or jobs, like 100. Blank: 1000.")),
    Field(
        "answer_scale", _lazy("Answers"), "choice", choices=lambda where: _same(*v.ANSWER_SCALES),
        hint=_lazy("For satisfaction."),
    ),
    Field("clock", _lazy("Clock"), "choice", choices=_clocks,
        hint=_lazy("For cases: a rule with its own limit.")),
    Field("publication", _lazy("Documents"), "ticks", choices=_publications,
          hint=_lazy("For a publication.")),
    Field(
        "counter", _lazy("What the portal counts"), "choice", choices=lambda where: words.COUNTERS,
        hint=_lazy("For a counted measure."),
    ),
    Field("members", _lazy("Measures in it"), "ticks", choices=_others, hint=_lazy("For a composite.")),
    Field("of", _lazy("Trend of"), "choice", choices=_others,
          hint=_lazy("For a trend. Blank: its own series.")),
    Field("grades", _lazy("Grades, the best one first"), "lines", most=40,
        hint=_lazy("For a grade. One on each line.")),
    Field("expected_by", _lazy("Expected by"), "day", hint=_lazy("For a milestone.")),
)  # fmt: skip
NAMES = tuple(one.name for one in FIELDS)


class MeasureKind(Kind):
    """Shows the boxes of the measure's own kind only, once it is known."""

    def fields_for(self, where: Where) -> tuple[Field, ...]:
        """The boxes of a measure; all of them for a new one."""
        found = super().fields_for(where)
        if where.subject is None:
            return found
        return tuple(one for one in found if OF_KIND.get(one.name, where.subject.kind) == where.subject.kind)


def values_of(measure: Measure) -> Values:
    """What the boxes hold of a stored measure."""
    raw = held(measure)
    found = texts_of(raw, [name for name in NAMES if name not in ("slug", "clock", "due_days", "due_in")])
    found |= {name: found[name] or [] for name in LISTS}
    due = raw.get("due") or {"working_days": 20}
    way = next(iter(due))
    clock = raw.get("clock", "")
    return dict.fromkeys(NAMES, "") | found | {
        "slug": measure.slug, "due_days": str(due[way]), "due_in": way,
        "clock": clock if isinstance(clock, str) else "",
    }  # fmt: skip


def _raw(where: Where, values: Values) -> Raw:
    """The entry that a charter file would hold, with what the draft says over what is stored."""
    before = held(where.subject) if where.subject is not None else {}
    said: Raw = {name: values[name] for name in (*AS_WRITTEN, *LISTS) if name in values}
    said |= {name: True if values[name] else None for name in TICKED if name in values}
    if values.get("due_days"):
        said["due"] = {values.get("due_in") or "working_days": values["due_days"]}
    if values.get("clock"):
        said["clock"] = values["clock"]
    if where.subject is None:
        said |= {name: values.get(name) for name in ONCE}
        said["slug"] = values.get("slug") or drafts.slug_of(values.get("title", ""))
    return filled(before | said)


def _wrong(where: Where, values: Values) -> list[Wrong]:
    found = slug_wrong(where, values, Measure.objects.values_list("slug", flat=True))
    if found:
        return found
    _, faults = read_measure(_raw(where, values))
    boxes = {name: name for name in NAMES} | dict.fromkeys(
        ("due", "working_days", "calendar_days"), "due_days"
    )
    return wrong_of(faults, boxes, "title")


def _write(change: Change) -> Measure:
    entry, faults = read_measure(_raw(change.where, change.values))
    if entry is None:  # the approval has just looked at `_wrong`
        raise AssertionError(faults)
    return write_measure(entry)


def is_assigned(person: User, where: Where) -> bool:
    """Whether the measure that a draft is about belongs to a post that the person holds, or is a new one."""
    if where.subject is None and where.parent_id is None:
        return True
    measure = where.subject if isinstance(where.subject, Measure) else parent_measure(where)
    return measure is not None and measure.owner_id in permissions.posts_of(person)


def parent_measure(where: Where) -> Measure | None:
    """The measure that a dated record of a draft belongs to, where there is one."""
    found = getattr(where.subject, "measure", None)
    if isinstance(found, Measure):
        return found
    return Measure.objects.filter(pk=where.parent).first()


def measure_page(where: Where) -> str:
    """The staff page of the measure that a record belongs to."""
    measure = where.subject if isinstance(where.subject, Measure) else parent_measure(where)
    return reverse("staff_measure", args=[measure.slug]) if measure else reverse("staff_measures")


def measure_title(where: Where) -> str:
    """The title of the measure that a dated record belongs to."""
    measure = parent_measure(where)
    return measure.title if measure else ""


def told_measure(row: Any) -> tuple[str, Sequence[int]]:
    """What is announced: the measure is judged or read in another way."""
    return "measure", [row.pk if isinstance(row, Measure) else row.measure_id]


MEASURE = MeasureKind(
    name="measure",
    title=_lazy("Measure"),
    model=Measure,
    fields=FIELDS,
    read=values_of,
    write=_write,
    told=told_measure,
    parent=lambda row: None,
    page=measure_page,
    draft="propose_definition",
    approve="approve_definition",
    see="read_proposals",
    wrong=_wrong,
    assigned=is_assigned,
)
