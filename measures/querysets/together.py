"""Several figures at once: what one press would approve, and what it leaves out and why."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.models import User
from measures.models import Import, Result
from measures.querysets.queue import QueueLine, queue_for

AT_ONCE = 400  # figures on one page: a form has 1,000 fields at most
OWN = N_("You entered this figure, so someone else must approve it.")
GONE = N_("It was decided or recalled meanwhile.")


@dataclass(frozen=True)
class LeftOut:
    """A figure that the press does not approve."""

    title: str
    period: str
    why: str


@dataclass(frozen=True)
class Together:
    """The figures that one press approves, those it leaves out, and how many more wait for another page."""

    lines: list[QueueLine]
    left_out: list[LeftOut]
    more: int


def together_for(
    person: User, *, chosen: Collection[int] | None = None, batch: Import | None = None
) -> Together:
    """What approving these figures (ids), or those of a file, would do; own ones are left out."""
    lines = queue_for(person, batch=batch, only=chosen)
    mine = [LeftOut(*_named(line), _(OWN)) for line in lines if line.is_own]
    open_to = [line for line in lines if not line.is_own]
    return Together(
        lines=open_to[:AT_ONCE],
        left_out=[*mine, *_gone(lines, chosen or ())],
        more=max(len(open_to) - AT_ONCE, 0),
    )


def _named(line: QueueLine) -> tuple[str, str]:
    return line.result.measure.title, line.current.period.label


def _gone(lines: list[QueueLine], chosen: Collection[int]) -> list[LeftOut]:
    """Chosen figures that wait no more; drafts are nobody's to see."""
    missing = set(chosen) - {line.result.pk for line in lines}
    rows = Result.objects.filter(pk__in=missing).exclude(workflow="draft").select_related("measure")
    return [LeftOut(row.measure.title, row.period, _(GONE)) for row in rows]
