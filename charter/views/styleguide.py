"""Every part of the pages on one page, with samples, for those who build and check them."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from charter.access import requires
from charter.form_parts import PortalForm
from charter.templatetags import icons

STATUSES = (
    ("met", "Kept", "On target"),
    ("near", "Nearly kept", "Close to target"),
    ("missed", "Not kept", "Below target"),
    ("not_judged", "Cannot be judged yet", "Figure overdue"),
)
VALUES = ("95.8", "96.1", "95.4", "96.0", "95.2", None, "95.6", "95.1", "94.2", "93.9", "92.8", "92.3")
MONTHS = (
    "October", "November", "December", "January", "February", "March",
    "April", "May", "June", "July", "August", "September",
)  # fmt: skip


class SampleForm(PortalForm):
    """A form with a hint and faults, as the style guide shows it."""

    number = forms.CharField(
        label="Repairs done in time",
        help_text="Count each repair once.",
        max_length=4,
        error_messages={"max_length": "12345 is more than the 1,240 repairs. Check both numbers."},
    )
    why = forms.CharField(
        label="Why was the target missed?",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say in a sentence or two why the target was missed."},
    )


@requires("staff_home")
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """The parts of the pages with invented samples."""
    form = SampleForm({"number": "12345", "why": ""})
    form.is_valid()
    promises = [
        {"title": f"Sample promise {number}", "status": state[0]} for number, state in enumerate(STATUSES, 1)
    ]
    context = {
        "statuses": STATUSES,
        "icons": icons.STATUSES + icons.ARROWS,
        "tally": {"promises": [*promises, promises[0], promises[0]]},
        "row": _row(),
        "measure": _measure(),
        "form": form,
        "comment": {
            "why": "Two night staff were ill.",
            "action": "A second firm helps.",
            "by_when": "2027-01-31",
        },
        "directions": [_before("up", "better"), _before("down", "worse"), _before("same", "neither")],
    }
    return render(request, "styleguide.html", context)


def _before(moved: str, good: str) -> dict[str, Any]:
    return {"moved": moved, "good": good, "a_year_ago": True, "shown_unit": "95.1%", "label": ""}


def _row() -> dict[str, Any]:
    return {
        "title": "Sample repairs done in time",
        "unit": "%",
        "target": {"value": "95", "shown": "95%"},
        "sparkline": [value for value in VALUES if value][-8:],
        "before": _before("down", "worse"),
    }


def _measure() -> dict[str, Any]:
    results = [
        {
            "kind": "month",
            "label": f"{month} {2025 if place < 3 else 2026}",
            "start": f"{2025 if place < 3 else 2026}-{(place + 9) % 12 + 1:02}-01",
            "end": f"{2025 if place < 3 else 2026}-{(place + 9) % 12 + 1:02}-28",
            "value": value,
            "shown_unit": f"{value}%" if value else "",
            "status": "not_judged" if value is None else "met" if float(value) >= 95 else "missed",
            "target_value": "95",
        }
        for place, (month, value) in enumerate(zip(MONTHS, VALUES, strict=True))
    ]
    return _row() | {"direction": "higher", "frequency": "monthly", "targets": [], "results": results}
