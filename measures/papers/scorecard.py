"""The scorecard: one page, whatever the number of measures. What stands nowhere on it is counted."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from charter.presenters import landlord
from charter.translated import lazily as _lazy
from measures import report_view
from measures.papers import Document, Fact, Kind, Order, Paper, facts_of, register
from measures.papers.board import charter_fact, figures_table
from measures.querysets.given import nothing_given
from measures.report_view.needs import needs_of
from measures.report_view.rows import measure_row, score_row

MOST_PROMISES, MOST_MEASURES = 12, 12
MOST_LETTERS = 60  # of a title or a reason
STATUSES = ("met", "near", "missed")


def _build(order: Order) -> Paper:
    release, body = order.release, order.body
    looked = report_view.everything(release) if body is None else report_view.watched_by(release, body)
    ordered = _worst_first(looked)
    shown = [_short(one) for one in ordered[:MOST_MEASURES]]
    promises = [_short(one) for one in looked.promises[:MOST_PROMISES]]
    name = _("Scorecard")
    context = {
        "release": looked.release,
        "landlord": landlord(),
        "site": settings.SITE,
        "charter": looked.charter,
        "body": order.body,
        "paper_name": name,
        "paper_title": f"{name}, {order.release.label}",
        "promises": [score_row(one) for one in promises],
        "more_promises": len(looked.promises) - len(promises),
        "counts": _counts(list(looked.measures.values())),
        "rows": [measure_row(one) for one in shown],
        "more": len(ordered) - len(shown),
        "count": len(ordered),
    }
    titles = tuple(Fact(one["slug"], one["title"]) for one in promises)
    return Paper(
        title=str(context["paper_title"]),
        template="measures/reports/scorecard.html",
        context=context,
        facts=(*charter_fact(looked.charter), *titles, *facts_of(shown)),
        tables=(figures_table(looked.measures),),
    )


def _worst_first(looked: report_view.Looked) -> list[dict[str, Any]]:
    """What needs an eye in the order of need, then all others as they are listed."""
    needed = [one["slug"] for one in needs_of(looked)]
    rest = [slug for slug in looked.measures if slug not in set(needed)]
    return [looked.measures[slug] for slug in (*needed, *rest)]


def _short(one: Document) -> dict[str, Any]:
    """The document with the texts of its row cut to one or two lines."""
    return {**one, **{name: _cut(one[name]) for name in ("title", "reason") if name in one}}


def _cut(text: str) -> str:
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS].rstrip()} …"


def _counts(measures: list[Document]) -> dict[str, int]:
    counts = {status: sum(one["status"] == status for one in measures) for status in STATUSES}
    return counts | {"unjudged": len(measures) - sum(counts.values())}


register(Kind("scorecard", _lazy("One-page scorecard"), _build, nothing_given))
