"""The Board report as its template reads it: only from the frozen documents of its release."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext

from charter.presenters import landlord
from measures import presenters
from measures.charts import key
from measures.charts.paper import PaperChart, paper_chart
from measures.presenters import Document, ReleaseView
from measures.sentences import long_date

MOST_ROWS, FEWEST_ROWS = 500, 4
MOST_LETTERS = 5_000
MOST_CORRECTIONS = 40
MOST_AREAS = 12
SHORTENED = {"shown": "shown_unit", "target": "target"}
DATA_WORDS = {
    "provisional": N_("Provisional"),
    "final": N_("Final"),
    "revised": N_("Revised"),
    "overdue": N_("Overdue"),
}
JUDGED_WORDS = {
    "provisional": N_("Judged, may still change before the year is closed"),
    "final": N_("Judged, final"),
    "revised": N_("Judged, and corrected since"),
    "": N_("Judged by its dates"),
}


def board_report(release: ReleaseView) -> dict[str, Any]:
    """Everything that the Board's paper prints: summary, exceptions, promises, data quality, tables."""
    charter = presenters.document(release, "charter") or {}
    measures = {
        slug: _shortened(one) for slug, one in sorted(presenters.documents(release, "measures").items())
    }
    promises = presenters.documents(release, "promises")
    order = [found["slug"] for found in charter.get("promises", [])]
    with_figures = [one for one in measures.values() if one["results"]]
    most = rows_a_table(len(one["results"]) for one in with_figures)
    homes = _homes([promises[slug] for slug in order if slug in promises])
    return {
        "release": release,
        "landlord": landlord(),
        "site": settings.SITE,
        "charter": charter,
        "summary": [_summary_row(found) for found in charter.get("promises", [])],
        "promises": [_promise(promises[slug], measures, homes) for slug in order if slug in promises],
        "others": _others(measures),
        "exceptions": _exceptions(measures.values()),
        "waiting": [one for one in measures.values() if one["state"] in ("overdue", "stale")],
        "publications": [one for one in measures.values() if one["kind"] == "publication"],
        "states": _states(measures.values()),
        "corrections": _corrections(measures.values()),
        "tables": [_table(one, most) for one in with_figures],
        "without_figures": [one for one in measures.values() if not one["results"]],
        "count": len(measures),
    }


def _summary_row(promise: Document) -> Document:
    """A promise with the figure that says most about it, what that counts, and which way it went."""
    headline = promise["headline"] or {}
    figure = headline.get("figure") or {}
    unclear = promise["status"] not in ("met", "near", "missed")
    return {
        "title": promise["title"],
        "word": promise["word"],
        "status": promise["status"],
        "figure": figure.get("shown_unit") or _("None yet"),
        "counts": headline.get("title") or promise["sentence"],
        "unclear": promise["sentence"] if unclear and headline else "",
        "direction": direction_words(headline.get("before"), headline.get("change")),
    }


def direction_words(before: Document | None, change: Document | None = None) -> str:
    """Which way a figure went and whether that is good, by the test that speaks, as the pages say it."""
    if change is not None:
        return str(change["word"])
    if before is None:
        return _("Too early to say")
    since = _("a year ago") if before["a_year_ago"] else before["label"]
    if before["moved"] == "same":
        words = _("No change since {since}")
    elif before["good"] in ("better", "worse"):
        words = _("Better than {since}") if before["good"] == "better" else _("Worse than {since}")
    else:
        words = _("Up since {since}") if before["moved"] == "up" else _("Down since {since}")
    return words.format(since=since)


def data_words(figure: Document | None) -> str:
    """How sure a figure is: provisional, final or revised, with what else a reader must know."""
    if figure is None:
        return "–"
    status = figure["data_status"]
    words = [_(DATA_WORDS[status]) if status in DATA_WORDS else status.replace("_", " ").capitalize()]
    if figure["have"] < figure["needed"]:
        parts = ngettext("{have} of {needed} part", "{have} of {needed} parts", figure["needed"])
        words.append(parts.format(have=figure["have"], needed=figure["needed"]))
    words += [_("series breaks here")] if "b" in figure["flags"] else []
    return ", ".join(words)


