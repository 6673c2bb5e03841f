"""The tenant satisfaction measures as the regulator asks landlords to publish them, each year.

Source: domain.md 1.1 and 1.5: all 22 measures in both parts, rented homes and shared owners apart, with the
regulator's wording, the landlord's own target times, and items a to k of how the survey was made.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charter.models import Body
from charter.translated import lazily as _lazy
from measures import presenters
from measures.papers import Document, Fact, Kind, Order, Paper, register
from measures.papers.written import facts_of_texts, missing_of, written_for
from measures.papers.yearly import (
    NOTHING,
    facts_of_rows,
    frame_of,
    nothing_yet,
    table_of,
    table_of_texts,
    texts_in,
    year_row,
)
from measures.presenters import ReleaseView
from measures.sector_data.definitions import DEFAULT_STOCK, Definition, definitions, sector_measure

OWNERS = "LCHO"
BOTH_TOGETHER = "Combined"
APART = "LCRA and LCHO, reported separately"  # as the set says of those that are reported for both
HOMES = {
    "LCRA": _lazy("rented homes"),
    APART: _lazy("rented homes and shared owners, each for themselves"),
    "LCRA + LCHO combined": _lazy("all homes"),
}
LIMITS = ("limits-rp02-1", "limits-rp02-2", "limits-ch02")


def _build(order: Order) -> Paper:
    measures = list(presenters.documents(order.release, "measures").values())
    texts = texts_in(order)
    rented = [_row(one, measures, order.given) for one in definitions().values()]
    owned = _of_owners(measures, order.given)
    context = frame_of(order, texts)
    name = context["landlord"].name
    themes = list(dict.fromkeys(one.theme for one in definitions().values()))
    paper = context | {
        "groups": [(theme, [row for row in rented if row["theme"] == theme]) for theme in themes],
        "owned": owned,
        "without": [row for row in rented if not row["has_figure"]],
        "count": len(rented),
        "limits": [one for one in texts if one["key"] in LIMITS],
        "survey": [one for one in texts if one["key"] not in LIMITS],
        "wordings": [_wording(one, name) for one in definitions().values()],
    }
    return Paper(
        title=_("Tenant satisfaction measures, {year}").format(year=order.given["year_label"]),
        template="measures/reports/tsm.html",
        context=paper,
        facts=(*_facts(rented, paper["wordings"]), *facts_of_rows(owned), *facts_of_texts(texts)),
        tables=(table_of("figures", [*rented, *owned], order.given["year"]), table_of_texts(texts)),
        missing=(*missing_of(texts), *_missing_figures(rented)),
    )


def _missing_figures(rows: list[dict[str, Any]]) -> tuple[str, ...]:
    """The lines of the set that say nothing at all, for what is not whole is not final.

    A figure that is hidden or marked says why in its own row, so it does not count as missing.
    """
    silent = sum(row["figure"] == NOTHING for row in rows)
    if not silent:
        return ()
    said = ngettext("{n} of the {count} figures", "{n} of the {count} figures", silent)
    return (said.format(n=silent, count=len(rows)),)


def _row(found: Definition, measures: Iterable[Document], given: Document) -> dict[str, Any]:
    """A line of the regulator's set for its usual stock, or for both kinds of homes taken together."""
    code = _code(found)
    wanted = (DEFAULT_STOCK[found.code[:2]], BOTH_TOGETHER)
    mine = [one for one in measures if one.get("regulator") == code and one.get("stock") in wanted]
    one = min(mine, key=lambda one: (wanted.index(one["stock"]), one["slug"]), default=None)
    if one is None:
        empty: Document = {"slug": "", "title": found.title, "results": [], "reason": ""}
        row = year_row(empty, given) | nothing_yet(empty) | {"word": _("Not in this release")}
        own, stock = "", wanted[0]
    else:
        row, own, stock = year_row(one, given), one["title"], one["stock"]
    return row | {
        "code": code,
        "stock": stock,
        "theme": found.theme,
        "title": found.title,
        "own": own if own != found.title else "",
    }


def _of_owners(measures: Iterable[Document], given: Document) -> list[dict[str, Any]]:
    """What the release holds about shared owners alone, in the order of the set."""
    lines = {_code(one): one for one in definitions().values() if one.stock == APART}
    mine = [one for one in measures if one.get("stock") == OWNERS and one.get("regulator") in lines]
    order = list(lines)
    return [
        year_row(one, given) | {"title": lines[one["regulator"]].title, "own": one["title"]}
        for one in sorted(mine, key=lambda one: (order.index(one["regulator"]), one["slug"]))
    ]


def _wording(found: Definition, name: str) -> dict[str, str]:
    """The regulator's own description of a line, with the landlord's name in its place."""
    made = sector_measure(found.code, found.part, DEFAULT_STOCK[found.code[:2]])
    return {
        "code": _code(found),
        "title": found.title,
        "says": made.definition.replace("[landlord]", name),
        "homes": str(HOMES.get(found.stock, found.stock)),
    }


def _facts(rows: list[dict[str, Any]], wordings: list[dict[str, str]]) -> tuple[Fact, ...]:
    own = [Fact(row["code"], row["own"]) for row in rows if row["own"]]
    return (*facts_of_rows(rows), *own, *(Fact(one["code"], one["says"]) for one in wordings))


def _code(found: Definition) -> str:
    return f"{found.code}.{found.part}" if found.part else found.code


def _gives(release: ReleaseView, body: Body | None, today: date) -> Document:
    return written_for("tsm", release)


register(Kind("tsm", _lazy("Tenant satisfaction measures"), _build, _gives))
