"""Charters that were current once: read from the last release that showed each (design section 2)."""

from dataclasses import dataclass

from django.db.models import F, JSONField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from measures.models import ReleaseEntry
from measures.querysets.releases import on_show, public_releases


@dataclass(frozen=True)
class FormerCharter:
    """A charter as it was published last; `release` is the slug of that release, days are ISO or empty."""

    slug: str
    title: str
    starts: str
    ends: str
    release: str


def published_charters() -> list[FormerCharter]:
    """Every charter that a release shows, the newest first, each from the last release that it is in.

    One query over the charter's documents of all releases that the public may read.
    """
    public = public_releases().exclude(state="withdrawn")
    written = Cast("document__body", JSONField())
    words = {f"its_{name}": KeyTextTransform(name, "written") for name in ("slug", "title", "starts", "ends")}
    rows = ReleaseEntry.objects.filter(name="charter", release__in=public.values("pk"))
    rows = rows.annotate(written=written).annotate(**words).filter(its_slug__isnull=False)
    in_order = rows.order_by("-release__period_end", "release__period_start", "-release__revision")
    listed = in_order.values_list(*words, F("release__slug"))
    found: dict[str, FormerCharter] = {}
    for slug, title, starts, ends, release in listed:
        found.setdefault(slug, FormerCharter(slug, title, starts or "", ends or "", release))
    return list(found.values())


def former_charters() -> list[FormerCharter]:
    """Those that the public pages show no more. Two queries."""
    live = on_show().values_list("slug", flat=True).first()
    return [one for one in published_charters() if one.release != live]


def former_charter(slug: str) -> FormerCharter | None:
    """One of them by its name; None for the current charter and for one that was never published."""
    return next((one for one in former_charters() if one.slug == slug), None)
