"""What a file is checked against: the measures that a person may give figures for, and the segments."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from charter.periods import KIND_OF_FREQUENCY, MONTHS_IN, Period

RATIO_KINDS = frozenset({"percentage", "rate", "average", "duration", "satisfaction", "cases"})
PLAIN_KINDS = frozenset({"count", "money"})
ENTERED_KINDS = RATIO_KINDS | PLAIN_KINDS | {"grade"}


@dataclass(frozen=True)
class MeasureEntry:
    """What reading needs to know of a measure.

    `natural_min` and `natural_max` bound its value (None: no bound on that side). `per` is the
    factor of a rate (1,000 homes). `grades` are best first. `is_proportion`: the numerator is a part
    of the denominator.
    """

    slug: str
    title: str
    kind: str
    frequency: str
    unit: str = ""
    decimals: int = 0
    natural_min: Decimal | None = None
    natural_max: Decimal | None = None
    per: Decimal = Decimal(1000)
    grades: tuple[str, ...] = ()
    is_proportion: bool = False

    @property
    def factor(self) -> Decimal:
        """What numerator / denominator is multiplied by to give the value."""
        if self.kind in {"percentage", "satisfaction", "cases"}:
            return Decimal(100)
        return self.per if self.kind == "rate" else Decimal(1)

    def allows(self, period: Period) -> bool:
        """A figure is stated for the measure's own frequency or any longer period (design, section 5).

        A grade stands from its day, so a second one of a year is given for its month.
        """
        return self.kind == "grade" or period.months >= MONTHS_IN[KIND_OF_FREQUENCY[self.frequency]]


@dataclass(frozen=True)
class SegmentEntry:
    """A segment and the days it exists; None is open."""

    slug: str
    starts: date | None = None
    ends: date | None = None

    def exists_in(self, period: Period) -> bool:
        """Whether it existed on any day of the period."""
        begun = self.starts is None or self.starts <= period.end
        return begun and (self.ends is None or self.ends >= period.start)


@dataclass(frozen=True)
class Catalogue:
    """The measures one person may give figures for (and no other), the segments, the closed years.

    Names are found without regard to case. `closed` holds the keys of closed financial years. `whole`
    says that every measure of the landlord is in it.
    """

    measures: dict[str, MeasureEntry]
    segments: dict[str, SegmentEntry] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    year_starts: int = 4
    whole: bool = False

    @classmethod
    def of(
        cls,
        measures: Iterable[MeasureEntry],
        segments: Iterable[SegmentEntry] = (),
        closed: Iterable[str] = (),
        year_starts: int = 4,
        whole: bool = False,
    ) -> "Catalogue":
        """A catalogue of these entries."""
        return cls(
            {entry.slug.casefold(): entry for entry in measures},
            {entry.slug.casefold(): entry for entry in segments},
            frozenset(closed),
            year_starts,
            whole,
        )

    def measure(self, name: str) -> MeasureEntry | None:
        """The measure with this slug."""
        return self.measures.get(name.strip().casefold())

    def segment(self, name: str) -> SegmentEntry | None:
        """The segment with this slug."""
        return self.segments.get(name.strip().casefold())
