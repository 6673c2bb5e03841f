"""Verbs of signing in: end sessions, one's own and others', and take away a lost second factor."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from charter import audit
from charter.faults import Refused
from charter.identity import letters, links, sessions
from charter.models import User


@transaction.atomic
def end_own_session(*, session: int, by: User) -> None:
    """End one of one's own sessions. Raises Refused when there is none of this number."""
    found = UserSession.objects.select_for_update().filter(pk=session, user_id=by.pk).first()
    if found is None:
        raise Refused(_("This session is over already."))
    found.end()
    audit.record("end_session", by, by=by)


@transaction.atomic
def end_other_sessions(*, request: HttpRequest, by: User) -> None:
    """End all sessions of oneself but the one of this request, which goes on under a new key."""
    sessions.end_others(request, by)
    audit.record("end_other_sessions", by, by=by)


@transaction.atomic
def end_sessions(*, person: User, by: User) -> None:
    """Sign somebody else out everywhere; the person is told by mail. Raises Refused for oneself."""
    if person.pk == by.pk:
        raise Refused(_("Your own sessions are on the page “Where you are signed in”."))
    found = User.objects.select_for_update().get(pk=person.pk)
    sessions.end_all(found.pk)
    audit.record("end_sessions", found, by=by)
    letters.write("sessions_ended", to=found, by=by, facts=_sign_in_link())


@transaction.atomic
def reset_second_factor(*, person: User, by: User) -> None:
    """Take away somebody's second factors and passkeys, sign them out, and tell them by mail.

    The next sign-in asks to set up a new one; the password stays needed. Raises Refused for oneself, and when
    there is nothing to take away (reliability.md section 5, row 51).
    """
    if person.pk == by.pk:
        raise Refused(_("You cannot reset your own second factor. Ask another administrator."))
    found = User.objects.select_for_update().get(pk=person.pk)
    gone, _by_kind = Authenticator.objects.filter(user_id=found.pk).delete()
    if not gone and not found.organisation_subject:
        raise Refused(_("This person has no second factor to take away."))
    found.organisation_subject = ""
    found.save(update_fields=["organisation_subject"])
    sessions.end_all(found.pk)
    audit.record("reset_second_factor", found, by=by)
    letters.write("second_factor_reset", to=found, by=by, facts=_sign_in_link())


def _sign_in_link() -> dict[str, str]:
    return {"link": links.absolute(reverse("account_login"))}
