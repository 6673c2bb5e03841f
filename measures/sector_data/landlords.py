"""The regulator's list of landlords."""

from dataclasses import dataclass

from measures.sector_data.tables import Line


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
            line.fault(column, "is blank.", "Fill it in.")
    if line.faults:
        return None
    return SectorLandlord(
        line.text("landlord_code").upper(),
        line.text("name"),
        line.text("type"),
        line.text("size_band"),
        line.text("region"),
    )
