"""The verb of the landlord's settings: name, words, colours, ways to get in touch."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from charter import audit
from charter.colours import NEEDED, ON_BAND, PAPER, PAPER_DARK, contrast, is_colour
from charter.conflicts import check_version
from charter.faults import Fault, Refused
from charter.models import Landlord, User
from charter.translated import lazily as _lazy

# Each colour with the ground it stands on, and how we name that ground.
GROUNDS = {
    "accent": (PAPER, _lazy("the light page")),
    "accent_dark": (PAPER_DARK, _lazy("the dark page")),
    "band": (ON_BAND, _lazy("the white words on it")),
}


@dataclass(frozen=True)
class Appearance:
    """How the landlord shows itself; colours are written like #1B44B8."""

    name: str
    word_for_customer: str
    word_for_customers: str
    accent: str
    accent_dark: str
    band: str
    phone: str = ""
    email: str = ""
    address: str = ""
    website: str = ""
    account_address: str = ""
    hours: str = ""
    complaints_email: str = ""
    safety_email: str = ""


@transaction.atomic
def change_appearance(*, wanted: Appearance, version: int, by: User) -> Landlord:
    """Change how the landlord shows itself.

    Raises Refused before there is a landlord and for colours that cannot be read (`faults` names each field),
    Changed when somebody saved in between (`version` is the one the form showed).
    """
    landlord = Landlord.objects.select_for_update().first()
    if landlord is None:
        raise Refused(_("There is no landlord yet. Load a charter file or run set_landlord first."))
    check_version(landlord, version)
    faults = unreadable(wanted)
    if faults:
        raise Refused.because(faults)
    before = {name: getattr(landlord, name) for name in asdict(wanted)}
    changed = {name: value for name, value in asdict(wanted).items() if before[name] != value}
    if not changed:
        return landlord
    for name, value in changed.items():
        setattr(landlord, name, value)
    landlord.version += 1
    landlord.save()
    audit.record(
        "change_settings", landlord, by=by, detail={"before": {name: before[name] for name in changed}}
    )
    return landlord


def unreadable(wanted: Appearance) -> list[Fault]:
    """The colours that are none, or that stand out too little from their ground (WCAG 2.2 AA: 4.5 to 1)."""
    faults = []
    for name, (ground, where) in GROUNDS.items():
        colour = getattr(wanted, name)
        if not is_colour(colour):
            faults.append(Fault(name, _("This is not a colour."), _("Write # and six digits, like #1B44B8.")))
        elif contrast(colour, ground) < NEEDED:
            found = f"{contrast(colour, ground):.1f}"
            what = _("The contrast with {where} is {found} to 1. It must be at least 4.5 to 1.").format(
                where=where, found=found
            )
            faults.append(Fault(name, what, _("Choose a stronger colour.")))
    return faults
