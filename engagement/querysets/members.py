"""Questions about who takes part."""

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from engagement.models import Member
from measures.models import Segment

STATES = {
    "taking_part": Q(confirmed_at__isnull=False, left_at=None),
    "waiting": Q(confirmed_at=None, left_at=None),
    "left": Q(left_at__isnull=False),
}


def taking_part() -> QuerySet[Member]:
    """Members: they confirmed and did not leave."""
    return Member.objects.filter(STATES["taking_part"])


def members_of_staff(*, state: str = "", way: str = "", body: str = "") -> QuerySet[Member]:
    """Who takes part, the newest first: in a state, in a way and in a group, each if one is given."""
    rows = Member.objects.filter(STATES.get(state, Q())).prefetch_related("bodies")
    rows = rows.filter(ways__contains=[way]) if way else rows
    return (rows.filter(bodies__slug=body) if body else rows).order_by("-signed_up_at", "-pk")


def counts_of_members() -> dict[str, int]:
    """How many are in each state. One query."""
    return Member.objects.aggregate(**{name: Count("pk", filter=rule) for name, rule in STATES.items()})


def members_by(column: str) -> dict[str, int]:
    """How many members there are by what they volunteered in a column. One query."""
    rows = taking_part().exclude(**{column: ""}).order_by(column).values_list(column)
    return dict(rows.annotate(count=Count("pk")))


def _segments(dimension: str) -> QuerySet[Segment]:
    today = timezone.localdate()
    rows = Segment.objects.filter(dimension=dimension)
    return rows.filter(Q(starts=None) | Q(starts__lte=today), Q(ends=None) | Q(ends__gte=today))


def areas_to_name() -> list[tuple[str, str]]:
    """The areas of today with their names, to choose from. One query."""
    return list(_segments("area").order_by("name").values_list("slug", "name"))


def homes_by_tenure() -> dict[str, int]:
    """The homes of each tenure of today, by its address, where the landlord gave them. One query."""
    return {one.slug: one.homes for one in _segments("tenure") if one.homes}
