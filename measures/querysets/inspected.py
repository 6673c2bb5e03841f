"""What an inspection pack is given beside its release: approvals, editions, releases, words of other apps.

Everything is plain and names posts, never people: who approved a figure is the post held on that day.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from charter.models import PostHolding
from charter.working_time import local_date
from measures import presenters, sections
from measures.models import Result
from measures.presenters import ReleaseView
from promises.models import STANDARDS, Edition

Document = dict[str, Any]


def given_for_inspection(release: ReleaseView, first: date, today: date) -> Document:
    """All of it from `first` on; of figures only those that were approved by the release's cut-off."""
    last = date.fromisoformat(release.period_end)
    every = sections.gathered("inspection", sections.Asked(None, first, last, today))
    return {
        "first": first.isoformat(),
        "approvals": list(_approvals(first, last, release.cutoff)),
        "editions": list(_editions(first, today)),
        "releases": list(_releases(first, release)),
        "sections": [sections.as_document(one) for one in every],
        "by_standard": {key: _of_standard(key, first, last, today) for key, _word in STANDARDS},
    }


def _of_standard(key: str, first: date, last: date, today: date) -> list[Document]:
    """What other apps tell of one standard alone."""
    asked = sections.Asked(None, first, last, today, standard=key)
    return [sections.as_document(one) for one in sections.gathered("inspection", asked)]


def _approvals(first: date, last: date, cutoff: datetime) -> Iterator[Document]:
    """When the figures of whole periods were approved, and by which post. Two queries."""
    approved = Result.objects.filter(
        workflow__in=("approved", "superseded"),
        segment=None,
        period_start__gte=first,
        period_end__lte=last,
        decided_at__lte=cutoff,
    )
    rows = list(
        approved.order_by("measure__slug", "period_start", "period_end", "decided_at", "pk").values_list(
            "measure__slug", "period", "decided_at", "decided_by_id", "origin"
        )
    )
    posts = _posts_of({person for _slug, _period, _at, person, _origin in rows if person})
    for slug, period, at, person, origin in rows:
        if at is None:
            continue
        day = local_date(at)
        held = [found.post.title for found in posts.get(person, ()) if found.holds_on(day)]
        yield {
            "measure": slug,
            "period": period,
            "on": day.isoformat(),
            "posts": held,
            "automatic": origin == "automatic",
        }


def _posts_of(people: Iterable[int]) -> dict[int, list[PostHolding]]:
    found: dict[int, list[PostHolding]] = {}
    rows = PostHolding.objects.filter(person__in=people).select_related("post")
    for one in rows.order_by("deputy", "post__title", "pk"):
        found.setdefault(one.person_id, []).append(one)
    return found


def _editions(first: date, today: date) -> Iterator[Document]:
    """The approved editions of documents that are out. One query."""
    rows = Edition.objects.filter(approved_at__isnull=False, published__range=(first, today))
    for one in rows.select_related("publication").order_by("publication__title", "-published", "-pk"):
        yield {
            "document": one.publication.slug,
            "of": one.publication.title,
            "title": one.title,
            "published": one.published.isoformat(),
            "approved": local_date(one.approved_at).isoformat() if one.approved_at else "",
        }


def _releases(first: date, release: ReleaseView) -> Iterator[Document]:
    """What was published up to this release, newest first, each with its hash. Two queries."""
    for one in presenters.releases():
        if first.isoformat() <= one.period_end <= release.period_end:
            yield {
                "slug": one.slug,
                "label": one.label,
                "hash": one.hash,
                "published": local_date(one.published_at).isoformat(),
                "withdrawn_because": one.withdrawn_because,
                "reason": one.reason,
            }
