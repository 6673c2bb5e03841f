"""What people said, asked and can come to: “You said, we did”, scrutiny, events; open to everyone."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from charter.access import public
from engagement import icalendar, presenters
from engagement.presenters.events import details
from measures.presenters import live_release

ON_A_PAGE = 20


@public("what changed because people spoke is for everyone to see")
def changes(request: HttpRequest) -> HttpResponse:
    """Every service change that is public, the newest first."""
    page = Paginator(presenters.every_change(), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "release": live_release(),
        "page": page,
        "changes": list(presenters.as_changes(list(page.object_list))),
        "told": [] if page.has_previous() else presenters.told_in_public(),
    }
    return render(request, "engagement/changes.html", context)


@public("a change is for everyone to see")
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """One change: what people said, what came of it, and which promise and figures it is about."""
    found = presenters.change(slug)
    if found is None:
        raise Http404
    release = live_release()
    context = {
        "release": release,
        "change": found,
        "about": presenters.about(release, found.promises, found.measures),
    }
    return render(request, "engagement/change.html", context)


@public("scrutiny is for everyone to see")
def scrutiny(request: HttpRequest) -> HttpResponse:
    """What tenants say and looked into, and what is still to be done about it, late things first."""
    release = live_release()
    context = {
        "release": release,
        "words": presenters.words_of_bodies(release.period) if release else [],
        "projects": presenters.every_scrutiny(),
        "actions": presenters.actions(timezone.localdate(), open_only=True),
    }
    return render(request, "engagement/scrutiny.html", context)


@public("a piece of scrutiny is for everyone to see")
def project(request: HttpRequest, slug: str) -> HttpResponse:
    """One piece of scrutiny: what tenants asked for, what the landlord answered and did."""
    found = presenters.one_scrutiny(slug)
    if found is None:
        raise Http404
    release = live_release()
    actions = presenters.actions(timezone.localdate(), project=slug)
    context = {
        "release": release,
        "project": found,
        "asked": [(one, [action for action in actions if action.of == one.pk]) for one in found.asked],
        "others": [action for action in actions if action.of is None],
        "about": presenters.about(release, found.promises, found.measures),
    }
    return render(request, "engagement/project.html", context)


@public("events are for everyone to see")
def events(request: HttpRequest) -> HttpResponse:
    """What people can come to, and what took place in the last year with the notice that was given."""
    now = timezone.now()
    found = presenters.events_around(now)
    context = {
        "release": live_release(),
        "coming": [one for one in found if one.starts > now],
        "over": [one for one in reversed(found) if one.starts <= now],
    }
    return render(request, "engagement/events.html", context)


@public("an event is for everyone to see")
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """One event: when, for whom, and whether it takes place."""
    found = presenters.event(slug)
    if found is None:
        raise Http404
    is_over = found.starts <= timezone.now()
    context = {"release": live_release(), "event": found, "is_over": is_over, "more": details(slug)}
    return render(request, "engagement/event.html", context)


@public("calendars read it")
def event_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The event for somebody's own calendar."""
    found, more = presenters.event(slug), details(slug)
    if found is None or more is None:
        raise Http404
    entry = icalendar.Entry(
        key=f"{slug}@{settings.SITE.partition('://')[2]}",
        title=found.title,
        text=found.cancelled_because or found.summary,
        address=f"{settings.SITE}{reverse('event', args=[slug])}",
        starts=found.starts,
        changed=timezone.now().replace(microsecond=0),
        is_off=found.state == "cancelled",
        place=more.place,
    )
    answer = HttpResponse(icalendar.calendar(entry), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slugify(slug)}.ics"'
    answer["Content-Security-Policy"] = "sandbox"
    return answer
