"""What drafts of the charter's own records write: the charter, themes, what we ask, quotes, bodies, dates."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from charter import drafts
from charter.actions.rows import put
from charter.drafts import Change, Field, Kind, Values, Where, Wrong
from charter.faults import Refused
from charter.models import Charter, Draft, Expectation, Quote, Theme
from charter.numbers import plain
from charter.translated import lazily as _lazy

LONGEST = 10_000
PLACE = Field(
    "place",
    _lazy("Place in the list"),
    "whole",
    low=Decimal(1),
    high=Decimal(9999),
    hint=_lazy("1 is the first."),
    loose=True,
)


def slug_field(of: str) -> Field:
    """The name in addresses, asked once: left blank, it is made of the title or name."""
    hint = _(
        "The part of the web address that names {of}, like repairs-on-time. Left blank: made for you."
    ).format(of=of)
    return Field("slug", _("Name in the web address"), most=80, hint=hint, only_new=True)


def slug_wrong(where: Where, values: Values, taken: Iterable[str], of: str = "title") -> list[Wrong]:
    """What is wrong with the name in addresses of a new record; nothing for one that there is."""
    if where.subject is not None:
        return []
    typed = values.get("slug", "")
    slug = typed or drafts.slug_of(values.get(of, ""))
    if not drafts.SLUG.fullmatch(slug):
        return [("slug", _("Use small letters, digits and single hyphens, like repairs-on-time."))]
    if slug in set(taken):
        return [("slug", _("“{slug}” is taken. Choose another name.").format(slug=slug))]
    return []


def retired_slugs(kind: str, parent: int | None) -> list[str]:
    """Names of records that were retired: an address never changes its meaning (design section 7)."""
    rows = Draft.objects.filter(kind=kind, parent_id=parent, action="retire", state="approved")
    return [str(was.get("slug", "")) for was in rows.values_list("was", flat=True)]


def place_of(row: Any, rows: Iterable[Any]) -> str:
    """Which one of a list a row is, counted from 1."""
    return str([one.pk for one in rows].index(row.pk) + 1)


def put_in_place(row: Any, rows: Iterable[Any], place: str) -> None:
    """Move a row to a place of its list (at the end without one) and number the whole list anew."""
    others = [one for one in rows if one.pk != row.pk]
    at = min(int(place), len(others) + 1) - 1 if place else len(others)
    for order, one in enumerate([*others[:at], row, *others[at:]]):
        put(one, {"order": order})


def of_charter(row: Any) -> tuple[str, list[int]]:
    """What is announced of a record that belongs to a charter."""
    return "charter", [row.charter_id]


def charter_page(where: Where) -> str:
    """The staff page of the charter that a record belongs to."""
    slug = Charter.objects.filter(pk=where.parent).values_list("slug", flat=True).first()
    return reverse("staff_charter", args=[slug]) if slug else reverse("staff_charters")


def charter_title(where: Where) -> str:
    """The title of the charter that a record belongs to."""
    return Charter.objects.filter(pk=where.parent).values_list("title", flat=True).first() or ""


# What the kinds share whose records belong to a charter.
in_charter = partial(
    Kind, told=of_charter, parent=lambda row: row.charter_id, page=charter_page, belongs=charter_title
)


def _read_charter(row: Charter) -> Values:
    return {
        "title": row.title,
        "introduction": drafts.tidy(row.introduction),
        "strategic_plan": drafts.tidy(row.strategic_plan),
        "values": list(row.values),
        "starts": row.starts.isoformat() if row.starts else "",
        "ends": row.ends.isoformat() if row.ends else "",
        "met_from": plain(row.met_from),
        "near_from": plain(row.near_from),
        "coverage": f"{row.coverage_numerator}/{row.coverage_denominator}",
    }


def _share(text: str) -> Fraction | None:
    over, line, under = text.partition("/")
    if not (line and over.strip().isdecimal() and under.strip().isdecimal() and len(text) < 20):
        return None
    return Fraction(int(over), int(under)) if 0 < int(over) <= int(under) else None


def _charter_wrong(where: Where, values: Values) -> list[Wrong]:
    wrong = []
    if values["starts"] and values["ends"] and values["ends"] < values["starts"]:
        wrong.append(("ends", _("This is before the day it starts. Correct one of the two.")))
    if Fraction(values["near_from"]) > Fraction(values["met_from"]):
        wrong.append(
            ("near_from", _("This is above the line from which a promise is kept. Make it smaller."))
        )
    if _share(values["coverage"]) is None:
        wrong.append(("coverage", _("Enter a share of the whole, like 2/3.")))
    return wrong


def _write_charter(change: Change) -> Charter:
    row: Charter = change.where.subject
    values = change.values
    share = _share(values["coverage"]) or Fraction(1)
    wanted = {name: values[name] for name in ("title", "introduction", "strategic_plan", "values")}
    wanted |= {name: drafts.as_day(values[name]) for name in ("starts", "ends")}
    wanted |= {name: drafts.as_number(values[name]) for name in ("met_from", "near_from")}
    wanted |= {"coverage_numerator": share.numerator, "coverage_denominator": share.denominator}
    put(row, wanted)
    return row


CHARTER = Kind(
    name="charter",
    title=_lazy("The charter"),
    model=Charter,
    fields=(
        Field("title", _lazy("Title"), missing=_lazy("Give the charter a title.")),
        Field("introduction", _lazy("Introduction"), "text", most=LONGEST),
        Field("strategic_plan", _lazy("Part of a bigger plan"), "text", most=LONGEST),
        Field("values", _lazy("Our values"), "lines", most=300, hint=_lazy("One on each line.")),
        Field("starts", _lazy("It starts on"), "day"),
        Field("ends", _lazy("It ends on"), "day"),
        Field(
            "met_from",
            _lazy("A promise is kept from"),
            "number",
            missing=_lazy("Enter a number from 0 to 100."),
            low=Decimal(0),
            high=Decimal(100),
            hint=_lazy("Points out of 100."),
        ),
        Field(
            "near_from",
            _lazy("A promise is nearly kept from"),
            "number",
            missing=_lazy("Enter a number from 0 to 100."),
            low=Decimal(0),
            high=Decimal(100),
            hint=_lazy("Points out of 100."),
        ),
        Field(
            "coverage",
            _lazy("Share of a promise that must be judged"),
            missing=_lazy("Enter a share of the whole, like 2/3."),
            hint=_lazy("With less than this share of its weight judged, a promise cannot be judged yet."),
        ),
    ),
    read=_read_charter,
    write=_write_charter,
    told=lambda row: ("charter", [row.pk]),
    parent=lambda row: row.pk,
    page=charter_page,
    wrong=_charter_wrong,
    adds=False,
)


def _themes(charter: int) -> list[Theme]:
    return list(Theme.objects.filter(charter_id=charter))


def _write_theme(change: Change) -> Theme:
    values, parent = change.values, change.where.parent
    row = change.where.subject or Theme(charter_id=parent, order=len(_themes(parent)))
    if row.pk is None:
        row.slug = values["slug"] or drafts.slug_of(values["title"])
    put(row, {"title": values["title"], "summary": values["summary"]})
    if change.moves("place"):
        put_in_place(row, _themes(parent), values["place"])
    return row


def _theme_wrong(where: Where, values: Values) -> list[Wrong]:
    held = Theme.objects.filter(charter_id=where.parent).values_list("slug", flat=True)
    return slug_wrong(where, values, [*held, *retired_slugs("theme", where.parent_id)])


def _retire_theme(row: Theme) -> None:
    if row.promises.exists():
        raise Refused(_("Promises still stand under this theme. Move or retire them first."))
    row.delete()


THEME = in_charter(
    name="theme",
    title=_lazy("Theme"),
    model=Theme,
    fields=(
        slug_field(_lazy("the theme")),
        Field("title", _lazy("Title"), missing=_lazy("Give the theme a title.")),
        Field("summary", _lazy("Summary"), "text", most=2000),
        PLACE,
    ),
    read=lambda row: {
        "slug": row.slug,
        "title": row.title,
        "summary": drafts.tidy(row.summary),
        "place": place_of(row, _themes(row.charter_id)),
    },
    write=_write_theme,
    wrong=_theme_wrong,
    retire=_retire_theme,
)


def _listed(model: type[Any], charter: int) -> list[Any]:
    return list(model._default_manager.filter(charter_id=charter))


def _write_listed(model: type[Any], *names: str) -> Any:
    def write(change: Change) -> Any:
        parent = change.where.parent
        row = change.where.subject or model(charter_id=parent, order=len(_listed(model, parent)))
        put(row, {name: change.values[name] for name in names})
        if change.moves("place"):
            put_in_place(row, _listed(model, parent), change.values["place"])
        return row

    return write


def _delete(row: Any) -> None:
    row.delete()


EXPECTATION = in_charter(
    name="expectation",
    title=_lazy("What we ask of you"),
    model=Expectation,
    fields=(
        Field(
            "text", _lazy("What we ask"), "text", missing=_lazy("Write what we ask of customers."), most=1000
        ),
        PLACE,
    ),
    read=lambda row: {
        "text": drafts.tidy(row.text),
        "place": place_of(row, _listed(Expectation, row.charter_id)),
    },
    write=_write_listed(Expectation, "text"),
    retire=_delete,
)

QUOTE = in_charter(
    name="quote",
    title=_lazy("Quote"),
    model=Quote,
    fields=(
        Field("text", _lazy("What was said"), "text", missing=_lazy("Write what was said."), most=1000),
        Field(
            "attribution",
            _lazy("Who said it"),
            hint=_lazy("Never a name: write, for example, “A tenant in a focus group, January 2025”."),
        ),
        PLACE,
    ),
    read=lambda row: {
        "text": drafts.tidy(row.text),
        "attribution": row.attribution,
        "place": place_of(row, _listed(Quote, row.charter_id)),
    },
    write=_write_listed(Quote, "text", "attribution"),
    retire=_delete,
)

KINDS = (CHARTER, THEME, EXPECTATION, QUOTE)
