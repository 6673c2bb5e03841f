"""What documents remind people of: editions that wait for approval."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone

from charter.models import AuditEvent
from charter.notices import Occasion, Stretch, people_with, register
from promises.models import Edition
from promises.querysets import editions_to_approve


@register
def editions_to_decide(stretch: Stretch) -> Iterator[Occasion]:
    """Editions that nobody approved yet, for every approver but their author."""
    waiting = list(editions_to_approve())
    approvers = people_with("approver", stretch.today) if waiting else []
    recorded = _recorded(waiting)
    for edition in waiting:
        on = stretch.waiting(recorded.get(edition.pk, edition.published))
        if on is None:
            continue
        text = f"{edition.publication.title}: {edition.title}"
        for person in approvers:
            if person != edition.written_by_id:
                address = reverse("staff_edition", args=[edition.pk])
                yield Occasion(person, "to_decide", on, f"edition {edition.pk} to decide", text, address)


def _recorded(editions: Iterable[Edition]) -> dict[int, date]:
    """By edition (id), the day on which it was written down."""
    events = AuditEvent.objects.filter(
        verb="record_edition",
        subject_kind=Edition._meta.label_lower,
        subject_id__in=[str(one.pk) for one in editions],
    )
    return {int(pk): timezone.localdate(at) for pk, at in events.values_list("subject_id", "at")}
