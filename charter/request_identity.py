"""The reference of the request that is being answered, for logs, audit events and error pages."""

import contextlib
import contextvars
import ipaddress
import logging
import re
import uuid
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest

# An invitation, a new password, a follower's link: whoever reads the rest of the address may use it.
_KEYS = re.compile(
    r"(/(?:account/(?:invitation|password/reset/key)|follow/(?:confirm|stop))/)[^/\s?]+", re.IGNORECASE
)
# 192.0.2.1:80 and [2001:db8::1]:80, as some proxies write.
_WITH_PORT = re.compile(r"([0-9.]+):[0-9]+|\[([0-9a-fA-F:.]+)\](?::[0-9]+)?")
_current: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="-")
_network: contextvars.ContextVar[str] = contextvars.ContextVar("network", default="")


def begin(address: str = "") -> str:
    """Give the work at hand a new reference and return it; `address` is where the request came from."""
    reference = uuid.uuid4().hex[:12]
    _current.set(reference)
    _network.set(network_of(address))
    return reference


@contextlib.contextmanager
def without_network() -> Iterator[None]:
    """Inside the block nothing tells where the request came from: of visitors no such thing is kept."""
    token = _network.set("")
    try:
        yield
    finally:
        _network.reset(token)


def current_request_id() -> str:
    """The reference of the work at hand, or “-” outside a request."""
    return _current.get()


def current_network() -> str:
    """The network that the request came from, or an empty text outside a request."""
    return _network.get()


def address_of(request: HttpRequest) -> str:
    """Who asks: the address that our own proxies wrote down, never what the visitor put before it.

    Empty when it is no address.
    """
    count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    told = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",")]
    trusted = told[-count] if 0 < count <= len(told) else ""
    return _clean(trusted or request.META.get("REMOTE_ADDR", ""))


def _clean(address: str) -> str:
    """An address without its port or brackets; empty for what is none."""
    found = _WITH_PORT.fullmatch(address.strip())
    bare = (found[1] or found[2]) if found else address.strip()
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        return ""


def line_of(address: str) -> str:
    """What one household or office has of an address: one of IPv4, a /64 of IPv6; unknown words as they are.

    Whoever has one address of IPv6 has all of its network, so these are counted together.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    found = getattr(found, "ipv4_mapped", None) or found
    return str(found) if found.version == 4 else str(ipaddress.ip_network(f"{found}/64", strict=False))


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


def without_keys(text: str) -> str:
    """A path, or a line with one, without the key of a link that lets its holder in."""
    return _KEYS.sub(r"\1…", text)


class RequestIdFilter(logging.Filter):
    """Adds the reference to every log line, keeps a line one line, and takes keys of links out."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id()
        if isinstance(record.args, tuple):
            record.args = tuple(without_keys(one) if isinstance(one, str) else one for one in record.args)
        if isinstance(record.msg, str):
            record.msg = (
                record.msg.replace("\r", "\\r").replace("\n", "\\n") if not record.exc_info else record.msg
            )
        return True
