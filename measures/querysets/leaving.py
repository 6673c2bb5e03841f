"""What hangs on posts and people among the figures: for pages of posts, and for whoever leaves."""

from collections.abc import Collection, Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter import permissions
from charter.leaving import Duty, Item
from charter.models import User
from charter.periods import Period
from charter.querysets import year_starts
from measures.models import Measure, Result
from measures.querysets.entered import entered_by
from measures.querysets.inbox import inbox_of
from measures.querysets.uploads import uploads_of

STEP_WORDS = {"draft": N_("a draft"), "returned": N_("sent back"), "submitted": N_("with an approver")}


def duties(posts: Collection[int]) -> Iterator[Duty]:
    """The measures in use that these posts own and approve. One query."""
    rows = Measure.objects.filter(Q(owner__in=posts) | Q(approver__in=posts), retired__isnull=True)
    for one in rows.order_by("title"):
        if one.owner_id is not None and one.owner_id in posts:
            yield Duty(one.owner_id, "owns", "measure", one.title, "data_owner")
        if one.approver_id is not None and one.approver_id in posts:
            yield Duty(one.approver_id, "approves", "measure", one.title, "approver")


def figures_due(person: User) -> Iterator[Item]:
    """The figures that the person has to do something about."""
    for line in inbox_of(person).waiting:
        yield Item(f"{line.measure.title}, {line.period.label}: {line.tag}", _("Due from whoever follows."))


def figures_begun(person: User) -> Iterator[Item]:
    """Open figures that the person typed: a draft goes with its measure, to whoever holds the post then."""
    rows = Result.objects.filter(entered_by=person, workflow__in=["draft", "returned"])
    for one in _titled(rows):
        yield Item(f"{_name(one)}: {_(STEP_WORDS[one.workflow])}", _("Whoever follows finishes it."))


def only_approver(person: User) -> Iterator[Item]:
    """Submitted figures that nobody but this person may decide now."""
    if permissions.reach(person, "decide_result") is None:
        return
    deciders = set(permissions.holders_of("approver"))
    for one in _titled(Result.objects.filter(workflow="submitted").exclude(origin="automatic")):
        if deciders - {one.entered_by_id, one.submitted_by_id} == {person.pk}:
            yield Item(_name(one), _("Nobody else may decide it: give somebody the role of an approver."))


def files_not_accepted(person: User) -> Iterator[Item]:
    """Uploaded files that wait for their next step."""
    for one in uploads_of(person):
        yield Item(
            f"{one.name}: {one.get_state_display().lower()}",
            _("Goes to whoever follows, if it is checked and all its measures do; else send it again."),
        )


def files_to_pass_on(person: User, post: int, follower: User, *, leaves: bool) -> list[int]:
    """The ids of the person's checked files of which every measure is the follower's now. Four queries.

    Unless the person leaves, such as the post has nothing to do with stay, and such as are still theirs too.
    What a file with faults is about nobody can tell for sure, so it stays.
    """
    theirs = set(entered_by(follower).values_list("slug", flat=True))
    own = set(entered_by(person).values_list("slug", flat=True))
    of_post = set(Measure.objects.filter(owner=post).values_list("slug", flat=True))
    found = []
    for one in uploads_of(person).filter(state="ready").select_related("measure"):
        about = {one.measure.slug} if one.measure else set(one.summary.get("measures", {}))
        moves = leaves or (bool(about & of_post) and not about & own)
        if about and about <= theirs and moves:
            found.append(one.pk)
    return found


def _titled(rows: QuerySet[Result]) -> QuerySet[Result]:
    return rows.select_related("measure", "segment").order_by("measure__title", "period_end")


def _name(result: Result) -> str:
    where = f", {result.segment.name}" if result.segment else ""
    return f"{result.measure.title}{where}, {Period.parse(result.period, year_starts()).label}"
