"""The landlord, jobs and audit events as pages show them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from charter.models import AuditEvent, Landlord


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
    accent: str
    accent_dark: str
    band: str
    is_demonstration: bool


NOBODY = LandlordView(
    False, "Customer Charter", "tenant", "tenants", "", "", "", "", "#1B44B8", "#9DB8FF", "#1B44B8", False
)


def landlord() -> LandlordView:
    """The landlord of this installation, or a neutral stand-in before there is one. One query."""
    found = Landlord.objects.first()
    if found is None:
        return NOBODY
    return LandlordView(
        exists=True,
        name=found.name,
        word_for_customer=found.word_for_customer,
        word_for_customers=found.word_for_customers,
        phone=found.phone,
        email=found.email,
        address=found.address,
        website=found.website,
        accent=found.accent,
        accent_dark=found.accent_dark,
        band=found.band,
        is_demonstration=found.is_demonstration,
    )


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
    "validate_import": "Check an uploaded file",
    "accept_import": "Accept an uploaded file",
    "submit_import": "Submit an uploaded file",
    "score": "Work out scores",
    "score_results": "Work out scores",
    "score_measures": "Work out scores",
    "score_late": "Count in new figures",
    "score_series": "Work out limits",
    "rescore_measures": "Work out all scores: measures",
    "rescore_rest": "Work out all scores: promises",
    "verify_scores": "Prove the scores",
    "check_published": "Check what is public",
    "publish_due": "Publish what is due",
    "count": "Count our own records",
    "render_report": "Make a Board report",
}
VERB_WORDS = {
    "grant_role": "gave the role",
    "end_role": "ended a role",
    "hold_post": "put a person into a post",
    "leave_post": "ended a person's time in a post",
    "make_current": "made current",
    "give_second_factor": "gave a second factor",
    "receive_upload": "uploaded",
    "validate_import": "checked",
    "accept_import": "accepted",
    "submit_import": "submitted the figures of",
    "approve_import": "approved figures of",
    "record_result": "saved",
    "submit_result": "submitted",
    "recall_result": "recalled",
    "approve_result": "approved",
    "return_result": "sent back",
    "score_differs": "found a difference in",
    "release_differs": "found a difference in",
    "published_differs": "found a difference in",
    "publish_release": "published",
    "withdraw_release": "withdrew",
    "record_edition": "recorded",
    "approve_edition": "approved",
    "note_change": "noted",
    "record_service_change": "wrote",
    "approve_service_change": "approved",
    "publish_service_change": "published",
    "open_scrutiny_project": "opened",
    "publish_scrutiny_report": "published the report of",
    "make_recommendation": "made",
    "answer_recommendation": "answered",
    "add_scrutiny_action": "added",
    "report_scrutiny_action_done": "reported as done",
    "close_scrutiny_action": "closed",
    "plan_event": "planned",
    "note_invitation": "noted the invitation to",
    "hold_event": "put down as held",
    "cancel_event": "cancelled",
    "receive_feedback": "received",
    "answer_feedback": "answered",
    "prepare_feedback": "prepared for the public",
    "publish_feedback": "published",
    "erase_feedback_text": "erased what was said in",
    "add_bank_holiday": "added",
    "change_bank_holiday": "changed",
    "remove_bank_holiday": "removed",
    "change_settings": "changed the settings of",
    "order_report": "ordered",
}
SUBJECT_WORDS = {
    "charter.user": "account",
    "charter.rolegrant": "role",
    "charter.postholding": "post holding",
    "charter.post": "post",
    "charter.landlord": "landlord",
    "charter.landlordcode": "regulator's code",
    "charter.charter": "charter",
    "charter.bankholiday": "bank holiday",
    "measures.result": "figure",
    "measures.import": "file",
    "measures.measure": "measure",
    "measures.release": "release",
    "measures.report": "report",
    "measures.score": "score",
    "measures.seriesscore": "limits",
    "promises.edition": "edition",
    "promises.publicationchange": "change that a document follows",
    "engagement.servicechange": "you said, we did",
    "engagement.scrutinyproject": "scrutiny project",
    "engagement.recommendation": "recommendation",
    "engagement.scrutinyaction": "scrutiny action",
    "engagement.event": "event",
    "engagement.feedback": "feedback",
}


@dataclass(frozen=True)
class AuditRow:
    """An audit event in words; `about` holds its details, never the value of a figure."""

    at: datetime
    who: str
    did: str
    what: str
    about: tuple[tuple[str, str], ...]
    reference: str


def job_words(kind: str) -> str:
    """What a kind of job does."""
    return JOB_WORDS.get(kind, kind.replace("_", " ").capitalize())


def audit_row(event: AuditEvent, names: Mapping[int, str]) -> AuditRow:
    """An event in words, with the actor's name if the account is still there. No query."""
    subject = SUBJECT_WORDS.get(event.subject_kind, event.subject_kind.rpartition(".")[2])
    return AuditRow(
        at=event.at,
        who=names.get(event.actor_id, f"person {event.actor_id}"),
        did=VERB_WORDS.get(event.verb, event.verb.replace("_", " ")),
        what=f"{subject} {event.subject_id}",
        about=tuple(
            (key.replace("_", " "), _plain(key, value)) for key, value in sorted(event.detail.items())
        ),
        reference=event.request_id,
    )


def _plain(key: str, value: object) -> str:
    """A detail as text, shortened: whole documents and fingerprints are not for a list."""
    if key in ("hash", "digest"):
        return str(value)[:12]
    text = (
        ", ".join(f"{key} {each}" for key, each in value.items()) if isinstance(value, dict) else str(value)
    )
    return text if len(text) <= 120 else text[:119] + "…"
