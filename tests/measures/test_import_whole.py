"""Files of ten thousand rows (P12, P19, P26): all or nothing, every fault listed, sizes held."""

import io
import os
import random
import signal
import subprocess
import sys
import time
from itertools import chain, repeat
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse

from charter import jobs
from charter.faults import Refused
from charter.models import Job
from measures.actions import imports as verbs
from measures.models import Import, ImportLine, Result, Segment
from tests.measures.test_hostile_workbooks import entity_bomb
from tests.measures.test_import_pages import client, owner, sent
from tests.measures.workbook_tools import of_rows, saved

__all__ = ["client", "owner"]
ROWS = 10_000
HEADING = "measure,period,segment,numerator,denominator,value,note"
# Twenty kinds of fault, each a row of its own.
FAULTS = (
    "nobody-{n},2026-07,,1,2,,", "repairs,2026-13,,1,2,,", "repairs,2027-01,,1,2,,", "repairs,,,1,2,,",
    ",2026-07,,1,2,,", "repairs,2026-07,nowhere,1,2,,", "repairs,2026-07,,3,2,,", "repairs,2026-07,,1,0,,",
    "repairs,2026-07,,x,2,,", "repairs,2026-07,,1,,,", "repairs,2026-07,,,2,,", "repairs,2026-07,,,,101,",
    "repairs,2026-07,,,,-1,", "repairs,2026-07,,,,1e3,", "repairs,2026-07,,-1,2,,",
    "repairs,2026-07,,1,2,51,", "repairs,2026-07,,,,,only words", "repairs,2026-07,,1,2,,{long}",
    "repairs,2026-07,,1,2",
    "repairs,2009-07,,1,2,,",
)  # fmt: skip


