"""How the tests of the staff pages send a form and read what comes back."""

import re
import uuid
from html import unescape

from django.test import Client


def send(client: Client, where: str, status: int = 302, **boxes: object) -> str:
    """Send a form; the page that came back, or where it led."""
    answer = client.post(where, {"form_token": str(uuid.uuid4()), **boxes})
    assert answer.status_code == status, answer.content.decode()
    return answer["Location"] if status == 302 else answer.content.decode()


def words(html: str) -> str:
    """What stands in the main part of a page."""
    main = html.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def read(client: Client, where: str) -> str:
    """The words of a page that opens."""
    answer = client.get(where)
    assert answer.status_code == 200, where
    return words(answer.content.decode())
