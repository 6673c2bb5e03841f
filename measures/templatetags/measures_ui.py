"""How pages show figures: documents in, words, groups and coordinates out; nothing is marked safe."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.urls import get_script_prefix, reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from measures import filtering, rules, schedules
from measures.charts import Chart, chart_of, spark_of
from measures.charts.strip import Strip, strip_of
from measures.charts.words import with_short_unit
from measures.models import MeasureCommentary, Result
from measures.words import FORMER_LANDLORD

register = template.Library()

Row = dict[str, Any]
OVER_TIME = {
    "monthly": N_("Month by month"),
    "quarterly": N_("Quarter by quarter"),
    "half_yearly": N_("Half-year by half-year"),
    "annual": N_("Year by year"),
}
KINDS = {"month": N_("Months"), "quarter": N_("Quarters"), "half_year": N_("Half-years"), "year": N_("Years")}


@dataclass(frozen=True)
class Table:
    """Figures of one length of period, newest first."""

    kind: str
    name: str
    rows: list[Row]


@dataclass(frozen=True)
class Headline:
    """A figure in large type: the number, the sign that stands against it, a longer unit after it."""

    number: str
    sign: str
    unit: str


@register.filter
def period_label(result: Result | MeasureCommentary) -> str:
    """The period of a figure or explanation in words, such as “October 2026”."""
    return rules.period_of(result).label


@register.simple_tag
def small_chart(row: Row) -> str:
    """The small chart of a measure's last eight figures; nothing with fewer than two."""
    target = (row.get("target") or {}).get("value")
    return _small_chart(tuple(row.get("sparkline") or ()), target, percentage=row.get("unit") == "%")


@lru_cache(maxsize=2048)
def _small_chart(values: tuple[str | None, ...], target: str | None, *, percentage: bool) -> str:
    """Drawn once: the same figures stand in several lists of a release, and in each page made anew."""
    spark = spark_of(values, target, percentage=percentage)
    return get_template("components/spark.html").render({"spark": spark}) if spark else ""


@register.filter
def chart(document: Row) -> Chart | None:
    """The chart of a measure's own periods; None when there are too few points to draw."""
    return chart_of(document)


@register.filter
def strip(document: Row) -> Strip | None:
    """Where the measure lies among other landlords; None without a comparison."""
    return strip_of(document)


@register.filter
def headline(document: Row) -> Headline | None:
    """The measure's figure cut for large type; None without a number."""
    figure = document.get("figure") or {}
    shown, unit = figure.get("shown_unit") or "", document.get("unit") or ""
    if not shown:
        return None
    if unit == "%":
        # Some languages begin with the sign, or keep a space before it.
        number = shown.removesuffix("%")
        return Headline(number.rstrip(), "%" if number != shown else "", "")
    if unit and shown.endswith(f" {unit}"):
        return Headline(shown.removesuffix(f" {unit}"), "", unit)
    return Headline(shown, "", "")


@register.filter
def base_sentence(document: Row) -> str:
    """What the figure is made of, in words: “1,170 repairs made safe, of 1,252 repairs reported”.

    Labels that do not read in a sentence (the regulator's begin with a capital) leave the plain counts.
    """
    figure = document.get("figure") or {}
    part, whole = document["texts"]["numerator"], document["texts"]["denominator"]
    if not figure.get("numerator") or not figure.get("denominator") or not (part[:1] + whole[:1]).islower():
        return str(figure.get("base") or "")
    over, of = _("{number} {part}, over {all} {whole}"), _("{number} {part}, of {all} {whole}")
    words = over if document["kind"] in ("average", "duration") else of
    counts = [with_short_unit(figure[name], "") for name in ("numerator", "denominator")]
    return words.format(number=counts[0], part=part, all=counts[1], whole=whole)


@register.filter
def over_time(document: Row) -> str:
    """The heading of a chart: how often the measure is counted."""
    return _(OVER_TIME[document["frequency"]])


@register.filter
def tables(document: Row) -> list[Table]:
    """The measure's figures by length of period: that of the page's figure first."""
    figure = document.get("figure") or {}
    order = sorted(KINDS, key=lambda kind: (kind != figure.get("kind"), list(KINDS).index(kind)))
    found = [
        Table(kind, _(KINDS[kind]), [row for row in reversed(document["results"]) if row["kind"] == kind])
        for kind in order
    ]
    return [table for table in found if table.rows]


