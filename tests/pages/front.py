"""nginx in front of a portal, run from nginx/portal.conf itself: only addresses and folders are put in."""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ROOT = Path(__file__).resolve().parent.parent.parent
CONF = ROOT / "nginx" / "portal.conf"
NAME = "localhost"
# What the image of nginx brings round our file, at its simplest.
AROUND = """
daemon off;
worker_processes 1;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 2048; }}
http {{
    default_type application/octet-stream;
    types {{ text/html html; text/css css; }}
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/portal.conf;
}}
"""


class Missing(Exception):
    """A tool that is not on this machine, in plain words."""


def program() -> str:
    """Path of nginx. Raises Missing, with the way to get it."""
    named = os.environ.get("PORTAL_NGINX") or shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if named:
        return named
    raise Missing(
        "nginx is not on this machine. Debian: sudo apt-get install nginx-light; "
        "elsewhere name one: PORTAL_NGINX=/path/to/nginx"
    )


@dataclass
class Front:
    """A running nginx: its ports, its folder with logs and kept pages, its master process."""

    secure: int
    plain: int
    folder: Path
    process: "subprocess.Popen[bytes]"

    @property
    def site(self) -> str:
        """The address for people."""
        return f"https://{NAME}:{self.secure}"

    def connect(self, *, secure: bool = True, timeout: float = 20) -> http.client.HTTPConnection:
        """A connection that trusts the certificate of this front alone."""
        if not secure:
            return http.client.HTTPConnection("127.0.0.1", self.plain, timeout=timeout)
        trusted = ssl.create_default_context(cafile=str(self.folder / "portal.crt"))
        return http.client.HTTPSConnection(NAME, self.secure, timeout=timeout, context=trusted)

    def get(self, path: str, method: str = "GET", **headers: str) -> "Answer":
        """One request on a connection of its own; header names with _ for -."""
        connection = self.connect()
        try:
            told = {"Host": NAME, "Accept-Encoding": "identity"}
            told |= {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=told)
            return Answer.read(connection)
        finally:
            connection.close()

    def bytes_of_memory(self) -> int:
        """Resident memory of master and workers."""
        told = subprocess.run(
            ["ps", "-A", "-o", "pid=,ppid=,rss="], capture_output=True, text=True, check=True
        )
        rows = [[int(word) for word in line.split()] for line in told.stdout.splitlines()]
        return 1024 * sum(rss for pid, parent, rss in rows if self.process.pid in (pid, parent))


@dataclass(frozen=True)
class Answer:
    """Status, headers by small letters, body as it came."""

    status: int
    headers: dict[str, str]
    body: bytes

    @classmethod
    def read(cls, connection: http.client.HTTPConnection) -> "Answer":
        """What a connection answers."""
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return cls(answer.status, found, answer.read())

    @property
    def text(self) -> str:
        """The body as words."""
        return self.body.decode()


def free_port() -> int:
    """A port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def configuration(text: str, *, folder: Path, upstream: str, plain: int, secure: int, older: bool) -> str:
    """portal.conf with this machine's addresses and folders. Raises ValueError where it no longer fits."""
    changes = [
        (r"\$\{PORTAL_NAME\}", NAME),
        (r"server web:8000;", f"server {upstream};"),
        (r"listen 80( default_server)?;", rf"listen 127.0.0.1:{plain}\1;"),
        (r"listen 443 ssl( default_server)?;", rf"listen 127.0.0.1:{secure} ssl\1;"),
        (r"/etc/nginx/certificates/", f"{folder}/"),
        (r"/var/cache/nginx/portal", f"{folder}/kept"),
        (r"/var/log/nginx/", f"{folder}/"),
        (r"/usr/share/nginx/portal", f"{ROOT}/nginx/pages"),
    ]
    if older:  # before 1.25 the word stood in the line with "listen"
        changes += [(r"\n *http2 on;", ""), (rf"(:{secure} ssl)( default_server)?;", r"\1 http2\2;")]
    for pattern, put in changes:
        text, count = re.subn(pattern, put, text)
        if not count:
            raise ValueError(f"nginx/portal.conf has no {pattern} any more")
    return text


def certificate(folder: Path) -> None:
    """A key and a certificate for our name, for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "portal.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "portal.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def is_older(nginx: str) -> bool:
    """Whether this nginx is from before 1.25, which writes http/2 another way."""
    said = subprocess.run([nginx, "-v"], capture_output=True, text=True, check=True).stderr
    found = re.search(r"nginx/(\d+)\.(\d+)", said)
    return found is not None and (int(found[1]), int(found[2])) < (1, 25)


@contextmanager
def front(
    folder: Path, upstream: str, *, ports: tuple[int, int] | None = None, text: str = ""
) -> Iterator[Front]:
    """nginx with our configuration (or `text` in its place) before `upstream` (host:port)."""
    nginx = program()
    plain, secure = ports or (free_port(), free_port())
    certificate(folder)
    (folder / "portal.conf").write_text(
        configuration(
            text or CONF.read_text(encoding="utf-8"),
            folder=folder,
            upstream=upstream,
            plain=plain,
            secure=secure,
            older=is_older(nginx),
        ),
        encoding="utf-8",
    )
    user = "user root;" if os.geteuid() == 0 else ""
    whole = folder / "nginx.conf"
    whole.write_text(AROUND.format(folder=folder, user=user), encoding="utf-8")
    with (folder / "nginx.log").open("ab") as log:
        process = subprocess.Popen([nginx, "-c", str(whole), "-p", str(folder)], stdout=log, stderr=log)
    try:
        wait_for(secure, folder, process)
        yield Front(secure, plain, folder, process)
    finally:
        process.terminate()
        process.wait(20)


def wait_for(port: int, folder: Path, process: "subprocess.Popen[bytes]") -> None:
    """Until the port is open. Raises AssertionError with what nginx wrote when it does not come up."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nginx does not start:\n{(folder / 'nginx.log').read_text()}")
