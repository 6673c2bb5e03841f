"""Where higher apps add their own parts to releases, pages and reports, without being known here."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from charter.periods import Period

Builder = Callable[[Period, datetime], dict[str, Any]]
_builders: dict[str, Builder] = {}


def register_release_section(name: str, builder: Builder) -> None:
    """Freeze what `builder` returns as the document `name` of every release; called in AppConfig.ready."""
    _builders[name] = builder


def release_documents(period: Period, cutoff: datetime) -> dict[str, dict[str, Any]]:
    """The registered documents of a release."""
    return {name: builder(period, cutoff) for name, builder in _builders.items()}
