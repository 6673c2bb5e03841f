"""Verbs of invitations: ask somebody in by mail, take it back, accept it; once, and within two days."""

import json
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit, jobs, permissions
from charter.actions.people import (
    create_person,
    end_role,
    grant_role,
    hold_post,
    leave_post,
    lock_administrators,
    refuse_wrong_order,
)
from charter.faults import Refused
from charter.identity import letters, links, sealing
from charter.languages import formats
from charter.models import Body, Invitation, Job, Letter, Post, User
from charter.querysets import is_invited
from charter.translated import lazily as _lazy

PURPOSE = "invitation"
VALID = timedelta(days=2)
ADDRESS = _lazy("Enter an e-mail address, like name@example.org.")
NOT_YOURS = _lazy("You may invite members of the panel only. Ask an administrator for other roles.")
TAKEN = _lazy("There is already an account with this e-mail address. Give it the role on that person's page.")
DEAD = _lazy(
    "This link does not work. It was used, it is older than two days, or a newer one was sent. "
    "Ask whoever invited you to send it again."
)
STRANGER = _lazy(
    "Your sign-in worked, but there is no account here for its e-mail address. Ask your "
    "administrator to invite you."
)
OTHER_PERSON = _lazy(
    "Another account of your organisation signed in with this e-mail address before. Ask your administrator."
)


@dataclass(frozen=True)
class Offer:
    """What an invited person gets: roles, for one body or all, from and until; and perhaps a post."""

    roles: tuple[str, ...]
    body: Body | None = None
    post: Post | None = None
    starts: date | None = None
    ends: date | None = None
    deputy: bool = False


@transaction.atomic
def ask_in(*, email: str, offer: Offer, by: User) -> None:
    """Invite as `invite` does; for who may invite the panel only a job does it.

    Making an account takes longer than finding that there is one, and who waits for the page could tell
    (reliability.md P39). Raises Refused as `invite` does, to them never because of the address' account.
    """
    if permissions.reach(by, "invite_people") == "all":
        invite(email=email, offer=offer, by=by)
        return
    _check(offer, by)
    refuse_wrong_order(offer.starts or timezone.localdate(), offer.ends)
    days = [day.isoformat() if day else "" for day in (offer.starts, offer.ends)]
    asked = json.dumps({"email": clean_address(email), "body": offer.body and offer.body.pk, "days": days})
    letter = Letter.objects.create(kind="asked_in", sealed=sealing.seal(asked, purpose=PURPOSE))
    jobs.enqueue("invite", key=f"letter {letter.pk}", by=by, ids={"letter": letter.pk})


@jobs.register("invite")
@transaction.atomic
def _invite_asked(job: Job) -> str:
    letter = Letter.objects.select_for_update(of=("self",)).filter(pk=job.ids["letter"]).first()
    if letter is None:
        return _("Done before.")
    asked = json.loads(sealing.unseal(letter.sealed, purpose=PURPOSE))
    starts, ends = (date.fromisoformat(day) if day else None for day in asked["days"])
    offer = Offer(("panel_member",), Body.objects.get(pk=asked["body"]), starts=starts, ends=ends)
    letter.delete()
    try:
        with transaction.atomic():
            invite(email=asked["email"], offer=offer, by=job.asked_by)
    except Refused as refusal:
        return str(refusal)  # who asked lost the role since; the address is forgotten all the same
    return _("Done.")


@transaction.atomic
def invite(*, email: str, offer: Offer, by: User) -> None:
    """Ask somebody in: makes the account, asleep until accepted, and sends a link; an earlier link dies.

    Who may invite the panel only is answered alike for an address that has an account: its owner gets a
    letter. Raises Refused for roles that `by` may not give, an address that is none, and, to administrators,
    a taken one.
    """
    reach = _check(offer, by)
    address = clean_address(email)
    if "administrator" in offer.roles:
        lock_administrators()
    person = User.objects.select_for_update().filter(email=address).first()
    if person is not None and (not is_invited(person) or (reach != "all" and not _is_own(person, by))):
        _known_already(person, reach, by)
        return
    if person is None:
        person = create_person(email=address, name=address.partition("@")[0], by=by)
    # Awake for the length of this transaction: roles and posts are given to accounts that are on.
    _set_awake(person, True)
    _give(person, offer, by)
    _set_awake(person, False)
    _send(person, by)


def _check(offer: Offer, by: User) -> str:
    """How far the person's right to invite goes. Raises Refused for an offer beyond it."""
    reach = permissions.reach(by, "invite_people")
    beyond = offer.roles != ("panel_member",) or offer.post is not None
    if reach is None or not offer.roles or (reach != "all" and beyond):
        raise Refused(NOT_YOURS)
    if offer.body is None and permissions.OF_A_BODY & set(offer.roles):
        raise Refused(permissions.WHICH_BODY)
    return reach


def _set_awake(person: User, awake: bool) -> None:
    person.is_active = awake
    person.save(update_fields=["is_active"])


