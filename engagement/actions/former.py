"""What becomes of people who took part and go."""

from django.db import transaction

from charter import audit
from charter.models import User
from engagement.models import Member


@transaction.atomic
def forget_member(*, member: Member, by: User) -> None:
    """Delete who a member is and what they wished; that somebody came to an event stays counted."""
    found = Member.objects.select_for_update().filter(pk=member.pk).first()
    if found is not None:
        audit.record("forget_member", found, by=by)
        found.delete()
