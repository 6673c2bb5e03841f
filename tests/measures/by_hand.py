"""A small landlord for tables made by hand: measures, targets, and figures approved on a stated day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from charter.models import Charter, Landlord, Theme, User
from charter.periods import Period
from measures.models import Measure, MeasureLine, Result, Target
from measures.standing import MeasureStanding, Standing, standing_at
from promises.models import Promise


def noon(text: str) -> datetime:
    """Noon of a day written as 2025-10-20."""
    return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC) + timedelta(hours=12)


@dataclass
class Hand:
    """A landlord with a charter, one theme and two people; promises and measures come by hand."""

    author: User
    checker: User
    charter: Charter
    theme: Theme

    @classmethod
    def made(cls, first_period: str = "2024-04", **charter: object) -> "Hand":
        """A landlord that answers from `first_period` on."""
        landlord = Landlord.objects.create(name="Alderbrook Homes", first_period=first_period)
        made = Charter.objects.create(
            slug="c", title="C", landlord=landlord, stage="published", is_current=True, **charter
        )
        theme = Theme.objects.create(charter=made, slug="t", title="T")
        people = [User.objects.create_user(f"{name}@example.org", name) for name in ("author", "checker")]
        return cls(*people, made, theme)

    def promise(self, slug: str = "p", *measures: Measure) -> Promise:
        """A promise that these measures serve."""
        made, _ = Promise.objects.get_or_create(
            slug=slug, charter=self.charter, defaults={"theme": self.theme, "title": slug}
        )
        for measure in measures:
            MeasureLine.objects.create(promise=made, measure=measure, text=measure.title)
        return made

    def measure(
        self, slug: str, kind: str = "percentage", frequency: str = "monthly", **more: object
    ) -> Measure:
        """A measure; higher is better unless `more` says otherwise."""
        given = {"direction": "higher", "unit": "%", "decimals": 1} | more
        return Measure.objects.create(slug=slug, title=slug, kind=kind, frequency=frequency, **given)

    def target(self, measure: Measure, starts: str, target: object = None, **more: object) -> Target:
        """A target from a day on; `target` is its number."""
        number = None if target is None else Decimal(str(target))
        return Target.objects.create(
            measure=measure, starts=date.fromisoformat(starts), target=number, **more
        )

    def figure(self, measure: Measure, period: str, numbers: object, on: str = "", **more: object) -> Result:
        """An approved figure: (numerator, denominator), a value, or a grade; in and decided `on` a day.

        Without a day it comes five days after its period's end. One that is there already is superseded.
        """
        found = Period.parse(period, self.charter.financial_year_starts)
        when = noon(on or (found.end + timedelta(days=5)).isoformat())
        before = Result.objects.filter(measure=measure, period=period, segment=None, workflow="approved")
        before.update(workflow="superseded")
        return Result.objects.create(
            measure=measure, period=period, period_kind=found.kind, period_start=found.start,
            period_end=found.end, entered_by=self.author, submitted_by=self.author, submitted_at=when,
            decided_by=self.checker, decided_at=when,
            **({"workflow": "approved", "approval": "final"} | _numbers(numbers) | more),
        )  # fmt: skip

    def at(self, period: str, on: str, *, with_series: bool = True) -> Standing:
        """Where everything stands at the end of a period, as known at noon of a day."""
        release = Period.parse(period, self.charter.financial_year_starts)
        return standing_at(release, noon(on), with_series=with_series)

    def one(self, slug: str, period: str, on: str) -> MeasureStanding:
        """Where one measure stands."""
        return self.at(period, on).measures[slug]


def _numbers(numbers: object) -> dict[str, object]:
    if isinstance(numbers, tuple):
        return {"numerator": numbers[0], "denominator": numbers[1]}
    return {"grade": numbers} if isinstance(numbers, str) else {"value": numbers}