@register.filter
def once(misses: list[Row]) -> list[Row]:
    """Promises that need words, each measure explained under the first promise only, then named again."""
    seen: set[str] = set()
    told = []
    for miss in misses:
        slugs = {item["measure"]["slug"] for item in miss["measures"]}
        again = [item["measure"] for item in miss["measures"] if item["measure"]["slug"] in seen]
        first = [item for item in miss["measures"] if item["measure"]["slug"] not in seen]
        told.append({"promise": miss["promise"], "measures": first, "again": again})
        seen |= slugs
    return told


@register.filter
def explained(lines: list[Row]) -> list[Row]:
    """The lines that are missed or close and have words, the missed ones first."""
    found = [line for line in lines if line["commentary"] and line["measure"]["status"] in ("missed", "near")]
    return sorted(found, key=lambda line: line["measure"]["status"] != "missed")


@register.filter
def without(text: str, unit: str) -> str:
    """An amount without its long unit, where the unit stands beside it already: “8 to 18”, “95%”."""
    return text.removesuffix(f" {unit}") if unit not in ("%", "£", "") else text


@register.filter
def by_promise(document: Row) -> list[filtering.Group]:
    """All measures of a performance document under their promises."""
    return filtering.grouped(document["measures"], document, {})


@register.filter
def with_base(rows: list[Row]) -> bool:
    """Whether any row says what its figure is a part of."""
    return any(row["denominator"] for row in rows)


@register.filter
def former_landlords(document: Row) -> list[Table]:
    """Figures of the landlords that came before, one table each, newest first; of every length of period."""
    rows = [
        row for row in (document.get("areas") or {}).get("results", []) if row["dimension"] == FORMER_LANDLORD
    ]
    names = sorted({row["name"] for row in rows})
    return [
        Table(FORMER_LANDLORD, name, [row for row in reversed(rows) if row["name"] == name]) for name in names
    ]


@register.filter
def any_hidden(rows: list[Row]) -> bool:
    """Whether any row is only a mark, because so few people are behind it."""
    return any("c" in row["flags"] for row in rows)


@register.filter
def any_corrected(changes: list[Row]) -> bool:
    """Whether a target was corrected for days by whose target figures were judged already."""
    return any(change["correction"] for change in changes)


@register.filter
def earlier_grade(document: Row) -> Row | None:
    """The grade in force before the one that stands, with its period; None without one."""
    now = document.get("figure") or {}
    if document["kind"] != "grade" or not now.get("grade"):
        return None
    before = [row for row in document["results"] if row["grade"] and row["end"] < now["end"]]
    return max(before, key=lambda row: row["end"], default=None)


@register.filter
def may_compare(document: Row) -> bool:
    """Whether one looks for an earlier figure: without a figure now, or of a date or a first grade, never."""
    shown = (document.get("figure") or {}).get("shown")
    return document["kind"] not in ("grade", "milestone", "publication") and bool(shown)


@register.filter
def schedule_words(written: str) -> str:
    """When a document falls due, as people read it: “Once, by 27 October 2025”."""
    return schedules.in_words(schedules.parse_schedule(written))


@register.filter
def at(words: dict[str, str], name: str) -> str:
    """The word of a name."""
    return words[name]


@register.filter
def ordered_by(asked: filtering.Asked, order: str) -> str:
    """The address of the same list in another order; of the one that it is in, by promise again."""
    query = asked.query(order="" if asked.order == order else order)
    return reverse("performance") + (f"?{query}" if query else "")


@register.filter
def lasting(slug: str, route: str) -> str:
    """The full address of a page by which others cite and frame it, whatever host was asked."""
    path = reverse(route, args=[slug]).removeprefix(get_script_prefix())  # the usual size of print, for all
    return f"{settings.SITE.rstrip('/')}/{path}"


@register.filter
def frame(document: Row) -> str:
    """The HTML that shows a measure on another site; its title names the figure for screen readers."""
    address, title = escape(lasting(document["slug"], "measure_embed")), escape(document["title"])
    return f'<iframe src="{address}" title="{title}" width="100%" height="640" loading="lazy"></iframe>'
