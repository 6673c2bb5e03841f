"""Verbs of challenges: raise, confirm for the group, answer, withhold. No verb changes a member's words.

Rows 60 to 62 of design section 8; the words are withheld in the same way as a group's own (docs/adr/0038).
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from charter import audit, changes, permissions
from charter.conflicts import check_version
from charter.faults import Refused
from charter.models import Body, User
from charter.periods import Period
from charter.querysets import working_calendar, year_starts
from charter.working_time import CalendarError, local_date
from engagement.actions.checks import About, another_person, known, moment_of_record, not_before, words
from engagement.models import CHALLENGE_KINDS, Challenge
from engagement.querysets.challenges import may_answer


@dataclass(frozen=True)
class Doubt:
    """What a member says of one promise or one measure (by its address), for which period if they like.

    `display_name` is the name that the public reads beside a member's own words; empty: “a member”.
    """

    text: str
    promise: str = ""
    measure: str = ""
    period: str = ""
    display_name: str = ""


@transaction.atomic
def raise_challenge(
    *, kind: str, body: Body, doubt: Doubt, by: User, at: datetime | None = None
) -> Challenge:
    """Challenge a promise or a measure; own words are public at once, the group's when another confirms them.

    `at` is the moment for the demonstration's history, else now. Raises Refused for who is no member of the
    body, without words, for a promise, measure or period that is not there, and for a name beside the words
    of the group.
    """
    moment = moment_of_record(at, _("The challenge"))
    _must_be_member(by, body, local_date(moment))
    if kind not in dict(CHALLENGE_KINDS):
        raise Refused(_("Say whose words these are."))
    if bool(doubt.promise) == bool(doubt.measure):
        raise Refused(_("Choose one promise or one measure."))
    if kind == "group" and doubt.display_name.strip():
        raise Refused(_("The words of the group stand under the name of the group, never under a person's."))
    promises, measures = ((slug,) if slug else () for slug in (doubt.promise, doubt.measure))
    known(About(promises, measures))
    made = Challenge.objects.create(
        kind=kind,
        body=body,
        promise=doubt.promise,
        measure=doubt.measure,
        period=_period(doubt.period),
        text=words(doubt.text, _("Write what you doubt or ask.")),
        display_name=doubt.display_name.strip(),
        raised_by=by,
        raised_at=moment,
        answer_due=_due(moment) if kind == "own" else None,
    )
    audit.record("raise_challenge", made, by=by, detail={"kind": kind, "body": body.slug})
    changes.announce("challenges", [made.pk], by=by)
    return made


@transaction.atomic
def confirm_challenge(
    *, challenge: Challenge, by: User, at: datetime | None = None, version: int | None = None
) -> Challenge:
    """Agree as another member that these are the words of the group: now they are public, and to be answered.

    Raises Refused for who is no member of the body, for the one who wrote them, for own words and when it is
    confirmed already; Changed when somebody saved since the page with the `version` was opened.
    """
    found = _locked(challenge)
    moment = moment_of_record(at, _("The confirmation"))
    _must_be_member(by, found.body, local_date(moment))
    if found.kind != "group" or found.confirmed_at is not None:
        raise Refused(_("There is nothing to confirm: these words are public already."))
    another_person(found.raised_by_id, by, _("You wrote this, so another member must confirm it."))
    check_version(found, version)
    not_before(moment, found.raised_at, _("The confirmation cannot come before the challenge."))
    found.confirmed_by, found.confirmed_at, found.answer_due = by, moment, _due(moment)
    return _saved(found, "confirm_challenge", by)


@transaction.atomic
def answer_challenge(
    *, challenge: Challenge, answer: str, by: User, at: datetime | None = None, version: int | None = None
) -> Challenge:
    """Answer for the landlord; the answer stands beside the challenge for everybody to read.

    Raises Refused for who neither approves nor holds the post that owns the measure, for who raised or
    confirmed it, without words, before it is public, when it is withheld or answered already; Changed as
    above.
    """
    found = _locked(challenge)
    if not may_answer(by, found):
        raise Refused(_("Only an approver or the owner of this measure can answer."))
    if found.answer_due is None:
        raise Refused(_("Another member of the group must confirm this first."))
    if found.answered_at is not None:
        raise Refused(_("This challenge is answered already."))
    if found.withheld_at is not None:
        raise Refused(_("This challenge is withheld, so there is nothing to answer."))
    says = _("You raised or confirmed this challenge, so someone else must answer it.")
    another_person(found.raised_by_id, by, says)
    another_person(found.confirmed_by_id, by, says)
    check_version(found, version)
    moment = moment_of_record(at, _("The answer"))
    not_before(
        moment, found.confirmed_at or found.raised_at, _("The answer cannot come before the challenge.")
    )
    found.answer, found.answered_by, found.answered_at = words(answer, _("Write the answer.")), by, moment
    return _saved(found, "answer_challenge", by)


@transaction.atomic
def withhold_challenge(
    *, challenge: Challenge, reason: str, by: User, at: datetime | None = None, version: int | None = None
) -> Challenge:
    """Take the words back from readers, who see the reason in their place. The words stay as they are.

    Raises Refused without a reason, before the words are public and when they are withheld already; Changed
    as above.
    """
    found = _locked(challenge)
    if found.answer_due is None or found.withheld_at is not None:
        raise Refused(_("Only words that are public can be withheld."))
    because = words(reason, _("Say why. Everybody who could read the words reads the reason."))
    check_version(found, version)
    moment = moment_of_record(at, _("The withholding"))
    found.withheld_because, found.withheld_by, found.withheld_at = because, by, moment
    return _saved(found, "withhold_challenge", by)


def _period(key: str) -> str:
    """The key of a period, or nothing. Raises Refused for what is none."""
    try:
        return Period.parse(key, year_starts()).key if key else ""
    except ValueError as error:
        raise Refused(_("Choose a period of the list.")) from error


def _due(moment: datetime) -> date:
    """The day by which the landlord owes an answer: so many working days, as the settings say."""
    try:
        return working_calendar().add_working_days(local_date(moment), settings.CHALLENGE_ANSWER_DAYS)
    except CalendarError as error:
        raise Refused(str(error)) from error


def _must_be_member(person: User, body: Body, on: date) -> None:
    if not permissions.is_member(person, body, on):
        raise Refused(_("Only members of {body} may do this.").format(body=body.name))


def _locked(challenge: Challenge) -> Challenge:
    rows = Challenge.objects.select_for_update(of=("self",)).select_related("body")
    return rows.get(pk=challenge.pk)


def _saved(found: Challenge, verb: str, by: User) -> Challenge:
    found.version += 1
    found.save()
    audit.record(verb, found, by=by)
    changes.announce("challenges", [found.pk], by=by)
    return found
