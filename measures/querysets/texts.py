"""Written texts of papers: which there are, and who had a hand in one."""

from django.db.models import QuerySet

from charter.models import AuditEvent, User
from charter.periods import Period
from measures.models import ReportSection


def sections_of(year: Period) -> dict[tuple[str, str], ReportSection]:
    """The texts of a year by kind of paper and key. One query."""
    rows = ReportSection.objects.filter(year=year.key).select_related("author", "approver")
    return {(one.kind, one.key): one for one in rows}


def section_at(kind: str, year: Period, key: str) -> ReportSection:
    """One text; a new one, not saved, where nobody has written it. One query."""
    rows = ReportSection.objects.select_related("author", "approver")
    found = rows.filter(kind=kind, year=year.key, key=key).first()
    return found or ReportSection(kind=kind, year=year.key, key=key)


def to_approve() -> QuerySet[ReportSection]:
    """The texts that wait for an approver, what was written first at the top."""
    rows = ReportSection.objects.filter(approved_at=None, returned_at=None)
    return rows.select_related("author").order_by("written_at", "pk")


def wrote(section: ReportSection, person: User) -> bool:
    """Whether the person wrote any version of a text: then another approves it. One query."""
    if section.author_id == person.pk:
        return True
    return AuditEvent.objects.filter(
        verb="write_section",
        subject_kind=ReportSection._meta.label_lower,
        subject_id=str(section.pk),
        actor_id=person.pk,
    ).exists()
