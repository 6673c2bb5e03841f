"""The image holds all that the portal needs: laid out as the Dockerfile says, it starts."""

import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from launcher.config import ROOT
from launcher.tasks import PRODUCTION_DUMMIES

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
ASK = (
    "import django; django.setup()\n"
    "from django.test import Client\n"
    "answer = Client().get('/healthz', HTTP_HOST='charter.example.org', HTTP_X_FORWARDED_PROTO='https')\n"
    "print(answer.status_code, answer.content.decode().strip())\n"
)


def copied() -> list[tuple[list[str], str]]:
    lines = re.findall(r"^COPY (.+)$", DOCKERFILE, re.MULTILINE)
    return [(words[:-1], words[-1]) for words in map(str.split, lines)]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("image")
    for sources, target in copied():
        for source in sources:
            put(ROOT / source, folder / target / (source if target.endswith("/") else ""))
    return folder


def put(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)


def run(image: Path, *words: str) -> str:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in {"PATH", "HOME", "DATABASE_URL", "REDIS_URL"}
    }
    environment = (
        kept | PRODUCTION_DUMMIES | {"PORTAL_DATA": str(image / "data"), "PYTHONDONTWRITEBYTECODE": "1"}
    )
    done = subprocess.run(
        [sys.executable, *words], cwd=image, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_is_copied_is_not_ignored() -> None:
    allowed = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    wanted = [source for sources, _ in copied() for source in sources]
    assert [source for source in wanted if not any(fnmatch(source, one) for one in allowed)] == []


def test_the_portal_starts_from_the_image(image: Path) -> None:
    assert run(image, "-c", ASK).split("\n")[-2] == "200 ok"


@pytest.mark.slow
def test_static_files_are_collected_in_the_image(image: Path) -> None:
    run(image, "manage.py", "collectstatic", "--noinput", "--verbosity=0")
    assert (image / "data" / "static" / "staticfiles.json").exists()


def test_it_does_not_run_as_root() -> None:
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE) == ["portal"]
