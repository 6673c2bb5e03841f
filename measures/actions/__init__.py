"""The verbs of the figures; each name is importable from here."""

from measures.actions.results import (
    Decision,
    approve_result,
    needs_explanation,
    recall_result,
    record_result,
    return_result,
    submit_result,
)

__all__ = [
    "Decision",
    "approve_result",
    "needs_explanation",
    "recall_result",
    "record_result",
    "return_result",
    "submit_result",
]
