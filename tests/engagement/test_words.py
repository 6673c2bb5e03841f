"""The audit trail reads every verb of engagement in words."""

import ast
from pathlib import Path

import engagement
from charter.presenters import SUBJECT_WORDS, VERB_WORDS
from engagement.models import Event, Feedback, Recommendation, ScrutinyAction, ScrutinyProject, ServiceChange

FOLDER = Path(engagement.__file__).parent / "actions"


def recorded() -> set[str]:
    """Every verb that the actions write into an audit event, read off their source."""
    calls = (
        node
        for path in FOLDER.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record"
    )
    texts = (text for call in calls for text in ast.walk(call.args[0]) if isinstance(text, ast.Constant))
    return {text.value for text in texts if isinstance(text.value, str)} - {"held"}


def test_every_verb_and_every_subject_has_its_words() -> None:
    assert len(recorded()) == 19
    assert recorded() <= set(VERB_WORDS)
    tables = (ServiceChange, ScrutinyProject, Recommendation, ScrutinyAction, Event, Feedback)
    assert {table._meta.label_lower for table in tables} <= set(SUBJECT_WORDS)
