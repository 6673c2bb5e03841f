"""What other apps add to the dashboards and papers of bodies, without this app knowing them.

They register in their AppConfig.ready. A source asks the database once at most, and answers in words.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from charter.models import Body

Document = Mapping[str, Any]
PLACES = frozenset({"dashboard", "paper", "inspection"})


@dataclass(frozen=True)
class Asked:
    """For whom and for which days a place asks; `body` None: for everybody. `standard` narrows to one."""

    body: Body | None
    first: date
    last: date
    today: date
    standard: str = ""


@dataclass(frozen=True)
class Row:
    """One line: a title, what is said of it, its state and due day in words, and the address of its page."""

    title: str
    says: str
    state: str
    due: str
    address: str


@dataclass(frozen=True)
class Section:
    """Rows under a heading; `nothing` is said when there are none."""

    key: str
    title: str
    rows: tuple[Row, ...]
    nothing: str


Source = Callable[[Asked], Section | None]
_sources: dict[str, tuple[Source, frozenset[str]]] = {}


def register(key: str, source: Source, *, places: frozenset[str]) -> None:
    """Let a source speak in these places. Raises ValueError for a place that is none."""
    if not places or places - PLACES:
        raise ValueError(f"The places are {sorted(PLACES)}, not {sorted(places)}.")
    _sources[key] = (source, places)


def gathered(place: str, asked: Asked) -> list[Section]:
    """What all sources say in a place, in the order in which they registered."""
    said = (source(asked) for source, places in _sources.values() if place in places)
    return [one for one in said if one is not None]


def as_document(section: Section) -> dict[str, Any]:
    """A section as a JSON document, for papers that keep what they were made of."""
    return {**asdict(section), "rows": [asdict(row) for row in section.rows]}


def from_document(document: Document) -> Section:
    """The section of such a document."""
    rows = tuple(Row(**row) for row in document["rows"])
    return Section(document["key"], document["title"], rows, document["nothing"])
