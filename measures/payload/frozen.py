"""A manifest that nobody published yet."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Frozen:
    """Each document's text by its name, and the hash over all."""

    texts: Mapping[str, str]
    hash: str
