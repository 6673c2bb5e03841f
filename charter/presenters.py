"""The landlord, jobs and audit events as pages show them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from charter import audit
from charter.audit import words
from charter.languages.own import as_written
from charter.models import AuditEvent, Landlord, RequestOrigin, User
from charter.translated import lazily as _lazy

PEOPLE = ("person", "successor", "invited", "second")  # details that hold the id of an account


@dataclass(frozen=True)
class LandlordView:
    """Name, words, colours and ways to get in touch; `exists` is False before set-up."""

    exists: bool
    name: str
    word_for_customer: str
    word_for_customers: str
    phone: str
    email: str
    address: str
    website: str
    account_address: str
    hours: str
    accent: str
    accent_dark: str
    band: str
    is_demonstration: bool
    logo: "LogoView | None" = None


@dataclass(frozen=True)
class LogoView:
    """The landlord's logo as pages show it: half the stored size, for sharp screens."""

    address: str
    width: int
    height: int
    alt: str


NOBODY = LandlordView(
    False,
    "Customer Charter",
    "tenant",
    "tenants",
    "",
    "",
    "",
    "",
    "",
    "",
    "#1B44B8",
    "#9DB8FF",
    "#1B44B8",
    False,
)


def landlord() -> LandlordView:
    """The landlord of this installation, or a neutral stand-in before there is one. One query."""
    found = Landlord.objects.select_related("logo").defer("logo__content").first()
    if found is None:
        return NOBODY
    return LandlordView(
        exists=True,
        name=found.name,
        word_for_customer=as_written(found.word_for_customer),
        word_for_customers=as_written(found.word_for_customers),
        phone=found.phone,
        email=found.email,
        address=as_written(found.address),
        website=found.website,
        account_address=found.account_address,
        hours=as_written(found.hours),
        accent=found.accent,
        accent_dark=found.accent_dark,
        band=found.band,
        is_demonstration=found.is_demonstration,
        logo=_logo(found),
    )


