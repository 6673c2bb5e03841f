"""What this app adds to dashboards and papers: open actions, challenges, what changed, what people told."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charter.languages import formats
from engagement.models import FEEDBACK_KINDS, Feedback, ScrutinyAction
from engagement.presenters.challenges import named, state_of
from engagement.querysets import public_changes, within
from engagement.querysets.challenges import public_challenges, unanswered
from measures import sections
from measures.sections import Asked, Row, Section

MOST = 20  # rows; a page is read, not searched


def scrutiny_actions(asked: Asked) -> Section | None:
    """What was agreed after scrutiny and is not closed yet, by due day. One query.

    Of the projects of one body, or of all. Nothing for a single standard: actions belong to none.
    """
    if asked.standard:
        return None
    rows = ScrutinyAction.objects.filter(closed_on=None).select_related(
        "owner", "project", "recommendation__project"
    )
    if asked.body is not None:
        own = Q(project__body=asked.body) | Q(recommendation__project__body=asked.body)
    else:  # what is for everybody names only scrutiny that everybody may read
        own = Q(project__published_on__isnull=False) | Q(recommendation__project__published_on__isnull=False)
    found = list(rows.filter(own).order_by("due", "pk"))
    told = tuple(_action(one, asked.today) for one in found[:MOST])
    return Section("scrutiny", _("Actions after scrutiny"), _with_rest(told, found), _("No action is open."))


def _with_rest(told: tuple[Row, ...], found: Sequence[object]) -> tuple[Row, ...]:
    """The rows, and one that says how many there are beside them."""
    rest = len(found) - len(told)
    if not rest:
        return told
    words = ngettext("{count} more is not shown here", "{count} more are not shown here", rest)
    return (*told, Row(words.format(count=rest), "", "", "", ""))


def _action(one: ScrutinyAction, today: date) -> Row:
    project = one.project or (one.recommendation.project if one.recommendation else None)
    says = _("{owner} does this. It comes from “{project}”.").format(
        owner=one.owner.title, project=project.title if project else ""
    )
    due = _("Due by {day}").format(day=formats.long_date(one.due))
    is_out = project is not None and project.published_on is not None
    address = reverse("scrutiny_project", args=[project.slug]) if project and is_out else ""
    return Row(one.text, says, _state(one, today), due, address)


def _state(one: ScrutinyAction, today: date) -> str:
    if one.done_on is not None:
        return _("Done on {day}, not closed yet").format(day=formats.long_date(one.done_on))
    return _("Late") if one.due < today else _("Open")


def service_changes(asked: Asked) -> Section | None:
    """What changed because people spoke, or could not, and became public on these days. One query."""
    if asked.standard:
        return None
    rows = public_changes().filter(within("published_at", asked.first, asked.last))
    found = list(rows.order_by("-published_at", "-pk"))
    told = tuple(
        Row(
            one.title,
            (_("We did: {what}") if one.outcome == "did" else _("We could not, because: {what}")).format(
                what=one.did
            ),
            "",
            _("Decided on {day}").format(day=formats.long_date(one.decided_on)),
            reverse("change", args=[one.slug]),
        )
        for one in found[:MOST]
    )
    nothing = _("Nothing new came out in this time.")
    return Section("changes", _("You said, we did"), _with_rest(told, found), nothing)


def challenges(asked: Asked) -> Section | None:
    """What the panel challenged and nobody answered yet, what is due first at the top. One query."""
    if asked.standard:
        return None
    rows = unanswered(named(public_challenges()))
    found = list(rows if asked.body is None or asked.body.kind != "tenant" else rows.filter(body=asked.body))
    told = tuple(
        Row(
            one.title or one.promise or one.measure,  # type: ignore[attr-defined]  # of `named`
            one.text,
            _("Late") if state_of(one, asked.today) == "late" else _("Open"),
            _("Due by {day}").format(day=formats.long_date(one.answer_due or asked.today)),
            reverse("challenge", args=[one.pk]),
        )
        for one in found[:MOST]
    )
    title, nothing = _("Challenges that we have not answered"), _("No challenge is open.")
    return Section("challenges", title, _with_rest(told, found), nothing)


def told_us(asked: Asked) -> Section | None:
    """How much people told us on these days, and how much of it was answered or handed over. One query."""
    if asked.standard:
        return None
    came = Feedback.objects.filter(within("received_at", asked.first, asked.last))
    dealt = Count("pk", filter=Q(answered_at__isnull=False) | Q(handed_over_at__isnull=False))
    counts = came.order_by().values("kind").annotate(came=Count("pk"), dealt=dealt)
    found = {one["kind"]: (one["came"], one["dealt"]) for one in counts}
    rows = tuple(
        Row(str(name), _told(kind, *found[kind]), "", "", "")
        for kind, name in FEEDBACK_KINDS
        if kind in found
    )
    return Section("told", _("What people told us"), rows, _("Nobody told us anything in this time."))


def _told(kind: str, came: int, dealt: int) -> str:
    if kind == "compliment":
        return ngettext("{came} came", "{came} came", came).format(came=came)
    if kind == "complaint":
        return _("{came} came, {dealt} were handed over").format(came=came, dealt=dealt)
    return _("{came} came, {dealt} are answered").format(came=came, dealt=dealt)


def register() -> None:
    """Let all speak wherever sections of other apps stand; a dashboard has no question left for counts."""
    sections.register("scrutiny", scrutiny_actions, places=sections.PLACES)
    sections.register("changes", service_changes, places=sections.PLACES)
    sections.register("challenges", challenges, places=sections.PLACES)
    sections.register("told", told_us, places=frozenset({"paper", "inspection"}))
