"""The reference of the request that is being answered, for logs, audit events and error pages."""

import contextvars
import ipaddress
import logging
import uuid

_current: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="-")
_network: contextvars.ContextVar[str] = contextvars.ContextVar("network", default="")


def begin(address: str = "") -> str:
    """Give the work at hand a new reference and return it; `address` is where the request came from."""
    reference = uuid.uuid4().hex[:12]
    _current.set(reference)
    _network.set(network_of(address))
    return reference


def current_request_id() -> str:
    """The reference of the work at hand, or “-” outside a request."""
    return _current.get()


def current_network() -> str:
    """The network that the request came from, or an empty text outside a request."""
    return _network.get()


def network_of(address: str) -> str:
    """The network of an address: 256 neighbours of IPv4, one site of IPv6; empty for what is no address.

    Tells an office from elsewhere and names nobody's own line (docs/adr/0023).
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    return str(ipaddress.ip_network(f"{found}/{24 if found.version == 4 else 48}", strict=False))


class RequestIdFilter(logging.Filter):
    """Adds the reference to every log line, and keeps a line one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id()
        if isinstance(record.msg, str):
            record.msg = (
                record.msg.replace("\r", "\\r").replace("\n", "\\n") if not record.exc_info else record.msg
            )
        return True
