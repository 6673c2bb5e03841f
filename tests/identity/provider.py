"""A small OpenID provider for the tests: discovery, keys, the way to sign in, tokens with PKCE.

It signs in whom it is told to, and can be told to be wrong in every way that a portal must notice.
"""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET, KEY = "portal-client", "portal-secret", "key-1"


@dataclass
class Provider:
    """Who signs in next, and what the token says that it should not."""

    site: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    signing: Any = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    discovery: dict[str, Any] = field(default_factory=dict)
    published: Any = None

    def __post_init__(self) -> None:
        self.published = self.signing.public_key()

    def configuration(self) -> dict[str, Any]:
        """What the discovery address tells."""
        return {
            "issuer": self.site,
            "authorization_endpoint": f"{self.site}/authorize",
            "token_endpoint": f"{self.site}/token",
            "jwks_uri": f"{self.site}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        } | self.discovery

    def keys(self) -> dict[str, Any]:
        """The public key."""
        found = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.published))
        return {"keys": [found | {"kid": KEY, "alg": "RS256", "use": "sig"}]}

    def authorize(self, query: dict[str, str]) -> str:
        """Remember what the portal asked for; where the browser goes next."""
        code = f"code-{len(self.asked)}"
        self.asked[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """The token of a code, for who proves to have asked for it."""
        asked = self.asked.pop(form.get("code", ""), None)
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        if asked is None or asked.get("code_challenge") != challenge:
            return 400, {"error": "invalid_grant"}
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        now = int(time.time())
        claims = {
            "iss": self.site,
            "aud": CLIENT,
            "sub": "subject-1",
            "iat": now,
            "exp": now + 300,
            "nonce": asked.get("nonce"),
            "email_verified": True,
        } | self.claims
        said = {name: value for name, value in claims.items() if value is not None}
        headers = {"kid": KEY} | {name: value for name, value in self.header.items() if name != "alg"}
        signed = jwt.encode(said, self.signing, algorithm="RS256", headers=headers)
        return 200, {"access_token": "nothing", "token_type": "Bearer", "id_token": signed}


def handler_of(provider: Provider) -> type[BaseHTTPRequestHandler]:
    """The door of a provider."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/.well-known/openid-configuration":
                self.answer(200, provider.configuration())
            elif parts.path == "/keys":
                self.answer(200, provider.keys())
            elif parts.path == "/authorize":
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                self.send_response(302)
                self.send_header("Location", provider.authorize(query))
                self.end_headers()
            else:
                self.answer(404, {})

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.answer(*provider.token({name: values[0] for name, values in parse_qs(text).items()}))

        def answer(self, status: int, document: dict[str, Any]) -> None:
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *said: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def running() -> Iterator[Provider]:
    """A provider on a port of its own."""
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(provider))
    provider.site = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
