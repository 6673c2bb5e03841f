"""Where the servers keep their data, and on which ports they listen."""

import fcntl
import hashlib
import json
import os
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

from launcher import steps
from launcher.config import LOOPBACK, Config
from launcher.keys import write_private
from launcher.locks import open_lock, try_lock
from launcher.processes import Account
from launcher.talk import say

# Where servers go when root's data folder lies in a home that `nobody` may not enter; that home stays closed.
ELSEWHERE = Path("/var/lib/customer-charter")


@dataclass(frozen=True)
class Places:
    """The servers' own folder and the account that owns what is in it."""

    home: Path
    account: Account | None

    def give(self, path: Path) -> None:
        """Hand a file or folder, and all in it, to the servers' account."""
        if self.account is None:
            return
        shutil.chown(path, self.account.uid, self.account.gid)
        for found in path.rglob("*"):
            os.chown(found, self.account.uid, self.account.gid, follow_symlinks=False)


def make_data_folder(config: Config, account: Account | None) -> None:
    """The data folder: entered by its owner, and passed through by the servers' account if there is one."""
    config.data.mkdir(parents=True, exist_ok=True)
    config.data.chmod(0o711 if account else 0o700)


def find_places(config: Config, account: Account | None) -> Places:
    """The folder `services` of the data folder, or one outside if the servers' account cannot reach it."""
    home = config.data / "services"
    if account is not None and not reachable(config.data, account):
        home = ELSEWHERE / hashlib.sha256(str(config.data).encode()).hexdigest()[:16]
        if not home.exists():
            say(f"    {account.name} may not enter {config.data}; the servers keep their data in {home}")
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o711 if account else 0o700)
    return Places(home, account)


def reachable(folder: Path, account: Account) -> bool:
    """Whether an account may pass through every folder on the way."""
    return steps.quick(["test", "-x", str(folder)], account)[0] == 0


def keep_port(config: Config, name: str) -> int:
    """The port of a server: the one kept from last time while it is free, else a new one, then kept."""
    file = config.data / "ports.json"
    ports = read_ports(file)
    if not is_free(ports.get(name, 0)):
        ports[name] = free_port()
        write_private(file, json.dumps(ports))
    return ports[name]


def kept_port(config: Config, name: str) -> int:
    """The port kept from last time, 0 when there is none."""
    return read_ports(config.data / "ports.json").get(name, 0)


def read_ports(file: Path) -> dict[str, int]:
    """Ports by server name; a damaged file is as good as none, since ports are only a convenience."""
    try:
        kept = json.loads(file.read_text(encoding="ascii"))
        return {str(name): int(port) for name, port in kept.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def is_free(port: int) -> bool:
    """Whether a server could listen on this loopback port now."""
    if not port:
        return False
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def live_site(config: Config) -> str:
    """The address of the portal that runs on this data folder now, empty when none does."""
    file = config.data / "run.lock"
    if not file.exists():
        return ""
    handle = open_lock(file)
    try:
        return "" if try_lock(handle, fcntl.LOCK_EX) else file.read_text(encoding="ascii")
    finally:
        os.close(handle)


def answers(host: str, port: int, seconds: float = 1.0) -> bool:
    """Whether anything accepts a connection there."""
    try:
        with socket.create_connection((host, port), timeout=seconds):
            return True
    except OSError:
        return False
