"""Everything but `run`: tests, checks, management commands, sign-in codes, measurements."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from launcher import steps, system, venv
from launcher.config import Config
from launcher.run import collect_static
from launcher.services import Services, lock_file_for, running
from launcher.talk import Clock, Trouble, say

TEMPLATES = "templates"
SIDE_BY_SIDE = ("-n", "2", "--dist", "loadfile")  # two processes, each with a database of its own
ON_THEIR_OWN = ("launcher", "journeys")
PRODUCTION_DUMMIES = {
    "DJANGO_SETTINGS_MODULE": "charter.settings.production",
    "PORTAL_LOCAL": "",
    "PORTAL_SECRET_KEY": "only-for-the-check-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "PORTAL_SITE": "https://charter.example.org",
    "PORTAL_HOSTS": "charter.example.org",
    "PORTAL_MAIL_HOST": "mail.example.org",
    "PORTAL_MAIL_FROM": "Customer Charter <charter@example.org>",
}
# Name for people, command, remedy.
CHECKS = (
    ("style of the code", ("ruff", "check", "."), "ruff check --fix . mends most of it."),
    ("layout of the code", ("ruff", "format", "--check", "."), "ruff format . mends it."),
    ("types", ("mypy",), "Read the lines above."),
    ("templates", ("djlint", "--lint", "--quiet", TEMPLATES), "Read the lines above."),
    (
        "migrations",
        ("python", "manage.py", "makemigrations", "--check", "--dry-run"),
        "./portal manage makemigrations",
    ),
    (
        "import direction",
        ("lint-imports", "--no-cache"),
        "Move the code to the app that may know both, or register it upwards.",
    ),
    (
        "house bars",
        ("python", "-m", "pytest", "-q", "tests/test_house_bars.py"),
        "Split what grew too large; see CONTRIBUTING.md.",
    ),
)
NEEDS_OWNER = {"makemigrations", "migrate", "flush", "sqlflush"}
# After these the next start prepares the database again.
CHANGES_TABLES = {"migrate", "flush", "dbshell", "shell", "pgtrigger"}
DEPLOY = ("python", "manage.py", "check", "--deploy", "--fail-level", "WARNING")


@contextmanager
def tools(config: Config, lock: str) -> Iterator[Services]:
    """Dependencies installed and servers up."""
    venv.ensure(config, lock, Clock())
    with running(config) as services:
        yield services


def manage(config: Config, arguments: list[str]) -> int:
    """Any management command, on the running portal's servers or on servers started for it."""
    if not arguments:
        raise Trouble("./portal manage needs a command.", "For all of them: ./portal manage help")
    with tools(config, lock_file_for(config)) as services:
        as_owner = {"PORTAL_AS_OWNER": "1"} if arguments[0] in NEEDS_OWNER else {}
        mark = services.prepared_mark()
        if mark and arguments[0] in CHANGES_TABLES:
            mark.unlink(missing_ok=True)
        environment = services.environment() | as_owner
        return steps.interactive(["python", "manage.py", *arguments], environment, config.root)


def code(config: Config, arguments: list[str]) -> int:
    """The current sign-in code or link of a demonstration person."""
    if len(arguments) != 1:
        raise Trouble(
            "./portal code needs one e-mail address.", "./portal manage demonstration_accounts lists them."
        )
    return manage(config, ["demonstration_code", arguments[0]])


def test(config: Config, arguments: list[str]) -> int:
    """All tests, or what the arguments choose, on servers and a database of their own."""
    clock = Clock()
    system.ensure_pango(needed=True)
    chromium = system.ensure_test_tools()
    config = config.tests()
    venv.ensure(config, "dev", clock)
    with running(config) as services:
        environment = services.environment() | {
            "DJANGO_SETTINGS_MODULE": "charter.settings.test",
            "PORTAL_CHROMIUM": chromium,
        }
        collect_static(config, environment, clock)
        say(f"[{clock.elapsed():6.1f} s] running the tests …")
        if names_tests(arguments, config.root):
            return steps.interactive(["python", "-m", "pytest", *arguments], environment, config.root)
        quick, slow = in_order(config.root / "tests")
        # Those of one file stay together. What starts servers or a browser of its own comes last.
        parts = ([*SIDE_BY_SIDE, *quick], [*SIDE_BY_SIDE, *slow])
        done = [
            steps.interactive(["python", "-m", "pytest", *arguments, *part], environment, config.root)
            for part in parts
        ]
        return max(done, key=abs)


def names_tests(arguments: Iterable[str], root: Path) -> bool:
    """Whether the arguments choose files or folders themselves."""
    return any(
        (root / word.partition("::")[0]).exists() for word in arguments if word and not word.startswith("-")
    )


def in_order(folder: Path) -> tuple[list[str], list[str]]:
    """Test files and folders: those that only ask the database, and then the launcher's and the journeys."""
    found = [
        path
        for path in folder.iterdir()
        if path.name.startswith("test_") or next(path.rglob("test_*.py"), None)
    ]
    ordered = sorted(found, key=lambda path: (path.is_file(), path.name))
    quick = [f"tests/{path.name}" for path in ordered if path.name not in ON_THEIR_OWN]
    return quick, [f"tests/{name}" for name in ON_THEIR_OWN if (folder / name).is_dir()]


def check(config: Config, arguments: list[str]) -> int:
    """Every check, to the end, so that one run shows all there is to mend."""
    config = config.tests()
    failed: list[tuple[str, str]] = []
    with tools(config, "dev") as services:
        environment = {**services.environment(), "DJANGO_SETTINGS_MODULE": "charter.settings.test"}
        for name, command, remedy in CHECKS:
            if not passes(name, command, environment, config.root):
                failed.append((name, remedy))
        production = {**environment, **PRODUCTION_DUMMIES}
        if not passes("settings for production", DEPLOY, production, config.root):
            failed.append(
                ("settings for production", "Read the lines above; charter/settings/production.py.")
            )
    for name, remedy in failed:
        say(f"FAILED  {name}. What to do: {remedy}")
    say("All checks passed." if not failed else f"{len(failed)} of {len(CHECKS) + 1} checks failed.")
    return 1 if failed else 0


def passes(name: str, command: Iterable[str], environment: Mapping[str, str], folder: Path) -> bool:
    """Run one check, printing its output only when it fails."""
    clock = Clock()
    status, lines = steps.watched(list(command), environment, folder)
    say(f"{'failed' if status else 'ok':<7} {name} ({clock.elapsed():.1f} s)")
    for line in lines if status else []:
        say(f"    {line}")
    return status == 0


def bench(config: Config, arguments: list[str]) -> int:
    """Measure the portal's pages, jobs and files against its speed limits, on the data of this folder."""
    with tools(config, lock_file_for(config)) as services:
        if not (config.root / "tests" / "bench").is_dir():
            raise Trouble(
                "There is nothing to measure in tests/bench.", "Take a full copy of the repository."
            )
        environment = {**services.environment(), "PYTHONPATH": os.fspath(config.root)}
        return steps.interactive(["python", "-m", "tests.bench", *arguments], environment, config.root)


def pages(config: Config, arguments: list[str]) -> int:
    """Look at the pages of a whole installation, with nginx where it is there; arguments name the parts."""
    clock = Clock()
    chromium = system.ensure_test_tools()
    config = config.tests()
    venv.ensure(config, "dev", clock)
    with running(config) as services:
        environment = services.environment() | {
            "PORTAL_CHROMIUM": chromium,
            "PYTHONPATH": os.fspath(config.root),
        }
        collect_static(config, environment, clock)
        return steps.interactive(["python", "-m", "tests.pages", *arguments], environment, config.root)
