"""The demonstration, loaded once for a module of tests and rolled back after it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker


def is_a_test_database() -> bool:
    """Whether the connection leads to the tests' own database."""
    return str(connection.settings_dict["NAME"]).startswith("test")


def refuse_a_real_database() -> None:
    """Tests write into a database of their own; pytest-django makes it only for tests marked `django_db`."""
    if not is_a_test_database():
        name = connection.settings_dict["NAME"]
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
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # nobody else does before the block ends, and guesses are slow
            yield
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
