"""What drafts of documents that the landlord owes, of segments and of lines of a promise write."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from charter import drafts
from charter.actions.rows import put, put_related
from charter.actions.texts import PLACE, place_of, put_in_place, slug_field, slug_wrong
from charter.drafts import Change, Choices, Field, Kind, Values, Where, Wrong
from charter.models import Body, Charter, Post
from charter.numbers import plain
from charter.translated import lazily as _lazy
from measures.actions.charter_file import shared, stored
from measures.actions.drafts.entry import Raw, bodies, filled, posts, texts_of, wrong_of
from measures.charter_file import as_table, read_entry
from measures.charter_file import vocabulary as v
from measures.models import Measure, MeasureLine, Segment
from promises.models import Promise, Publication


def _entry(table: str, names: Sequence[str], where: Where, values: Values) -> Raw:
    own = where.subject.slug if where.subject is not None else ""
    slug = own or values.get("slug") or drafts.slug_of(values.get("title") or values.get("name", ""))
    return filled({"slug": slug} | {name: values.get(name) for name in names})


def _wrong_entry(
    table: str, names: Sequence[str], model: type[Any], of: str, where: Where, values: Values
) -> list[Wrong]:
    found = slug_wrong(where, values, model._default_manager.values_list("slug", flat=True), of=of)
    if found:
        return found
    _, faults = read_entry(table, _entry(table, names, where, values), stored.known())
    return wrong_of(faults, {name: name for name in names}, names[0])


def _read_entry(table: str, names: Sequence[str], lists: Sequence[str], row: Any) -> Values:
    found = stored.publications([row.slug]) if table == "publications" else stored.segments([row.slug])
    values = {"slug": row.slug} | texts_of(as_table(table, found[0]), names)
    return values | {name: values[name] or [] for name in lists}


def _write_publication(change: Change) -> Publication:
    entry, _ = read_entry("publications", _entry("publications", OWED, change.where, change.values))
    shared.write_publications([entry], {post.title: post for post in Post.objects.all()})
    return Publication.objects.get(slug=entry.slug)


def _told_publication(row: Publication) -> tuple[str, Sequence[int]]:
    return "edition", [row.pk]


OWED = ("title", "schedule", "from", "stairs_class", "owner")
PUBLICATION = Kind(
    name="publication",
    title=_lazy("Document that is owed"),
    model=Publication,
    fields=(
        slug_field(_lazy("the document")),
        Field("title", _lazy("Title"), missing=_lazy("Give the document a title.")),
        Field(
            "schedule",
            _lazy("When it is due"),
            missing=_lazy("Say when it is due, like “every January” or “yearly by 30 September”."),
            most=120,
            hint=_lazy(
                "every January, every 3 months, yearly by 30 September, on change, once by 2027-03-31"
            ),
        ),
        Field("from", _lazy("The schedule begins on"), "day"),
        Field("stairs_class", _lazy("Class of the publication scheme"), most=80),
        Field("owner", _lazy("Post that owns it"), "choice", choices=posts),
    ),
    read=partial(_read_entry, "publications", OWED, ()),
    write=_write_publication,
    told=_told_publication,
    parent=lambda row: None,
    page=lambda where: reverse("staff_editions"),
    wrong=partial(_wrong_entry, "publications", OWED, Publication, "title"),
    see="read_drafts",
)


def _other_segments(where: Where) -> Choices:
    return list(Segment.objects.exclude(pk=where.pk).values_list("slug", "name"))


def _write_segment(change: Change) -> Segment:
    entry, _ = read_entry("segments", _entry("segments", PARTS, change.where, change.values), stored.known())
    shared.write_segments([entry])
    return Segment.objects.get(slug=entry.slug)


def _told_segment(row: Segment) -> tuple[str, Sequence[int]]:
    measures = Measure.objects.filter(results__segment=row).distinct()
    return "measure", list(measures.values_list("pk", flat=True))


PARTS = ("name", "dimension", "homes", "from", "until", "replaces")
SEGMENT = Kind(
    name="segment",
    title=_lazy("Segment"),
    model=Segment,
    fields=(
        slug_field(_lazy("the segment")),
        Field("name", _lazy("Name"), missing=_lazy("Give the segment a name."), most=120),
        Field(
            "dimension",
            _lazy("Part of what"),
            "choice",
            missing=_lazy("Choose what it is a part of."),
            choices=lambda where: [(key, key.capitalize()) for key in v.DIMENSIONS],
        ),
        Field("homes", _lazy("Homes"), "whole", low=Decimal(0)),
        Field("from", _lazy("Since"), "day"),
        Field("until", _lazy("Until"), "day"),
        Field("replaces", _lazy("It follows"), "ticks", choices=_other_segments),
    ),
    read=partial(_read_entry, "segments", PARTS, ("replaces",)),
    write=_write_segment,
    told=_told_segment,
    parent=lambda row: None,
    page=lambda where: reverse("staff_segments"),
    draft="keep_segments",
    approve="approve_definition",
    wrong=partial(_wrong_entry, "segments", PARTS, Segment, "name"),
)


def _lines(promise: int) -> list[MeasureLine]:
    return list(MeasureLine.objects.filter(promise_id=promise))


def _free_measures(where: Where) -> Choices:
    """The measures that the promise does not name yet, and the line's own."""
    own = where.subject.measure_id if where.subject is not None else 0
    taken = {line.measure_id for line in _lines(where.parent)} - {own}
    rows = Measure.objects.filter(retired__isnull=True).exclude(pk__in=taken).order_by("title")
    return list(rows.values_list("slug", "title"))


