"""What the things of measures are called in the audit trail: by their measure and period of today."""

from charter import audit
from charter.periods import Period, PeriodError
from charter.querysets import year_starts
from measures.models import Chase, DataRating, Report, Result, Score, Waiver


def _of_period(title: str, key: str) -> str:
    try:
        return f"{title}, {Period.parse(key, year_starts()).label}"
    except PeriodError:
        return f"{title}, {key}"


@audit.names("measures.result")
def results(ids: list[str]) -> dict[str, str]:
    """Figures by measure and period. Two queries."""
    rows = Result.objects.filter(pk__in=ids).values_list("pk", "measure__title", "period", "segment__name")
    return {
        str(pk): f"{_of_period(title, period)}{f', {part}' if part else ''}"
        for pk, title, period, part in rows
    }


@audit.names("measures.waiver")
def waivers(ids: list[str]) -> dict[str, str]:
    """Missing figures by measure and period; what was taken back is told by its details."""
    rows = Waiver.objects.filter(pk__in=ids).values_list("pk", "measure__title", "period")
    return {str(pk): _of_period(title, period) for pk, title, period in rows}


@audit.names("measures.chase")
def chases(ids: list[str]) -> dict[str, str]:
    """Late figures that somebody was reminded of, by measure and period."""
    rows = Chase.objects.filter(pk__in=ids).values_list("pk", "measure__title", "period")
    return {str(pk): _of_period(title, period) for pk, title, period in rows}


@audit.names("measures.datarating")
def data_ratings(ids: list[str]) -> dict[str, str]:
    """Ratings of data by their measure. One query."""
    rows = DataRating.objects.filter(pk__in=ids).values_list("pk", "measure__title")
    return {str(pk): title for pk, title in rows}


@audit.names("measures.score")
def scores(ids: list[str]) -> dict[str, str]:
    """Scores by what they are of and their period."""
    rows = Score.objects.filter(pk__in=ids).values_list("pk", "subject", "period")
    return {str(pk): _of_period(subject, period) for pk, subject, period in rows}


@audit.names("measures.report")
def reports(ids: list[str]) -> dict[str, str]:
    """Papers by their release."""
    rows = Report.objects.filter(pk__in=ids).values_list("pk", "kind", "release__slug")
    return {str(pk): f"{kind}, {release}" for pk, kind, release in rows}
