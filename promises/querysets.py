"""Questions about words: whose documents they are, what waits for approval, what is to be looked at again."""

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from charter import permissions
from charter.leaving import Duty, Item
from charter.models import User
from promises.models import Edition, Promise, Publication


def editions_to_approve() -> QuerySet[Edition]:
    """Editions that nobody approved yet, oldest first."""
    return (
        Edition.objects.filter(approved_by__isnull=True)
        .select_related("publication__owner", "written_by")
        .order_by("published", "pk")
    )


def publications_with_editions() -> QuerySet[Publication]:
    """Every publication with its owner and editions, newest first. Two queries."""
    editions = Edition.objects.select_related("written_by", "approved_by")
    return Publication.objects.select_related("owner").prefetch_related(Prefetch("editions", editions))


def written_by(person: User) -> QuerySet[Publication]:
    """The publications that a person may record editions of: those whose post they hold."""
    reach = permissions.reach(person, "write_edition")
    if reach == "all":
        return Publication.objects.all()
    if reach is None:
        return Publication.objects.none()
    return Publication.objects.filter(owner__in=permissions.posts_of(person))


def duties(posts: Collection[int]) -> Iterator[Duty]:
    """The documents that these posts own. One query."""
    for one in Publication.objects.filter(owner__in=posts).order_by("title"):
        if one.owner_id is not None:
            yield Duty(one.owner_id, "owns", "document", one.title, "data_owner")


def editions_begun(person: User) -> Iterator[Item]:
    """Editions that the person recorded and nobody approved yet."""
    for one in editions_to_approve().filter(written_by=person):
        yield Item(f"{one.publication.title}: {one.title}", _("Stays as it is, and waits for an approver."))


def promises_to_review(until: date) -> QuerySet[Promise]:
    """Promises of the current charter whose text is to be looked at again by a day, the oldest first."""
    rows = Promise.objects.filter(charter__is_current=True, next_review__lte=until)
    return rows.order_by("next_review", "order", "pk")
