"""Reads the file mailbox of a trial machine: what was the last code or link sent to somebody?"""

import re
from email import message_from_string, policy
from email.message import EmailMessage
from email.utils import getaddresses
from pathlib import Path

BETWEEN = "\n" + "-" * 79 + "\n"
_LINK = re.compile(r"https?://\S+")
_CODE = re.compile(r"^[ \t]*([A-Z0-9]{2,}(?:-[A-Z0-9]+)+|[A-Z0-9]{6,})[ \t]*$", re.MULTILINE)


def newest_code(folder: Path, address: str) -> str | None:
    """The code, or else the link, of the newest message to `address`; None if there is none."""
    for file in sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True):
        for written in reversed(file.read_text(encoding="utf-8").split(BETWEEN)):
            message = message_from_string(written, policy=policy.default)
            if address.lower() in _recipients(message) and (found := _secret_of(message)):
                return found
    return None


def _recipients(message: EmailMessage) -> set[str]:
    return {found.lower() for _, found in getaddresses(message.get_all("to", []))}


def _secret_of(message: EmailMessage) -> str | None:
    body = message.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    code = _CODE.search(text)
    link = _LINK.search(text)
    return code[1] if code else link[0] if link else None
