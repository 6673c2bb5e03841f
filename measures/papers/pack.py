"""The packs of committees and of groups of tenants: what the Board's report says, of what they watch."""

from collections.abc import Callable

from charter.translated import lazily as _lazy
from measures import report_view
from measures.papers import Kind, Order, Paper, facts_of, register
from measures.papers.board import charter_fact, figures_table
from measures.querysets.given import given_for_paper
from measures.report_view.audience import Audience, committee, panel


def _built(audience: Callable[[str], Audience]) -> Callable[[Order], Paper]:
    """A builder for readers who are called this."""

    def build(order: Order) -> Paper:
        if order.body is None:
            raise ValueError("A pack is for a body.")
        looked = report_view.watched_by(order.release, order.body)
        context = report_view.report(looked, order.given, audience(order.body.name))
        return Paper(
            title=context["paper_title"],
            template="measures/reports/pack.html",
            context=context,
            facts=(*charter_fact(looked.charter), *facts_of(looked.measures.values())),
            tables=(figures_table(looked.measures),),
        )

    return build


COMMITTEE, PANEL = _lazy("Committee pack"), _lazy("Panel pack")
register(Kind("committee", COMMITTEE, _built(committee), given_for_paper, needs_body=True, by_body=True))
register(Kind("panel", PANEL, _built(panel), given_for_paper, needs_body=True, by_body=True))
