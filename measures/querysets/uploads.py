"""Questions about uploaded files."""

from django.db.models import QuerySet

from charter.models import User
from measures.models import Import


def uploads_of(person: User) -> QuerySet[Import]:
    """The files that a person uploaded and that are not accepted yet, newest first."""
    return Import.objects.filter(received_by=person).exclude(state="accepted")
