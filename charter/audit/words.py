"""The vocabulary of the audit trail: each verb and each kind of thing in words.

A sentence is a person, a verb and a thing: “Tom Hale approved the figure ‘Repairs on time, July 2026’”.
A test holds that every verb recorded anywhere in the code stands here.
"""

from django.utils.translation import gettext as _

from charter.translated import lazily as _lazy

VERBS = {
    # people and rights
    "create_person": "made",
    "switch_off": _lazy("switched off"),
    "switch_on": _lazy("switched on again"),
    "set_password": _lazy("set the first password of"),
    "give_second_factor": _lazy("gave a second factor to"),
    "invite": "invited",
    "withdraw_invitation": _lazy("withdrew the invitation of"),
    "accept_invitation": _lazy("accepted the invitation to"),
    "join_organisation": _lazy("joined by the organisation’s sign-in:"),
    "sign_in": _lazy("signed in to"),
    "change_password": _lazy("changed the password of"),
    "change_second_factor": _lazy("changed the second factor of"),
    "reset_second_factor": _lazy("reset the second factor of"),
    "end_session": _lazy("ended a session of"),
    "end_other_sessions": _lazy("ended the other sessions of"),
    "end_sessions": _lazy("ended all sessions of"),
    "choose_mails": "chose",
    "grant_role": "gave",
    "end_role": "ended",
    "move_last_day": _lazy("gave another last day to"),
    "create_post": "made",
    "hold_post": "began",
    "leave_post": "ended",
    "hand_over": _lazy("handed over"),
    "break_glass": _lazy("opened for an hour"),
    "pass_on_file": _lazy("passed on"),
    # landlord, charter, calendar, settings
    "make_landlord": _lazy("set up"),
    "change_landlord": "changed",
    "mark_as_demonstration": _lazy("marked as invented"),
    "give_code": _lazy("gave the landlord"),
    "change_settings": _lazy("changed the settings of"),
    "change_logo": _lazy("changed the logo of"),
    "change_timetable": "changed",
    "begin_wording": _lazy("let the new wording begin of"),
    "make_current": _lazy("made current"),
    "enter_stage": _lazy("moved to another stage"),
    "start_new_version": _lazy("began a new version:"),
    "start_draft": "began",
    "save_draft": "saved",
    "submit_draft": "submitted",
    "take_back_draft": _lazy("took back"),
    "withdraw_draft": _lazy("gave up"),
    "return_draft": "returned",
    "approve_draft": "approved",
    "bring_up_to_date": _lazy("brought up to date"),
    "new_text": _lazy("put in"),
    "change_text": "changed",
    "retire_text": "retired",
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
    "submit_import": _lazy("submitted the figures of"),
    "approve_import": _lazy("approved figures of"),
    "discard_import": _lazy("threw away"),
    "record_result": "saved",
    "add_evidence": _lazy("added evidence to"),
    "remove_evidence": _lazy("took evidence from"),
    "write_commentary": "wrote",
    "clear_commentary": _lazy("took the explanation from"),
    "approve_commentary": "approved",
    "return_commentary": "returned",
    "set_lock_rule": "changed",
    "ask_for_unlock": _lazy("asked for"),
    "unlock_period": "gave",
    "end_unlock": "ended",
    "close_year": "closed",
    "ask_to_reopen_year": _lazy("asked to reopen"),
    "reopen_year": "reopened",
    "leave_year_closed": _lazy("left closed"),
    "submit_result": "submitted",
    "recall_result": "recalled",
    "approve_result": "approved",
    "return_result": "returned",
    # releases and papers
    "publish_release": "published",
    "schedule_release": "scheduled",
    "withdraw_release": "withdrew",
    "waive": _lazy("agreed to publish without"),
    "unwaive": _lazy("took back the agreement to publish without"),
    "order_report": "ordered",
    "render_report": _lazy("had printed"),
    "release_report": _lazy("gave to the Board"),
    "recall_report": _lazy("took back from the Board"),
    # documents
    "record_edition": "recorded",
    "approve_edition": "approved",
    "note_change": "noted",
    # what tenants said and did
    "record_service_change": "wrote",
    "approve_service_change": "approved",
    "publish_service_change": "published",
    "open_scrutiny_project": "opened",
    "publish_scrutiny_report": _lazy("published the report of"),
    "make_recommendation": "made",
    "answer_recommendation": "answered",
    "add_scrutiny_action": "added",
    "report_scrutiny_action_done": _lazy("reported as done"),
    "close_scrutiny_action": "closed",
    "plan_event": "planned",
    "note_invitation": _lazy("noted the invitation to"),
    "hold_event": _lazy("put down as held"),
    "cancel_event": "cancelled",
    "receive_feedback": "received",
    "answer_feedback": "answered",
    "prepare_feedback": _lazy("prepared for the public"),
    "publish_feedback": "published",
    "erase_feedback_text": _lazy("erased what was said in"),
    "follow": _lazy("noted that somebody follows by mail:"),
    "stop_following": _lazy("deleted the address of"),
    # proofs, and the trail itself
    "score_differs": _lazy("found a difference in"),
    "release_differs": _lazy("found a difference in"),
    "published_differs": _lazy("found a difference in"),
    "audit_differs": _lazy("found a change in the audit trail of"),
    "export_audit": "exported",
}
SUBJECTS = {
    "charter.user": _lazy("the account"),
    "charter.rolegrant": _lazy("the role"),
    "charter.postholding": _lazy("the time in a post"),
    "charter.post": _lazy("the post"),
    "charter.landlord": _lazy("the landlord"),
    "charter.landlordcode": _lazy("the regulator’s code"),
    "charter.charter": _lazy("the charter"),
    "charter.bankholiday": _lazy("the bank holiday"),
    "charter.theme": _lazy("the theme"),
    "charter.expectation": _lazy("the expectation"),
    "charter.quote": _lazy("the quotation"),
    "charter.charterstage": _lazy("the stage"),
    "charter.body": _lazy("the body"),
    "charter.draft": _lazy("the draft"),
    "charter.timetable": _lazy("the timetable of reminders"),
    "charter.mailchoice": _lazy("the choice of mails"),
    "charter.auditevent": _lazy("the audit trail"),
    "charter.auditday": _lazy("the day"),
    "measures.result": _lazy("the figure"),
    "measures.import": _lazy("the file"),
    "measures.measure": _lazy("the measure"),
    "measures.release": _lazy("the release"),
    "measures.waiver": _lazy("a missing figure of"),
    "measures.report": _lazy("the report"),
    "measures.score": _lazy("the score"),
    "measures.seriesscore": _lazy("the limits"),
    "measures.measurecommentary": _lazy("the explanation"),
    "measures.measureline": _lazy("the line of measures"),
    "measures.target": _lazy("the target"),
    "measures.definition": _lazy("the definition"),
    "measures.segment": _lazy("the segment"),
    "measures.yearclosing": _lazy("the year"),
    "measures.periodunlock": _lazy("the unlocking of a period"),
    "measures.lockrule": _lazy("the rule of locked periods"),
    "promises.promise": _lazy("the promise"),
    "promises.commitment": _lazy("the commitment"),
    "promises.publication": _lazy("the document"),
    "promises.edition": _lazy("the edition"),
    "promises.publicationchange": _lazy("the change that a document follows"),
    "engagement.servicechange": _lazy("the “You said, we did”"),
    "engagement.scrutinyproject": _lazy("the scrutiny project"),
    "engagement.recommendation": _lazy("the recommendation"),
    "engagement.scrutinyaction": _lazy("the scrutiny action"),
    "engagement.event": _lazy("the event"),
    "engagement.feedback": _lazy("the feedback"),
    "engagement.followedtopic": _lazy("a topic"),
    "engagement.follower": _lazy("a follower"),
}


def did(verb: str) -> str:
    """A verb in words."""
    return VERBS.get(verb, verb.replace("_", " "))


def thing(kind: str) -> str:
    """A kind of thing in words, with its article."""
    return SUBJECTS.get(kind) or _("the {thing}").format(thing=kind.rpartition(".")[2])


def verb_choices() -> list[tuple[str, str]]:
    """Every verb with its words, and what it is done to where one word serves several."""
    shared = {text for text in VERBS.values() if list(VERBS.values()).count(text) > 1}
    named = [
        (verb, f"{text} ({verb.partition('_')[2].replace('_', ' ')})" if text in shared else text)
        for verb, text in VERBS.items()
    ]
    return sorted(named, key=lambda one: one[1])