def _homes(promises: Iterable[Document]) -> dict[str, str]:
    """The promise under which a measure is drawn: whose headline it is, else the first that names it."""
    listed = list(promises)
    homes = {found["headline"]["slug"]: found["slug"] for found in reversed(listed) if found["headline"]}
    for found in listed:
        for line in found["lines"]:
            homes.setdefault(line["measure"]["slug"], found["slug"])
    return homes


def _promise(promise: Document, measures: dict[str, Document], homes: dict[str, str]) -> Document:
    """A promise with its measures as rows, who checks them, and the charts that no other promise draws."""
    rows = [_row(line["measure"]) for line in promise["lines"]]
    checked = {body["name"]: None for line in promise["lines"] for body in line["monitored_by"]}
    own = [measures[row["slug"]] for row in rows if homes[row["slug"]] == promise["slug"]]
    return promise | {"rows": rows, "checked_by": list(checked), "charts": _charts(own)}


def _others(measures: dict[str, Document]) -> Document | None:
    """The measures that no promise names; None when there are none."""
    found = [one for one in measures.values() if not one["promises"]]
    if not found:
        return None
    return {"rows": [_row(one) for one in found], "charts": _charts(found)}


def _row(measure: Document) -> Document:
    """A measure in a table: the same words as on its page."""
    figure = measure["figure"]
    return measure | {
        "shown": (figure or {}).get("shown_unit") or "–",
        "base": (figure or {}).get("base") or "–",
        "aim": (measure["target"] or {}).get("shown") or _("None"),
        "data": data_words(figure),
        "when": (figure or {}).get("label", ""),
    }


def _charts(found: Iterable[Document]) -> dict[str, Any]:
    """A wide chart of what fell short first, small ones of the rest, and how to read them."""
    charts: list[PaperChart] = []
    for one in _worst_first(found):
        chart = paper_chart(one, wide=not charts and _fell_short(one))
        charts += [chart] if chart is not None else []
    return {
        "wide": [chart for chart in charts if chart.wide],
        "small": [chart for chart in charts if not chart.wide],
        "key": key(*(chart.series for chart in charts)),
    }


def _worst_first(measures: Iterable[Document]) -> list[Document]:
    order = {"missed": 0, "near": 1}
    return sorted(measures, key=lambda one: order.get(one["status"], 2))


def _fell_short(measure: Document) -> bool:
    return measure["status"] in ("missed", "near")


def _exceptions(measures: Iterable[Document]) -> list[Document]:
    """Measures missed or close, missed first, each with the newest explanation of its judged period."""
    found = [one for one in measures if _fell_short(one)]
    return [one | {"comment": _comment(one)} for one in _worst_first(found)]


def _comment(one: Document) -> Document | None:
    """The explanation whose period lies in the judged one; `about` names it where it is a shorter one."""
    figure = one["figure"]
    if figure is None:
        return None
    start, end = figure["start"], figure["end"]
    inside = {row["period"] for row in one["results"] if start <= row["start"] and row["end"] <= end}
    comments: list[Document] = one["commentary"]
    found = next((comment for comment in comments if comment["period"] in inside), None)
    if found is None or found["period"] == figure["period"]:
        return found
    return {**found, "about": found["label"]}


def _states(measures: Iterable[Document]) -> list[Document]:
    """How many measures are in which state, each measure once, so that the counts sum to all."""
    groups: dict[str, list[str]] = {}
    for one in measures:
        judged = _(JUDGED_WORDS[one["figure"]["data_status"] if one["figure"] else ""])
        groups.setdefault(judged if one["state"] == "judged" else one["word"], []).append(one["title"])
    known = [_(word) for word in JUDGED_WORDS.values()]
    order = [*known, *sorted(set(groups) - set(known))]
    return [{"word": word, "titles": groups[word]} for word in order if word in groups]


