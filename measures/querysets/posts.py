"""Who holds which post today, so that a list can name who owes what."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from charter.models import PostHolding


@dataclass(frozen=True)
class Holders:
    """The names of those who hold a post today by its id; deputies come after the holders, and say so."""

    by_post: Mapping[int, tuple[str, ...]]

    def names(self, post: int | None) -> str:
        """The people in one line; empty where nobody holds the post."""
        return ", ".join(self.by_post.get(post, ())) if post is not None else ""


def holders_now() -> Holders:
    """Everybody who holds a post today and can sign in. One query."""
    today = timezone.localdate()
    rows = PostHolding.objects.filter(starts__lte=today, person__is_active=True).exclude(ends__lt=today)
    found: dict[int, list[str]] = defaultdict(list)
    for one in rows.select_related("person").order_by("deputy", "starts", "pk"):
        found[one.post_id].append(
            _("{name} (deputy)").format(name=one.person.name) if one.deputy else one.person.name
        )
    return Holders({post: tuple(names) for post, names in found.items()})
