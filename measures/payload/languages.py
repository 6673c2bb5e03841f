"""Names of frozen documents in the landlord's other languages: `cy/charter` beside the English `charter`.

A release holds one whole set of documents in each language that was offered when it was frozen. Machines read
the English one; a page reads that of its address, and English where a release has none of it.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

from charter.languages import current, is_english
from charter.languages.own import marked

Document = dict[str, Any]
# What the names of English documents begin with; before these stands the code of another language.
FOLDERS = frozenset(
    {"charter", "performance", "compare", "themes", "promises", "measures", "areas", "periods"}
)
# The keys of documents whose texts people read; a test holds them against what freezing puts into words.
WORDS = {
    "about", "accuracy", "action", "approver", "assurance_word", "attribution", "base", "cap",
    "case_rules", "commitments", "definition", "denominator", "description", "detail", "differs_because",
    "expectations", "gap", "grade", "grades", "group", "introduction", "label", "last_label", "left_out",
    "measures_sentence", "met", "missing", "name", "new", "note", "numerator", "old", "owner", "parts",
    "points_sum", "reason", "reasons", "sentence", "sentences", "shown_distance", "shown_edges",
    "shown_ends", "source", "stage_name", "strategic_plan", "sum", "summary", "text", "theme_title",
    "title", "unit", "usual", "values", "variation", "variation_detail", "was", "why", "why_not", "word",
}  # fmt: skip
AMOUNTS = {"shown", "shown_unit", "target", "whole"}  # a number, and a unit that may be words
AMOUNT = re.compile(r"(-?£?[0-9][0-9,.]*%? )(.*)")
LETTERS = re.compile(r"[A-Za-z]{2}")


def name_in(code: str, name: str) -> str:
    """The name of a document in another language, such as `cy/measures/repairs`."""
    return f"{code}/{name}"


def names_to_read(name: str) -> list[str]:
    """Under which names a page of the language being written looks for a document, the best first."""
    return [name] if is_english() else [name_in(current().code, name), name]


def is_for_all(name: str) -> bool:
    """Whether it is the English document, which the API, downloads and feeds read."""
    return name.partition("/")[0] in FOLDERS


def read(texts: Iterable[tuple[str, str]]) -> dict[str, Document]:
    """Documents from their texts, each once under its English name, for the language being written.

    Where a release has none in it, the English one with its words marked as English.
    """
    found, folder = dict(texts), f"{current().code}/"
    english = {name: json.loads(text) for name, text in found.items() if is_for_all(name)}
    if is_english():
        return english
    own = {
        name.removeprefix(folder): json.loads(text) for name, text in found.items() if name.startswith(folder)
    }
    return {name: in_english(document) for name, document in english.items() if name not in own} | own


def in_english(document: Document) -> Document:
    """A document that there is in English alone, for the language that is being written."""
    return document if is_english() else as_english(document)


def as_english(document: Any, key: str = "") -> Any:
    """An English document for a page of another language: words are marked, what machines compare is not."""
    if isinstance(document, dict):
        return {name: as_english(value, name) for name, value in document.items()}
    if isinstance(document, list):
        return [as_english(value, key) for value in document]
    if not isinstance(document, str) or not LETTERS.search(document):
        return document
    if key in AMOUNTS:
        return _amount_in_english(document)
    return marked(document) if key in WORDS and not _is_machine_word(key, document) else document


def _amount_in_english(shown: str) -> str:
    """Of one number only the unit is marked: pages take it off, and show it once for many numbers."""
    found = AMOUNT.fullmatch(shown)
    return f"{found[1]}{marked(found[2])}" if found and not found[2].startswith("to ") else marked(shown)


def _is_machine_word(key: str, text: str) -> bool:
    """Why a series has no limits is said in one word for machines; any other reason is a sentence."""
    return key == "reason" and " " not in text
