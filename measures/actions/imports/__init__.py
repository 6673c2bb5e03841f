"""The verbs of files of figures: receive, check, accept, submit; each name is importable from here."""

from measures.actions.imports.accepting import (
    Submitted,
    accept_import,
    check_any,
    history_only,
    import_file,
    request_acceptance,
    request_submission,
    submit_import,
)
from measures.actions.imports.cases import CaseCheck
from measures.actions.imports.catalogue import catalogue_for, whole_catalogue
from measures.actions.imports.checking import Check, check_file
from measures.actions.imports.receiving import Received, receive_upload
from measures.actions.imports.validating import discard_import, validate_import

__all__ = [
    "CaseCheck",
    "Check",
    "Received",
    "Submitted",
    "accept_import",
    "catalogue_for",
    "check_any",
    "check_file",
    "discard_import",
    "history_only",
    "import_file",
    "receive_upload",
    "request_acceptance",
    "request_submission",
    "submit_import",
    "validate_import",
    "whole_catalogue",
]
