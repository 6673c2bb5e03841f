"""Verbs of the words: editions of documents, and what drafts of promises write."""

from promises.actions.editions import approve_edition, note_change, record_edition

__all__ = ["approve_edition", "note_change", "record_edition"]
