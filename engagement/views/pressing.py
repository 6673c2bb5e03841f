"""Which button of a page with several forms was pressed."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _


def pressed(request: HttpRequest, may: Mapping[str, bool]) -> str:
    """The button that was pressed, by its value; empty on a visit. `may` holds every button of the page.

    Raises Http404 for one that the page does not have, PermissionDenied for one that is not for the person.
    """
    if request.method != "POST":
        return ""
    task = request.POST.get("do", next(iter(may)))
    if task not in may:
        raise Http404
    if not may[task]:
        raise PermissionDenied(_("Your role does not let you do this."))
    return task