@pytest.fixture
def areas(owner) -> list[str]:
    """Enough areas for ten thousand figures of one measure in ten months."""
    made = Segment.objects.bulk_create(
        Segment(slug=f"area-{n}", name=f"Area {n}", dimension="area") for n in range(ROWS // 10)
    )
    return [one.slug for one in made]


def good_rows(areas: list[str], count: int = ROWS) -> list[str]:
    months = [f"2025-{month:02d}" for month in range(1, 11)]
    return [f"repairs,{months[n % 10]},{areas[n // 10]},{n % 97},97,," for n in range(count)]


def given(rows: list[str], owner, name: str = "figures.csv") -> Import:
    content = "\n".join([HEADING, *rows]).encode()
    received = verbs.receive_upload(source=io.BytesIO(content), name=name, by=owner)
    Job.objects.all().delete()  # the worker's part is done here
    return verbs.validate_import(batch=received.batch, by=owner)


@pytest.mark.django_db
@pytest.mark.slow
def test_one_bad_row_of_ten_thousand_stops_all_and_is_named(owner, areas) -> None:
    rows = good_rows(areas)
    rows[9_997] = "repairs,2025-01,area-0,98,97,,"
    batch = given(rows, owner)
    assert (batch.state, batch.rows) == ("faulty", ROWS)
    assert {fault["row"] for fault in batch.faults} == {9_999}
    assert (Result.objects.count(), ImportLine.objects.count()) == (0, 0)


@pytest.mark.django_db
@pytest.mark.slow
def test_five_hundred_faults_of_twenty_kinds_are_all_listed_in_time(owner, areas) -> None:
    rows = good_rows(areas)
    places = random.Random(4).sample(range(ROWS), 500)
    for number, at in enumerate(places):
        rows[at] = FAULTS[number % 20].format(n=number, long="x" * 1_001)
    began = time.process_time()
    batch = given(rows, owner)
    took = time.process_time() - began
    listed = {fault["row"] for fault in batch.faults}
    assert {at + 2 for at in places} <= listed
    assert len(batch.faults) >= 500
    print(f"10,000 rows, {len(batch.faults)} faults: {took:.1f} s")
    assert took < 10
    kinds = {(fault["column"], fault["remedy"]) for fault in batch.faults}
    assert len(kinds) >= 15


@pytest.mark.django_db
@pytest.mark.slow
def test_the_difference_of_ten_thousand_rows_is_kept_row_by_row(owner, areas) -> None:
    batch = given(good_rows(areas), owner)
    assert (batch.state, batch.lines.count(), batch.summary["kinds"]) == ("ready", ROWS, {"new": ROWS})


@pytest.mark.django_db
def test_the_same_figures_under_another_name_lead_to_the_first(client, owner, areas) -> None:
    rows = good_rows(areas, 20)
    first = given(rows, owner)
    again = verbs.receive_upload(
        source=io.BytesIO("\n".join([HEADING, *rows]).encode()), name="other.csv", by=owner
    )
    assert (again.again, again.batch.pk) == (True, first.pk)
    book = of_rows(*(row.split(",") for row in reversed(rows)), heads=HEADING.split(","))
    received = verbs.receive_upload(source=io.BytesIO(saved(book)), name="second.xlsx", by=owner)
    second = verbs.validate_import(batch=received.batch, by=owner)
    assert (second.state, second.same_as) == ("ready", first)
    page = client.get(reverse("staff_import", args=[second.pk])).text
    assert "These are the same figures as in" in page
    assert reverse("staff_import", args=[first.pk]) in page
    changed = given([rows[0].replace(",0,97", ",1,97"), *rows[1:]], owner, "third.csv")
    assert changed.same_as is None


@pytest.mark.django_db
def test_the_difference_says_new_changed_and_same(client, owner) -> None:
    first = given(["repairs,2026-07,,96,100,,", "repairs,2026-08,,96,100,,"], owner)
    verbs.accept_import(batch=first, by=owner)
    rows = ["repairs,2026-07,,96,100,,", "repairs,2026-08,,97,100,,", "repairs,2026-09,,80,100,,"]
    batch = given(rows, owner, "b.csv")
    assert batch.summary["kinds"] == {"same": 1, "changed": 1, "new": 1}
    lines = {line.row: line for line in batch.lines.all()}
    assert [(lines[row].kind, lines[row].waits) for row in (2, 3, 4)] == [
        ("same", False), ("changed", False), ("new", True),
    ]  # fmt: skip
    assert (lines[3].shown["was"], lines[3].shown["value"]) == ("96.0%", "97.0%")
    page = client.get(reverse("staff_import", args=[batch.pk]), {"kind": "changed"})
    assert [line.row for line in page.context["lines"]] == [3]
    page = client.get(reverse("staff_import", args=[batch.pk]), {"kind": "waits", "page": "abc"})
    assert [line.row for line in page.context["lines"]] == [4]
    assert "waits for words" in page.text


@pytest.mark.django_db
def test_a_file_is_thrown_away_and_may_come_again(client, owner) -> None:
    batch = given(["repairs,2026-07,,96,100,,"], owner)
    stored, storage = batch.file.name, batch.file.storage
    page = client.get(reverse("staff_import", args=[batch.pk]))
    data = {"form_token": page.context["form"]["form_token"].value(), "do": "discard"}
    answer = client.post(reverse("staff_import", args=[batch.pk]), data)
    assert answer.url == reverse("staff_imports")
    batch.refresh_from_db()
    assert (batch.state, batch.file.name, batch.lines.count()) == ("discarded", "", 0)
    assert "Thrown away" in client.get(reverse("staff_import", args=[batch.pk])).text
    assert storage.exists(stored)  # gone once the transaction of this test would be over
    again = given(["repairs,2026-07,,96,100,,"], owner)
    assert (again.state, again.pk == batch.pk, again.same_as) == ("ready", False, None)
    verbs.accept_import(batch=again, by=owner)
    with pytest.raises(Refused, match="This file was accepted"):
        verbs.discard_import(batch=again, by=owner)


# ---- Sizes (P19)


def padded(size: int) -> bytes:
    row = "repairs,2026-07,,1,2,," + "x" * 900 + "\n"
    text = HEADING + "\n" + row * ((size - len(HEADING)) // len(row))
    return (text + "\n" * (size - len(text))).encode()


@pytest.mark.django_db
@pytest.mark.parametrize(("megabytes", "status"), [(9.9, 302), (10.1, 413)])
def test_the_size_of_a_file_is_held(client, megabytes: float, status: int) -> None:
    content = padded(int(megabytes * 1_000_000))
    page = client.get(reverse("staff_imports"))
    began = time.process_time()
    answer = sent(client, content)
    took = time.process_time() - began
    assert answer.status_code == status
    if status == 413:
        assert "The file is 10.1 MB. Files must be smaller than 10 MB." in answer.text
        assert took < 2
    assert page.status_code == 200
    assert Import.objects.count() == (status == 302)


class Wire(io.RawIOBase):
    """A request's body as it comes over the wire: piece by piece, never whole in memory."""

    def __init__(self, head: bytes, size: int, tail: bytes) -> None:
        self.length = len(head) + size + len(tail)
        lines, rest = divmod(size, 1_000)
        self._pieces = chain([head], repeat(b"x" * 999 + b"\n", lines), [b"x" * rest, tail])
        self._over = b""

    def readable(self) -> bool:
        return True

    def readinto(self, target) -> int:
        found = self._over or next((piece for piece in self._pieces if piece), b"")
        taken, self._over = found[: len(target)], found[len(target) :]
        target[: len(taken)] = taken
        return len(taken)


def peak_kilobytes() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM")))


@pytest.mark.django_db
@pytest.mark.parametrize(("megabytes", "status"), [(9.9, 302), (10.1, 413)])
def test_an_upload_takes_little_memory_of_the_web(client, megabytes: float, status: int) -> None:
    sent(client, "measure,period,value\n")  # whatever is loaded once is loaded now
    token = client.get(reverse("staff_imports")).context["form"]["form_token"].value()
    mark = "=wire="
    head = (
        f'--{mark}\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n{token}\r\n--{mark}\r\n'
        'Content-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n'
        "measure,period,value\n"
    )
    wire = Wire(head.encode(), int(megabytes * 1_000_000), f"\r\n--{mark}--\r\n".encode())
    Path("/proc/self/clear_refs").write_text("5")
    before = peak_kilobytes()
    answer = client.request(
        **{
            "REQUEST_METHOD": "POST",
            "PATH_INFO": reverse("staff_imports"),
            "CONTENT_TYPE": f"multipart/form-data; boundary={mark}",
            "CONTENT_LENGTH": str(wire.length),
            "wsgi.input": io.BufferedReader(wire),
        }
    )
    rise = (peak_kilobytes() - before) / 1_000
    print(f"{megabytes} MB uploaded: {rise:.1f} MB more memory")
    assert answer.status_code == status
    assert rise < 50


@pytest.mark.django_db
def test_a_disguised_file_is_refused_on_the_page(client) -> None:
    answer = sent(client, b"\x89PNG\r\n\x1a\n\x00\x00", "figures.xlsx")
    assert answer.status_code == 415
    assert "This is not a CSV or Excel (.xlsx) file, even though its name says so." in answer.text
    assert Import.objects.count() == 0


@pytest.mark.django_db
def test_a_bomb_is_told_on_the_page_of_its_file_and_the_worker_goes_on(client, owner) -> None:
    where = sent(client, entity_bomb(), "figures.xlsx").url
    for job in Job.objects.filter(state="queued"):
        assert jobs.run(job.pk)
    page = client.get(where).text
    assert "We could not read this file. It may be damaged. Save it again and retry." in page
    assert Import.objects.get().state == "failed"
    assert given(["repairs,2026-07,,96,100,,"], owner).state == "ready"


# ---- Killed at any moment (P12): ./portal test tests/measures/test_import_whole.py -m drill


STARTS = """
import django
django.setup()
from django.db import connections
connections["default"].settings_dict["NAME"] = {database!r}
from django.conf import settings
settings.MEDIA_ROOT = {folder!r}
from measures.models import Import
batch = Import.objects.get(pk={batch})
print("begins", flush=True)
"""
AT_ONCE = (
    "from measures.actions.imports import accept_import; accept_import(batch=batch, by=batch.received_by)"
)
# The control: the same figures one by one, each in a transaction of its own.
ONE_BY_ONE = """
from charter.periods import Period
from measures.actions import record_result
from measures.figures import Figures
from measures.models import Measure, Segment
measure = Measure.objects.get()
for area in Segment.objects.all():
    for month in range(1, 11):
        record_result(measure=measure, period=Period.parse(f"2025-{month:02d}"), segment=area,
                      figures=Figures(1, 2), by=batch.received_by, origin="history", batch=batch)
"""


def worker(batch: Import, work: str) -> "subprocess.Popen[str]":
    """A process that does the work on the test's own database; it has begun when this returns."""
    code = STARTS.format(
        database=connection.settings_dict["NAME"], folder=batch.file.storage.location, batch=batch.pk
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "charter.settings.test"}
    running = subprocess.Popen(
        [sys.executable, "-c", code + work], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert running.stdout is not None
    assert running.stdout.readline().strip() == "begins"
    running.stdout.close()
    return running


def killed_after(batch: Import, work: str, seconds: float) -> tuple[int, str]:
    """How many figures are there, and the file's state, once the work was killed after so many seconds."""
    running = worker(batch, work)
    time.sleep(seconds)
    running.send_signal(signal.SIGKILL)
    running.wait()
    time.sleep(0.5)  # until the database has noticed
    return Result.objects.filter(batch=batch).count(), Import.objects.get(pk=batch.pk).state


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_at_ten_points_leaves_all_or_nothing(owner, areas) -> None:
    batch = given(good_rows(areas), owner)
    seen = []
    for point in range(10):
        count, state = killed_after(batch, AT_ONCE, 0.2 * 1.4**point)
        seen.append((count, state))
        assert (count, state) in {(0, "ready"), (ROWS, "accepted")}, seen
        if state == "accepted":
            break
    if seen[-1] == (0, "ready"):
        assert worker(batch, AT_ONCE).wait() == 0
        assert Result.objects.filter(batch=batch).count() == ROWS
    print(seen)


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_without_one_transaction_a_killed_worker_leaves_a_part(owner, areas) -> None:
    batch = given(good_rows(areas), owner)
    count, _ = killed_after(batch, ONE_BY_ONE, 4.0)
    assert 0 < count < ROWS
