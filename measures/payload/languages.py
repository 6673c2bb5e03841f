"""Names of frozen documents in the landlord's other languages: `cy/charter` beside the English `charter`.

A release holds one whole set of documents in each language that was offered when it was frozen. Machines read
the English one; a page reads that of its address, and English where a release has none of it.
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from charter.languages import current, is_english

Text = TypeVar("Text")
# What the names of English documents begin with; before these stands the code of another language.
FOLDERS = frozenset(
    {"charter", "performance", "compare", "themes", "promises", "measures", "areas", "periods"}
)


def name_in(code: str, name: str) -> str:
    """The name of a document in another language, such as `cy/measures/repairs`."""
    return f"{code}/{name}"


def names_to_read(name: str) -> list[str]:
    """Under which names a page of the language being written looks for a document, the best first."""
    return [name] if is_english() else [name_in(current().code, name), name]


def is_for_all(name: str) -> bool:
    """Whether it is the English document, which the API, downloads and feeds read."""
    return name.partition("/")[0] in FOLDERS


def best_of(texts: Iterable[tuple[str, Text]]) -> dict[str, Text]:
    """Documents, each once under its English name: in the language being written if that is there."""
    found = dict(texts)
    own = {name: text for name, text in found.items() if is_for_all(name)}
    return own if is_english() else own | _within(found, f"{current().code}/")


def _within(found: Mapping[str, Text], folder: str) -> dict[str, Text]:
    return {name.removeprefix(folder): text for name, text in found.items() if name.startswith(folder)}
