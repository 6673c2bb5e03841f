"""Where this portal lives and how it is reached, read from the environment and checked."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from launcher.talk import Trouble

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Config:
    """One installation: code folder, data folder, web port, and servers brought by the person (or empty)."""

    root: Path
    data: Path
    port: int
    database_url: str = ""
    owner_url: str = ""
    redis_url: str = ""
    for_tests: bool = False

    @property
    def venv(self) -> Path:
        """The virtual environment; the tests share it with the portal."""
        return (self.data.parent if self.for_tests else self.data) / "venv"

    @property
    def python(self) -> Path:
        """The interpreter that has the dependencies."""
        return self.venv / "bin" / "python"

    @property
    def logs(self) -> Path:
        """One log file per process."""
        return self.data / "logs"

    @property
    def site(self) -> str:
        """The address people type."""
        return f"http://{LOOPBACK}:{self.port}"

    def tests(self) -> "Config":
        """The same installation with a data folder, servers and database of its own for tests."""
        return Config(
            self.root, self.data / "test", self.port, self.database_url, self.owner_url, self.redis_url, True
        )


def read_config(environ: Mapping[str, str], root: Path = ROOT) -> Config:
    """The configuration that the environment asks for.

    PORTAL_DATA is a folder (default .portal beside the code), PORTAL_PORT a port from 1024 to 65535
    (default 8000). Raises Trouble with a remedy for a value that cannot work.
    """
    data = Path(environ.get("PORTAL_DATA") or root / ".portal").expanduser()
    database = environ.get("DATABASE_URL", "")
    owner = environ.get("DATABASE_OWNER_URL", "")
    check_url("DATABASE_URL", database, ("postgres", "postgresql"))
    check_url("DATABASE_OWNER_URL", owner, ("postgres", "postgresql"))
    check_url("REDIS_URL", environ.get("REDIS_URL", ""), ("redis", "rediss", "unix"))
    if owner and not database:
        raise Trouble("DATABASE_OWNER_URL is set but DATABASE_URL is not.", "Set both, or neither.")
    return Config(
        root=root,
        data=Path(os.path.abspath(data)),
        port=read_port(environ.get("PORTAL_PORT") or "8000"),
        database_url=database,
        owner_url=owner or database,
        redis_url=environ.get("REDIS_URL", ""),
    )


def read_port(text: str) -> int:
    """A port that an ordinary program may open. Raises Trouble for anything else."""
    if text.isascii() and text.isdigit() and 1024 <= int(text) <= 65535:
        return int(text)
    raise Trouble(
        f"PORTAL_PORT is “{text}”.", "Give a whole number from 1024 to 65535: PORTAL_PORT=8001 ./portal run"
    )


def check_url(name: str, value: str, schemes: tuple[str, ...]) -> None:
    """Refuse an address of the wrong kind before a server is asked. Raises Trouble."""
    if value and urlsplit(value).scheme not in schemes:
        raise Trouble(
            f"{name} does not begin with {schemes[0]}://.",
            f"Correct {name}, or unset it to use a server of the portal's own.",
        )
