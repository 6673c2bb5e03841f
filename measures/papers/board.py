"""The Board's report."""

from collections.abc import Mapping
from typing import Any

from charter.translated import lazily as _lazy
from measures import presenters, report_view
from measures.papers import Fact, Kind, Order, Paper, Table, facts_of, register
from measures.querysets.given import given_for_paper

HEADS = ("measure", "period", "figure", "base", "target", "status", "score")


def _build(order: Order) -> Paper:
    context = report_view.board_report(order.release, order.given, order.body)
    measures = presenters.documents(order.release, "measures")
    facts = (*charter_fact(context["charter"]), *facts_of(measures[slug] for slug in sorted(measures)))
    return Paper(
        title=context["paper_title"],
        template="measures/reports/board.html",
        context=context,
        facts=facts,
        tables=(figures_table(measures),),
    )


def charter_fact(charter: Mapping[str, Any]) -> tuple[Fact, ...]:
    """The charter's sentence, where there is a charter."""
    return (Fact("the charter", charter["sentence"]),) if charter.get("exists") else ()


def figures_table(measures: Mapping[str, dict[str, Any]]) -> Table:
    """Every figure of these measures with its base, target, status and score; hidden ones by their marker."""
    rows = tuple(
        (
            slug,
            one["period"],
            one["shown_unit"] or one.get("marker") or None,
            one["base"],
            one["target"],
            one["word"],
            one["score"],
        )
        for slug in sorted(measures)
        for one in measures[slug]["results"]
    )
    return Table("figures", HEADS, rows)


register(Kind("board", _lazy("Board report"), _build, given_for_paper))
