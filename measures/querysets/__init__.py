"""Questions about figures on their way: what is due, what waits for approval, what a release would lack."""

from measures.querysets.inbox import Inbox, Line, inbox_of, line_for
from measures.querysets.written import Judged, judged

__all__ = ["Inbox", "Judged", "Line", "inbox_of", "judged", "line_for"]
