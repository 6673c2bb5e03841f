"""Words that people read and that do not pass gettext, found in the text of templates and of Python."""

import ast
import re
from collections.abc import Iterator

from charter.languages.catalogues import KEYWORDS
from tests.languages.plain_english import NO_WORDS, said_on

WORD = re.compile(r"[^\W\d_]{2,}")
COMMENTS = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?endcomment\s*%\}", re.DOTALL)
TRANSLATED = re.compile(r"\{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%\}", re.DOTALL)
PLACES = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
ENTITY = re.compile(r"&#?\w+;")
# What a tag of ours shows as it is given; to be read it must stand in `_("…")`.
GIVEN = re.compile(r"""(?<!_\()(?<![\w])(["'])((?:(?!\1).)*)\1""")
READ = re.compile(r"[A-Z][a-z]+|[a-z]+ [a-z]+|[a-z]{3,}[.!?]")
# Tags and filters whose literals are names for machines, and comparisons.
FOR_MACHINES = re.compile(
    r"^(?:translate|trans|url|static|extends|include|load|block|if|elif|ifchanged|for|regroup|now|csrf_token|mark)\b"
)
FORMATS = re.compile(r"\|\s*(?:date|time|slice|add|join|floatformat|yesno|stringformat|pluralize)\s*:\s*$")


def words_of_template(source: str, ending: str = ".html") -> Iterator[str]:
    """Each text of a template that nobody can translate: between tags, in attributes, given to a tag."""
    text = COMMENTS.sub("", source)
    for place in PLACES.findall(text):
        yield from _given(place)
    bare = PLACES.sub(" ", TRANSLATED.sub(" ", text))
    if ending == ".txt":
        shown = [(bare, "mail")]
    else:
        shown = [(one.text, one.where) for one in said_on(bare)]
    for said, where in shown:
        if WORD.search(NO_WORDS.sub(" ", ENTITY.sub(" ", said))):
            yield f"{where}: {' '.join(said.split())}"


def _given(place: str) -> Iterator[str]:
    inside = place.strip("{}% \n")
    if FOR_MACHINES.match(inside):
        inside = inside.partition(" with ")[2] if inside.startswith("include") else ""
    if inside.startswith("blocktrans"):
        inside = re.sub(r"\basvar \w+|\btrimmed\b|\bcount\b", "", inside.partition("%}")[0])
    for found in GIVEN.finditer(inside):
        if READ.search(found[2]) and not FORMATS.search(inside[: found.start()]):
            yield f"given: {found[2]}"


# Python: who shows the words that it is given.
SHOWN_FIRST = {"Refused", "ValidationError", "PermissionDenied", "SuspiciousOperation"}
SHOWN_SECOND = {"add_error", "success", "error", "info", "warning", "debug", "add_message"}
SHOWN_BY_NAME = {
    "label", "help_text", "empty_label", "error_messages", "legend", "placeholder", "remedy", "advice",
    "what", "verbose_name",
}  # fmt: skip
LOGGERS = {"log", "logger", "logging"}


def words_of_python(source: str) -> Iterator[str]:
    """Each text that a module shows to people and that does not pass gettext."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for shown in _shown(node):
                for text in _plain(shown):
                    yield f"line {shown.lineno}: {text}"
        if isinstance(node, ast.JoinedStr):
            yield from (f"line {node.lineno}: {name}() inside an f-string" for name in _hidden(node))
    yield from _built(tree)


def _shown(call: ast.Call) -> Iterator[ast.expr]:
    """The arguments of a call that people come to read."""
    name = _name(call.func)
    if name in SHOWN_FIRST and call.args:
        yield call.args[0]
    by = call.func.value if isinstance(call.func, ast.Attribute) else None
    is_log = isinstance(by, ast.Name) and by.id in LOGGERS
    if name in SHOWN_SECOND and not is_log and len(call.args) > 1:
        yield call.args[1]
    yield from (one.value for one in call.keywords if one.arg in SHOWN_BY_NAME)


def _plain(shown: ast.expr) -> Iterator[str]:
    """The literals in an expression that stand in no call of gettext, and are no key nor argument."""
    if isinstance(shown, ast.Constant) and isinstance(shown.value, str) and READ.search(shown.value):
        yield shown.value
    elif isinstance(shown, ast.JoinedStr):
        yield from (text for part in shown.values for text in _plain(part))
    elif isinstance(shown, ast.BinOp):
        yield from [*_plain(shown.left), *_plain(shown.right)]
    elif isinstance(shown, ast.IfExp):
        yield from [*_plain(shown.body), *_plain(shown.orelse)]
    elif isinstance(shown, ast.BoolOp | ast.List | ast.Tuple):
        parts = shown.values if isinstance(shown, ast.BoolOp) else shown.elts
        yield from (text for part in parts for text in _plain(part))
    elif isinstance(shown, ast.Dict):
        yield from (text for part in shown.values for text in _plain(part))
    elif isinstance(shown, ast.Call) and _name(shown.func) in ("format", "join", "strip"):
        yield from _plain(shown.func.value) if isinstance(shown.func, ast.Attribute) else ()


def _hidden(text: ast.JoinedStr) -> Iterator[str]:
    """Calls of gettext inside an f-string: what gathers the words does not look in there."""
    for node in ast.walk(text):
        if isinstance(node, ast.Call) and _name(node.func) in KEYWORDS and _literals(node):
            yield _name(node.func)


def _built(tree: ast.AST) -> Iterator[str]:
    """Calls of gettext with a text that is put together: no catalogue can hold it."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and _name(node.func) in KEYWORDS and node.args):
            continue
        for given in node.args[: 2 if "ngettext" in _name(node.func) else 1]:
            if isinstance(given, ast.JoinedStr | ast.BinOp) or (
                isinstance(given, ast.Call) and _name(given.func) == "format"
            ):
                yield f"line {node.lineno}: {_name(node.func)}() of a text that is put together"


def texts_of_python(source: str) -> Iterator[str]:
    """Every text that a module gives to gettext as it stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _name(node.func) in KEYWORDS:
            yield from _literals(node)


def _literals(call: ast.Call) -> list[str]:
    name = _name(call.func)
    given = call.args[1:2] if name == "pgettext" else call.args[: 2 if "ngettext" in name else 1]
    return [one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def _name(function: ast.expr) -> str:
    """The last part of a function's name."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
