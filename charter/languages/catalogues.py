"""Catalogues of the portal's own words: gathered from the code, filled by translators, made ready.

Babel reads and writes them, and Django's own `templatize` turns a template into what Babel can read, so no
other program is needed.
"""

import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from babel import Locale
from babel.messages import Catalog, Message, mofile, pofile
from babel.messages.extract import extract, extract_python
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

from charter.faults import Refused
from charter.languages import pseudo
from charter.languages.offered import PSEUDO, PSEUDO_RIGHT_TO_LEFT, language

KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "N_", "_lazy", "gettext", "gettext_noop", "gettext_lazy"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
FOLDERS = ("charter", "promises", "measures", "engagement")
# Files of data whose texts are translated where they are shown: the keys of these texts.
DATA = {"measures/worked_examples.json": ("if", "then")}
PLACES = re.compile(r"\{([^{}]*)\}|%\((\w+)\)[sd]")
RULES: dict[str, Callable[[str], str]] = {
    PSEUDO: pseudo.accented,
    PSEUDO_RIGHT_TO_LEFT: pseudo.right_to_left,
}


@dataclass(frozen=True)
class Wrong:
    """A translation that cannot be used: the line of its file, what is wrong, what to do."""

    path: Path
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}: {self.what} {self.remedy}"


def path_of(folder: Path, code: str) -> Path:
    """Where gettext looks for the catalogue of a language."""
    language(code)
    return folder / to_locale(code) / "LC_MESSAGES" / "django.po"


def collected(root: Path) -> Catalog:
    """Every text of the portal that a person reads, with the places where it stands."""
    found = Catalog(project="Customer charter portal", charset="utf-8")
    for path in _sources(root):
        reader: Any = "python" if path.suffix == ".py" else _read_template
        with path.open("rb") as source:
            for line, text, comments, context in extract(reader, source, keywords=KEYWORDS):
                where = [(path.relative_to(root).as_posix(), line)]
                found.add(text, locations=where, auto_comments=comments, context=context)
    for name, keys in DATA.items():
        for text in _texts_of_data(root / name, keys):
            found.add(text, locations=[(name, 0)])
    return found


def _texts_of_data(path: Path, keys: Sequence[str]) -> Iterator[str]:
    if path.exists():
        for row in json.loads(path.read_text(encoding="utf-8")):
            yield from (row[key] for key in keys)


def written(root: Path, folder: Path, code: str) -> tuple[int, int]:
    """Write or bring up to date the catalogue of a language; how many texts it has, and how many lack words.

    What was translated stays. The two languages made by a rule are filled by it. Raises `Refused`, with
    nothing written, if what is there is no catalogue.
    """
    every, path = collected(root), path_of(folder, code)
    catalogue = _read(path, code) if path.exists() else _empty(code)
    catalogue.update(every, no_fuzzy_matching=True)
    if code in RULES:
        _fill(catalogue, RULES[code])
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        pofile.write_po(target, catalogue, width=100, sort_output=True)
    return len(catalogue), sum(not _is_done(message) for message in _texts(catalogue))


def compiled(folder: Path, code: str) -> int:
    """Make a catalogue ready for gettext; how many of its texts are translated.

    Raises `Refused`, with nothing written, if a translation lost or invented a place for a value.
    """
    path = path_of(folder, code)
    if not path.exists():
        raise Refused(f"There is no catalogue {path}. Write it with collect_words {code}.")
    catalogue = _read(path, code)
    wrong = list(faults(path, catalogue))
    if wrong:
        raise Refused("\n".join(str(one) for one in wrong))
    with path.with_suffix(".mo").open("wb") as target:
        mofile.write_mo(target, catalogue)
    return sum(_is_done(message) for message in _texts(catalogue))


def faults(path: Path, catalogue: Catalog) -> Iterator[Wrong]:
    """The translations whose places for values are not those of the English text."""
    for message in _texts(catalogue):
        if not _is_done(message):
            continue
        sources = [_places(text) for text in _forms(message.id)]
        known, needed = set.union(*sources), set.intersection(*sources)
        for text in _forms(message.string):
            said = _places(text)
            for place in sorted((said - known) | (needed - said)):
                where = "is missing from" if place in needed else "is unknown in"
                what = f"The place “{place}” {where} “{text}”."
                yield Wrong(
                    path, message.lineno or 0, what, "Keep the places of the English text as they are."
                )


def _sources(root: Path) -> Iterator[Path]:
    for app in FOLDERS:
        yield from sorted(path for path in (root / app).rglob("*.py") if "migrations" not in path.parts)
    for ending in ("*.html", "*.txt", "*.svg"):
        yield from sorted((root / "templates").rglob(ending))


def _read_template(source: IO[bytes], keywords: Any, tags: Any, options: Any) -> Iterator[Any]:
    """Babel's view of a template: Django turns its translated texts into calls."""
    # What stood between the calls is left as letters, at any depth: Python wants every line to begin at 0.
    calls = "\n".join(line.lstrip() for line in templatize(source.read().decode()).split("\n"))
    yield from extract_python(io.BytesIO(calls.encode()), KEYWORDS, tags, {})


def _empty(code: str) -> Catalog:
    return Catalog(locale=_locale(code), project="Customer charter portal", charset="utf-8")


def _read(path: Path, code: str) -> Catalog:
    try:
        with path.open("rb") as source:
            return pofile.read_po(source, locale=_locale(code), abort_invalid=True)
    except (pofile.PoFileError, UnicodeDecodeError) as error:
        raise Refused(f"{path} cannot be read as a catalogue: {error}. Mend it, or put it away.") from error


def _locale(code: str) -> Locale:
    return Locale.parse(language(code).locale)


def _texts(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _is_done(message: Message) -> bool:
    return all(_forms(message.string))


def _forms(said: str | Sequence[str] | None) -> Sequence[str]:
    """A text, or its forms for one and for many."""
    return [said or ""] if said is None or isinstance(said, str) else said


def _places(text: str) -> set[str]:
    return {first or second for first, second in PLACES.findall(text)}


def _fill(catalogue: Catalog, rule: Callable[[str], str]) -> None:
    for message in _texts(catalogue):
        if isinstance(message.id, list | tuple):
            one, many = message.id
            message.string = tuple(rule(one if form == 0 else many) for form in range(catalogue.num_plurals))
        else:
            message.string = rule(message.id)
