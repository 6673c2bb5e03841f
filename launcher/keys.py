"""Passwords and the signing key: made once, kept in the data folder for its owner's eyes only."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from launcher.talk import Trouble


@dataclass(frozen=True)
class Keys:
    """Generated secrets of one data folder."""

    superuser: str
    owner: str
    application: str
    redis: str
    # The local settings accept only a key with this beginning, the production settings refuse it.
    signing: str


def make_keys() -> Keys:
    """Fresh secrets, safe in an address and in a configuration file."""
    passwords = {name: secrets.token_hex(24) for name in ("superuser", "owner", "application", "redis")}
    return Keys(**passwords, signing="local-" + secrets.token_urlsafe(48))


def load_keys(data: Path) -> Keys:
    """The secrets of a data folder, made on the first call. Raises Trouble when the file is damaged."""
    path = data / "secrets.json"
    if not path.exists():
        write_private(path, json.dumps(asdict(make_keys()), indent=1))
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Keys(**{field.name: kept[field.name] for field in fields(Keys)})
    except (OSError, ValueError, KeyError, TypeError) as error:
        remedy = (
            f"Restore {path} from your backup. To start afresh and lose this trial's data, delete {data}."
        )
        raise Trouble(f"The secrets of this data folder cannot be read ({error}).", remedy) from error


def write_private(path: Path, text: str) -> None:
    """Write whole or not at all, readable by the owner only."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
