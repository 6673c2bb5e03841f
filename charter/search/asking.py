"""What is asked of search: PostgreSQL's full text first, then the same with mistyped words put right."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, F, Q, Value

from charter.models import SearchEntry
from charter.models.search import LANGUAGE

MOST = 200  # things in an answer; whoever needs the next one types another word
SHORT_FIRST = 1  # a word in a short text says more of it than the same word in a long one
# A mistyped word begins as it should, and most of its letters are in their order: “dmap” is damp.
CLOSE = 0.7
# What trigrams say is not far away, the nearest first; our words are few, so many are looked at. Words that
# full text passes over, such as “the”, are not put right.
ALIKE = """
    SELECT asked.word, near.word FROM unnest(%s::text[]) AS asked (word),
    LATERAL (
        SELECT word, things FROM charter_searchword
        WHERE left(word, 1) = left(asked.word, 1) AND similarity(word, asked.word) > 0.1
        ORDER BY similarity(word, asked.word) DESC, things DESC, word LIMIT 40
    ) AS near
    WHERE numnode(plainto_tsquery(%s::regconfig, asked.word)) > 0
"""
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Answer:
    """What was found, the nearest first.

    `instead` are the words that were searched for in place of mistyped ones; `partly` says that nothing has
    all of the words.
    """

    found: tuple[SearchEntry, ...]
    instead: str = ""
    partly: bool = False


def readable(question: str) -> str:
    """What somebody typed, without signs that cannot be seen; each parts two words."""
    return "".join(one if one.isprintable() else " " for one in question)


def ask(question: str) -> Answer:
    """Everything public with all of the words, or with some where nothing has all. One to three queries.

    The question is text, whatever signs are in it: no sign of it is a command.
    """
    words = _WORD.findall(question.lower())
    first = _with(words)
    if first.found and not first.partly:
        return first
    right = _put_right(words)
    if right == words:
        return first
    second = _with(right)
    return Answer(second.found, " ".join(right), second.partly) if second.found else first


def _with(words: list[str]) -> Answer:
    """Things with all of the words, else those with some of them. One query, none without a word."""
    if not words:
        return Answer(())
    every = SearchQuery(" ".join(words), config=LANGUAGE, search_type="plain")
    some = SearchQuery(" or ".join(words), config=LANGUAGE, search_type="websearch")
    rows = SearchEntry.objects.filter(words=some).annotate(
        has_all=ExpressionWrapper(Q(words=every), output_field=BooleanField()),
        near=SearchRank(F("words"), some, normalization=Value(SHORT_FIRST)),
    )
    found = list(rows.defer("more", "words").order_by("-has_all", "-near", "title", "pk")[:MOST])
    whole = [one for one in found if one.has_all]
    return Answer(tuple(whole or found), partly=not whole and bool(found))


def _put_right(words: list[str]) -> list[str]:
    """The words, mistyped ones replaced by the nearest word of ours. One query."""
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, [sorted({word for word in words if len(word) > 2}), LANGUAGE])
        near: dict[str, list[str]] = {}
        for word, other in cursor.fetchall():
            near.setdefault(word, []).append(other)
    return [_nearest(word, near.get(word, [])) for word in words]


def _nearest(word: str, others: list[str]) -> str:
    if word in others:
        return word
    likeness = {other: SequenceMatcher(None, word, other).ratio() for other in others}
    best = max(likeness, key=lambda other: likeness[other], default="")
    return best if best and likeness[best] >= CLOSE else word
