"""Guessing is slowed where it happens, and the real person elsewhere is not locked out (reliability.md P38).

What is counted is what failed: for a password by account and address together, and by address alone; for a
code of the second factor, which only somebody with the password can try, also by account.
"""

import hashlib
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from charter.request_identity import line_of

log = logging.getLogger(__name__)

BLOCK_SECONDS = 15 * 60


@dataclass(frozen=True)
class Limit:
    """So many failures in so many seconds; the next one waits for a quarter of an hour."""

    what: str
    most: int
    seconds: int

    @property
    def rate(self) -> str:
        """The limit as the sign-in package counts it."""
        return f"{self.most}/{self.seconds}s/key"


PASSWORD_PAIR = Limit("password-pair", 10, 300)
ADDRESS = Limit("address", 100, 3600)
CODE_PAIR = Limit("code-pair", 5, 300)
CODE_ACCOUNT = Limit("code-account", 20, 3600)

Counted = tuple[Limit, str]


def of_password(account: str, address: str) -> list[Counted]:
    """What a wrong password counts towards: this account from this network address, and the address."""
    line = line_of(address)
    return [(PASSWORD_PAIR, f"{account.strip().lower()} {line}"), (ADDRESS, line)]


def of_code(account: int, address: str) -> list[Counted]:
    """What a wrong code counts towards."""
    line = line_of(address)
    return [(CODE_PAIR, f"{account} {line}"), (CODE_ACCOUNT, str(account)), (ADDRESS, line)]


@contextmanager
def in_turn(counted: Iterable[Counted]) -> Iterator[None]:
    """Let those who count towards the same limit pass one after the other, so that none slips by uncounted.

    Asking and counting are two steps; without turns, all that come in one moment would ask before any is
    counted (reliability.md P44). A fault inside takes the count back with everything else.
    """
    with transaction.atomic():
        for limit, key in sorted(counted, key=lambda one: _block(*one)):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [_block(limit, key)])
        yield


def is_blocked(counted: Iterable[Counted]) -> bool:
    """Whether one of them must wait."""
    return any(cache.get(_block(limit, key)) for limit, key in counted)


def failed(request: HttpRequest, counted: Iterable[Counted]) -> None:
    """Count a failure; the one that reaches a limit begins the wait. Logged without the account's name."""
    for limit, key in counted:
        if _count(request, limit, key) and _count(request, limit, key, dry_run=True):
            continue
        cache.set(_block(limit, key), True, BLOCK_SECONDS)
        log.warning(_("guessing: %s is made to wait %s seconds"), limit.what, BLOCK_SECONDS)


def _count(request: HttpRequest, limit: Limit, key: str, *, dry_run: bool = False) -> bool:
    used = ratelimit.consume(
        request, app="charter", action=limit.what, config={limit.what: limit.rate}, key=key, dry_run=dry_run
    )
    return used is not None


def _block(limit: Limit, key: str) -> str:
    return f"charter.guessing:{limit.what}:{hashlib.sha256(key.encode()).hexdigest()}"
