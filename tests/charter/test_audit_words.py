"""The audit trail reads every verb and every thing of the whole code in words."""

import ast
from collections.abc import Iterator
from itertools import chain

import pytest
from django.apps import apps

from charter.audit import words
from tests.bars import APPS, python_files

MADE = {"new_text", "change_text"}  # put together from the action of a draft


def verbs_in(source: str) -> set[str]:
    """Every verb that a module's source writes into an audit event, by its own hand or through a helper."""
    tree = ast.parse(source)
    found: set[str] = set()
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        for call in recordings(function):
            named = call.args[0]
            if isinstance(named, ast.Name):
                found |= set(given(tree, function, named.id))
            else:
                found |= set(texts(named))
    return found


def recordings(function: ast.FunctionDef) -> Iterator[ast.Call]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("audit.record", "trail.record"):
            yield node


def texts(node: ast.expr) -> Iterator[str]:
    """The texts that an expression may be; a condition's own texts are none of them."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from chain(texts(node.body), texts(node.orelse))
    elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Dict):
        yield from chain.from_iterable(texts(value) for value in node.value.values if value)


def given(tree: ast.Module, function: ast.FunctionDef, name: str) -> Iterator[str]:
    """What is handed to a helper as its verb, or put into a name before; helpers of helpers, too."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(ast.unparse(one) == name for one in node.targets):
            yield from texts(node.value)
    parameters = [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]
    if name not in parameters:
        return
    for caller in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.Module)):
        for call in (node for node in own_nodes(caller) if isinstance(node, ast.Call)):
            if ast.unparse(call.func) == function.name:
                place = parameters.index(name)
                handed = [
                    *call.args[place : place + 1],
                    *(one.value for one in call.keywords if one.arg == name),
                ]
                for one in handed:
                    if isinstance(one, ast.Name) and isinstance(caller, ast.FunctionDef):
                        yield from given(tree, caller, one.id)
                    yield from texts(one)


def own_nodes(place: ast.FunctionDef | ast.Module) -> Iterator[ast.AST]:
    """The nodes of a function; of a module those that stand in no function."""
    for statement in place.body:
        if isinstance(place, ast.FunctionDef) or not isinstance(statement, ast.FunctionDef):
            yield from ast.walk(statement)


def all_verbs() -> set[str]:
    return set(
        chain.from_iterable(verbs_in(path.read_text(encoding="utf-8")) for path in python_files(*APPS))
    )


def test_every_verb_that_is_recorded_has_its_words() -> None:
    found = all_verbs()
    assert len(found) > 60
    assert sorted(found - set(words.VERBS)) == []


def test_every_verb_of_the_vocabulary_is_recorded_somewhere() -> None:
    assert sorted(set(words.VERBS) - all_verbs() - MADE) == []


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    audit.record('fly', thing, by=by)",
        "def f():\n    audit.record('walk' if slow else 'fly', thing, by=by)",
        "def f(verb, thing):\n    audit.record(verb, thing, by=by)\nf('fly', it)",
        "def f(*, verb):\n    audit.record(verb, thing, by=by)\nf(verb='fly')",
        "def f():\n    verb = 'fly' if high else 'walk'\n    audit.record(verb, thing, by=by)",
    ],
)
def test_a_verb_without_words_would_be_noticed(source) -> None:
    assert "fly" in verbs_in(source) - set(words.VERBS)


def test_every_thing_is_one_of_ours() -> None:
    for kind in words.SUBJECTS:
        assert apps.get_model(kind)._meta.label_lower == kind


def test_a_word_that_is_missing_still_reads() -> None:
    assert words.did("fly_high") == "fly high"
    assert words.thing("measures.balloon") == "the balloon"