def _corrections(measures: Iterable[Document]) -> list[Document]:
    """Approved figures that were changed, the newest first."""
    rows = [
        one
        | {
            "title": measure["title"],
            "before": "" if one.get("hidden") else _numbers(one["old"]),
            "after": "" if one.get("hidden") else _numbers(one["new"]),
            "reason": _clipped(one["reason"]),
        }
        for measure in measures
        for one in measure["revisions"]
    ]
    return sorted(rows, key=lambda row: (row["on"], row["title"], row["period"]), reverse=True)[
        :MOST_CORRECTIONS
    ]


def _numbers(figure: Document) -> str:
    """What was typed in: a part of a whole, a value, or a grade."""
    if figure["denominator"] is not None:
        return _("{part} of {whole}").format(part=figure["numerator"], whole=figure["denominator"])
    if figure.get("done_on"):  # not in releases of older versions
        return _("done on {date}").format(date=long_date(date.fromisoformat(figure["done_on"])))
    return str(figure["value"] or figure["grade"] or _("no figure"))


def rows_a_table(lengths: Iterable[int]) -> int:
    """How many rows each table may show so that all of them together stay within what a paper holds."""
    sizes = sorted(lengths)
    room = MOST_ROWS
    for place, size in enumerate(sizes):
        share = room // (len(sizes) - place)
        if size > share:
            return max(share, FEWEST_ROWS)
        room -= size
    return MOST_ROWS


def _table(one: Document, most: int) -> Document:
    """The newest figures of a measure, as many as its table may show; what all share stands above."""
    rows = [_figure_row(row, one["unit"]) for row in reversed(one["results"])]
    return one | {
        "rows": rows[:most],
        "left_out": max(0, len(rows) - most),
        "in_unit": one["unit"] if one["unit"] not in ("%", "£") else "",
        "aim": _one_aim(rows[:most], one["direction"]),
        "by_area": [_areas_line(table) for table in (one.get("areas") or {}).get("dimensions", ())],
    }


def _areas_line(table: Document) -> Document:
    """The newest figures of one dimension in a line, as many as a paper holds; hidden ones as [c]."""
    rows = table["rows"][:MOST_AREAS]
    parts = [f"{row['name']} {_of_area(row)}" for row in rows]
    more = len(table["rows"]) - len(rows)
    parts += [_("{count} more are on the public page").format(count=more)] if more else []
    return {
        "heading": _("By {dimension}, {period}").format(dimension=table["dimension"], period=table["label"]),
        "text": "; ".join(parts),
        "has_hidden": table["has_hidden"],
    }


def _of_area(row: Document) -> str:
    if row["hidden"]:
        return "[c]"
    words = [
        row["shown_unit"] or _("no figure"),
        row["word"].lower() if row["status"] != "not_judged" else "",
    ]
    return ", ".join(word for word in words if word)


def _one_aim(rows: list[Document], direction: str) -> str:
    """The target in words if it was the same, or missing, for all rows; nothing if it changed."""
    aims = {row["target_short"] for row in rows}
    if len(aims) != 1:
        return ""
    aim = aims.pop()
    if not aim:
        return _("No target")
    words = _("Limit {target} throughout") if direction == "lower" else _("Target {target} throughout")
    return words.format(target=aim)


def _figure_row(row: Document, unit: str) -> Document:
    short = {f"{name}_short": (row[key] or "").removesuffix(f" {unit}") for name, key in SHORTENED.items()}
    data = data_words(row).removeprefix(_(DATA_WORDS["final"])).removeprefix(", ")
    return row | short | {"marks": data.lower()}


def _shortened(one: Document) -> Document:
    """The document with its long texts cut for paper; the page has them whole."""
    texts = {name: _clipped(text) if isinstance(text, str) else text for name, text in one["texts"].items()}
    comments = [
        comment | {"why": _clipped(comment["why"]), "action": _clipped(comment["action"])}
        for comment in one["commentary"]
    ]
    return one | {"texts": texts, "commentary": comments}


def _clipped(text: str) -> str:
    if len(text) <= MOST_LETTERS:
        return text
    return _("{text} … (the rest is on the public page)").format(text=text[:MOST_LETTERS])
