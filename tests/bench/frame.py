"""Makes the landlord, charter, measures and segments of a measurement: python -m tests.bench.frame 200 50"""

import sys
from datetime import date

import django


def frame(measures: int, segments: int) -> None:
    """25 promises in 5 themes share the measures; each measure has a target."""
    from django.utils import timezone

    from charter.models import Charter, Landlord, Theme, User
    from charter.periods import Period
    from measures.models import Measure, MeasureLine, Segment, Target
    from promises.models import Promise

    first = date(timezone.localdate().year - 10, 1, 1)
    for name in ("enters", "approves"):
        User.objects.create_user(f"{name}@bench.invalid", name)
    landlord = Landlord.objects.create(
        name="Bench Homes",
        first_period=Period.containing(timezone.localdate(), "month").key,
        is_demonstration=True,  # so that a month may be approved where it is imported
    )
    charter = Charter.objects.create(
        slug="bench", title="Bench", landlord=landlord, stage="published", is_current=True
    )
    themes = [Theme.objects.create(charter=charter, slug=f"theme-{n}", title=f"Theme {n}") for n in range(5)]
    promises = [
        Promise.objects.create(
            charter=charter, theme=themes[n % 5], slug=f"promise-{n}", title=f"Promise {n}"
        )
        for n in range(25)
    ]
    Segment.objects.bulk_create(
        Segment(slug=f"area-{n}", dimension="area", name=f"Area {n}") for n in range(segments)
    )
    for number in range(measures):
        made = Measure.objects.create(
            slug=f"measure-{number}",
            title=f"Measure {number}",
            kind="percentage",
            direction="higher",
            frequency="monthly",
            decimals=1,
            unit="%",
            critical=number % 20 == 0,
        )
        Target.objects.create(measure=made, starts=first, target=95, tolerance=3)
        MeasureLine.objects.create(promise=promises[number % 25], measure=made, text=made.title)


if __name__ == "__main__":
    django.setup()
    frame(int(sys.argv[1]), int(sys.argv[2]))
