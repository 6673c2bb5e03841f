"""How exact the regulator asks a survey to be, by number of homes: the only place to edit when it changes.

Source: Regulator of Social Housing, Tenant Survey Requirements, as seen in the "required sample" column
of its tenant satisfaction data for 2023/24 and 2024/25, which fits these bands for every landlord
(domain.md, section 1.4). A draft direction of 9 December 2025 may change them.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class AccuracyBand:
    """From so many homes on, a survey has to be exact to plus or minus `margin` points, at 95%."""

    homes_from: int
    margin: int


# Largest first. Under 1,000 homes nothing has to be sent to the regulator; the first band is a guide.
ACCURACY_BANDS = (
    AccuracyBand(25_000, 2),
    AccuracyBand(10_000, 3),
    AccuracyBand(2_500, 4),
    AccuracyBand(1, 5),
)
