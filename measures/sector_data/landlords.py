"""The regulator's list of landlords."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from measures.sector_data.tables import Line

COUNCILS = {"LARP": "LA"}  # the regulator writes councils both ways in one list


@dataclass(frozen=True)
class SectorLandlord:
    """A landlord as the regulator lists it; `kind` is PRP (registered provider) or LA (council)."""

    code: str
    name: str
    kind: str
    size_band: str
    region: str


def landlord_in(line: Line) -> SectorLandlord | None:
    """The landlord in this line, or None with the faults noted in it."""
    for column in ("landlord_code", "name"):
        if not line.text(column):
            line.fault(column, _("is blank."), _("Fill it in."))
    if line.faults:
        return None
    return SectorLandlord(
        line.text("landlord_code").upper(),
        line.text("name"),
        COUNCILS.get(line.text("type"), line.text("type")),
        _with_commas(line.text("size_band")),
        line.text("region"),
    )


def _with_commas(size_band: str) -> str:
    """One band, one name: the regulator's list has both “>40,000” and “>40000”."""
    return re.sub(r"[0-9]{4,}", lambda number: f"{int(number[0]):,}", size_band)
