"""A process is known again by number and start time; nothing else is ever signalled."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher import processes
from launcher.processes import Order, Process

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable, "-c",
    "from signal import *; signal(SIGTERM, SIG_IGN); print('deaf', flush=True); import time; time.sleep(60)",
]  # fmt: skip
PARENT = [
    sys.executable, "-c",
    "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
    " print('two', flush=True); time.sleep(60)",
]  # fmt: skip


def order(folder: Path, command: list[str] = SLEEPER) -> Order:
    environment = os.environ | {"PORTAL_DATA": str(folder)}
    return Order("sleeper", command, environment, folder, folder / "logs" / "sleeper.log")


def said(folder: Path, word: str) -> bool:
    return processes.wait_until(
        lambda: word in (folder / "logs" / "sleeper.log").read_text(encoding="utf-8"), 10
    )


@pytest.fixture
def sleeper(tmp_path: Path) -> Iterator[Process]:
    process = processes.start(order(tmp_path), tmp_path / "run")
    yield process
    processes.stop(process, signal.SIGKILL, 5)


def test_noted_before_the_program_runs(tmp_path: Path, sleeper: Process) -> None:
    noted = json.loads((tmp_path / "run" / "sleeper.json").read_text(encoding="ascii"))
    assert noted == {"pid": sleeper.pid, "identity": processes.identity_of(sleeper.pid)}
    assert (tmp_path / "run" / "sleeper.json").stat().st_mode & 0o777 == 0o600


def test_known_again_and_stopped(tmp_path: Path, sleeper: Process) -> None:
    again = processes.recall("sleeper", tmp_path / "run")
    assert again is not None
    assert again.alive()
    assert processes.end_application("sleeper", tmp_path, 5.0)
    assert not sleeper.alive()
    assert processes.recall("sleeper", tmp_path / "run") is None


def test_another_program_with_the_same_number_is_left_alone(tmp_path: Path) -> None:
    bystander = subprocess.Popen(SLEEPER)
    try:
        (tmp_path / "run").mkdir()
        noted = {"pid": bystander.pid, "identity": "an-earlier-boot:12345"}
        (tmp_path / "run" / "sleeper.json").write_text(json.dumps(noted), encoding="ascii")
        assert processes.end_application("sleeper", tmp_path, 1.0) is False
        assert bystander.poll() is None
        assert processes.recall("sleeper", tmp_path / "run") is None
    finally:
        bystander.kill()
        bystander.wait()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": "x", "identity": "y"}', '{"pid": 1}'])
def test_a_damaged_note_is_no_note(tmp_path: Path, text: str) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "sleeper.json").write_text(text, encoding="ascii")
    assert processes.recall("sleeper", tmp_path / "run") is None
    assert processes.end_application("sleeper", tmp_path, 1.0) is False


def test_one_that_will_not_listen_is_killed(tmp_path: Path) -> None:
    process = processes.start(order(tmp_path, STUBBORN), tmp_path / "run")
    assert said(tmp_path, "deaf")
    began = time.monotonic()
    assert processes.stop(process, signal.SIGTERM, 0.3) is False
    assert not process.alive()
    assert time.monotonic() - began < 5


def test_children_of_a_killed_process_are_ended_too(tmp_path: Path) -> None:
    process = processes.start(order(tmp_path, PARENT), tmp_path / "run")
    assert said(tmp_path, "two")
    processes.send(process.pid, signal.SIGKILL)
    assert process.popen is not None
    process.popen.wait()
    assert len(processes.orphans(process.pid, tmp_path)) == 1
    # Of another data folder they would be somebody else's.
    assert processes.orphans(process.pid, tmp_path / "other") == []
    assert processes.end_application("sleeper", tmp_path, 1.0)
    assert processes.orphans(process.pid, tmp_path) == []


def test_a_zombie_is_not_alive() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    assert processes.wait_until(lambda: processes.identity_of(child.pid) is None, 10)
    child.wait()


def test_applications_end_with_a_killed_launcher(tmp_path: Path) -> None:
    script = (
        "import os, sys, time; from pathlib import Path; from launcher.processes import Order, start;"
        f"folder = Path({str(tmp_path)!r});"
        "mine = dict(os.environ, PORTAL_DATA=str(folder));"
        f"start(Order('sleeper', {SLEEPER!r}, mine, folder, folder / 'log'), folder / 'run');"
        "print('up', flush=True); time.sleep(60)"
    )
    launcher = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert launcher.stdout is not None
    assert launcher.stdout.readline() == "up\n"
    child = processes.recall("sleeper", tmp_path / "run")
    assert child is not None
    assert child.alive()
    launcher.kill()
    launcher.wait()
    launcher.stdout.close()
    assert processes.wait_until(lambda: not child.alive(), 5)
