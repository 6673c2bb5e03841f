"""Questions about consultations."""

from django.db.models import Count, Q, QuerySet

from engagement.models import CommentGroup, Consultation

OPENS, CLOSES = "first_draft", "internal_review"  # comments are taken from the one stage to the other


def takes_comments(consultation: Consultation) -> bool:
    """Whether people can comment now: its first draft came, and we do not check it yet."""
    if consultation.opened_at is None:
        return False
    came = set(consultation.stages.exclude(came_on=None).values_list("stage", flat=True))
    return OPENS in came and not came & {CLOSES, "signed_off", "published"}


def open_to_all() -> QuerySet[Consultation]:
    """Consultations that everybody can see, the newest first, each with its comments counted."""
    rows = Consultation.objects.filter(opened_at__isnull=False)
    return rows.annotate(said=Count("comments")).order_by("-opened_at", "-pk")


def consultations_of_staff() -> QuerySet[Consultation]:
    """Every consultation, with how many comments have no heading yet."""
    waiting = Count("comments", filter=Q(comments__group=None))
    return Consultation.objects.annotate(waiting=waiting).order_by("-opened_at", "-pk")


def answers_to_approve() -> QuerySet[CommentGroup]:
    """Answers to groups of comments that wait for another person."""
    return CommentGroup.objects.filter(answered_at__isnull=False, approved_at=None)
