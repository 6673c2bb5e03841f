"""Rules that law and regulators have written already: named data, each with its source."""

from dataclasses import dataclass
from decimal import Decimal

from charter.translated import lazily as _lazy

CODE = _lazy("Housing Ombudsman Complaint Handling Code, statutory from 1 April 2024")
AWAABS_LAW = _lazy("Awaab's Law, phase 1, in force from 27 October 2025")
RP02 = _lazy("Regulator of Social Housing, Tenant Satisfaction Measure RP02")


@dataclass(frozen=True)
class ReadyMade:
    """A rule that a charter file may name as its `clock`.

    `limit` is None where the landlord sets its own (`unit` is then empty too). `start` is the event from
    which the clock runs, `until` the one that ends it. At most `most_extension` extension days count (None:
    all). `stage` is the only one whose cases count. `received` and `closed` say what these columns of the
    case file hold.
    """

    name: str
    title: str
    source: str
    limit: Decimal | None = None
    unit: str = ""
    stops: str = "none"
    start: str = "received"
    until: str = "closed"
    most_extension: int | None = None
    stage: str = ""
    period_by: str = "due"
    received: str = ""
    closed: str = ""

    @property
    def is_own_limit(self) -> bool:
        """Whether the landlord states the limit."""
        return self.limit is None


_STAGE_1 = _lazy("the day the complaint came in")
_STAGE_2 = _lazy("the day the tenant asked for stage 2")
_HAZARD = _lazy("the day you became aware of the hazard")
_FOUND = _lazy("the day the investigation ended")

RULES: dict[str, ReadyMade] = {
    rule.name: rule
    for rule in (
        ReadyMade(
            "complaint-stage-1-acknowledgement",
            _lazy("Stage 1 complaint acknowledged within 5 working days"), CODE,
            Decimal(5), "working days", until="acknowledged", most_extension=0, stage="1",
            received=_STAGE_1, closed=_lazy("the day of the full answer"),
        ),
        ReadyMade(
            "complaint-stage-1-response",
            _lazy("Stage 1 answered within 10 working days of acknowledgement"), CODE,
            Decimal(10), "working days", start="acknowledged", most_extension=10, stage="1",
            received=_STAGE_1, closed=_lazy("the day of the full answer"),
        ),
        ReadyMade(
            "complaint-stage-2-acknowledgement",
            _lazy("Stage 2 request acknowledged within 5 working days"), CODE,
            Decimal(5), "working days", until="acknowledged", most_extension=0, stage="2",
            received=_STAGE_2, closed=_lazy("the day of the final answer"),
        ),
        ReadyMade(
            "complaint-stage-2-response",
            _lazy("Stage 2 answered within 20 working days of acknowledgement"), CODE,
            Decimal(20), "working days", start="acknowledged", most_extension=20, stage="2",
            received=_STAGE_2, closed=_lazy("the day of the final answer"),
        ),
        ReadyMade(
            "hazard-investigation",
            _lazy("Significant hazard investigated within 10 working days"), AWAABS_LAW,
            Decimal(10), "working days", most_extension=0, received=_HAZARD, closed=_FOUND,
        ),
        ReadyMade(
            "hazard-summary",
            _lazy("Written summary within 3 working days of the investigation"), AWAABS_LAW,
            Decimal(3), "working days", most_extension=0,
            received=_FOUND, closed=_lazy("the day the tenant got the summary"),
        ),
        ReadyMade(
            "hazard-made-safe",
            _lazy("Home made safe within 5 working days of the investigation"), AWAABS_LAW,
            Decimal(5), "working days", most_extension=0,
            received=_FOUND, closed=_lazy("the day the home was safe"),
        ),
        ReadyMade(
            "hazard-emergency",
            _lazy("Emergency hazard made safe within 24 hours, day or night"), AWAABS_LAW,
            Decimal(24), "clock hours", most_extension=0,
            received=_lazy("the moment you became aware of it"), closed=_lazy("the moment the home was safe"),
        ),
        ReadyMade(
            "repairs-emergency",
            _lazy("Emergency repairs done within the landlord's own limit"), RP02,
            most_extension=0, period_by="closed",
            received=_lazy("when the repair was reported"), closed=_lazy("when it was done"),
        ),
        ReadyMade(
            "repairs-non-emergency",
            _lazy("Other repairs done within the landlord's own limit"), RP02,
            most_extension=0, period_by="closed",
            received=_lazy("when the repair was reported"), closed=_lazy("when it was done"),
        ),
    )
}  # fmt: skip
