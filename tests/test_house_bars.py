"""The house bars hold for the whole repository, and each bar is shown a bad sample that it must refuse."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import bars

PRODUCT = bars.python_files(*bars.APPS, "launcher")
TEMPLATES = sorted((bars.ROOT / "templates").rglob("*.*"))
PAGES = [path for path in TEMPLATES if path.suffix in {".html", ".svg"}]


def faults(files: list[Path], bar: Callable[[str], list[str]]) -> list[str]:
    found = []
    for path in files:
        found += [
            f"{path.relative_to(bars.ROOT)}: {fault}" for fault in bar(path.read_text(encoding="utf-8"))
        ]
    return found


def module_name(path: Path) -> str:
    parts = path.relative_to(bars.ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def package_name(path: Path) -> str:
    return ".".join(path.relative_to(bars.ROOT).parent.parts)


def rooms_of_kind(kind: str) -> list[Path]:
    rooms = [
        bars.ROOT / app / room
        for app, extra in bars.EXTRA_ROOMS.items()
        for room, is_a in extra.items()
        if is_a == kind
    ]
    return [
        path
        for room in rooms
        for path in [room.with_suffix(".py"), *sorted(room.rglob("*.py"))]
        if path.exists()
    ]


def actions() -> list[Path]:
    rooms = [bars.ROOT / app / "actions" for app in bars.APPS]
    return [
        path
        for room in rooms
        for path in [room.with_suffix(".py"), *sorted(room.rglob("*.py"))]
        if path.exists()
    ]


def ruff_complexity(arguments: list[str], source: str | None = None) -> str:
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--isolated",
        "--no-cache",
        "--select",
        "C901",
        "--output-format",
        "concise",
    ]
    command += ["--config", f"lint.mccabe.max-complexity={bars.COMPLEXITY}", *arguments]
    return subprocess.run(
        command, input=source, text=True, capture_output=True, check=False, cwd=bars.ROOT
    ).stdout


LONG = "def f() -> None:\n" + "    x = 1\n" * 41
TANGLED = "def f(a):\n" + "".join(f"    if a == {n}:\n        return {n}\n" for n in range(9))


class TestSizes:
    def test_functions(self) -> None:
        assert faults(PRODUCT, bars.long_functions) == []

    def test_modules(self) -> None:
        assert faults(PRODUCT, lambda text: bars.long_text(text, bars.MODULE_LINES)) == []

    def test_templates(self) -> None:
        assert faults(PAGES, lambda text: bars.long_text(text, bars.TEMPLATE_LINES)) == []

    def test_complexity(self) -> None:
        told = ruff_complexity([*bars.APPS, "launcher", "portal"])
        assert "C901" not in told, told

    def test_bad_samples_are_refused(self) -> None:
        assert bars.long_functions(LONG) == ["f has 42 lines"]
        assert bars.long_functions("def handle(self):\n" + "    x = 1\n" * 31) == ["handle has 32 lines"]
        assert bars.long_functions('def f():\n    """' + "\n" * 60 + '"""\n    return 1\n') == []
        assert bars.long_text("\n" * 401, 400) == ["401 lines, at most 400"]
        assert "C901" in ruff_complexity(["-"], TANGLED)


class TestWords:
    def test_annotations(self) -> None:
        assert faults(PRODUCT, bars.without_types) == []

    def test_docstrings_of_actions(self) -> None:
        assert faults(actions(), bars.without_docstring) == []

    def test_docstrings_of_pure_functions(self) -> None:
        assert faults(rooms_of_kind("pure"), bars.without_docstring) == []

    def test_nothing_is_left_open(self) -> None:
        assert faults(PRODUCT + PAGES, bars.left_open) == []

    def test_no_test_is_skipped(self) -> None:
        assert faults(bars.python_files("tests"), bars.skipped_tests) == []

    def test_bad_samples_are_refused(self) -> None:
        assert bars.without_types("def f(a, *, b: int): ...") == ["f: no type for a"]
        assert bars.without_types("class A:\n    def f(self): ...") == ["f: no type for what it returns"]
        assert bars.without_docstring("def f(): ...\ndef _g(): ...") == ["f"]
        assert bars.left_open("# TO" + "DO later\nraise Not" + "ImplementedError") == [
            "TO" + "DO",
            "raise Not" + "ImplementedError",
        ]
        assert bars.skipped_tests("@pytest.mark." + "skip\ndef test(): ...") == ["pytest.mark." + "skip"]


class TestRooms:
    @pytest.mark.parametrize("app", bars.APPS)
    def test_closed_list(self, app: str) -> None:
        found = {path.stem for path in (bars.ROOT / app).iterdir() if path.suffix == ".py" or path.is_dir()}
        assert bars.unknown_rooms(app, sorted(found - {"__pycache__"})) == []

    def test_one_form_per_room(self) -> None:
        both = [
            path
            for app in bars.APPS
            for path in (bars.ROOT / app).glob("*.py")
            if path.with_suffix("").is_dir()
        ]
        assert both == []

    def test_import_direction(self) -> None:
        found = []
        for path in bars.python_files(*bars.APPS):
            found += bars.wrong_direction(
                module_name(path), path.read_text(encoding="utf-8"), package_name(path)
            )
        assert found == []

    def test_pure_modules_know_no_django(self) -> None:
        found = [
            f"{module_name(path)} imports {name}"
            for path in rooms_of_kind("pure")
            for name in bars.knows_django(path.read_text(encoding="utf-8"), package_name(path))
        ]
        assert found == []

    @pytest.mark.parametrize(
        ("module", "source", "why"),
        [
            ("charter.models", "import measures.models", "go down only"),
            ("measures.actions", "def f():\n    from engagement.actions import g", "go down only"),
            ("measures.presenters", "from measures.views import page", "knows no outer"),
            ("measures.presenters", "from .views import page", "knows no outer"),
            ("measures.views", "from promises.views import page", "its own app"),
            ("charter.views.home", "from measures.models import Measure", "only presenters"),
        ],
    )
    def test_wrong_direction_is_refused(self, module: str, source: str, why: str) -> None:
        told = bars.wrong_direction(module, source, module.rpartition(".")[0])
        assert len(told) == 1
        assert why in told[0]

    @pytest.mark.parametrize(
        ("module", "source"),
        [
            ("charter.views", "from measures.presenters import home"),
            ("charter.urls", "from engagement.urls import urlpatterns"),
            ("engagement.models", "from charter.models import User"),
            ("measures.admin", "from measures.forms import F"),
        ],
    )
    def test_right_direction_is_accepted(self, module: str, source: str) -> None:
        assert bars.wrong_direction(module, source) == []

    def test_other_bad_samples_are_refused(self) -> None:
        assert bars.unknown_rooms("promises", ["models", "helpers", "utils"]) == ["helpers", "utils"]
        assert bars.knows_django("from django.db import models") == ["django.db.models"]
        assert bars.knows_django("from django.utils.translation import gettext as _") == []
        assert bars.knows_django("from charter.models import User\nfrom charter.periods import Period") == [
            "charter.models.User"
        ]


class TestPages:
    def test_escaping_stays_on(self) -> None:
        # Plain mails know no entities; nothing else is written without escaping.
        plain_mails = ["charter/mails.py: autoescape=False"]
        assert faults(PRODUCT, bars.unsafe_python) + faults(TEMPLATES, bars.unsafe_template) == plain_mails

    def test_no_inline_style_or_script(self) -> None:
        assert faults(PAGES, bars.inline_code) == []

    def test_bad_samples_are_refused(self) -> None:
        assert bars.unsafe_python("from django.utils.safestring import mark_safe") == ["mark_safe"]
        assert bars.unsafe_template("{{ text|safe }}{% autoescape off %}") == ["|safe", "{% autoescape off"]
        assert bars.inline_code('<p style="color:red">') == ['style="']
        assert bars.inline_code("<script>alert(1)</script>") == ["<script>"]
        assert bars.inline_code('<b onclick="x()">') == ['onclick="']
        assert bars.inline_code('<script src="/static/js/app.js" defer></script>') == []


class TestRepository:
    def test_no_registry_host(self) -> None:
        found = []
        for path in bars.text_files():
            text = path.read_bytes().decode("utf-8", "ignore")
            found += [f"{path.relative_to(bars.ROOT)}: {host}" for host in bars.registry_hosts(text)]
        assert found == []

    def test_bad_sample_is_refused(self) -> None:
        host = bars.REGISTRY_HOSTS[0]
        assert bars.registry_hosts(f"--index-url https://{host}/simple") == [host]
