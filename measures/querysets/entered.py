"""Whose measures are whose: the ones that a person may enter figures for."""

from django.db.models import QuerySet

from charter import permissions
from charter.models import User
from measures.models import Measure


def entered_by(person: User) -> QuerySet[Measure]:
    """The measures in use that a person may enter figures for."""
    reach = permissions.reach(person, "enter_result")
    measures = Measure.objects.filter(retired__isnull=True)
    if reach == "all":
        return measures
    return measures.filter(owner__in=permissions.posts_of(person)) if reach else measures.none()
