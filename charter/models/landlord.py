"""The landlord of this installation and the bodies that hold it to account."""

import pghistory
from django.db import models

from charter.models.base import Versioned, one_of
from charter.translated import lazily as _lazy

BODY_KINDS = [
    ("tenant", _lazy("Tenants")),
    ("board", _lazy("Board")),
    ("committee", _lazy("Committee")),
    ("management", _lazy("Management")),
    ("regulator", _lazy("Regulator")),
]


@pghistory.track()
class Landlord(Versioned):
    """The one landlord whose charter this is; `first_period` is the first that the portal answers for."""

    name = models.CharField(max_length=200)
    word_for_customer = models.CharField(max_length=40, default="tenant")
    word_for_customers = models.CharField(max_length=40, default="tenants")
    first_period = models.CharField(max_length=12)
    accent = models.CharField(max_length=7, default="#1B44B8")
    accent_dark = models.CharField(max_length=7, default="#9DB8FF")
    band = models.CharField(max_length=7, default="#1B44B8")
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=200, blank=True)
    address = models.TextField(blank=True)
    # Where what people write is handed over; blank: the address for the public.
    complaints_email = models.EmailField(blank=True)
    safety_email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    # Where tenants see their own repairs and rent: pages of the landlord's own, not of this portal.
    account_address = models.URLField(blank=True)
    hours = models.CharField(max_length=120, blank=True)
    logo = models.ForeignKey("charter.Logo", on_delete=models.PROTECT, null=True, blank=True)
    logo_alt = models.CharField(max_length=120, blank=True)  # read out in place of the logo
    size_band = models.CharField(max_length=40, blank=True)
    landlord_type = models.CharField(max_length=40, blank=True)
    is_demonstration = models.BooleanField(default=False)
    only = models.BooleanField(default=True, editable=False, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(only=True), name="one_landlord_an_installation")
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class LandlordCode(models.Model):
    """The regulator's code of the landlord, with from and until."""

    landlord = models.ForeignKey(Landlord, on_delete=models.PROTECT, related_name="codes")
    code = models.CharField(max_length=20)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "starts"], name="landlord_code_once")]


@pghistory.track()
class Body(Versioned):
    """A body that monitors measures: tenants' panel, Board, committee, management team, regulator."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=BODY_KINDS)
    description = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "bodies"
        constraints = [one_of("body_kind_known", "kind", BODY_KINDS)]

    def __str__(self) -> str:
        return self.name


class BodyAlias(models.Model):
    """Another name under which texts and files speak of a body."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=120, unique=True)
