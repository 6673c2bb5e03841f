"""How a lower app tells higher ones that something changed, without knowing them.

Higher apps register in their AppConfig.ready; announcements come inside the transaction of the change, so a
handler can only add jobs and rows that stand or fall with it.
"""

from collections.abc import Callable, Sequence

from django.db import transaction

from charter.models import User

Handler = Callable[[Sequence[int], User], None]
_handlers: dict[str, list[Handler]] = {}


def on(kind: str) -> Callable[[Handler], Handler]:
    """Register a function that hears of changes of a kind, such as `edition` or `target`."""

    def keep(handler: Handler) -> Handler:
        _handlers.setdefault(kind, []).append(handler)
        return handler

    return keep


def announce(kind: str, ids: Sequence[int], *, by: User) -> None:
    """Tell whoever listens that rows of a kind changed. Raises RuntimeError outside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A change is announced inside the transaction that makes it.")
    for handler in _handlers.get(kind, []):
        handler(ids, by)
