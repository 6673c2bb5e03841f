"""Releases built by hand from documents, for what no demonstration holds."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from charter.models import Landlord, User
from measures import presenters
from measures.models import Release, ReleaseDocument, ReleaseEntry
from measures.payload.canonical import canonical, digest, manifest_hash
from measures.presenters import ReleaseView

Document = dict[str, Any]


def figure(period: str, label: str, day: str, **more: Any) -> Document:
    """A figure of a quarter as a release holds it; `day` is its first day."""
    found: Document = {
        "period": period, "label": label, "kind": "quarter", "start": day, "end": day[:8] + "30",
        "segment": None, "numerator": "9", "denominator": "10", "value": "90", "grade": None, "shown": "90.0",
        "shown_unit": "90.0%", "base": "9 of 10", "status": "near", "word": "Close to target", "score": "60",
        "data_status": "final", "flags": [], "interval": None, "revised": None, "target": "95%",
        "stated": False, "differs_because": "", "have": 1, "needed": 1, "note": "", "marker": "",
    }  # fmt: skip
    return found | more


def measure(slug: str, results: list[Document], **more: Any) -> Document:
    """A measure with these results; its figure is the last of them."""
    last = results[-1] if results else None
    found: Document = {
        "slug": slug, "title": f"The measure {slug}", "kind": "percentage", "unit": "%",
        "direction": "higher", "frequency": "quarterly", "critical": False, "regulator": None, "stock": None,
        "state": "judged" if last else "overdue", "status": last["status"] if last else "not_judged",
        "word": last["word"] if last else "Figure overdue",
        "reason": "" if last else "The figure is overdue.", "due": None,
        "asked": None, "have": 1, "needed": 1, "figure": last,
        "target": {"shown": "95%", "value": "95"}, "gap": "", "sparkline": [], "before": None, "score": None,
        "score_shown": None, "results": results,
        "targets": [{"from": "2020-04-01", "until": None, "value": "95"}],
        "texts": {"definition": "", "source": "", "owner": "", "why": ""}, "definitions": [], "breaks": [],
        "monitored_by": [], "promises": [], "commentary": [], "revisions": [], "benchmarks": [], "stages": [],
        "expected_by": None, "grades": [], "spc": None,
    }  # fmt: skip
    return found | more


def quarters(count: int, **more: Any) -> list[Document]:
    """Figures of so many quarters, the oldest first, the last from July 2026."""
    found = []
    for back in reversed(range(count)):
        start = 2026 * 12 + 6 - 3 * back
        first = date(start // 12, start % 12 + 1, 1)
        label = f"Quarter from {first:%B %Y}"
        found.append(figure(f"Q{first:%Y-%m}", label, first.isoformat(), **more))
    return found


def charter(**more: Any) -> Document:
    """A charter without promises."""
    counts = {"met": 0, "near": 0, "missed": 0, "cannot_be_judged": 0, "total": 0}
    found: Document = {
        "landlord": "Alderbrook Homes", "period": "2026-27-Q2", "label": "July to September 2026",
        "exists": True, "counts": counts, "sentence": "There are no promises yet",
        "measures_met": 0, "measures_judged": 0,
        "measures_sentence": "No measure can be judged yet", "promises": [], "themes": [], "misses": [],
        "movements": {"better": [], "worse": [], "same": []}, "title": "Our charter",
        "lines": {"met_from": "90", "near_from": "50", "coverage": "2/3"},
    }  # fmt: skip
    return found | more


def promise(slug: str, measures: Sequence[Document], **more: Any) -> Document:
    """A promise of these measures, nearly kept, and known by the first of them."""
    found: Document = {
        "slug": slug, "title": f"The promise {slug}", "summary": "We do what we say.", "theme": "homes",
        "theme_title": "Homes", "status": "near", "word": "Nearly kept",
        "sentence": "Most measures on target.", "reasons": [], "score": "80",
        "score_shown": 80, "low": "80", "high": "80", "history": [],
        "commitments": ["We come when we said."], "documents": [], "held_by": [], "standards": [],
        "headline": measures[0] if measures else None,
        "lines": [
            {"measure": one, "monitored_by": one["monitored_by"], "text": "", "commentary": None}
            for one in measures
        ],
    }  # fmt: skip
    return found | more


def published(
    *measures: Document, charter: Document | None = None, promises: Sequence[Document] = ()
) -> ReleaseView:
    """A live release of these documents; a landlord is made if there is none."""
    Landlord.objects.get_or_create(defaults={"name": "Alderbrook Homes", "first_period": "2025-04"})
    documents = {f"measures/{one['slug']}": one for one in measures} | {
        "charter": charter if charter is not None else {"exists": False, "promises": []},
        "performance": {"measures": list(measures), "promises": [], "themes": []},
    }
    documents |= {f"promises/{one['slug']}": one for one in promises}
    texts = {name: canonical(document) for name, document in documents.items()}
    digests = {name: digest(text) for name, text in texts.items()}
    now = datetime(2026, 11, 9, 9, tzinfo=UTC)
    release = Release.objects.create(
        slug="2026-27-q2", period="2026-27-Q2", period_kind="quarter", period_start=date(2026, 7, 1),
        period_end=date(2026, 9, 30), state="live", cutoff=now, hash=manifest_hash(digests), rule_version="1",
        published_by=User.objects.system(), published_at=now,
    )  # fmt: skip
    ReleaseDocument.objects.bulk_create(
        [ReleaseDocument(digest=digests[name], body=text) for name, text in texts.items()],
        ignore_conflicts=True,
    )
    ReleaseEntry.objects.bulk_create(
        ReleaseEntry(release=release, name=name, document_id=digests[name]) for name in digests
    )
    found = presenters.live_release()
    assert found is not None
    return found