def _logo(found: Landlord) -> LogoView | None:
    """The logo beside which nobody need read the name; None where there is none."""
    if found.logo is None:
        return None
    address = reverse("logo", args=[found.logo.digest])
    return LogoView(address, -(-found.logo.width // 2), -(-found.logo.height // 2), found.logo_alt)


def brand_style() -> str:
    """The landlord's accent and band as a style sheet; only well-formed colours get in. One query."""
    found = landlord()
    light, dark, band = (_colour(colour) for colour in (found.accent, found.accent_dark, found.band))
    return (
        f":root{{--accent:{light};--band:{band}}}"
        f"@media (prefers-color-scheme:dark){{:root{{--accent:{dark}}}}}"
        "@media print{:root{--accent:#000;--band:#fff}}"
    )


def _colour(text: str) -> str:
    return text if re.fullmatch(r"#[0-9A-Fa-f]{6}", text) else "#1B44B8"


JOB_WORDS = {
    "validate_import": _lazy("Check an uploaded file"),
    "accept_import": _lazy("Accept an uploaded file"),
    "submit_import": _lazy("Submit an uploaded file"),
    "score": _lazy("Work out scores"),
    "score_results": _lazy("Work out scores"),
    "score_measures": _lazy("Work out scores"),
    "score_late": _lazy("Count in new figures"),
    "score_series": _lazy("Work out limits"),
    "rescore_measures": _lazy("Work out all scores: measures"),
    "rescore_rest": _lazy("Work out all scores: promises"),
    "verify_scores": _lazy("Prove the scores"),
    "check_published": _lazy("Check what is public"),
    "publish_due": _lazy("Publish what is due"),
    "raise_alerts": _lazy("Raise alerts"),
    "prepare_papers": _lazy("Order the papers of meetings"),
    "invite": _lazy("Invite a member of a panel"),
    "check_audit": _lazy("Seal and prove the audit trail"),
    "count": _lazy("Count our own records"),
    "render_report": _lazy("Make a Board report"),
    "mail_paper": _lazy("Mail about a paper"),
    "remind_owner": _lazy("Remind the owner of a late figure"),
    "send_letter": _lazy("Send a letter"),
    "make_digests": _lazy("Make the daily mails"),
    "send_digest": _lazy("Send a daily mail"),
    "follow_letter": _lazy("Answer somebody who wants to follow"),
    "hand_over_feedback": _lazy("Hand over what somebody told us"),
    "data_request_heard": _lazy("Write to somebody who asks about their data"),
    "feedback_heard": _lazy("Tell somebody that we have what they told us"),
    "feedback_answer": _lazy("Send our answer to somebody who told us something"),
    "member_letter": _lazy("Send somebody the link to take part"),
    "tell_followers": _lazy("Mail the results to followers"),
    "tell_of_event": _lazy("Mail those who were asked to an event"),
    "fill_search": _lazy("Gather what can be found by search"),
    "pass_on_post": _lazy("Pass on what hangs on a post"),
    "switch_off_leaver": _lazy("Switch a leaver's account off"),
}


@dataclass(frozen=True)
class AuditRow:
    """An audit event in words; `about` holds its details, never the value of a figure.

    `says` is the whole sentence, `origin` the network that it came from, as long as that is kept.
    """

    at: datetime
    who: str
    did: str
    what: str
    about: tuple[tuple[str, str], ...]
    reference: str
    origin: str

    @property
    def says(self) -> str:
        """Who did what, in a sentence."""
        return f"{self.who} {self.did} {self.what}"

    @property
    def told(self) -> str:
        """The details in one line."""
        return "; ".join(f"{key}: {value}" for key, value in self.about)


def job_words(kind: str) -> str:
    """What a kind of job does."""
    return JOB_WORDS.get(kind, kind.replace("_", " ").capitalize())


def audit_rows(events: Sequence[AuditEvent]) -> list[AuditRow]:
    """Events in words, with today's names of people and things. Two queries and one a kind of thing."""
    acted = {event.actor_id for event in events}
    told = {person for event in events for person in _people_of(event)}
    people = dict(User.objects.filter(pk__in=acted | told).values_list("pk", "name"))
    references = {event.request_id for event in events} - {"-", ""}
    networks = dict(
        RequestOrigin.objects.filter(request_id__in=references).values_list("request_id", "network")
    )
    things: dict[str, dict[str, str]] = {}
    for kind in {event.subject_kind for event in events}:
        ids = [event.subject_id for event in events if event.subject_kind == kind]
        things[kind] = audit.called(kind, ids)
    return [_audit_row(event, people, things[event.subject_kind], networks) for event in events]


def _people_of(event: AuditEvent) -> set[int]:
    return {event.detail[key] for key in PEOPLE if isinstance(event.detail.get(key), int)}


def _audit_row(
    event: AuditEvent, people: Mapping[int, str], titles: Mapping[str, str], networks: Mapping[str, str]
) -> AuditRow:
    title = titles.get(event.subject_id)
    # A name that is gone is not told: the account stays known by its number.
    what = f"{words.thing(event.subject_kind)} {f'“{title}”' if title else event.subject_id}"
    detail = {
        key: people.get(value, value) if key in PEOPLE else value for key, value in event.detail.items()
    }
    return AuditRow(
        at=event.at,
        who=people.get(event.actor_id, _("Account {number}").format(number=event.actor_id)),
        did=words.did(event.verb),
        what=what,
        about=tuple((key.replace("_", " "), _plain(key, value)) for key, value in sorted(detail.items())),
        reference=event.request_id,
        origin=networks.get(event.request_id, "" if event.request_id == "-" else _("not kept")),
    )


def _plain(key: str, value: object) -> str:
    """A detail as text, shortened: whole documents and fingerprints are not for a list."""
    if key in ("hash", "digest"):
        return str(value)[:12]
    text = (
        ", ".join(f"{key} {each}" for key, each in value.items()) if isinstance(value, dict) else str(value)
    )
    return text if len(text) <= 120 else text[:119] + "…"
