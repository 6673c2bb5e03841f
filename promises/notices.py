"""What documents remind people of: editions that wait for approval."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from charter.models import AuditEvent
from charter.notices import Occasion, Stretch, register
from charter.permissions import holders_of
from promises.models import Edition
from promises.querysets import editions_to_approve, promises_to_review


@register
def editions_to_decide(stretch: Stretch) -> Iterator[Occasion]:
    """Editions that nobody approved yet, for every approver but their author."""
    waiting = list(editions_to_approve())
    approvers = holders_of("approver", stretch.today) if waiting else []
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


@register
def texts_to_review(stretch: Stretch) -> Iterator[Occasion]:
    """Promises whose wording comes up for review or is past it, for engagement officers."""
    ahead = stretch.today + timedelta(days=stretch.timetable.review_before)
    for promise in promises_to_review(ahead).select_related("charter"):
        day = promise.next_review
        on = stretch.reviewed(day) if day is not None else None
        if day is None or on is None:
            continue
        text = _("Wording of “{title}”: review by {day}").format(
            title=promise.title, day=date_format(day, "j F Y")
        )
        address = reverse("staff_charter", args=[promise.charter.slug])
        for person in holders_of("engagement_officer", stretch.today):
            yield Occasion(person, "review", on, f"promise {promise.pk}", text, address)
