"""The verbs of files of figures: receive, check, accept, submit; each name is importable from here."""

from measures.actions.imports.accepting import (
    Submitted,
    accept_import,
    history_only,
    import_file,
    request_acceptance,
    request_submission,
    submit_import,
)
from measures.actions.imports.catalogue import catalogue_for, whole_catalogue
from measures.actions.imports.checking import Check, check_file, validate_import
from measures.actions.imports.receiving import Received, receive_upload

__all__ = [
    "Check",
    "Received",
    "Submitted",
    "accept_import",
    "catalogue_for",
    "check_file",
    "history_only",
    "import_file",
    "receive_upload",
    "request_acceptance",
    "request_submission",
    "submit_import",
    "validate_import",
    "whole_catalogue",
]
