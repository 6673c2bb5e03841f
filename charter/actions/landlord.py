"""Verbs of the landlord: whose portal this is, its regulator's codes, its first period."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit
from charter.faults import Refused
from charter.models import Landlord, LandlordCode, User
from charter.periods import Period, PeriodError
from charter.querysets import year_starts

KIND = ("size_band", "landlord_type")
MOST_LETTERS = 40


@transaction.atomic
def set_landlord(*, name: str, by: User, first_period: str | None = None) -> Landlord:
    """Make the landlord of this installation, or change its name and first period.

    `first_period` is the first period that the portal answers for, by default the month of the making
    (design section 6). Doing it twice changes nothing. Raises Refused for an empty or overlong name and
    for a period that does not exist.
    """
    wanted = _name(name)
    period = _period(first_period)
    landlord = Landlord.objects.select_for_update().first()
    if landlord is None:
        made = Landlord.objects.create(name=wanted, first_period=period or _this_month())
        audit.record("make_landlord", made, by=by, detail={"first_period": made.first_period})
        return made
    period = period or landlord.first_period
    if (landlord.name, landlord.first_period) != (wanted, period):
        before = {"name": landlord.name, "first_period": landlord.first_period}
        landlord.name, landlord.first_period = wanted, period
        landlord.version += 1
        landlord.save()
        audit.record("change_landlord", landlord, by=by, detail={"before": before})
    return landlord


@transaction.atomic
def ensure_landlord(*, name: str, by: User) -> Landlord:
    """The landlord of this name, made if the installation has none yet.

    Raises Refused when the portal belongs to another landlord: files of others are never mixed in.
    """
    landlord = Landlord.objects.select_for_update().first()
    if landlord is None:
        return set_landlord(name=name, by=by)
    if landlord.name != name.strip():
        raise Refused(
            _(
                "This portal belongs to “{name}”, not to “{other}”. Correct the name in the file, or "
                "use that landlord's own portal."
            ).format(name=landlord.name, other=name.strip())
        )
    return landlord


@transaction.atomic
def give_code(*, landlord: Landlord, code: str, starts: date, by: User) -> LandlordCode:
    """Note the regulator's code of the landlord from a day on; the code before ends on the day before.

    Doing it twice changes nothing. Raises Refused for an empty code, and when a later code is known already.
    """
    wanted = code.strip().upper()
    if not wanted or len(wanted) > 20:
        raise Refused(_("Give the regulator's code of the landlord, such as L1234."))
    locked = Landlord.objects.select_for_update().get(pk=landlord.pk)
    latest = locked.codes.order_by("-starts").first()
    if latest is not None and latest.code == wanted and latest.ends is None and starts >= latest.starts:
        return latest
    if latest is not None and starts <= latest.starts:
        raise Refused(
            _("The code {code} is in force from {starts}. A new code starts on a later day.").format(
                code=latest.code, starts=latest.starts
            )
        )
    if latest is not None and (latest.ends is None or latest.ends >= starts):
        latest.ends = starts - timedelta(days=1)
        latest.save()
    given = LandlordCode.objects.create(landlord=locked, code=wanted, starts=starts)
    audit.record("give_code", given, by=by, detail={"code": wanted, "starts": starts.isoformat()})
    return given


@transaction.atomic
def set_size_and_type(*, landlord: Landlord, size_band: str, landlord_type: str, by: User) -> Landlord:
    """Note the landlord's size band and type in the words of the regulator's list (“<5,000”, “PRP”, “LA”).

    They say which landlords it is compared with. Doing it twice changes nothing. Raises Refused for
    words over 40 characters.
    """
    wanted = (size_band.strip(), landlord_type.strip())
    if any(len(word) > MOST_LETTERS for word in wanted):
        raise Refused(
            _("Give the size band and the type in up to {most_letters} characters each.").format(
                most_letters=MOST_LETTERS
            )
        )
    locked = Landlord.objects.select_for_update().get(pk=landlord.pk)
    before = (locked.size_band, locked.landlord_type)
    if before != wanted:
        locked.size_band, locked.landlord_type = wanted
        locked.version += 1
        locked.save()
        audit.record(
            "change_landlord", locked, by=by, detail={"before": dict(zip(KIND, before, strict=True))}
        )
    return locked


def _name(name: str) -> str:
    wanted = name.strip()
    if not wanted or len(wanted) > 200:
        raise Refused(_("Give the landlord's name, up to 200 characters."))
    return wanted


def _period(text: str | None) -> str | None:
    if not text:
        return None
    try:
        return Period.parse(text, year_starts()).key
    except PeriodError as error:
        raise Refused(str(error)) from error


def _this_month() -> str:
    return Period.containing(timezone.localdate(), "month").key
