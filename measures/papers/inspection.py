"""The inspection pack: by consumer standard, what was promised, measured, approved, corrected and published.

The regulator asks for evidence by standard. The PDF is for reading; the ZIP beside it holds the same tables
as CSV, every frozen document of the release, and the SHA-256 of each file.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from charter.models import Body
from charter.presenters import landlord
from charter.querysets import year_starts
from charter.translated import lazily as _lazy
from measures import csv_export
from measures.models import ReleaseEntry
from measures.papers import Document, Fact, Kind, Order, Paper, Table, facts_of, register
from measures.papers.written import last_year_over
from measures.papers.yearly import HIDDEN
from measures.presenters import ReleaseView
from measures.querysets.inspected import given_for_inspection
from measures.report_view.appendix import corrections, rows_a_table, table
from measures.report_view.looked import Looked, everything
from measures.report_view.rows import measure_row
from promises.models import STANDARDS

YEARS = 3
AUTOMATIC = _lazy("the portal, by the figure's own rule")
NO_POST = _lazy("an approver without a post")


def _build(order: Order) -> Paper:
    looked, given = everything(order.release), order.given
    shown = {slug: _since(one, given["first"]) for slug, one in looked.measures.items()}
    with_figures = [one for one in shown.values() if one["results"]]
    most = rows_a_table(len(one["results"]) for one in with_figures)
    corrected, more = corrections(shown.values())
    context = {
        "release": order.release,
        "landlord": landlord(),
        "site": settings.SITE,
        "charter": looked.charter,
        "first": given["first"],
        "standards": [_standard(key, str(word), looked, given) for key, word in STANDARDS],
        "others": _others(looked),
        "corrections": corrected,
        "more_corrections": more,
        "tables": [table(one, most) for one in with_figures],
        "without_figures": [one for one in shown.values() if not one["results"]],
        "approvals": _approvals_by_measure(shown, given["approvals"]),
        "editions": [one for one in given["editions"] if one["document"] not in _documents(looked.promises)],
        "releases": given["releases"],
        "sections": given["sections"],
    }
    return Paper(
        title=_("Inspection pack, {period}").format(period=order.release.label),
        template="measures/reports/inspection.html",
        context=context,
        facts=_facts(looked, context),
        tables=_tables(shown, looked, given),
    )


def _since(one: Document, first: str) -> dict[str, Any]:
    """A measure with its figures from `first` on; a hidden one is its marker alone."""
    blank = {"shown_unit": HIDDEN, "base": "", "note": "", "differs_because": "", "interval": None}
    rows = [row | blank if row.get("marker") == "c" else row for row in one["results"] if row["end"] >= first]
    return {**one, "results": rows}


def _standard(key: str, word: str, looked: Looked, given: Document) -> dict[str, Any]:
    """One consumer standard: its promises with their measures, and documents that came out for them."""
    promises = [_promise(one, looked) for one in looked.promises if key in one.get("standards", ())]
    documents = _documents(promises)
    return {
        "key": key,
        "title": word,
        "promises": promises,
        "kept": sum(one["status"] == "met" for one in promises),
        "measures": len({row["slug"] for one in promises for row in one["rows"]}),
        "editions": [one for one in given["editions"] if one["document"] in documents],
        "sections": given["by_standard"][key],
    }


def _documents(promises: Iterable[Document]) -> set[str]:
    """The documents that these promises are measured by."""
    return {found["slug"] for one in promises for found in one.get("documents", ())}


def _promise(one: Document, looked: Looked) -> dict[str, Any]:
    slugs = dict.fromkeys(line["measure"]["slug"] for line in one["lines"])
    return {**one, "rows": [measure_row(looked.measures[slug]) for slug in slugs if slug in looked.measures]}


def _others(looked: Looked) -> dict[str, Any]:
    """What belongs to no standard: promises that name none, and measures of no such promise."""
    none = [one for one in looked.promises if not one.get("standards")]
    held = {line["measure"]["slug"] for one in looked.promises for line in one["lines"]}
    rows = [measure_row(one) for slug, one in looked.measures.items() if slug not in held]
    return {"promises": [_promise(one, looked) for one in none], "rows": rows}


def _approvals_by_measure(
    measures: Mapping[str, Document], approvals: Iterable[Document]
) -> list[dict[str, Any]]:
    """How many figures of each measure were approved, when last, and by which posts."""
    found: dict[str, dict[str, Any]] = {}
    for one in approvals:
        measure = measures.get(one["measure"])
        if measure is None:
            continue
        row = found.setdefault(
            one["measure"], {"title": measure["title"], "count": 0, "last": "", "posts": {}}
        )
        row["count"] += 1
        row["last"] = max(row["last"], one["on"])
        row["posts"][_by(one, measure)] = None
    return sorted(found.values(), key=lambda row: row["title"])


def _by(approval: Document, measure: Document) -> str:
    """Whose approval it was: a post, never a person; of several the one that approves this measure."""
    if approval["automatic"]:
        return str(AUTOMATIC)
    named = measure["texts"].get("approver")
    return named if named in approval["posts"] else ", ".join(approval["posts"]) or str(NO_POST)


def _facts(looked: Looked, context: Mapping[str, Any]) -> tuple[Fact, ...]:
    said = ("title", "word", "sentence")
    promises = [Fact(one["slug"], one[key]) for one in looked.promises for key in said]
    standards = [one for found in context["standards"] for one in found["editions"]]
    editions = [Fact(one["document"], one["title"]) for one in (*standards, *context["editions"])]
    releases = [Fact(one["slug"], one["hash"]) for one in context["releases"]]
    return (*facts_of(looked.measures.values()), *promises, *editions, *releases)


def _tables(measures: Mapping[str, Document], looked: Looked, given: Document) -> tuple[Table, ...]:
    """The tables of the ZIP and of the CSV: everything, also what the PDF has no room for."""
    promises = tuple(
        (one["slug"], one["title"], ", ".join(one.get("standards", ())), one["word"], one["sentence"])
        for one in looked.promises
    )
    approvals = tuple(
        (one["measure"], one["period"], one["on"], _by(one, measures[one["measure"]]))
        for one in given["approvals"]
        if one["measure"] in measures
    )
    editions = ("document", "of", "title", "published", "approved")
    releases = ("slug", "label", "published", "hash")
    return (
        Table("promises", ("promise", "title", "standards", "status", "reason"), promises),
        _figures(measures),
        _corrections(measures),
        Table("approvals", ("measure", "period", "approved", "by"), approvals),
        Table("editions", editions, _listed(given["editions"], editions)),
        Table("releases", ("release", "period", "published", "hash"), _listed(given["releases"], releases)),
    )


def _listed(rows: Iterable[Document], keys: tuple[str, ...]) -> tuple[tuple[str | None, ...], ...]:
    return tuple(tuple(row[key] or None for key in keys) for row in rows)


def _figures(measures: Mapping[str, Document]) -> Table:
    keys = ("period", "shown_unit", "base", "target", "word", "data_status")
    rows = tuple(
        (slug, *(row[key] or None for key in keys))
        for slug in sorted(measures)
        for row in measures[slug]["results"]
    )
    return Table("figures", ("measure", "period", "figure", "base", "target", "status", "data"), rows)


def _corrections(measures: Mapping[str, Document]) -> Table:
    """Every public correction; of a hidden figure only that it was corrected."""
    keys = ("numerator", "denominator", "value", "grade")
    rows = tuple(
        (slug, one["period"], one["on"], *_numbers(one, keys), HIDDEN if one.get("hidden") else one["reason"])
        for slug in sorted(measures)
        for one in measures[slug]["revisions"]
    )
    numbers = (f"{side}_{key}" for side in ("old", "new") for key in keys)
    return Table("corrections", ("measure", "period", "on", *numbers, "reason"), rows)


def _numbers(one: Document, keys: tuple[str, ...]) -> list[str | None]:
    return [HIDDEN if one.get("hidden") else one[side].get(key) for side in ("old", "new") for key in keys]


def _files(order: Order, paper: Paper) -> dict[str, bytes]:
    """What lies in the ZIP beside the PDF: tables, frozen documents, and a manifest with their hashes."""
    files = {f"tables/{one.name}.csv": csv_export.written(one.heads, one.rows) for one in paper.tables}
    entries = ReleaseEntry.objects.filter(release_id=order.release.pk).values_list("name", "document__body")
    files |= {f"documents/{name}.json": body.encode() for name, body in entries}
    manifest = {
        "release": order.release.slug,
        "hash": order.release.hash,
        "files": {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)},
    }
    return files | {"manifest.json": json.dumps(manifest, ensure_ascii=False, indent=2).encode()}


def _gives(release: ReleaseView, body: Body | None, today: date) -> Document:
    """From the first day of three years before the last year that was over, and the time since."""
    year = last_year_over(date.fromisoformat(release.period_end), year_starts())
    for _step in range(YEARS - 1):
        year = year.previous()
    return given_for_inspection(release, year.start, today)


register(Kind("inspection", _lazy("Inspection pack"), _build, _gives, files=_files))
