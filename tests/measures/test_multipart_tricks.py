"""Bodies that no browser sends (reliability.md X45, X46): words, nothing kept, no server error."""

import io
import time
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from measures.models import Import
from tests.measures.test_import_pages import client, owner

__all__ = ["client", "owner"]
pytestmark = pytest.mark.django_db
EDGE = "edge"
TYPE = f"multipart/form-data; boundary={EDGE}"
HEADING = "measure,period,numerator,denominator\r\n"
SOUND = f"{HEADING}repairs,2026-07,9,10\r\n".encode()
SECONDS = 1  # of processor time, since other work may share the machine


def part(head: str, content: bytes) -> bytes:
    return f"--{EDGE}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n"


def a_file(content: bytes = SOUND, named: str = 'filename="july.csv"', more: str = "") -> bytes:
    return part(f'name="file"; {named}{more}', content)


def token() -> bytes:
    return part('name="form_token"', str(uuid4()).encode())


END = f"--{EDGE}--\r\n".encode()
BASE64 = "\r\nContent-Transfer-Encoding: base64"


def post(client: Client, body: bytes, kind: str = TYPE):
    began = time.process_time()
    answer = client.generic("POST", reverse("staff_imports"), body, content_type=kind)
    return answer, time.process_time() - began


@pytest.mark.parametrize(
    "body",
    [
        token() + a_file(named='filename=""') + END,
        token() + a_file(b"QQ==" * 3_200_000, more=BASE64) + END,
        token() + b"".join(part(f'name="f{n}"', b"1") for n in range(12_001)) + END,
        b"".join(a_file(named=f'filename="f{n}.csv"') for n in range(101)) + token() + END,
        token() + a_file()[:-30],
        b"",
    ],
    ids=["no name", "base64 of 9.6 MB", "12,001 boxes", "101 files", "cut off", "empty"],
)
def test_nothing_is_kept_and_the_answer_is_quick(client, body) -> None:
    client.raise_request_exception = False
    client.get(reverse("staff_imports"))  # the first page of a process reads all templates
    answer, seconds = post(client, body)
    assert 400 <= answer.status_code < 500
    assert "<h1" in answer.content.decode()
    assert seconds < SECONDS
    assert not Import.objects.exists()


def test_a_wrong_boundary_holds_no_file(client) -> None:
    client.raise_request_exception = False
    answer, _ = post(client, token() + a_file() + END, "multipart/form-data; boundary=other")
    assert 400 <= answer.status_code < 500
    assert not Import.objects.exists()


def test_two_files_in_one_field_are_refused(client) -> None:
    other = f"{HEADING}repairs,2026-08,1,10\r\n".encode()
    answer, _ = post(client, token() + a_file() + a_file(other, 'filename="august.csv"') + END)
    assert answer.status_code == 422
    assert not Import.objects.exists()


def test_after_a_file_that_was_cut_off_the_whole_one_is_taken(client) -> None:
    client.raise_request_exception = False
    whole = token() + a_file() + END
    post(client, whole[: len(whole) // 2])
    assert not Import.objects.exists()
    answer, _ = post(client, whole)
    assert answer.status_code == 302
    with Import.objects.get().file.open() as kept:
        assert io.BytesIO(kept.read()).getvalue() == SOUND
