"""The public site as it would be: the public pages themselves, read from a release that is not public."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import Resolver404, get_script_prefix, resolve, reverse, set_script_prefix
from django.utils import timezone
from django.views.decorators.http import require_safe

from charter.access import actor, requires
from charter.periods import Period, PeriodError
from charter.querysets import year_starts
from measures import presenters
from measures.actions.releases import freeze, not_yet_released
from measures.models import Release
from measures.presenters import Manifest

# What reads the live release, and the documents beside it; other addresses lead to the real site.
PAGES = {
    "home", "charter", "charter_history", "theme", "promise", "performance", "measure", "measure_svg",
    "compare", "my_area",
    "documents", "edition_file", "how_we_score", "brand",
}  # fmt: skip


@requires("publish")
@require_safe
def period_site(request: HttpRequest, period: str, rest: str = "") -> HttpResponseBase:
    """The site as it would be if the period were published now."""
    try:
        wished = Period.parse(period, year_starts())
    except PeriodError as error:
        raise Http404 from error
    now = timezone.now()
    frozen = freeze(wished, now)
    release = not_yet_released(wished, now, frozen, by=actor(request))
    back = f"{reverse('staff_release_preview')}?period={wished.key}"
    manifest = presenters.as_manifest(release, frozen.texts)
    return _shown(request, manifest, reverse("staff_period_site", args=[period]), rest, back)


@requires("publish")
@require_safe
def release_site(request: HttpRequest, slug: str, rest: str = "") -> HttpResponseBase:
    """The site as it will be when a scheduled release comes out."""
    release = get_object_or_404(Release, slug=slug, state="scheduled")
    texts = dict(release.entries.values_list("name", "document__body"))
    manifest = presenters.as_manifest(release, texts)
    back = reverse("staff_release", args=[slug])
    return _shown(request, manifest, reverse("staff_release_site", args=[slug]), rest, back)


def _shown(request: HttpRequest, manifest: Manifest, base: str, rest: str, back: str) -> HttpResponseBase:
    try:
        wanted = resolve(f"/{rest}")
    except Resolver404 as error:
        raise Http404 from error
    if wanted.url_name not in PAGES:
        return redirect(f"/{rest}")
    request.previewed = {"label": manifest.release.label, "back": back}  # type: ignore[attr-defined]
    with presenters.previewing(manifest), _addresses_under(base):
        response = wanted.func(request, *wanted.args, **wanted.kwargs)
    response.same_for_everyone = False
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@contextmanager
def _addresses_under(base: str) -> Iterator[None]:
    """Inside the block every address that a page makes lies under the preview: its links stay there."""
    before = get_script_prefix()
    set_script_prefix(base)
    try:
        yield
    finally:
        set_script_prefix(before)
