"""The side navigation of the staff area: only what the person may open, with what waits there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django import template
from django.template.context import RequestContext
from django.urls import reverse
from django.utils import timezone

from charter import permissions
from charter.models import Job, User
from charter.querysets import drafts_to_decide
from charter.translated import lazily as _lazy
from engagement.querysets import (
    changes_in_work,
    events_that_wait,
    inbox,
    referred_to,
    scrutiny_that_waits,
    words_to_let_out,
)
from engagement.querysets.challenges import challenges_that_wait
from engagement.querysets.consultations import answers_to_approve
from engagement.querysets.data_requests import data_requests
from measures.querysets.inbox import inbox_of
from measures.querysets.queue import waiting_for_approval
from measures.querysets.texts import to_approve as texts_to_approve
from measures.querysets.timeliness import sees_timeliness
from promises.querysets import editions_to_approve

register = template.Library()
Counter = Callable[[User], int | None]


@dataclass(frozen=True)
class Entry:
    """A link of the navigation; `permission` opens it, to those `among` alone.

    `count` tells what waits, for those alone who have the permission `counted` where there is one.
    """

    label: str
    route: str
    permission: str
    count: Counter | None = None
    among: Callable[[User], bool] | None = None
    counted: str = ""


@dataclass(frozen=True)
class Item:
    """A link as the page shows it."""

    label: str
    address: str
    is_current: bool
    count: int | None


@dataclass(frozen=True)
class Section:
    """A heading with its links."""

    title: str
    items: list[Item]


def _texts(person: User) -> int | None:
    return texts_to_approve().exclude(author=person).count() or None


def _told_us(person: User) -> int | None:
    reads = permissions.reach(person, "read_feedback") is not None
    return (inbox("", is_open=True) if reads else words_to_let_out()).count() or None


def _changes(person: User) -> int | None:
    decides = permissions.reach(person, "approve_change") is not None
    return changes_in_work().count() if decides else None


def _events(person: User) -> int | None:
    return events_that_wait(timezone.now()).count() or None


def _referred(person: User) -> int | None:
    return referred_to(person).filter(answered_at=None, answer_due__isnull=False).count() or None


def _answers(person: User) -> int | None:
    return answers_to_approve().exclude(answered_by=person).count() or None


def _data(person: User) -> int | None:
    return data_requests().count() or None


def _drafts(person: User) -> int | None:
    return drafts_to_decide(person).exclude(author=person).count() or None


def _failed(person: User) -> int:
    return Job.objects.filter(state="failed").count()


MENU: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        _lazy("My work"),
        (
            Entry(_lazy("Start"), "staff_home", "staff_home"),
            Entry(
                _lazy("My figures"),
                "staff_figures",
                "enter_result",
                lambda person: len(inbox_of(person).waiting),
            ),
            Entry(_lazy("Imports"), "staff_imports", "upload_results"),
            Entry(
                _lazy("To approve"), "staff_approvals", "decide_result", lambda person: waiting_for_approval()
            ),
        ),
    ),
    (
        _lazy("Check and publish"),
        (
            Entry(_lazy("Measures"), "staff_measures", "see_measures"),
            Entry(_lazy("Figures in time"), "staff_timeliness", "see_timeliness", among=sees_timeliness),
            Entry(_lazy("Charter"), "staff_charters", "charter_desk"),
            Entry(_lazy("Drafts"), "staff_drafts", "read_drafts", _drafts),
            Entry(
                _lazy("Documents"),
                "staff_editions",
                "see_measures",
                lambda person: editions_to_approve().count(),
                counted="approve_edition",
            ),
            Entry(_lazy("Releases"), "staff_releases", "publish"),
            Entry(_lazy("Year end"), "staff_years", "close_year"),
            Entry(_lazy("Locked periods"), "staff_unlocks", "unlock_period"),
            Entry(_lazy("Order papers"), "staff_reports", "order_report"),
            Entry(
                _lazy("Texts of papers"),
                "report_sections",
                "read_sections",
                _texts,
                counted="approve_section",
            ),
            Entry(_lazy("Dashboards"), "dashboards", "body_dashboard"),
            Entry(_lazy("Papers"), "reports", "read_pack"),
            Entry(_lazy("Questions of bodies"), "questions", "answer_minute"),
            Entry(_lazy("What people told us"), "staff_feedback", "publish_feedback", _told_us),
            Entry(_lazy("Followers"), "staff_followers", "see_followers"),
        ),
    ),
    (
        _lazy("What tenants say and do"),
        (
            Entry(_lazy("You said, we did"), "staff_changes", "read_changes", _changes),
            Entry(_lazy("Scrutiny"), "staff_scrutiny", "read_scrutiny", scrutiny_that_waits),
            Entry(_lazy("Referred to you"), "staff_referred", "read_referred", _referred),
            Entry(_lazy("Challenges"), "staff_challenges", "read_challenges", challenges_that_wait),
            Entry(_lazy("Members"), "staff_members", "keep_members"),
            Entry(_lazy("Events"), "staff_events", "keep_events", _events),
            Entry(_lazy("Consultations"), "staff_consultations", "read_consultations", _answers),
            Entry(_lazy("Questions about own data"), "staff_data_requests", "let_data_search", _data),
        ),
    ),
    (
        _lazy("Administration"),
        (
            Entry(_lazy("People"), "staff_people", "manage_people"),
            Entry(_lazy("Posts"), "staff_posts", "manage_people"),
            Entry(_lazy("Invite somebody"), "staff_invite", "invite_people"),
            Entry(_lazy("Settings"), "staff_settings", "settings"),
            Entry(_lazy("Calendar"), "staff_calendar", "calendar"),
            Entry(_lazy("Locking"), "staff_lock_rule", "settings"),
            Entry(_lazy("Reminders"), "staff_reminders", "settings"),
            Entry(_lazy("Jobs"), "staff_jobs", "see_jobs", _failed),
            Entry(_lazy("Restricted data"), "staff_break_glass", "break_glass"),
            Entry(_lazy("Records"), "admin:index", "django_admin"),
            Entry(_lazy("Audit"), "staff_audit", "see_audit"),
        ),
    ),
)


def sections_for(person: User, path: str) -> list[Section]:
    """The sections that the person may see; a section without a link is left out."""
    open_to = permissions.open_to(person)
    made = [Section(title, list(_items(entries, open_to, person, path))) for title, entries in MENU]
    return [section for section in made if section.items]


def _items(entries: tuple[Entry, ...], open_to: frozenset[str], person: User, path: str) -> Iterator[Item]:
    addresses = {entry.route: reverse(entry.route) for entry in entries}
    above = [one for name, one in addresses.items() if path.startswith(one) and name != "staff_home"]
    here = max(above, key=len, default=path)  # a page below two of them belongs to the nearer one
    for entry in entries:
        if entry.permission not in open_to or (entry.among and not entry.among(person)):
            continue
        address = addresses[entry.route]
        counts = entry.count if not entry.counted or entry.counted in open_to else None
        yield Item(entry.label, address, address == here, counts(person) if counts else None)


@register.simple_tag(takes_context=True)
def staff_sections(context: RequestContext) -> list[Section]:
    """The navigation of the signed-in person; empty for visitors."""
    request = context["request"]
    if not isinstance(request.user, User):
        return []
    return sections_for(request.user, request.path)
