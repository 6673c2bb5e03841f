"""Questions about uploaded files."""

from django.db.models import QuerySet

from charter.models import User
from measures.models import Import


def files_of(person: User) -> QuerySet[Import]:
    """Every file that a person uploaded in the browser, newest first."""
    return Import.objects.filter(received_by=person).exclude(form__in=["sector", "benchmarks"])


def uploads_of(person: User) -> QuerySet[Import]:
    """The files that a person uploaded and that are neither accepted nor thrown away, newest first."""
    return Import.objects.filter(received_by=person).exclude(state__in=["accepted", "discarded"])
