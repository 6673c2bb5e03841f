"""`[charter.translations.<language>]`: the texts of a charter file in other languages, by their English.

A translation belongs to the exact English text. What is not translated yet is left out or left empty.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from charter.languages import PSEUDO, UnknownLanguage, language
from measures.charter_file.definition import CharterFile, Measure, Translation
from measures.charter_file.rows import FileFault
from measures.charter_file.values import Bad, bad, closest, shown, text

LONGEST = 20_000
NAME = "[charter.translations]"
SIGNS = frozenset({"%", "£"})  # units that are no words
Faults = list[FileFault]


def table_of(code: str) -> str:
    """The heading of a language's table."""
    return f"[charter.translations.{code}]"


def taken(document: dict[str, Any]) -> tuple[tuple[Translation, ...], Faults]:
    """Take the translations out of a file as TOML gives it: what could be read, and every fault."""
    charter, faults = document.get("charter"), Faults()
    raw = charter.pop("translations", {}) if isinstance(charter, dict) else {}
    if not isinstance(raw, dict):
        remedy = _("Write a table for each language, such as {name}.").format(name=table_of("cy"))
        return (), [FileFault(NAME, "", "", _("{shown} is not a table.").format(shown=shown(raw)), remedy)]
    found: list[Translation] = []
    for code, texts in raw.items():
        found += _of_language(code, texts, faults)
    return tuple(found), faults


def strangers(file: CharterFile) -> Faults:
    """The translations of what is no text of this file: its English was changed, or mistyped."""
    known = texts_of(file)
    return [
        FileFault(
            table_of(one.language),
            "",
            shown(one.source),
            _("This is not a text of the charter."),
            closest(one.source, known)
            + _("Write the English text exactly as it stands in this file, or delete the line."),
        )
        for one in file.translations
        if one.source not in known
    ]


def in_order(file: CharterFile, said: Iterable[Translation]) -> tuple[Translation, ...]:
    """Translations as the writer writes them: language by language, in the order of the texts."""
    languages: dict[str, dict[str, Translation]] = {}
    for one in said:
        languages.setdefault(one.language, {})[one.source] = one
    texts = texts_of(file)
    return tuple(held[source] for held in languages.values() for source in texts if source in held)


def texts_of(file: CharterFile) -> tuple[str, ...]:
    """Every text of a charter that can be translated, each once, in the order of the file."""
    found = dict.fromkeys(said.strip() for said in _texts(file))
    return tuple(said for said in found if said and said not in SIGNS)


def _of_language(code: str, texts: Any, faults: Faults) -> Iterator[Translation]:
    table = table_of(code)
    try:
        known = language(code.lower()).code
    except UnknownLanguage as error:
        what, _stop, remedy = str(error).partition(". ")
        faults.append(FileFault(table, "", "", f"{what}.", remedy))
        return
    if known.partition("-")[0] == "en" and known != PSEUDO:
        what = _("English is the language of the charter itself.")
        faults.append(FileFault(table, "", "", what, _("Change the texts of the charter, and delete this.")))
        return
    if not isinstance(texts, dict):
        remedy = _('Write {table}, and below it "English text" = "translation".').format(table=table)
        faults.append(
            FileFault(table, "", "", _("{shown} is not a table.").format(shown=shown(texts)), remedy)
        )
        return
    seen: set[str] = set()
    for source, said in texts.items():
        one = _pair(known, source, said, seen, faults)
        if one is not None:
            yield one


def _pair(code: str, source: str, said: Any, seen: set[str], faults: Faults) -> Translation | None:
    try:
        key, words = text(source), text(said)
        _check(key, words, seen)
    except Bad as error:
        faults += [
            FileFault(table_of(code), "", shown(source), part.what, part.remedy) for part in error.parts
        ]
        return None
    seen.add(key)
    return Translation(code, key, words) if words else None


def _check(source: str, said: str, seen: set[str]) -> None:
    if not source:
        raise bad(
            _("The English text is empty."), _("Write the English text before the =, or delete the line.")
        )
    if source in seen:
        raise bad(_("This text is translated twice."), _("Delete one of the two."))
    if "\n" in said and "\n" not in source:
        raise bad(
            _("The translation runs over several lines, the English does not."), _("Write it on one line.")
        )
    if len(said) > LONGEST:
        raise bad(
            _("The translation has {found} characters.").format(found=len(said)),
            _("Shorten it to {longest} characters or fewer.").format(longest=LONGEST),
        )


def _texts(file: CharterFile) -> Iterator[str]:
    charter = file.charter
    yield from (charter.title, charter.introduction, charter.strategic_plan)
    yield from (*charter.values, *charter.expectations, *(stage.note for stage in charter.stages))
    for quote in file.quotes:
        yield from (quote.text, quote.attribution)
    for theme in file.themes:
        yield from (theme.title, theme.summary)
    for promise in file.promises:
        yield from (promise.title, promise.summary, *promise.commitments)
    for measure in file.measures:
        yield from _of_measure(measure)
    for body in file.bodies:
        yield from (body.name, body.description)
    for publication in file.publications:
        yield from (publication.title, publication.owner)
    yield from (segment.name for segment in file.segments)


def _of_measure(measure: Measure) -> Iterator[str]:
    yield measure.title
    yield from (line.text for line in measure.promises)
    yield from (measure.unit, measure.why, measure.definition, measure.numerator, measure.denominator)
    yield from (measure.source, measure.owner, measure.approver, *measure.grades)
    yield from (step.title for step in measure.stages)
    for wording in measure.definitions:
        yield from (wording.text, wording.numerator, wording.denominator)
    yield from (row.reason for row in (*measure.breaks, *measure.spc.recalculate))
