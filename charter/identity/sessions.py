"""How long a session lasts: an hour idle, half an hour for those who decide, twelve hours in all (P40).

A session carries when it began and when it was last used by a person; a page that asks by itself, such as a
progress bar, does not count as use.
"""

import time

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from charter import permissions
from charter.models import User
from charter.translated import lazily as _lazy

BEGAN, USED = "charter_began", "charter_used"
PROVIDER_FACTOR = "charter_provider_factor"
TOTAL_SECONDS = 12 * 3600
IDLE_SECONDS, SHORT_IDLE_SECONDS = 3600, 1800
SHORT_IDLE_ROLES = frozenset({"administrator", "approver"})
NOTE_EVERY_SECONDS = 30
# Pages that ask by themselves send this, so that they keep no session alive.
BACKGROUND_HEADER = "X-Background"

OVER_TOTAL = _lazy("You were signed out after 12 hours. Sign in again.")
OVER_IDLE = _lazy("You were signed out because nothing happened for {minutes} minutes. Sign in again.")
ENDED = _lazy("Your session ended. Sign in again.")


def begin(request: HttpRequest) -> None:
    """Start the clocks of a session that somebody has just signed in to."""
    request.session[BEGAN] = request.session[USED] = int(time.time())


def why_over(request: HttpRequest, person: User) -> str:
    """Why the session must end now, in words for the person; empty while it may go on."""
    now = int(time.time())
    if now - request.session.get(BEGAN, now) >= TOTAL_SECONDS:
        return OVER_TOTAL
    idle = now - request.session.get(USED, now)
    if idle < SHORT_IDLE_SECONDS:
        return ""
    limit = SHORT_IDLE_SECONDS if permissions.roles_of(person) & SHORT_IDLE_ROLES else IDLE_SECONDS
    return OVER_IDLE.format(minutes=limit // 60) if idle >= limit else ""


def note_use(request: HttpRequest) -> None:
    """Remember that the person did something, written at most twice a minute."""
    if BEGAN not in request.session:
        begin(request)
        return
    now = int(time.time())
    if request.headers.get(BACKGROUND_HEADER) or now - request.session.get(USED, 0) < NOTE_EVERY_SECONDS:
        return
    request.session[USED] = now
    UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())


def end_all(person_id: int) -> None:
    """End every session of a person at their next request; call it inside the transaction of the reason."""
    User.objects.filter(pk=person_id).update(session_round=F("session_round") + 1)
    UserSession.objects.filter(user_id=person_id).delete()


def end_others(request: HttpRequest, person: User) -> None:
    """End every session of the signed-in person but this one, which gets a new key."""
    end_all(person.pk)
    person.refresh_from_db(fields=["session_round"])
    update_session_auth_hash(request, person)
    UserSession.objects.create_from_request(request)
