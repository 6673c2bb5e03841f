"""What the live release offers to search: promises, themes, measures and the charter, as it froze them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop as N_

from charter import search
from charter.search import Offer
from measures import presenters


@search.register("release", changed_by=("release",))
def offers() -> Iterator[Offer]:
    """Everything of the release that the public reads now; nothing before the first. Five queries."""
    release = presenters.live_release()
    if release is None:
        return
    charter = presenters.document(release, "charter")
    if charter and charter["exists"]:
        yield _charter(charter)
    for slug, document in presenters.documents(release, "themes").items():
        yield Offer(N_("Theme"), document["title"], document["summary"], reverse("theme", args=[slug]))
    for slug, document in presenters.documents(release, "promises").items():
        yield _promise(slug, document)
    for slug, document in presenters.documents(release, "measures").items():
        yield _measure(slug, document)


def _charter(document: dict[str, Any]) -> Offer:
    said = [*document["values"], *document["expectations"], document["strategic_plan"]]
    return Offer(
        N_("Charter"),
        document["title"],
        document["introduction"],
        reverse("charter"),
        _joined([*said, *_quotes(document)]),
    )


def _quotes(document: dict[str, Any]) -> Iterator[str]:
    for quote in document["quotes"]:
        yield from (quote["text"], quote["attribution"])


def _promise(slug: str, document: dict[str, Any]) -> Offer:
    lines = (line["text"] for line in document["lines"])
    more = _joined([*document["commitments"], *lines, document["theme_title"]])
    return Offer(N_("Promise"), document["title"], document["summary"], reverse("promise", args=[slug]), more)


def _measure(slug: str, document: dict[str, Any]) -> Offer:
    """Its words, and the explanations that its page prints; figures are not searched."""
    texts = document["texts"]
    told = (text for one in document["commentary"] for text in (one["why"], one["action"]))
    promises = (f"{one['title']} {one['text']}" for one in document["promises"])
    more = _joined([texts["numerator"], texts["denominator"], texts["source"], *promises, *told])
    text = _joined([texts["definition"], texts["why"]])
    return Offer(N_("Measure"), document["title"], text, reverse("measure", args=[slug]), more)


def _joined(texts: Iterable[str | None]) -> str:
    return " ".join(text for text in texts if text)
