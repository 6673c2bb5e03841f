"""What somebody was sending when the session ended: kept for that person alone until they sign in again."""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

KEY = "charter_kept"
MOST = 64 * 1024
# Never kept: the token of the ended session, and passwords.
SECRET = ("csrfmiddlewaretoken", "password", "code", "credential")


@dataclass(frozen=True)
class Sent:
    """A form that was not taken: where it was going, and its boxes."""

    address: str
    boxes: list[tuple[str, str]]


def keep(request: HttpRequest, person: str) -> None:
    """Put the posted boxes into the visitor's new session; files and long forms are not kept."""
    if request.method != "POST":
        return
    sent = request.POST.copy()
    for name in [name for name in sent if name.startswith(SECRET) or "password" in name]:
        del sent[name]
    text = sent.urlencode()
    if sent and len(text) <= MOST:
        request.session[KEY] = {"person": str(person), "address": request.get_full_path(), "sent": text}


def of(request: HttpRequest) -> Sent | None:
    """What is kept for the signed-in person; what is kept for another is forgotten."""
    found = request.session.get(KEY)
    if not found:
        return None
    if found["person"] != str(request.user.pk):
        forget(request)
        return None
    boxes = QueryDict(found["sent"])
    return Sent(found["address"], [(name, value) for name, values in boxes.lists() for value in values])


def forget(request: HttpRequest) -> None:
    """Keep it no longer."""
    request.session.pop(KEY, None)
