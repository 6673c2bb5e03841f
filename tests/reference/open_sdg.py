"""Progress by growth rates, as Open SDG (sdg-build pull request 318) and Eurostat do it.

Comparison only: scoring.md 7 says why we do not. Growth is None where it is not defined.
"""

from collections.abc import Mapping

LINES = ((0.95, "on_track"), (0.60, "progress_needs_acceleration"), (0.0, "limited_progress"))


def growth(start: float, end: float, years: int) -> float | None:
    """Compound growth a year; undefined from 0 and between unlike signs."""
    if start == 0 or years == 0 or end / start < 0:
        return None
    return float((end / start) ** (1 / years) - 1)


def towards_target(
    values: Mapping[int, float], target: float, target_year: int, direction: str
) -> tuple[float | None, float | None, str | None]:
    """Observed growth, the growth needed, and the verdict from their ratio."""
    first, last = min(values), max(values)
    observed = growth(values[first], values[last], last - first)
    required = growth(values[first], target, target_year - first)
    if observed is None or required is None:
        return observed, required, None
    if values[last] >= target if direction == "higher" else values[last] <= target:
        return observed, required, "target_achieved"
    if required == 0:
        return observed, required, None
    ratio = observed / required
    return observed, required, next((word for line, word in LINES if ratio >= line), "deterioration")


def without_target(start: float, end: float, years: int, direction: str) -> tuple[float | None, str | None]:
    """Growth a year and Eurostat's word for it: lines at 1%, 0 and -1%."""
    rate = growth(start, end, years)
    if rate is None:
        return None, None
    good = round(rate if direction == "higher" else -rate, 12)
    if good == 0:
        return rate, "no_change"
    if good > 0:
        return rate, "significant_progress" if good >= 0.01 else "moderate_progress"
    return rate, "moderate_movement_away" if good >= -0.01 else "significant_movement_away"
