"""Verbs of who takes part: sign up, confirm, change, leave, add one on paper, look, forget.

Whether an address is known cannot be told: signing up does the same for every address.
"""

from dataclasses import asdict, dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit, jobs
from charter.conflicts import check_version
from charter.faults import Refused
from charter.models import Body, Job, User
from engagement.actions.checks import About, known, words
from engagement.actions.consent import TAKING_PART, VERSION
from engagement.mails import member_letter
from engagement.models import Member, MemberConsent

LINK_LASTS, LEFT_KEPT = timedelta(days=7), timedelta(days=183)  # reliability.md P48
LETTERS_A_DAY = 5  # to one address, whoever asks for them
LETTER = "member_letter"
EMPTIED = {
    "name": "",
    "email": "",
    "phone": "",
    "ways": [],
    "promises": [],
    "area": "",
    "access_needs": "",
    "age_band": "",
    "tenure": "",
}


@dataclass(frozen=True)
class Wishes:
    """What somebody says of themselves and how they want to take part; all but the name if they wish."""

    name: str
    ways: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()
    area: str = ""
    access_needs: str = ""
    age_band: str = ""
    tenure: str = ""

    def columns(self) -> dict[str, object]:
        """The columns of a member. Raises Refused without a name, or for a promise that is not there."""
        name = words(self.name, _("Write your name."))
        named = known(About(self.promises))["promises"]
        return asdict(self) | {"name": name, "ways": list(self.ways), "promises": named}


@transaction.atomic
def sign_up(*, email: str, wishes: Wishes, by: User) -> Member:
    """Note a wish to take part, with consent, and send a letter; nobody is a member before they confirm.

    For an address of a member nothing changes, and the letter has the link to their own page. After five
    letters in a day an address gets no more. Raises Refused as `Wishes.columns`.
    """
    now, columns = timezone.now(), wishes.columns()
    found, is_new = Member.objects.get_or_create(
        email=email.strip().lower(), defaults=columns | {"signed_up_at": now}
    )
    member = Member.objects.select_for_update().get(pk=found.pk)
    if is_new:
        _agreed(member)
        audit.record("sign_up", member, by=by)
    elif member.confirmed_at is None:
        _keep(member, columns | {"signed_up_at": now})
    key = f"member {member.pk}"
    letters = Job.objects.filter(kind=LETTER, key=key, due__gt=now - timedelta(days=1))
    if letters.count() < LETTERS_A_DAY:
        jobs.enqueue(LETTER, key=key, ids={"member": member.pk}, by=by)
    return member


def _agreed(member: Member) -> None:
    MemberConsent.objects.create(
        member=member, purpose=TAKING_PART, wording=VERSION, given_at=member.signed_up_at
    )


def _keep(member: Member, columns: dict[str, object]) -> None:
    for name, value in columns.items():
        setattr(member, name, value)
    member.version += 1
    member.save()


@jobs.register(LETTER)
def _send_letter(job: Job) -> str:
    member = Member.objects.filter(pk=job.ids["member"], left_at=None).exclude(email="").first()
    if member is None:
        return "Not wanted any more."
    member_letter(member).send()
    return "Sent."


@transaction.atomic
def confirm_member(*, key: UUID, by: User) -> Member | None:
    """Make a member of who pressed the mailed link; None when it is older than seven days or gone."""
    member = Member.objects.select_for_update().filter(key=key, left_at=None).first()
    if member is None or member.confirmed_at is not None:
        return member
    if member.signed_up_at <= timezone.now() - LINK_LASTS:
        return None
    _keep(member, {"confirmed_at": timezone.now()})
    audit.record("confirm_member", member, by=by)
    return member


@transaction.atomic
def change_member(*, member: Member, wishes: Wishes, by: User, version: int | None = None) -> Member:
    """Keep what a member changed on their own page.

    Raises Refused as `Wishes.columns` and after they left, Changed when it was saved since the page was
    opened.
    """
    found = _locked(member)
    check_version(found, version)
    _keep(found, wishes.columns())
    audit.record("change_member", found, by=by)
    return found


@transaction.atomic
def put_in_groups(*, member: Member, bodies: list[Body], by: User, version: int | None = None) -> Member:
    """Say which groups a member belongs to. Raises Refused and Changed as `change_member`."""
    found = _locked(member)
    check_version(found, version)
    found.bodies.set(bodies)
    _keep(found, {})
    audit.record("change_member", found, by=by, detail={"bodies": sorted(one.slug for one in bodies)})
    return found


@transaction.atomic
def leave(*, member: Member, by: User) -> Member:
    """Take back the consent and empty what tells who it was, at once; once more changes nothing.

    What stays for six months says only that somebody agreed, and when they took it back.
    """
    found = Member.objects.select_for_update().get(pk=member.pk)
    if found.left_at is not None:
        return found
    now = timezone.now()
    _keep(found, EMPTIED | {"left_at": now})
    found.bodies.clear()
    found.consents.filter(withdrawn_at=None).update(withdrawn_at=now)
    audit.record("leave_members", found, by=by)
    return found


@transaction.atomic
def add_member(*, wishes: Wishes, email: str, phone: str, by: User) -> Member:
    """Add somebody who agreed on paper or by phone; they are a member at once.

    Raises Refused as `Wishes.columns`, without any way to reach them, and for an address that is there.
    """
    address = email.strip().lower()
    if not (address or phone.strip()):
        raise Refused(_("Give an e-mail address or a telephone number."))
    now, columns = timezone.now(), wishes.columns()
    reached = {"email": address, "phone": phone.strip(), "signed_up_at": now, "confirmed_at": now}
    if address and Member.objects.filter(email=address).exists():
        raise Refused(_("Somebody with this e-mail address signed up already."))
    member = Member.objects.create(**columns, **reached)
    _agreed(member)
    audit.record("add_member", member, by=by)
    return member


@transaction.atomic
def read_member(*, member: Member, by: User) -> Member:
    """Who it is and how to reach them; that somebody looked is kept."""
    audit.record("read_member", member, by=by)
    return member


@transaction.atomic
def forget_members(*, by: User) -> int:
    """Delete sign-ups that nobody confirmed in 7 days, and members who left 6 months ago; how many went."""
    now = timezone.now()
    old = Q(confirmed_at=None, signed_up_at__lte=now - LINK_LASTS) | Q(left_at__lte=now - LEFT_KEPT)
    rows = list(Member.objects.select_for_update().filter(old))
    for one in rows:
        forget_member(member=one, by=by)
    return len(rows)


@transaction.atomic
def forget_member(*, member: Member, by: User) -> None:
    """Delete who a member is and what they wished; that somebody came to an event stays counted."""
    found = Member.objects.select_for_update().filter(pk=member.pk).first()
    if found is not None:
        audit.record("forget_member", found, by=by)
        found.delete()


def _locked(member: Member) -> Member:
    found = Member.objects.select_for_update().get(pk=member.pk)
    if found.left_at is not None:
        raise Refused(_("This member has left. Nothing of theirs can be changed."))
    return found
