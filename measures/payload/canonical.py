"""One byte sequence for one document, so that a hash means something (design section 4.4)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

Document = dict[str, Any]


def canonical(document: Mapping[str, Any]) -> str:
    """The document as JSON with sorted keys, no spaces and no binary floats; the same input, the same text.

    Raises TypeError for a float: exact numbers travel as strings.
    """
    _refuse_floats(document)
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def manifest_hash(entries: Mapping[str, str]) -> str:
    """The hash over a release: names and digests of its documents, not times or state."""
    return digest("\n".join(f"{name} {entries[name]}" for name in sorted(entries)))


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("A figure may not travel as a binary float; write it as a string.")
    if isinstance(value, Mapping):
        for inner in value.values():
            _refuse_floats(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_floats(inner)
