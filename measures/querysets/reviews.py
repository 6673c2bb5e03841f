"""Which definitions are to be looked at again."""

from datetime import date

from django.db.models import QuerySet

from measures.models import Measure


def measures_to_review(until: date) -> QuerySet[Measure]:
    """Measures still kept whose definition is to be looked at again by a day, the oldest first."""
    rows = Measure.objects.filter(retired__isnull=True, next_review__lte=until)
    return rows.order_by("next_review", "title")
