"""What the keys of one table must be to each other, for every table except measures."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from measures.charter_file.definition import Known
from measures.charter_file.rows import Row
from measures.charter_file.values import closest


def in_order(row: Row, first: str = "starts", last: str = "ends", key: str = "until") -> None:
    """The last day may not come before the first."""
    start, end = row.get(first), row.get(last)
    if start is not None and end is not None and end < start:
        row.fault(
            key,
            _("{end} is before {start}.").format(end=end, start=start),
            _("Correct one of the two dates."),
        )


def once(rows: Iterable[Row], field: str, key: str) -> None:
    """No two rows may have the same value of a field."""
    seen: dict[object, Row] = {}
    for row in rows:
        value = row.get(field)
        if value is None:
            continue
        if value in seen:
            row.fault(
                key,
                _("“{value}” is there twice (also number {place}).").format(
                    value=value, place=seen[value].place
                ),
                _("Delete or correct one."),
            )
        seen.setdefault(value, row)


def slugs_once(rows: Iterable[Row]) -> None:
    """No two rows of a list may have the same short name."""
    seen: set[str] = set()
    for row in rows:
        if row.slug and row.slug in seen:
            row.fault(
                "slug",
                _("“{slug}” is used twice in {name}.").format(slug=row.slug, name=row.table.name),
                _("Give each its own short name."),
            )
        seen.add(row.slug)


def charter(row: Row, known: Known) -> None:
    """The charter's own table: dates, lines, stages, and whose charter it is."""
    in_order(row, key="ends")
    once(row.rows("stages"), "stage", "stage")
    name = row.get("landlord")
    if known.landlord and name and name != known.landlord:
        row.fault(
            "landlord",
            _("This portal belongs to “{landlord}”, not to “{name}”.").format(
                landlord=known.landlord, name=name
            ),
            _('Write landlord = "{landlord}", or load the file into {name}\'s own portal.').format(
                landlord=known.landlord, name=name
            ),
        )
    lines = row.get("lines")
    if lines is None or lines.get("near_from") is None or lines.get("met_from") is None:
        return
    if lines.get("near_from") > lines.get("met_from"):
        remedy = _("near_from must not be larger than met_from.")
        lines.fault(
            "near_from", _("A promise cannot be nearly kept above the line from which it is kept."), remedy
        )


def bodies(rows: tuple[Row, ...], known: Known) -> None:
    """A name or alias belongs to one body only."""
    here = {row.slug for row in rows}
    owners = {name: slug for name, slug in known.aliases.items() if slug not in here}
    for row in rows:
        named = [("name", row.get("name"))]
        named += [(f"aliases[{place}]", alias) for place, alias in enumerate(row.get("aliases") or (), 1)]
        for key, name in named:
            if name and owners.setdefault(name.lower(), row.slug) != row.slug:
                owner = owners[name.lower()]
                row.fault(
                    key,
                    _("“{name}” is already a name of the body “{owner}”.").format(name=name, owner=owner),
                    _("Give each body its own names."),
                )


def segments(rows: tuple[Row, ...], known: Known) -> None:
    """Dates in order; a segment replaces others of its own dimension, never itself, never in a circle."""
    dimensions = known.segments | {row.slug: row.get("dimension") for row in rows}
    for row in rows:
        in_order(row)
        for place, other in enumerate(row.get("replaces") or (), 1):
            key = f"replaces[{place}]"
            if refers(row, key, other, dimensions, "segment") and dimensions[other] != dimensions[row.slug]:
                row.fault(
                    key,
                    _("“{other}” is of another dimension.").format(other=other),
                    _("Name segments of the same dimension."),
                )
    _no_circles(rows)


def _no_circles(rows: tuple[Row, ...]) -> None:
    follows = {row.slug: row.get("replaces") or () for row in rows}
    for row in rows:
        reached: set[str] = set()
        ahead = list(follows[row.slug])
        while ahead:
            slug = ahead.pop()
            if slug not in reached:
                reached.add(slug)
                ahead += follows.get(slug, ())
        if row.slug in reached:
            row.fault(
                "replaces",
                _("“{slug}” replaces itself, directly or in a circle.").format(slug=row.slug),
                _("Break the circle."),
            )


def promises(rows: tuple[Row, ...], themes: Iterable[str]) -> None:
    """Each promise stands under a theme of the same file."""
    known = tuple(themes)
    for row in rows:
        if row.get("theme"):
            refers(row, "theme", row.get("theme"), known, "theme")


def refers(row: Row, key: str, slug: str, known: Iterable[str], what: str) -> bool:
    """Whether a short name is known; if not, that is a fault."""
    names = sorted(name for name in known if name)
    if slug in names:
        return True
    remedy = closest(slug, names) + _(
        "Add a [[{plurals}]] table with this slug, or correct the name."
    ).format(plurals=_PLURALS[what])
    row.fault(key, _("There is no {what} “{slug}”.").format(what=what, slug=slug), remedy)
    return False


_PLURALS = {
    "body": "bodies",
    "theme": "themes",
    "publication": "publications",
    "segment": "segments",
    "promise": "promises",
    "measure": "measures",
}
