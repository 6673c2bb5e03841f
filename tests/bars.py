"""The house bars as plain functions: source in, faults out. `test_house_bars.py` applies them."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# From the lowest to the highest: an app may know those before it.
APPS = ("charter", "promises", "measures", "engagement")
OUTER = {"views", "forms", "urls", "feeds", "api", "admin", "management", "templatetags"}
# Words for people pass gettext in every room, the pure ones too.
TRANSLATION = (
    "django.utils.translation.",
    "charter.translated.",
    "charter.languages.formats.",
    "charter.languages.own.",
)
SHARED = {"presenters", "querysets", "actions"}
ROOMS = OUTER | SHARED | {"__init__", "apps", "models", "tasks", "migrations", "payload", "pdf"}

# Rooms beyond the common ones: "pure" knows no Django, "glue" may. A new name needs a line in docs/adr/.
EXTRA_ROOMS: dict[str, dict[str, str]] = {
    "charter": {
        "faults": "pure",
        "files": "pure",
        "pictures": "pure",
        "landlord_form": "glue",
        "logo_form": "glue",
        "archives": "pure",
        "numbers": "pure",
        "periods": "pure",
        "working_time": "pure",
        "differences": "pure",
        "drafts": "glue",
        "settings": "glue",
        "env": "glue",
        "celery": "glue",
        "wsgi": "glue",
        "permissions": "glue",
        "access": "glue",
        "open_data": "glue",
        "atom": "glue",
        "identity": "glue",
        "audit": "glue",
        "copying": "glue",
        "jobs": "glue",
        "changes": "glue",
        "moments": "glue",
        "context_processors": "glue",
        "middleware": "glue",
        "accounts": "glue",
        "database_roles": "glue",
        "request_identity": "glue",
        "access_log": "glue",
        "data": "glue",
        "demonstration": "glue",
        "colours": "pure",
        "form_parts": "glue",
        "glass": "glue",
        "leaving": "glue",
        "conflicts": "glue",
        "seed": "glue",
        "migration_steps": "glue",
        "notices": "glue",
        "mails": "glue",
        "kept_pages": "glue",
        "large_print": "glue",
        "translated": "glue",
        "languages": "glue",
        "search": "glue",
    },
    "promises": {"demonstration": "glue", "notices": "glue", "search": "glue"},
    "measures": {
        "scoring": "pure",
        "position": "pure",
        "data_status": "pure",
        "schedules": "pure",
        "sentences": "pure",
        "csv_import": "pure",
        "cases": "pure",
        "charts": "pure",
        "csv_export": "pure",
        "open_data": "pure",
        "xlsx_export": "pure",
        "charter_file": "glue",
        "counters": "glue",
        "standing": "glue",
        "report_view": "glue",
        "exceptions": "pure",
        "bodies": "glue",
        "sections": "glue",
        "papers": "glue",
        "figures": "pure",
        "plausible": "pure",
        "evidence": "pure",
        "filtering": "pure",
        "rules": "glue",
        "sector_data": "pure",
        "words": "pure",
        "worked_examples": "pure",
        "demonstration": "glue",
        "notices": "glue",
        "search": "glue",
    },
    "engagement": {
        "data_map": "glue",
        "demonstration": "glue",
        "hints": "pure",
        "hooks": "glue",
        "icalendar": "pure",
        "mails": "glue",
        "notices": "glue",
        "search": "glue",
        "sections": "glue",
    },
}

FUNCTION_LINES, HANDLE_LINES, MODULE_LINES, TEMPLATE_LINES, COMPLEXITY = 40, 30, 400, 150, 8
NAMES_BEFORE_TYPES = {"self", "cls"}
IGNORED_FOLDERS = {
    ".git",
    ".portal",
    "__pycache__",
    ".venv",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
}
# Spelt in halves, so that this file passes its own bar.
REGISTRY_HOSTS = tuple(
    "".join(halves)
    for halves in (
        ("py", "pi.org"),
        ("python", "hosted.org"),
        ("registry.npm", "js.org"),
        ("deb.deb", "ian.org"),
        ("crates", ".io"),
        ("proxy.gol", "ang.org"),
        ("npmmir", "ror.com"),
    )
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_files(*folders: str) -> list[Path]:
    """All Python files of the named folders without migrations."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts and "__pycache__" not in path.parts]


def text_files() -> Iterator[Path]:
    """Every file of the repository that can be read as text."""
    for path in sorted(ROOT.rglob("*")):
        if path.is_file() and not IGNORED_FOLDERS & set(path.relative_to(ROOT).parts):
            yield path


def functions(source: str) -> list[Function]:
    """Every function of a module, inner ones and methods included."""
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, Function)]


def lines_of(function: Function) -> int:
    """Lines from `def` to the end, the docstring not counted."""
    whole = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        whole -= (first.end_lineno or first.lineno) - first.lineno + 1
    return whole


