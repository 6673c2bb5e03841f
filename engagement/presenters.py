"""What tenants said and did, as the public reads it: approved by another person, and out."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Now

from engagement.models import ServiceChange


@dataclass(frozen=True)
class ChangeView:
    """What people said and what came of it; `did` also says why not, where `could_not` is true."""

    slug: str
    title: str
    said: str
    did: str
    could_not: bool
    published_at: datetime


def changes(most: int) -> list[ChangeView]:
    """The newest service changes that are public, by the clock of the database. One query."""
    public = ServiceChange.objects.filter(approved_at__isnull=False, published_at__lte=Now())
    rows = public.order_by("-published_at", "-pk")[:most]
    return [
        ChangeView(one.slug, one.title, one.said, one.did, one.outcome == "could_not", one.published_at)
        for one in rows
        if one.published_at is not None
    ]
