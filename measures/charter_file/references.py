"""Whether everything that the measures of a file refer to exists, in the file or in the portal."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from measures.charter_file import vocabulary as v
from measures.charter_file.checks import refers
from measures.charter_file.definition import Known
from measures.charter_file.rows import Row


@dataclass(frozen=True)
class Names:
    """Every short name to which a file may refer; measures with their kinds (None: kind not readable)."""

    bodies: frozenset[str]
    publications: frozenset[str]
    promises: frozenset[str]
    measures: dict[str, str | None]


def measure(row: Row, names: Names) -> None:
    """Every reference of one measure."""
    for place, slug in enumerate(row.get("monitored_by") or (), 1):
        refers(row, f"monitored_by[{place}]", slug, names.bodies, "body")
    for place, slug in enumerate(row.get("publication") or (), 1):
        refers(row, f"publication[{place}]", slug, names.publications, "publication")
    _lines(row, names)
    if row.get("kind") == "composite":
        _members(row, names)
    if row.get("kind") == "trend" and row.get("of"):
        _series(row, names)


def _lines(row: Row, names: Names) -> None:
    seen: set[str] = set()
    for line in row.rows("promises"):
        slug = line.get("promise")
        for place, body in enumerate(line.get("monitored_by") or (), 1):
            refers(line, f"monitored_by[{place}]", body, names.bodies, "body")
        if not slug:
            continue
        refers(line, "promise", slug, names.promises, "promise")
        if slug in seen:
            line.fault(
                "promise",
                _("The promise “{slug}” names this measure twice.").format(slug=slug),
                _("Delete one of the two."),
            )
        seen.add(slug)


def _members(row: Row, names: Names) -> None:
    for place, slug in enumerate(row.get("members") or (), 1):
        key = f"members[{place}]"
        if slug == row.slug:
            row.fault(key, _("A composite cannot contain itself."), _("Delete this entry."))
        elif refers(row, key, slug, names.measures, "measure") and names.measures[slug] == "composite":
            row.fault(
                key,
                _("“{slug}” is a composite. A composite cannot contain one.").format(slug=slug),
                _("Name its members instead."),
            )


def _series(row: Row, names: Names) -> None:
    slug = row.get("of")
    if slug == row.slug:
        row.fault("of", _("A trend of itself."), _("Delete of: a trend without it has its own series."))
    elif refers(row, "of", slug, names.measures, "measure") and names.measures[slug] in _NO_SERIES:
        row.fault(
            "of",
            _("“{slug}” has no series of numbers.").format(slug=slug),
            _("Name a measure that is a number."),
        )


_NO_SERIES = {"trend", "publication", "grade", "milestone", "composite"}


def regulator_once(rows: tuple[Row, ...], known: Known) -> None:
    """One measure for each figure of the regulator's set and stock."""
    here = {row.slug for row in rows}
    owners = {code: slug for code, slug in known.regulator.items() if slug not in here}
    for row in rows:
        code = row.get("regulator")
        if not code:
            continue
        stock = row.get("stock") or v.stock_of(code)
        owner = owners.setdefault((code, stock), row.slug)
        if owner != row.slug:
            what = _("{code} ({stock}) is already the measure “{owner}”.").format(
                code=code, stock=stock, owner=owner
            )
            row.fault("regulator", what, _("Use that measure's slug here, or correct the code or stock."))
