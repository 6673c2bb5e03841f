"""The rights as agreed, once more in the letters of the study; tests/access/ tries every cell of them."""

import pytest

from charter import permissions
from charter.access import requires

# reliability.md section 5, design section 8. After a colon how far the role reaches; nothing: everything.
LETTERS = {
    "CV": "panel_member",
    "DO": "data_owner",
    "AP": "approver",
    "EO": "engagement_officer",
    "BR": "body_reader",
    "AD": "administrator",
}
RIGHTS = {
    "account": "CV DO AP EO BR AD",
    "staff_home": "DO AP EO AD",
    "see_measures": "DO AP EO AD",
    "see_unpublished": "DO:assigned AP",
    "enter_result": "DO:assigned",
    "decide_result": "AP",
    "upload_results": "DO:assigned",
    "download_upload": "DO:own AP AD:break_glass",
    "export_lists": "DO:assigned AP",
    "run_scoring": "AP",
    "publish": "AP",
    "see_history": "DO:assigned AP BR:released AD:no_values",
    "waive": "AP",
    "see_withdrawn": "AP",
    "unlock_period": "AP",
    "close_year": "AP",
    "order_report": "AP",
    "read_report": "AP BR:released",
    "release_report": "AP",
    "write_edition": "DO:assigned",
    "approve_edition": "AP",
    "edit_charter": "EO",
    "approve_charter": "AP",
    "read_drafts": "DO AP EO AD",
    "charter_desk": "EO AP",
    "sign_off_charter": "AP",
    "propose_definition": "DO:assigned EO:own",
    "approve_definition": "AP",
    "propose_target": "DO:assigned AP",
    "approve_target": "AP",
    "read_proposals": "DO:assigned AP AD",
    "keep_segments": "AD",
    "manage_people": "AD",
    "invite_people": "EO:own AD",
    "reset_second_factor": "AD",
    "end_sessions": "AD",
    "settings": "AD",
    "calendar": "AD",
    "see_jobs": "AD",
    "retry_job": "DO:own EO:own AP AD",
    "break_glass": "AD",
    "see_audit": "AD",
    "django_admin": "AD",
    "see_followers": "AP EO AD",
    "keep_members": "EO",
    "read_feedback": "EO",
    "read_consultations": "AP EO",
    "keep_consultations": "EO",
    "approve_comment_answer": "AP",
    "deal_with_data": "EO",
    "let_data_search": "EO AD",
    "read_referred": "DO:assigned",
    "publish_feedback": "AP EO",
    "read_changes": "AP EO",
    "write_change": "EO",
    "approve_change": "AP",
    "read_scrutiny": "CV:own_body DO:assigned AP EO",
    "write_scrutiny": "CV:own_body EO",
    "answer_scrutiny": "AP",
    "report_action": "DO:assigned",
    "close_action": "CV:own_body",
    "read_challenges": "CV:own_body DO:assigned AP EO",
    "raise_challenge": "CV:own_body",
    "answer_challenge": "DO:assigned AP",
    "keep_events": "EO",
    "body_dashboard": "CV:own_body BR:own_body AP EO",
    "keep_meetings": "CV:own_body AP EO",
    "panel_write": "CV:own_body",
    "panel_publish": "CV:own_body",
    "panel_withhold": "EO",
    "answer_minute": "DO AP EO",
    "see_timeliness": "DO AP EO AD BR:own_body",
    "rate_data": "DO:assigned AP",
    "chase_figure": "AP EO",
    "order_pack": "CV:own_body BR:own_body AP",
    "read_pack": "CV:own_body BR:own_body AP EO",
    "read_sections": "DO AP EO",
    "write_section": "DO EO",
    "approve_section": "AP",
}


def allowed(permission: str) -> set[str]:
    """The roles that have a right, as agreed; nobody has a right that is not in the agreed table."""
    return {LETTERS[letters.partition(":")[0]] for letters in RIGHTS.get(permission, "").split()}


def agreed_scopes(permission: str) -> dict[str, str]:
    """How far each role reaches, as agreed."""
    cells = (cell.replace("_", " ").partition(":") for cell in RIGHTS[permission].split())
    return {LETTERS[letters]: scope or "all" for letters, _, scope in cells}


def test_the_table_is_the_one_that_was_agreed() -> None:
    agreed = {name: agreed_scopes(name) for name in RIGHTS}
    assert {name: found.roles for name, found in permissions.PERMISSIONS.items()} == agreed


def test_every_scope_is_a_known_word() -> None:
    used = {scope for found in permissions.PERMISSIONS.values() for scope in found.roles.values()}
    assert used <= set(permissions.SCOPES)


def test_a_wrong_permission_is_refused_at_start() -> None:
    with pytest.raises(KeyError, match="no permission"):
        requires("fly")
