"""What challenges remind people of: an answer that is due soon, today or late."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from charter.languages import formats
from charter.notices import Occasion, Stretch, holders, register
from charter.permissions import holders_of
from engagement.models import Challenge
from engagement.presenters.challenges import named
from engagement.querysets.challenges import public_challenges, unanswered
from measures.models import Measure


@register
def challenges_due(stretch: Stretch) -> Iterator[Occasion]:
    """Answers due soon, today or late, for who holds the post of the measure; else for every approver."""
    rows = list(unanswered(named(public_challenges())))
    slugs = {one.measure for one in rows if one.measure}
    posts = dict(Measure.objects.filter(slug__in=slugs, owner__isnull=False).values_list("slug", "owner_id"))
    held = holders(set(posts.values()), stretch.today)
    approvers = holders_of("approver", stretch.today) if rows else []
    for one in rows:
        told = stretch.due(one.answer_due) if one.answer_due else None
        if told is None:
            continue
        kind, on = told
        people = [*held.get(posts.get(one.measure, 0), approvers)]
        for person in people:
            if person not in (one.raised_by_id, one.confirmed_by_id):
                yield Occasion(person, kind, on, f"challenge {one.pk}", _said(one), _address(one))


def _said(one: Challenge) -> str:
    day = one.answer_due or timezone.localdate(one.raised_at)
    words = _("Challenge of {title}: an answer is owed by {day}")
    title = one.title or one.promise or one.measure  # type: ignore[attr-defined]  # of `named`
    return words.format(title=title, day=formats.long_date(day))


def _address(one: Challenge) -> str:
    return reverse("staff_challenge", args=[one.pk])
