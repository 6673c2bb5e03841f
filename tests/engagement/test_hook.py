"""The landlord's complaints system hears of each complaint, signed, once kept; a real server answers here."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from charter import jobs
from charter.models import Job, Landlord, User
from charter.settings.hook import complaints
from engagement.actions.speaking import Said, hand_over_waiting, speak
from engagement.hooks import signature
from engagement.models import Feedback

pytestmark = pytest.mark.django_db
SECRET = "a-secret-of-the-tests-0123456789"


@dataclass
class System:
    """What came to the complaints system, and what it answers from now on."""

    address: str = ""
    status: int = 200
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def system(settings: Any) -> Iterator[System]:
    found = System()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.came.append((dict(self.headers), body))
            self.send_response(found.status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *args: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        found.address = f"http://127.0.0.1:{server.server_port}/complaints"
        settings.COMPLAINTS_HOOK, settings.COMPLAINTS_HOOK_SECRET = found.address, SECRET
        yield found
        server.shutdown()


def spoken(kind: str = "complaint") -> Feedback:
    said = Said(kind, "Nobody came.", name="Ana Silva", email="ana@example.org")
    return speak(said=said, sent_as=uuid4(), by=User.objects.system())


def work(later: timedelta = timedelta(0)) -> None:
    with time_machine.travel(timezone.now() + later, tick=False):
        for job in Job.objects.filter(state="queued", kind="hand_over_feedback").order_by("pk"):
            jobs.run(job.pk)


def test_it_gets_a_complaint_whole_and_signed(landlord: Landlord, system: System) -> None:
    Landlord.objects.update(complaints_email="complaints@example.org")
    found = spoken()
    work()
    [(headers, body)] = system.came
    told = json.loads(body)
    assert (told["reference"], told["text"], told["email"]) == (
        found.reference,
        "Nobody came.",
        "ana@example.org",
    )
    assert headers["X-Portal-Signature"] == signature(body)
    assert headers["Idempotency-Key"] == found.reference
    assert signature(body + b" ") != signature(body)
    found.refresh_from_db()
    assert found.handed_over_at is not None
    assert len(mail.outbox) == 1, "the inbox hears of it, too"


@pytest.mark.parametrize("status", [500, 302, 404])
def test_what_it_does_not_take_is_not_handed_over_and_sent_again(
    landlord: Landlord, system: System, status: int
) -> None:
    found = spoken()
    system.status = status
    work()
    found.refresh_from_db()
    assert found.handed_over_at is None
    assert mail.outbox == []
    system.status = 200
    Job.objects.update(state="failed")
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        assert hand_over_waiting(by=User.objects.system()) == 1
        work()
    found.refresh_from_db()
    assert found.handed_over_at is not None, "without an inbox the system alone has it"
    assert {headers["Idempotency-Key"] for headers, _body in system.came} == {found.reference}


def test_nothing_else_goes_there(landlord: Landlord, system: System) -> None:
    Landlord.objects.update(safety_email="safety@example.org")
    spoken("building_safety")
    work()
    assert system.came == []
    assert len(mail.outbox) == 1


class TestSettings:
    def test_none_is_fine(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("PORTAL_COMPLAINTS_HOOK", raising=False)
        assert complaints() == ("", "")

    @pytest.mark.parametrize(
        ("address", "secret", "name"),
        [
            ("http://crm.example.org/", SECRET, "PORTAL_COMPLAINTS_HOOK must begin"),
            ("file:///etc/passwd", SECRET, "PORTAL_COMPLAINTS_HOOK must begin"),
            ("https://", SECRET, "PORTAL_COMPLAINTS_HOOK must begin"),
            ("https://crm.example.org/", "short", "PORTAL_COMPLAINTS_HOOK_SECRET"),
            ("https://crm.example.org/", "", "PORTAL_COMPLAINTS_HOOK_SECRET"),
        ],
    )
    def test_what_cannot_be_right_stops_the_start(
        self, monkeypatch: pytest.MonkeyPatch, address: str, secret: str, name: str
    ) -> None:
        monkeypatch.setenv("PORTAL_LOCAL", "")
        monkeypatch.setenv("PORTAL_COMPLAINTS_HOOK", address)
        monkeypatch.setenv("PORTAL_COMPLAINTS_HOOK_SECRET", secret)
        with pytest.raises(ImproperlyConfigured, match=name):
            complaints()
