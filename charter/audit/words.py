"""The vocabulary of the audit trail: each verb and each kind of thing in words.

A sentence is a person, a verb and a thing: “Tom Hale approved the figure ‘Repairs on time, July 2026’”.
A test holds that every verb recorded anywhere in the code stands here.
"""

VERBS = {
    # people and rights
    "create_person": "made",
    "switch_off": "switched off",
    "switch_on": "switched on again",
    "set_password": "set the first password of",
    "give_second_factor": "gave a second factor to",
    "grant_role": "gave",
    "end_role": "ended",
    "create_post": "made",
    "hold_post": "began",
    "leave_post": "ended",
    "hand_over": "handed over",
    "break_glass": "opened for an hour",
    "pass_on_file": "passed on",
    # landlord, charter, calendar, settings
    "make_landlord": "set up",
    "change_landlord": "changed",
    "mark_as_demonstration": "marked as invented",
    "give_code": "gave the landlord",
    "change_settings": "changed the settings of",
    "make_current": "made current",
    "load_charter": "loaded",
    "add_bank_holiday": "added",
    "change_bank_holiday": "changed",
    "remove_bank_holiday": "removed",
    # figures and files
    "make_measure": "made",
    "load_benchmarks": "loaded",
    "receive_upload": "uploaded",
    "validate_import": "checked",
    "accept_import": "accepted",
    "submit_import": "submitted the figures of",
    "approve_import": "approved figures of",
    "record_result": "saved",
    "submit_result": "submitted",
    "recall_result": "recalled",
    "approve_result": "approved",
    "return_result": "returned",
    # releases and papers
    "publish_release": "published",
    "schedule_release": "scheduled",
    "withdraw_release": "withdrew",
    "waive": "agreed to publish without",
    "unwaive": "took back the agreement to publish without",
    "order_report": "ordered",
    "render_report": "had printed",
    "release_report": "gave to the Board",
    "recall_report": "took back from the Board",
    # documents
    "record_edition": "recorded",
    "approve_edition": "approved",
    "note_change": "noted",
    # what tenants said and did
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
    # proofs, and the trail itself
    "score_differs": "found a difference in",
    "release_differs": "found a difference in",
    "published_differs": "found a difference in",
    "audit_differs": "found a change in the audit trail of",
    "export_audit": "exported",
    "export_history": "exported the history of",
}
SUBJECTS = {
    "charter.user": "the account",
    "charter.rolegrant": "the role",
    "charter.postholding": "the time in a post",
    "charter.post": "the post",
    "charter.landlord": "the landlord",
    "charter.landlordcode": "the regulator’s code",
    "charter.charter": "the charter",
    "charter.bankholiday": "the bank holiday",
    "charter.auditevent": "the audit trail",
    "charter.auditday": "the day",
    "measures.result": "the figure",
    "measures.import": "the file",
    "measures.measure": "the measure",
    "measures.release": "the release",
    "measures.waiver": "a missing figure of",
    "measures.report": "the report",
    "measures.score": "the score",
    "measures.seriesscore": "the limits",
    "promises.edition": "the edition",
    "promises.publicationchange": "the change that a document follows",
    "engagement.servicechange": "the “You said, we did”",
    "engagement.scrutinyproject": "the scrutiny project",
    "engagement.recommendation": "the recommendation",
    "engagement.scrutinyaction": "the scrutiny action",
    "engagement.event": "the event",
    "engagement.feedback": "the feedback",
}


def did(verb: str) -> str:
    """A verb in words."""
    return VERBS.get(verb, verb.replace("_", " "))


def thing(kind: str) -> str:
    """A kind of thing in words, with its article."""
    return SUBJECTS.get(kind, f"the {kind.rpartition('.')[2]}")


def verb_choices() -> list[tuple[str, str]]:
    """Every verb with its words, and what it is done to where one word serves several."""
    shared = {text for text in VERBS.values() if list(VERBS.values()).count(text) > 1}
    named = [
        (verb, f"{text} ({verb.partition('_')[2].replace('_', ' ')})" if text in shared else text)
        for verb, text in VERBS.items()
    ]
    return sorted(named, key=lambda one: one[1])
