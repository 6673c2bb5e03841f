"""What a paper looks at: measures and promises of its release, all of them or those that a body watches."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charter.models import Body
from measures import bodies, presenters
from measures.exceptions import Exceptional, exceptions_of
from measures.presenters import Document, ReleaseView

MOST_LETTERS = 5_000  # of one text
MOST_OF_ALL = 60_000  # of all explanations of a paper, and of all definitions
FEWEST_LETTERS = 200
MOST_TITLES = 40  # in one cell


@dataclass(frozen=True)
class Looked:
    """Frozen documents, their long texts cut for paper: measures by slug, promises in the charter's order.

    `exceptions` are those of the body where the paper is for one, `watched` the addresses of its measures;
    what matters most and was missed belongs to every body. `elsewhere` are the exceptions of other measures.
    """

    release: ReleaseView
    body: Body | None
    charter: Document
    measures: dict[str, Document]
    promises: list[Document]
    exceptions: tuple[Exceptional, ...]
    watched: frozenset[str]
    elsewhere: tuple[Exceptional, ...] = ()


def everything(release: ReleaseView, body: Body | None = None) -> Looked:
    """All of a release; its exceptions are only those that the body watches, if there is one."""
    charter = presenters.document(release, "charter") or {}
    measures = shortened(dict(sorted(presenters.documents(release, "measures").items())))
    held = presenters.documents(release, "promises")
    promises = [held[one["slug"]] for one in charter.get("promises", []) if one["slug"] in held]
    watched, theirs = measures, promises
    if body is not None:
        seen = bodies.watched(body, release=release)
        own = {one["slug"] for one in seen.measures}
        watched = {slug: one for slug, one in measures.items() if slug in own or _is_everybodys(one)}
        theirs = [dict(one) for one in seen.promises]
    exceptions = exceptions_of(watched.values(), theirs, _line(charter))
    elsewhere = exceptions_of([one for slug, one in measures.items() if slug not in watched], (), "")
    return Looked(release, body, charter, measures, promises, exceptions, frozenset(watched), elsewhere)


def _is_everybodys(measure: Document) -> bool:
    return bool(measure.get("critical")) and measure["status"] == "missed"


def watched_by(release: ReleaseView, body: Body) -> Looked:
    """Only what a body watches in a release; of its promises only the measures that it watches."""
    seen = bodies.watched(body, release=release)
    measures = shortened({one["slug"]: dict(one) for one in seen.measures})
    charter = dict(seen.charter)
    exceptions = exceptions_of(measures.values(), seen.promises, _line(charter))
    promises = [_only(dict(one), measures) for one in seen.promises]
    return Looked(release, body, charter, measures, promises, exceptions, frozenset(measures))


def _line(charter: Document) -> str:
    return (charter.get("lines") or {}).get("met_from") or ""


def _only(promise: Document, measures: dict[str, Document]) -> Document:
    """The promise with the measures that are looked at; how many it has beside them is kept.

    `standing` are the statuses of all of them, for what is said of the promise is said of the whole.
    """
    lines = [line for line in promise["lines"] if line["measure"]["slug"] in measures]
    standing = [line["measure"]["status"] for line in promise["lines"]]
    return promise | {"lines": lines, "others": len(standing) - len(lines), "standing": standing}


def shortened(measures: dict[str, Document]) -> dict[str, Document]:
    """The documents with their long texts cut, so that all of them together fit on paper; pages have them
    whole.
    """
    listed = list(measures.values())
    said = [one for measure in listed for one in measure["commentary"][:1]]
    letters = letters_each(len(one["why"]) + len(one["action"]) for one in said)
    defined = letters_each(sum(len(text) for text in _texts(one)) for one in listed)
    return {slug: _shortened(one, letters, defined) for slug, one in measures.items()}


def letters_each(lengths: Iterable[int]) -> int:
    """How many letters each text may have so that all of them together stay within what a paper holds."""
    sizes = sorted(lengths)
    room = MOST_OF_ALL
    for place, size in enumerate(sizes):
        share = room // (len(sizes) - place)
        if size > share:
            return min(MOST_LETTERS, max(share, FEWEST_LETTERS))
        room -= size
    return MOST_LETTERS


def _texts(one: Document) -> list[str]:
    return [text for text in one["texts"].values() if isinstance(text, str)]


def _shortened(one: Document, letters: int, defined: int) -> Document:
    texts: dict[str, Any] = {
        name: clipped(text, defined) if isinstance(text, str) else text for name, text in one["texts"].items()
    }
    comments = [
        comment | {"why": clipped(comment["why"], letters), "action": clipped(comment["action"], letters)}
        for comment in one["commentary"]
    ]
    return one | {"texts": texts, "commentary": comments}


def clipped(text: str, most: int = MOST_LETTERS) -> str:
    """The text, or its beginning with a word about the rest."""
    if len(text) <= most:
        return text
    return _("{text} … (the rest is on the public page)").format(text=text[:most])


def listed(titles: list[str]) -> str:
    """Titles in a line, as many as the row of a table holds; the others are counted."""
    more = len(titles) - MOST_TITLES
    shown = "; ".join(titles[:MOST_TITLES])
    if more <= 0:
        return shown
    return ngettext("{titles}; and {more} more", "{titles}; and {more} more", more).format(
        titles=shown, more=more
    )


def beginning(text: str, most: int) -> str:
    """The first sentence of a text, itself cut where it is longer than so many letters."""
    first = text.split(". ", 1)[0].strip()
    whole = first if first == text.strip() or first.endswith((".", "!", "?")) else f"{first}."
    return whole if len(whole) <= most else f"{whole[: most - 2].rstrip()} …"