def clean_address(email: str) -> str:
    """The address in small letters. Raises Refused when it is none, or one that could carry more than one."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused(ADDRESS) from error
    if len(address) > 254 or "[" in address:
        raise Refused(ADDRESS)
    return address


def _is_own(person: User, by: User) -> bool:
    """Whether nobody but `by` asked this person, and to the panel only."""
    return (
        not person.grants.exclude(role="panel_member").exists()
        and not person.holdings.exists()
        and not person.invitations.exclude(made_by=by).exists()
    )


def _known_already(person: User, reach: str, by: User) -> None:
    if reach == "all":
        raise Refused(TAKEN)
    facts = {"link": links.absolute(reverse("account_login"))}
    letters.write("invitation_known", to=person if person.is_active else None, by=by, facts=facts)


def _give(person: User, offer: Offer, by: User) -> None:
    """The roles and the post; what an earlier invitation gave already is not given twice."""
    for role in offer.roles:
        grant_role(person=person, role=role, by=by, body=offer.body, starts=offer.starts, ends=offer.ends)
    if offer.post is not None:
        hold_post(
            post=offer.post,
            person=person,
            by=by,
            starts=offer.starts,
            ends=offer.ends,
            deputy=offer.deputy,
        )


def _send(person: User, by: User) -> None:
    now = timezone.now()
    _open(person).update(voided_at=now)
    made = Invitation.objects.create(person=person, made_by=by, expires_at=now + VALID)
    audit.record("invite", person, by=by, detail={"invitation": made.pk})
    until = timezone.localtime(made.expires_at)
    token = links.sign(made.key, purpose=PURPOSE)
    facts = {
        "link": links.absolute(reverse("invitation", args=[token])),
        "until": formats.date_and_time(until),
    }
    letters.write("invitation", to=person, by=by, facts=facts)


@transaction.atomic
def invite_again(*, person: User, by: User) -> None:
    """Send a new link, so that the earlier one is dead.

    Raises Refused for somebody who is in already, and for an invitation that was taken back.
    """
    found = _waiting(person, by)
    if not is_invited(found):
        raise Refused(_("This person has accepted the invitation already, or the account was switched off."))
    if not _open(found).exists():
        raise Refused(_("This invitation was taken back. Invite the address anew, with its roles."))
    _send(found, by)


@transaction.atomic
def withdraw_invitation(*, person: User, by: User) -> None:
    """Make the link of an invitation dead, and end the roles and posts that came with it.

    Raises Refused when there is none open.
    """
    lock_administrators()  # an invitation may have come with the role, and whoever is locked comes after
    found = _waiting(person, by)
    if not _open(found).update(voided_at=timezone.now()):
        raise Refused(_("There is no open invitation to take back."))
    yesterday = timezone.localdate() - timedelta(days=1)
    for grant in found.grants.exclude(ends__lte=yesterday):
        end_role(grant=grant, ends=yesterday, by=by)
    for holding in found.holdings.exclude(ends__lte=yesterday):
        leave_post(holding=holding, ends=yesterday, by=by)
    audit.record("withdraw_invitation", found, by=by)


def _waiting(person: User, by: User) -> User:
    """The invited person, locked. Raises Refused for whoever may not see who has an account."""
    if permissions.reach(by, "invite_people") != "all":
        raise Refused(NOT_YOURS)
    return User.objects.select_for_update().get(pk=person.pk)


def _open(person: User) -> QuerySet[Invitation]:
    return Invitation.objects.filter(person=person, used_at__isnull=True, voided_at__isnull=True)


def open_invitation(token: str) -> Invitation | None:
    """The invitation of a link that still works; None for one tampered with, used, void or too old."""
    key = links.unsign(token, purpose=PURPOSE)
    if key is None:
        return None
    still = Invitation.objects.filter(used_at__isnull=True, voided_at__isnull=True, person__is_active=False)
    return still.select_related("person").filter(key=key, expires_at__gt=timezone.now()).first()


@transaction.atomic
def accept_invitation(*, token: str, name: str, password: str | None) -> User:
    """Wake the account: the person's own name, and a password or none (then a code is mailed each time).

    Raises Refused for a link that no longer works, also when it is used twice at the same time.
    """
    found = open_invitation(token)
    if found is None:
        raise Refused(DEAD)
    # The person before the invitation, as everywhere: two who wait for each other would both be sent away.
    person = User.objects.select_for_update().get(pk=found.person_id)
    locked = Invitation.objects.select_for_update().get(pk=found.pk)
    if locked.used_at is not None or locked.voided_at is not None:
        raise Refused(DEAD)
    return _accepted(person, locked, name, password)


def _accepted(person: User, invitation: Invitation, name: str, password: str | None) -> User:
    person.name = name.strip()[:120] or person.name
    person.is_active = True
    person.set_password(password)
    person.save()
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    audit.record("accept_invitation", person, by=person, detail={"invitation": invitation.pk})
    return person


@transaction.atomic
def sign_in_by_organisation(*, email: str, name: str, subject: str) -> User:
    """The account of a verified address; an open invitation is accepted by it.

    Raises Refused when there is none, it is switched off, or another subject used it before.
    """
    person = User.objects.select_for_update().filter(email=email.strip().lower()).first()
    if person is None or person.is_system:
        raise Refused(STRANGER)
    if not person.is_active:
        waiting = person.invitations.filter(
            used_at__isnull=True, voided_at__isnull=True, expires_at__gt=timezone.now()
        ).first()
        if waiting is None:
            raise Refused(STRANGER)
        person = _accepted(person, waiting, name, None)
    if person.organisation_subject not in ("", subject):
        raise Refused(OTHER_PERSON)
    if not person.organisation_subject:
        person.organisation_subject = subject
        person.save(update_fields=["organisation_subject"])
        audit.record("join_organisation", person, by=person)
    return person
