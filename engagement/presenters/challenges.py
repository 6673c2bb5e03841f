"""Challenges as the public reads them: what a member or a group said, and what the landlord answered."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from charter.languages.own import as_written
from charter.periods import Period
from charter.querysets import said_of, year_starts
from engagement.models import Challenge
from engagement.querysets.challenges import public_challenges
from measures.models import Measure
from promises.models import Promise


@dataclass(frozen=True)
class ChallengeView:
    """Both voices. `who` is the group, the name that a member chose, or “a member”.

    `state` is open, late, answered or withheld; of a withheld one only `withheld`, the reason, is told.
    `route` and `slug` lead to the promise or measure, `title` names it; `period` is in words, or empty.
    """

    number: int
    state: str
    who: str
    body: str
    route: str
    slug: str
    title: str
    period: str
    text: str
    on: datetime
    due: date
    answer: str
    answered_at: datetime | None
    withheld: str
    withheld_at: datetime | None


def every_challenge(*, promise: str = "", measure: str = "") -> QuerySet[Challenge]:
    """All that are public, the newest first, to be shown in parts by `as_challenges`.

    Of all, or only those about a promise or a measure (by its address).
    """
    of = {"promise": promise, "measure": measure}
    return named(public_challenges().filter(**{name: slug for name, slug in of.items() if slug}))


def named(rows: QuerySet[Challenge]) -> QuerySet[Challenge]:
    """The rows with the title of what each is about, and the name of its body in the reader's language."""
    measure = Measure.objects.filter(slug=OuterRef("measure")).values("title")[:1]
    promise = Promise.objects.filter(slug=OuterRef("promise")).order_by("-charter__is_current", "-pk")
    title = Coalesce(Subquery(measure), Subquery(promise.values("title")[:1]))
    return rows.select_related("body").annotate(title=title, body_said=said_of("body__name"))


def challenge(number: int, today: date) -> ChallengeView | None:
    """One of them; None for one that is not public. One query, two where it names a period."""
    return next(iter(as_challenges(every_challenge().filter(pk=number), today)), None)


def state_of(one: Challenge, today: date) -> str:
    """Where a challenge stands: unconfirmed, withheld, answered, late or open."""
    if one.answer_due is None:
        return "unconfirmed"
    if one.withheld_at is not None:
        return "withheld"
    if one.answered_at is not None:
        return "answered"
    return "late" if one.answer_due < today else "open"


def as_challenges(rows: "QuerySet[Challenge] | list[Challenge]", today: date) -> list[ChallengeView]:
    """Public rows as people read them; `rows` come from `named`."""
    found = [one for one in rows if one.answer_due is not None]
    starts = year_starts() if any(one.period for one in found) else 0
    return [_view(one, today, starts) for one in found]


def _view(one: Challenge, today: date, starts: int) -> ChallengeView:
    shown = one.withheld_at is None
    body = one.body_said or as_written(one.body.name)  # type: ignore[attr-defined]  # of `named`
    return ChallengeView(
        number=one.pk,
        state=state_of(one, today),
        who=_who(one, body) if shown else body,
        body=body,
        route="promise" if one.promise else "measure",
        slug=one.promise or one.measure,
        title=as_written(one.title or one.promise or one.measure),  # type: ignore[attr-defined]
        period=Period.parse(one.period, starts).label if one.period else "",
        text=as_written(one.text) if shown else "",
        on=one.confirmed_at or one.raised_at,
        due=one.answer_due or today,
        answer=as_written(one.answer) if shown else "",
        answered_at=one.answered_at if shown else None,
        withheld=as_written(one.withheld_because),
        withheld_at=one.withheld_at,
    )


def _who(one: Challenge, body: str) -> str:
    if one.kind == "group":
        return body
    return as_written(one.display_name) or _("A member of {body}").format(body=body)
