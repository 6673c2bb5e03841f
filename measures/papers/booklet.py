"""The charter as a booklet: what is promised, what is asked, how to complain; of the figures the sentence."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from charter.presenters import landlord
from charter.translated import lazily as _lazy
from measures import presenters
from measures.papers import Document, Fact, Kind, Order, Paper, Table, register
from measures.papers.board import charter_fact
from measures.querysets.given import nothing_given

A_LINE = 60  # letters of a text that surely stand on one line, so on one page
HEADS = ("promise", "theme", "status", "sentence")


def _build(order: Order) -> Paper:
    charter = presenters.document(order.release, "charter") or {}
    held = presenters.documents(order.release, "promises")
    promises = [held[one["slug"]] for one in charter.get("promises", []) if one["slug"] in held]
    name = charter.get("title") or _("Our promises")
    context = {
        "release": order.release,
        "landlord": landlord(),
        "site": settings.SITE,
        "charter": charter,
        "paper_name": name,
        "paper_title": f"{name}, {order.release.label}",
        "themes": list(_themes(charter, promises)),
    }
    return Paper(
        title=str(context["paper_title"]),
        template="measures/reports/booklet.html",
        context=context,
        facts=(*charter_fact(charter), *_facts(charter, promises)),
        tables=(Table("promises", HEADS, tuple(_row(one) for one in promises)),),
    )


def _themes(charter: Document, promises: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each theme with its promises, those without one last."""
    known = {theme["slug"] for theme in charter.get("themes", ())}
    for theme in charter.get("themes", ()):
        own = [one for one in promises if one["theme"] == theme["slug"]]
        if own:
            yield {"title": theme["title"], "summary": theme.get("summary", ""), "promises": own}
    loose = [one for one in promises if one["theme"] not in known]
    if loose:
        yield {"title": _("Our promises"), "summary": "", "promises": loose}


def _facts(charter: Document, promises: list[dict[str, Any]]) -> Iterator[Fact]:
    for one in promises:
        texts = (one["title"], one["summary"], *one["commitments"])
        yield from (Fact(one["slug"], text[:A_LINE]) for text in texts if text)
    yield from (Fact("the charter", text[:A_LINE]) for text in charter.get("expectations", ()))


def _row(one: Document) -> tuple[str | None, ...]:
    return one["title"], one["theme_title"], one["word"], one["sentence"]


register(Kind("booklet", _lazy("Charter booklet"), _build, nothing_given))
