"""The verbs of the landlord's logo: show one, show none."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from charter import audit
from charter.conflicts import check_version
from charter.faults import Refused
from charter.models import Landlord, Logo, User
from charter.pictures import Logo as Picture


@transaction.atomic
def change_logo(*, picture: Picture | None, alt: str, version: int, by: User) -> Landlord:
    """Show this picture, or the one that is shown already under other words, as the landlord's logo.

    `alt` is what is read out in its place, and may not be empty. Raises Refused when there is no landlord,
    no picture or no words, Changed when somebody saved in between (`version` is the one the form showed).
    """
    landlord = _landlord(version)
    words = alt.strip()
    if not words:
        raise Refused(_("Write what the logo says, such as the landlord's name."))
    if picture is None and landlord.logo_id is None:
        raise Refused(_("Choose a picture."))
    logo = landlord.logo if picture is None else _kept(picture)
    if (landlord.logo_id, landlord.logo_alt) == (logo and logo.pk, words):
        return landlord
    return _show(landlord, logo, words, by)


@transaction.atomic
def remove_logo(*, version: int, by: User) -> Landlord:
    """Show the name alone. Raises Changed when somebody saved in between; doing it twice changes nothing."""
    landlord = _landlord(version)
    return landlord if landlord.logo_id is None else _show(landlord, None, "", by)


def _landlord(version: int) -> Landlord:
    landlord = Landlord.objects.select_for_update().first()
    if landlord is None:
        raise Refused(_("There is no landlord yet. Load a charter file or run set_landlord first."))
    check_version(landlord, version)
    return landlord


def _kept(picture: Picture) -> Logo:
    """The row of these bytes; old ones stay, since pages kept elsewhere still ask for them."""
    digest = hashlib.sha256(picture.content).hexdigest()
    size = {"width": picture.width, "height": picture.height}
    return Logo.objects.get_or_create(digest=digest, defaults={"content": picture.content, **size})[0]


def _show(landlord: Landlord, logo: Logo | None, words: str, by: User) -> Landlord:
    before = {"logo": landlord.logo.digest if landlord.logo else "", "logo_alt": landlord.logo_alt}
    landlord.logo, landlord.logo_alt = logo, words
    landlord.version += 1
    landlord.save()
    audit.record("change_logo", landlord, by=by, detail={"before": before})
    return landlord
