"""The demonstration, loaded once for a module of tests and rolled back after it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker


def refuse_a_real_database() -> None:
    """Tests write into a database of their own; pytest-django makes it only for tests marked `django_db`."""
    name = str(connection.settings_dict["NAME"])
    if not name.startswith("test"):
        raise RuntimeError(f"A test would write into “{name}”. Mark the tests of the module with django_db.")


@contextmanager
def loaded(blocker: DjangoDbBlocker) -> Iterator[None]:
    """The whole demonstration in the test's database, gone when the block ends."""
    with blocker.unblock():
        refuse_a_real_database()
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            call_command("load_demonstration", verbosity=0)
            yield
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
