"""A form is done once: a double press leads to what the first press made."""

from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from charter.faults import Refused
from charter.models import FormToken, User


@transaction.atomic
def use_token(*, token: UUID, by: User, work: Callable[[], str]) -> str:
    """Do the work of a form and remember where it led; the same form again only leads there.

    `work` returns the address to go to. Token and work stand or fall together: a refused form can be mended
    and sent again, and a second press that comes at the same time waits for the first one's end.
    Raises Refused when the token was used by somebody else, and whatever `work` refuses.
    """
    try:
        with transaction.atomic():
            used = FormToken.objects.create(token=token, person_id=by.pk)
    except IntegrityError:
        return where_it_led(token, by)
    used.result = work()
    used.save()
    return used.result


def where_it_led(token: UUID, by: User) -> str:
    """The address that the first sending of a form led to, empty when it was not sent yet.

    Raises Refused when somebody else sent it.
    """
    first = FormToken.objects.filter(token=token).first()
    if first is None:
        return ""
    if first.person_id != by.pk:
        raise Refused(_("This form belongs to somebody else. Open the page again."))
    return first.result
