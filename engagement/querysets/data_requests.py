"""Questions about what people ask about their own data."""

from django.db.models import QuerySet

from engagement.models import DataRequest


def data_requests(*, everything: bool = False) -> QuerySet[DataRequest]:
    """What is open, what is due first at the top; or everything, the newest first."""
    if everything:
        return DataRequest.objects.order_by("-received_at", "-pk")
    return DataRequest.objects.filter(closed_at=None).order_by("due", "pk")