def _read_line(row: MeasureLine) -> Values:
    return {
        "measure": row.measure.slug,
        "text": drafts.tidy(row.text),
        "weight": plain(row.weight),
        "monitored_by": sorted(row.monitored_by.values_list("slug", flat=True)),
        "place": place_of(row, _lines(row.promise_id)),
    }


def _line_wrong(where: Where, values: Values) -> list[Wrong]:
    if where.subject is None and not Promise.objects.filter(pk=where.parent).exists():
        return [("text", _("There is no such promise any more. Start from the page of the charter."))]
    return []


def _write_line(change: Change) -> MeasureLine:
    values, parent = change.values, change.where.parent
    row: MeasureLine = change.where.subject or MeasureLine(promise_id=parent, order=len(_lines(parent)))
    measure = row.measure if row.pk else Measure.objects.get(slug=values["measure"])
    words = {"text": values["text"] or measure.title, "weight": drafts.as_number(values["weight"], "1")}
    put(row, {"measure": measure} | words)
    put_related(row.monitored_by, Body.objects.filter(slug__in=values["monitored_by"]))
    if change.moves("place"):
        put_in_place(row, _lines(parent), values["place"])
    return row


def _promise_page(where: Where) -> str:
    slug = Charter.objects.filter(promises=where.parent).values_list("slug", flat=True).first()
    return reverse("staff_charter", args=[slug]) if slug else reverse("staff_charters")


def _promise_title(where: Where) -> str:
    return Promise.objects.filter(pk=where.parent).values_list("title", flat=True).first() or ""


LINE = Kind(
    name="measure_line",
    title=_lazy("How we measure it"),
    model=MeasureLine,
    fields=(
        Field(
            "measure",
            _lazy("Measure"),
            "choice",
            missing=_lazy("Choose a measure."),
            choices=_free_measures,
            only_new=True,
        ),
        Field(
            "text",
            _lazy("The charter's own words"),
            "text",
            most=1000,
            hint=_lazy("Blank: the measure's title."),
        ),
        Field(
            "weight", _lazy("Weight"), "number", low=Decimal(0), high=Decimal(1000), hint=_lazy("Blank: 1.")
        ),
        Field("monitored_by", _lazy("Who checks it"), "ticks", choices=bodies),
        PLACE,
    ),
    read=_read_line,
    write=_write_line,
    told=lambda row: ("charter", [row.promise.charter_id]),
    parent=lambda row: row.promise_id,
    page=_promise_page,
    belongs=_promise_title,
    wrong=_line_wrong,
    retire=lambda row: row.delete(),
)

KINDS: Sequence[Kind] = (PUBLICATION, SEGMENT, LINE)
