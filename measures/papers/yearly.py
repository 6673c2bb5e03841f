"""What the papers about a year share: the figure of the year and of the year before, for each measure."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from charter.presenters import landlord
from measures.papers import Document, Fact, Order, Table
from measures.papers.written import texts_of

HIDDEN = "[c]"
NOTHING = "–"  # no figure, and no marker that says why
HEADS = (
    "code", "stock", "measure", "period", "figure", "base", "margin", "year_before", "target", "status",
    "reason",
)  # fmt: skip
SAID = ("title", "figure", "before", "base", "target", "word", "reason")


def frame_of(order: Order, texts: list[dict[str, Any]]) -> dict[str, Any]:
    """What every template about a year reads beside its rows."""
    given = order.given
    return {
        "release": order.release,
        "landlord": landlord(),
        "site": settings.SITE,
        "year": given["year"],
        "year_label": given["year_label"],
        "texts": texts,
    }


def texts_in(order: Order) -> list[dict[str, Any]]:
    """The written texts of an order's paper."""
    return texts_of(order.kind, order.given)


def year_row(measure: Document, given: Document) -> dict[str, Any]:
    """A measure in the year that a paper is about; what it lacks is said in words, never left out.

    A hidden figure is its marker, with nothing beside it.
    """
    found = {row["period"]: row for row in measure["results"] if row.get("segment") is None}
    now, before = found.get(given["year"]), found.get(given["year_before"])
    row = {
        "slug": measure["slug"],
        "title": measure["title"],
        "code": measure.get("regulator") or "",
        "stock": measure.get("stock") or "",
        "before": figure_words(before),
    }
    if now is None:
        return row | nothing_yet(measure)
    hidden = now.get("marker") == "c"
    interval = None if hidden else now.get("interval")
    return row | {
        "figure": figure_words(now),
        "has_figure": bool(now["shown_unit"]) and not hidden,
        "base": "" if hidden else now["base"],
        "margin": _margin(interval),
        "accuracy": (interval or {}).get("accuracy", ""),
        "target": now["target"] or "",
        "status": "not_judged" if hidden else now["status"],
        "word": now["word"],
        "reason": _("The method changed, so it cannot be compared.") if "b" in now["flags"] else "",
        "note": "" if hidden else now.get("note") or now.get("differs_because") or "",
    }


def nothing_yet(measure: Document) -> dict[str, Any]:
    """The part of a row for a measure without a figure of the year: where it stands, and why."""
    return {
        "figure": NOTHING,
        "has_figure": False,
        "base": "",
        "margin": "",
        "accuracy": "",
        "target": (measure.get("target") or {}).get("shown") or "",
        "status": "not_judged",
        "word": _("No figure of this year"),
        "reason": measure.get("reason") or "",
        "note": "",
    }


def figure_words(row: Document | None) -> str:
    """A figure with its unit, the marker of one that is hidden or left out, or a dash."""
    if row is None:
        return NOTHING
    if row.get("marker") == "c":
        return HIDDEN
    return row["shown_unit"] or (f"[{row['marker']}]" if row.get("marker") else NOTHING)


def _margin(interval: Document | None) -> str:
    """How exact a survey's figure is, such as “± 3.9”; empty for what is no survey."""
    shown = (interval or {}).get("margin_shown")
    return f"± {shown}" if shown else ""


def facts_of_rows(rows: Iterable[dict[str, Any]]) -> tuple[Fact, ...]:
    """What a paper must say of each row: title, figure, year before, base, target, status word, reason."""
    found = []
    for row in rows:
        about = row["slug"] or row["code"]
        said = {key: row[key] for key in SAID if row[key] not in ("", NOTHING)}
        title = said.pop("title")
        found.append(Fact(about, title))
        found += [Fact(about, text, after=title) for text in said.values()]
        found += [Fact(about, text, after=title, beside=tuple(said.values())) for text in [said["word"]]]
    return tuple(found)


def table_of(name: str, rows: Iterable[dict[str, Any]], period: str) -> Table:
    """The rows as a table of the paper's CSV; hidden figures by their marker."""
    keys = ("code", "stock", "title", "", "figure", "base", "margin", "before", "target", "word", "reason")
    cells = tuple(tuple(period if not key else _cell(row[key]) for key in keys) for row in rows)
    return Table(name, HEADS, cells)


def _cell(text: str) -> str | None:
    return None if text in ("", NOTHING) else text


def table_of_texts(texts: list[dict[str, Any]]) -> Table:
    """The written texts as a table of the paper's CSV."""
    rows = tuple((one["key"], one["heading"], one["text"] or None, one["approved"] or None) for one in texts)
    return Table("texts", ("key", "heading", "text", "approved"), rows)
