"""The landlord's own words in the language that is being written: its translation, or English that is marked.

The marks are two signs that Unicode leaves to private use. They travel with a text into sentences, frozen
documents and templates, and become `lang="en-GB"` when a page is sent (`charter/languages/marks`). English
pages hold none.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property

from charter.languages.offered import is_english

BEGINS, ENDS = "\ue000", "\ue001"
_MARKED = re.compile(f"{BEGINS}[^{BEGINS}{ENDS}]+{ENDS}")
Said = Mapping[str, str]


class Spoken:
    """What translators made of the landlord's texts in one language, asked for only once it is needed."""

    def __init__(self, ask: Callable[[], Said]) -> None:
        self._ask = ask

    @cached_property
    def said(self) -> Said:
        """Translations by their English text."""
        return self._ask()


_spoken: ContextVar[Spoken | None] = ContextVar("spoken", default=None)


@contextmanager
def speaking(ask: Callable[[], Said]) -> Iterator[None]:
    """Inside the block, `own` finds translations in what `ask` answers; it is asked once at most."""
    token = _spoken.set(Spoken(ask))
    try:
        yield
    finally:
        _spoken.reset(token)


def own(text: str) -> str:
    """A text that the landlord wrote, for the language being written; English that is marked without one."""
    if is_english() or not text or _is_marked(text):
        return text
    spoken = _spoken.get()
    said = spoken.said.get(text.replace("\r\n", "\n").strip()) if spoken else None
    return said or marked(text)


def as_written(text: str) -> str:
    """A text that nobody translates, such as what staff and tenants wrote: marked in another language."""
    return text if is_english() or not text or _is_marked(text) else marked(text)


def marked(text: str) -> str:
    """English words in a page of another language, line by line: a filter may put each in its own element."""
    return "\n".join(f"{BEGINS}{line}{ENDS}" if line.strip() else line for line in bare(text).split("\n"))


def _is_marked(text: str) -> bool:
    """Whether marks stand in pairs; a single one was typed by somebody and says nothing."""
    rest, marks = _MARKED.subn("", text)
    return marks > 0 and BEGINS not in rest and ENDS not in rest


def bare(text: str) -> str:
    """A text without the marks, for what cannot carry them."""
    return text.replace(BEGINS, "").replace(ENDS, "")
