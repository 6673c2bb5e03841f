"""In which order things are approved: what is before a cut-off is there to be read, and years close alone.

An approval notes its moment and is seen by others only when its transaction is over. Between the two a
publication would not see it, and yet count it as known at its cut-off ever after. So it is for figures,
editions of documents, changes that these must follow, and targets.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

APPROVALS = 4_201_860_005  # an advisory lock: shared by approvals, alone for the moment of a publication
FIGURES = 4_201_860_004  # an advisory lock: shared by whoever moves a figure, alone for closing a year
PATIENCE = "60s"  # a whole file takes longer to approve than a person waits for a lock


def begin_to_approve() -> None:
    """Called before anything is locked and before the moment of an approval is taken; held to its end."""
    _take("pg_advisory_xact_lock_shared")


def moment_of_publication() -> datetime:
    """Now, with every approval of an earlier moment there to be read.

    Waits for approvals under way. Those that begin afterwards get a later moment, so they need not wait
    until the release is made: the lock is given back at once, with the savepoint.
    """
    before = transaction.savepoint()
    _take("pg_advisory_xact_lock")
    now = timezone.now()
    transaction.savepoint_rollback(before)
    return now


def begin_to_move() -> None:
    """Called before a figure is entered, sent or decided, so that no year is closed in between."""
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [FIGURES])


def begin_to_close() -> None:
    """Wait until nobody moves a figure, and keep it so to the end of the transaction."""
    _take("pg_advisory_xact_lock", FIGURES)


def _take(function: str, what: int = APPROVALS) -> None:
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = %s", [PATIENCE])
        cursor.execute(f"SELECT {function}(%s)", [what])