def long_functions(source: str) -> list[str]:
    """Functions over the bar; a command's `handle` has a lower one."""
    return [
        f"{function.name} has {lines_of(function)} lines"
        for function in functions(source)
        if lines_of(function) > (HANDLE_LINES if function.name == "handle" else FUNCTION_LINES)
    ]


def long_text(text: str, most: int) -> list[str]:
    """A module or template over its bar."""
    count = len(text.splitlines())
    return [f"{count} lines, at most {most}"] if count > most else []


def without_types(source: str) -> list[str]:
    """Functions with an argument or a return value that has no type."""
    faults = []
    for function in functions(source):
        given = function.args
        named = [
            *given.posonlyargs,
            *given.args,
            *given.kwonlyargs,
            *filter(None, (given.vararg, given.kwarg)),
        ]
        bare = [one.arg for one in named if one.annotation is None and one.arg not in NAMES_BEFORE_TYPES]
        if bare or function.returns is None:
            faults.append(f"{function.name}: no type for {', '.join(bare) or 'what it returns'}")
    return faults


def without_docstring(source: str) -> list[str]:
    """Public functions of a module that do not say what they do."""
    tree = ast.parse(source)
    public = [node for node in tree.body if isinstance(node, Function) and not node.name.startswith("_")]
    return [node.name for node in public if not ast.get_docstring(node)]


def room_of(module: str) -> tuple[str, str]:
    """App and room of a dotted module name; the room is empty for an app itself."""
    app, _, rest = module.partition(".")
    return app, rest.partition(".")[0]


def unknown_rooms(app: str, names: Iterable[str]) -> list[str]:
    """Modules and folders of an app that are not on the closed list."""
    return [name for name in names if name not in ROOMS and name not in EXTRA_ROOMS[app]]


def imported(source: str, package: str = "") -> set[str]:
    """Dotted names that a module imports, inside functions too; `from a import b` gives a.b."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*parents, *([node.module] if node.module else [])])
            names |= {f"{base}.{alias.name}" for alias in node.names}
    return names


def wrong_direction(module: str, source: str, package: str = "") -> list[str]:
    """Imports that go against the house's direction (docs/adr, rings)."""
    app, room = room_of(module)
    targets = {room_of(name) for name in imported(source, package)}
    return sorted(
        f"{module} may not import {there}.{what}: {why}"
        for there, what in targets
        if there in APPS and (why := why_not(app, room, there, what))
    )


def why_not(app: str, room: str, there: str, what: str) -> str:
    """Why one room may not know another; empty when it may."""
    if module_is_root(app, room):
        return ""
    if what in OUTER and room not in OUTER:
        return "an inner room knows no outer one"
    if what in OUTER and there != app:
        return "an outer room belongs to its own app"
    above = APPS.index(there) > APPS.index(app)
    if above and room not in OUTER:
        return "imports go down only"
    if above and what not in SHARED:
        return "of a higher app only presenters, querysets and actions may be used"
    return ""


def module_is_root(app: str, room: str) -> bool:
    """The one place that joins all apps."""
    return (app, room) == ("charter", "urls")


def knows_django(source: str, package: str = "") -> list[str]:
    """Imports that a pure module may not have: Django, or a room that is not pure."""
    faults = []
    for name in sorted(imported(source, package)):
        app, room = room_of(name)
        if name.startswith(TRANSLATION):
            continue
        if app == "django" or (app in APPS and EXTRA_ROOMS[app].get(room) != "pure"):
            faults.append(name)
    return faults


def unsafe_python(source: str) -> list[str]:
    """Ways in Python of switching escaping off."""
    return re.findall(r"\b(?:mark_safe|SafeString|SafeText)\b|autoescape\s*=\s*False", source)


def unsafe_template(text: str) -> list[str]:
    """Ways in a template of switching escaping off."""
    return re.findall(r"\|\s*(?:safe|safeseq)\b|\{%\s*autoescape\s+off", text)


def inline_code(text: str) -> list[str]:
    """Style or script inside a page, which the content security policy would block."""
    found = re.findall(
        r"""\sstyle\s*=\s*["']|<style\b|\son[a-z]+\s*=\s*["']|javascript:|hx-on""", text, re.IGNORECASE
    )
    scripts = re.findall(r"<script\b[^>]*>", text, re.IGNORECASE)
    return [match.strip() for match in found] + [tag for tag in scripts if "src=" not in tag]


def registry_hosts(text: str) -> list[str]:
    """Names of package registries: where packages come from is the reader's own choice."""
    return [host for host in REGISTRY_HOSTS if host in text.lower()]


def left_open(source: str) -> list[str]:
    """Work that was put off. The words are matched in capitals, as people leave them."""
    return re.findall(r"\b(?:TO" + r"DO|FIX" + r"ME|XXX)\b|\braise Not" + r"ImplementedError\b", source)


def skipped_tests(source: str) -> list[str]:
    """Tests that do not run."""
    return re.findall(
        r"\bpytest\.(?:mark\.)?(?:skip|skipif|xfail)\b|\bunittest\.skip|\bimportor" + r"skip\b", source
    )
