"""The web server's own log: which page, when, how it went; no questions, keys of links or referring pages."""

from typing import Any
from urllib.parse import quote

from gunicorn.glogging import Logger

from charter.request_identity import without_keys


class QuietLogger(Logger):  # type: ignore[misc]
    """Writes an address without its question, which may hold a name, and without the key of a link."""

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> dict[str, Any]:
        """What a line is made of. The decoded path is read, so that no spelling of it slips through."""
        found: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        path = quote(without_keys(environ.get("PATH_INFO", "")), safe="/…")
        line = f"{environ.get('REQUEST_METHOD', '-')} {path} {environ.get('SERVER_PROTOCOL', '-')}"
        return found | {"r": line, "U": path, "q": "", "f": "-"}
