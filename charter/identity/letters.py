"""Letters of signing in: written inside the transaction, sent by a job, in plain text and as a page.

Whether an address has an account cannot be told from the time that writing takes: a letter to nobody makes
the same rows, and its job sends nothing (reliability.md P39). What is in it is sealed while it waits.
"""

import json
import re
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from charter import jobs, presenters
from charter.identity import links, sealing
from charter.mails import mail, plain_text
from charter.models import Job, Letter, User
from charter.translated import lazily as _lazy

PURPOSE = "letter"
# The subject and the template of each kind; the template is templates/letters/<name>.txt.
SUBJECTS = {
    "login_code": _lazy("Your sign-in code"),
    "password_reset_key": _lazy("Choose a new password"),
    "invitation": _lazy("You are invited to the customer charter portal"),
    "invitation_known": _lazy("You were invited, and have an account already"),
    "password_changed": _lazy("Your password was changed"),
    "second_factor_changed": _lazy("How you sign in was changed"),
    "second_factor_reset": _lazy("Your second factor was taken away"),
    "sessions_ended": _lazy("You were signed out"),
    "break_glass": _lazy("Restricted data was opened"),
}
# What an administrator sees in each kind where a letter holds facts of its day.
SAMPLES = {
    "code": "ABCD-EFGH",
    "link": "https://charter.example.org/account/",
    "until": _lazy("1 July 2026, 09:00"),
    "what": _lazy("a passkey was added"),
    "who": _lazy("Ann Example"),
    "when": _lazy("1 July 2026 from 09:00 until 10:00"),
}
_LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a letter as a page shows it; a link stands alone in its paragraph."""

    text: str
    is_link: bool
    is_code: bool


def write(kind: str, *, to: User | None, by: User, facts: dict[str, str] | None = None) -> Letter:
    """Write a letter that a job sends after the commit; to nobody for an address without an account.

    `facts` are the words that the template fills in. Raises KeyError for a kind that there is not.
    """
    SUBJECTS[kind]
    with transaction.atomic():
        sealed = sealing.seal(json.dumps(facts or {}), purpose=PURPOSE)
        letter = Letter.objects.create(person=to, kind=kind, sealed=sealed)
        jobs.enqueue("send_letter", key=f"letter {letter.pk}", by=by, ids={"letter": letter.pk})
    return letter


@jobs.register("send_letter")
def send(job: Job) -> str:
    """Send the letter that the job names and forget it; one that went already is not sent again."""
    letter = Letter.objects.select_related("person").filter(pk=job.ids["letter"]).first()
    if letter is None:
        return _("Sent before.")
    if letter.person is not None:
        message_of(letter, letter.person).send()
    letter.delete()
    return _("Sent.")


def message_of(letter: Letter, person: User) -> EmailMultiAlternatives:
    """The mail to the stored address of the person, never to one that was typed."""
    facts = json.loads(sealing.unseal(letter.sealed, purpose=PURPOSE))
    if letter.kind == "password_reset_key":
        facts["link"] = links.password_link(person)  # made only now, so that writing takes no longer
    return mail(str(SUBJECTS[letter.kind]), person.email, both_forms(letter.kind, facts))


def both_forms(kind: str, facts: dict[str, str]) -> tuple[str, str]:
    """A letter as plain text and as a page. Raises KeyError for a kind that there is not."""
    subject = SUBJECTS[kind]
    text = plain_text(
        f"letters/{kind}.txt", facts | {"landlord": presenters.landlord(), "site": links.absolute("/")}
    )
    return text, render_to_string("letters/letter.html", {"subject": subject, "paragraphs": paragraphs(text)})


def paragraphs(text: str) -> list[Paragraph]:
    """A plain letter in its paragraphs, links and codes told apart."""
    parts = [part.strip() for part in text.split("\n\n") if part.strip()]
    return [
        Paragraph(part, bool(_LINK.fullmatch(part)), " " not in part and part.isupper()) for part in parts
    ]
