"""Where somebody's data is: every holding searched by name, address, number or reference, told and erased.

Source: reliability.md P50 and P51. What is found by a name alone may be of another person of that name, so
whoever searches chooses.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Func, Model, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from charter.actions.people import erase_person
from charter.languages import formats
from charter.models import AuditEvent, RoleGrant, User
from engagement.actions.feedback import erase_feedback_text
from engagement.actions.followers import stop_following
from engagement.actions.members import forget_member
from engagement.models import WAYS, Feedback, FeedbackContact, Follower, Member

LAST_DIGITS = 10  # of a telephone number: the same with +44 before them and with 0
Fact = tuple[str, str]


@dataclass(frozen=True)
class Who:
    """How somebody is known; what is empty is not searched for."""

    name: str = ""
    email: str = ""
    phone: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Place:
    """One kind of record: the columns by which a person is found, what it tells, the verb that erases it."""

    holding: str
    model: type[Model]
    tell: Callable[[Any], Iterator[tuple[str, object]]]
    erase: Callable[[Any, User], object]
    email: str = ""
    phone: str = ""
    name: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Found:
    """Something that is held of somebody. `is_sure` is False when only the name is the same."""

    holding: str
    row: int
    facts: tuple[Fact, ...]
    is_sure: bool

    @property
    def key(self) -> str:
        """What a form calls it by."""
        return f"{self.holding}-{self.row}"

    @property
    def called(self) -> str:
        """How a list of records names it: by what it says first."""
        return ", ".join(said for _label, said in self.facts[:3])


def search(who: Who) -> list[Found]:
    """Everything that is held of somebody, in the order of the holdings. Six queries and some a record."""
    return [_found(place, row, sure) for place in PLACES for row, sure in _rows(place, who)]


def erase_one(key: str, *, by: User) -> bool:
    """Erase the record that `Found.key` names, for good; whether there was something to erase.

    Raises Refused where the verb of its owner does.
    """
    name, _dash, number = key.rpartition("-")
    place = next((one for one in PLACES if one.holding == name), None)
    if place is None or not number.isdecimal():
        return False
    row = place.model._default_manager.filter(pk=int(number)).first()
    if row is None:
        return False
    place.erase(row, by)
    return True


def _rows(place: Place, who: Who) -> Iterator[tuple[Model, bool]]:
    """The rows of a kind that are, or may be, of somebody; each once, with whether that is sure."""
    sure = [Q(**{f"{place.email}__iexact": who.email})] if place.email and who.email else []
    if place.reference and who.reference:
        sure.append(Q(**{f"{place.reference}__iexact": who.reference}))
    digits = "".join(filter(str.isdecimal, who.phone))[-LAST_DIGITS:]
    if place.phone and digits:
        sure.append(Q(digits__endswith=digits))
    maybe = [Q(**{f"{place.name}__iexact": who.name})] if place.name and who.name else []
    if not (sure or maybe):
        return
    rows = _with_digits(place).order_by("pk")
    known = set(rows.filter(reduce(or_, sure)).values_list("pk", flat=True)) if sure else set()
    for row in rows.filter(reduce(or_, [*sure, *maybe])):
        yield row, row.pk in known


def _with_digits(place: Place) -> QuerySet[Any]:
    rows: QuerySet[Any] = place.model._default_manager.all()
    if place.phone:
        only = Func(F(place.phone), Value(r"\D"), Value(""), Value("g"), function="regexp_replace")
        rows = rows.annotate(digits=only)
    return rows


def _found(place: Place, row: Model, sure: bool) -> Found:
    told = ((label, _said(value)) for label, value in place.tell(row))
    return Found(place.holding, row.pk, tuple((label, said) for label, said in told if said), sure)


def _said(value: object) -> str:
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        return f"{formats.long_date(local)}, {formats.clock(local.time())}"
    if isinstance(value, date):
        return formats.long_date(value)
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return str(value or "")


def _of_feedback(row: Feedback) -> Iterator[tuple[str, object]]:
    contact = FeedbackContact.objects.filter(feedback=row).first()
    yield _("Number"), row.reference
    yield _("What it is"), row.get_kind_display()
    yield _("Came"), row.received_at
    yield _("What you wrote"), row.text
    if contact is not None:
        yield _("Name"), contact.name
        yield _("E-mail address"), contact.email
        yield _("Telephone"), contact.phone
        yield _("Our answer"), contact.answer
    yield _("Handed over"), row.handed_over_at
    yield _("What everybody may read"), row.public_text if row.published_at else ""
    yield _("Staff looked up how to reach you"), _looks(row)


def _looks(row: Feedback) -> list[str]:
    seen = AuditEvent.objects.filter(
        verb="read_feedback_contact", subject_kind=row._meta.label_lower, subject_id=str(row.pk)
    )
    return [_said(at) for at in seen.order_by("at").values_list("at", flat=True)]


def _of_follower(row: Follower) -> Iterator[tuple[str, object]]:
    yield _("E-mail address"), row.email
    yield _("You get"), [one.label for one in row.topics.all()]
    yield _("Sent to you"), [_said(at) for at in row.mails.values_list("sent_at", flat=True) if at]


def _of_member(row: Member) -> Iterator[tuple[str, object]]:
    yield _("Name"), row.name
    yield _("E-mail address"), row.email
    yield _("Telephone"), row.phone
    yield _("You would like"), [words for key, words in WAYS if key in row.ways]
    yield _("Promises you care about"), row.promises
    yield _("Area"), row.area
    yield _("What you need to take part"), row.access_needs
    yield _("Groups"), [body.name for body in row.bodies.all()]
    yield _("Signed up"), row.signed_up_at
    yield _("Left"), row.left_at
    yield (
        _("Events"),
        [
            f"{one.event.title}, {_said(one.event.starts)}: {one.get_state_display()}"
            for one in row.places.select_related("event")
        ],
    )


def _of_account(row: User) -> Iterator[tuple[str, object]]:
    yield _("Name"), row.name
    yield _("E-mail address"), row.email
    yield _("Since"), row.joined
    yield _("Signed in last"), row.last_login
    grants = RoleGrant.objects.filter(person=row).select_related("body")
    yield _("Roles"), [f"{one.get_role_display()}, {_said(one.starts)}" for one in grants]


def _erase_feedback(row: Feedback, by: User) -> None:
    if row.text:
        erase_feedback_text(feedback=row, reason="asked", by=by)
    FeedbackContact.objects.filter(feedback=row).delete()


PLACES = (
    Place(
        "told_us",
        Feedback,
        _of_feedback,
        _erase_feedback,
        email="contact__email",
        phone="contact__phone",
        name="contact__name",
        reference="reference",
    ),
    Place(
        "followers",
        Follower,
        _of_follower,
        lambda row, by: stop_following(key=row.key, by=by),
        email="email",
    ),
    Place(
        "members",
        Member,
        _of_member,
        lambda row, by: forget_member(member=row, by=by),
        email="email",
        phone="phone",
        name="name",
    ),
    Place(
        "accounts",
        User,
        _of_account,
        lambda row, by: erase_person(person=row, by=by),
        email="email",
        name="name",
    ),
)
