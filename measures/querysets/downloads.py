"""Who may download the file that somebody uploaded (row 18 of the rights)."""

from django.db.models import Q, QuerySet
from django.urls import reverse

from charter import glass, permissions
from charter.models import User
from measures.models import Import

PERMISSION = "download_upload"


def downloadable_by(person: User) -> QuerySet[Import]:
    """All for approvers, the own ones for data owners, for administrators those opened within the hour."""
    scopes = permissions.scopes_of(person, PERMISSION)
    if "all" in scopes:
        return Import.objects.all()
    wanted = Q(pk__in=[])
    if "own" in scopes:
        wanted |= Q(received_by=person)
    if "break glass" in scopes:
        wanted |= Q(pk__in=glass.opened_ids(person, PERMISSION))
    return Import.objects.filter(wanted)


glass.register(
    "upload",
    glass.Kind(
        permission=PERMISSION,
        says="Uploaded file",
        rows=Import.objects.all,
        address=lambda key: reverse("staff_import_file", args=[key]),
    ),
)
