"""The demonstration, loaded once for a module of tests and rolled back after it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker


@contextmanager
def loaded(blocker: DjangoDbBlocker) -> Iterator[None]:
    """The whole demonstration in the test's database, gone when the block ends."""
    with blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            call_command("load_demonstration", verbosity=0)
            yield
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
