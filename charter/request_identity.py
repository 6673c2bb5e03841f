"""The reference of the request that is being answered, for logs, audit events and error pages."""

import contextvars
import logging
import uuid

_current: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="-")


def begin() -> str:
    """Give the work at hand a new reference and return it."""
    reference = uuid.uuid4().hex[:12]
    _current.set(reference)
    return reference


def current_request_id() -> str:
    """The reference of the work at hand, or “-” outside a request."""
    return _current.get()


class RequestIdFilter(logging.Filter):
    """Adds the reference to every log line, and keeps a line one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id()
        if isinstance(record.msg, str):
            record.msg = (
                record.msg.replace("\r", "\\r").replace("\n", "\\n") if not record.exc_info else record.msg
            )
        return True
