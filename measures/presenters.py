"""What the public sees of a release: pages, PDF, API, CSV and feeds all read it here and compute nothing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from charter.numbers import plain
from charter.periods import Period
from measures.models import Benchmark, Release, ReleaseEntry

Document = dict[str, Any]


@dataclass(frozen=True)
class ReleaseView:
    """A release without its documents."""

    pk: int
    slug: str
    period: str
    label: str
    period_end: str
    revision: int
    state: str
    hash: str
    published_at: datetime
    reason: str
    notice: Mapping[str, Any]
    withdrawn_because: str
    replaced_by: str

    @property
    def is_live(self) -> bool:
        """Whether this is what the public pages show."""
        return self.state == "live"


def live_release() -> ReleaseView | None:
    """The release that the public pages show; None before the first. One query."""
    found = Release.objects.filter(state="live").first()
    return _view(found) if found else None


def release_named(slug: str) -> ReleaseView | None:
    """A release by its slug, whatever its state but scheduled; None when there is none. Two queries."""
    found = Release.objects.exclude(state="scheduled").filter(slug=slug).first()
    if found is None:
        return None
    later = found.replaced_by.exclude(state__in=["scheduled", "withdrawn"]).values_list("slug", flat=True)
    return _view(found, replaced_by=later.first() or "")


def releases() -> list[ReleaseView]:
    """Every release the public may read, newest period first; withdrawn ones with their reason. One query."""
    return [_view(found) for found in Release.objects.exclude(state="scheduled")]


def document(release: ReleaseView, name: str) -> Document | None:
    """A frozen document of a release, such as `measures/emergency-repairs`; None if it has none. One query."""
    body = ReleaseEntry.objects.filter(release_id=release.pk, name=name).values_list(
        "document__body", flat=True
    )
    text = body.first()
    return json.loads(text) if text is not None else None


def documents(release: ReleaseView, folder: str) -> dict[str, Document]:
    """All documents of a folder (`measures`, `promises`, `themes`) by slug. One query."""
    rows = ReleaseEntry.objects.filter(release_id=release.pk, name__startswith=f"{folder}/")
    found = rows.values_list("name", "document__body")
    return {name.partition("/")[2]: json.loads(body) for name, body in found}


def benchmarks() -> list[Document]:
    """Quartiles of the sector as documents carry them, newest year first. One query."""
    numbers = ("minimum", "lower_quartile", "median", "upper_quartile", "maximum")
    words = ("year", "stock", "size_band", "landlord_type", "landlords", "source")
    return [
        {name: getattr(row, name) for name in words}
        | {name: plain(getattr(row, name)) for name in numbers}
        | {"regulator": row.regulator_code}
        for row in Benchmark.objects.order_by(
            "-year", "regulator_code", "stock", "size_band", "landlord_type"
        )
    ]


def public_address(release: ReleaseView | None) -> str:
    """What a release is cited by: slug and the first characters of its hash."""
    return f"{release.slug} ({release.hash[:12]})" if release else ""


def _view(found: Release, replaced_by: str = "") -> ReleaseView:
    return ReleaseView(
        pk=found.pk,
        slug=found.slug,
        period=found.period,
        label=label_of(found),
        period_end=found.period_end.isoformat(),
        revision=found.revision,
        state=found.state,
        hash=found.hash,
        published_at=found.published_at,
        reason=found.reason,
        notice=found.notice,
        withdrawn_because=found.withdrawn_because,
        replaced_by=replaced_by,
    )


def label_of(found: Release) -> str:
    """The period of a release for people, such as “July to September 2026”."""
    return Period.containing(found.period_start, found.period_kind, found.period_start.month).label
