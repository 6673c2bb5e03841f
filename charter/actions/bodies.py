"""What a draft of a body writes: who holds the landlord to account, and the other names it goes by."""

from django.urls import reverse
from django.utils.translation import gettext as _

from charter import drafts
from charter.actions.rows import put
from charter.actions.texts import slug_field, slug_wrong
from charter.drafts import Change, Field, Kind, Values, Where, Wrong
from charter.models import Body, BodyAlias, Charter
from charter.models.landlord import BODY_KINDS
from charter.translated import lazily as _lazy


def _aliases(body: Body) -> list[str]:
    return list(body.aliases.order_by("id").values_list("name", flat=True))


def _wrong(where: Where, values: Values) -> list[Wrong]:
    others = Body.objects.exclude(pk=where.pk)
    wrong = slug_wrong(where, values, Body.objects.values_list("slug", flat=True), of="name")
    taken = {name.lower() for name in others.values_list("name", flat=True)}
    aliases = BodyAlias.objects.exclude(body_id=where.pk)
    taken |= {name.lower() for name in aliases.values_list("name", flat=True)}
    for box, names in (("name", [values["name"]]), ("aliases", values["aliases"])):
        wrong += [
            (box, _("“{name}” is already a name of another body. Give each its own.").format(name=name))
            for name in names
            if name.lower() in taken
        ]
    said = [name.lower() for name in values["aliases"]]
    wrong += [
        ("aliases", _("“{name}” is there twice.").format(name=name))
        for name in sorted(set(said))
        if said.count(name) > 1
    ]
    return wrong


def _write(change: Change) -> Body:
    values = change.values
    row: Body = change.where.subject or Body(slug=values["slug"] or drafts.slug_of(values["name"]))
    put(row, {name: values[name] for name in ("name", "kind", "description")})
    if change.moves("aliases"):
        row.aliases.all().delete()
        for name in values["aliases"]:
            BodyAlias.objects.create(body=row, name=name)
    return row


def _told(row: Body) -> tuple[str, list[int]]:
    return "charter", list(Charter.objects.filter(is_current=True).values_list("pk", flat=True))


BODY = Kind(
    name="body",
    title=_lazy("Body"),
    model=Body,
    fields=(
        slug_field(_lazy("the body")),
        Field("name", _lazy("Name"), missing=_lazy("Give the body a name."), most=120),
        Field(
            "kind", _lazy("Kind"), "choice", missing=_lazy("Choose a kind."), choices=lambda where: BODY_KINDS
        ),
        Field("description", _lazy("What it does"), "text", most=2000),
        Field(
            "aliases",
            _lazy("Other names"),
            "lines",
            most=120,
            hint=_lazy("One on each line, as texts and files use them."),
        ),
    ),
    read=lambda row: {
        "slug": row.slug,
        "name": row.name,
        "kind": row.kind,
        "description": drafts.tidy(row.description),
        "aliases": _aliases(row),
    },
    write=_write,
    told=_told,
    parent=lambda row: None,
    page=lambda where: reverse("staff_charters"),
    wrong=_wrong,
)

KINDS = (BODY,)
