"""An area of the landlord, chosen once and kept in the address: its figures beside all homes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.access import public
from measures import filtering, presenters

UNKNOWN = N_("We do not know the area “{area}”. Choose one from the list.")


@public("each area's figures are for everyone to see")
def my_area(request: HttpRequest) -> HttpResponse:
    """The areas to choose from, or one area's figures; one that we do not know is said so (422)."""
    wanted = request.GET.get("area")
    if wanted == "":
        return redirect(request.path)
    release = presenters.live_release()
    document = presenters.document(release, "performance") if release else None
    areas = document.get("areas", []) if document else []
    known = wanted in {area["slug"] for area in areas} or not areas  # before any figures nothing is wrong
    context: dict[str, Any] = {"release": release, "part": "performance", "areas": areas}
    if wanted and not known:
        context["fault"] = _(UNKNOWN).format(area=wanted[: filtering.LONGEST])
    area = presenters.document(release, f"areas/{wanted}") if release and areas and known else None
    if area and document:
        rows = filtering.seen(document["measures"], area["figures"])
        context |= {
            "area": area,
            "rows": rows,
            "hidden": any(row["figure"]["hidden"] for row in rows),
            "not_by_area": len(document["measures"]) - len(rows),
        }
    return render(request, "measures/my_area.html", context, status=422 if wanted and not known else 200)
