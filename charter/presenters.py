"""The landlord as pages show it."""

from dataclasses import dataclass

from charter.models import Landlord


@dataclass(frozen=True)
class LandlordView:
    """Name, words, colours and ways to get in touch; `exists` is False before set-up."""

    exists: bool
    name: str
    word_for_customer: str
    word_for_customers: str
    phone: str
    email: str
    address: str
    website: str
    accent: str
    accent_dark: str
    band: str
    is_demonstration: bool


NOBODY = LandlordView(
    False, "Customer Charter", "tenant", "tenants", "", "", "", "", "#1B44B8", "#9DB8FF", "#1B44B8", False
)


def landlord() -> LandlordView:
    """The landlord of this installation, or a neutral stand-in before there is one. One query."""
    found = Landlord.objects.first()
    if found is None:
        return NOBODY
    return LandlordView(
        exists=True,
        name=found.name,
        word_for_customer=found.word_for_customer,
        word_for_customers=found.word_for_customers,
        phone=found.phone,
        email=found.email,
        address=found.address,
        website=found.website,
        accent=found.accent,
        accent_dark=found.accent_dark,
        band=found.band,
        is_demonstration=found.is_demonstration,
    )
