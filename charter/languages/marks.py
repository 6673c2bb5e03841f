"""Marks of English words, made into `lang="en-GB"` where a page is sent.

The mark stands on the element whose whole text it is, else on a `span` round the words. Where no element can
stand (a title, a choice of a form, an attribute) it is left out, because HTML has no way to say it there.
"""

import re
from dataclasses import dataclass, field

from charter.languages.own import BEGINS, ENDS, bare

TAG = re.compile(r"<!--.*?-->|<(/?)([a-zA-Z][^\s/>]*)(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.DOTALL)
MARKED = re.compile(f"{BEGINS}([^{BEGINS}{ENDS}]*){ENDS}?")
WHOLE = re.compile(rf"\s*{BEGINS}[^{BEGINS}{ENDS}]*{ENDS}\s*")
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
# In these there are no elements; in the first ones not even an attribute would be right.
RAW = frozenset({"script", "style"})
TEXT_ONLY = frozenset({"title", "textarea", "option", "desc"})
ENGLISH_IS = ' lang="en-GB"'
LETTER = re.compile(r"[^\W\d_]")
# Attributes that are read are in the language of their element: the mark may not stand on that one.
READ = re.compile(r" (?:lang|title|alt|placeholder|label|content|aria-[a-z]+|data-[a-z]+)=")
WRITTEN_OUT = re.compile(r"\\ue00[01]|%EE%80%8[01]", re.IGNORECASE)


@dataclass
class _Page:
    """A page while it is written again: what is written, and the elements that are open."""

    direction: str
    parts: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def tag(self, written: str, closes: bool, name: str) -> None:
        """An element begins or ends."""
        self.parts.append(_plain(written))
        if closes:
            while name in self.open and self.open.pop() != name:
                pass
        elif name not in VOID and not written.endswith("/>"):
            self.open.append(name)

    def text(self, written: str, *, is_alone: bool) -> None:
        """Words between two tags; `is_alone`: they are all that their element holds."""
        within = self.open[-1] if self.open else ""
        if BEGINS not in written or within in RAW:
            self.parts.append(_plain(written))
        elif is_alone and WHOLE.fullmatch(written) and not READ.search(self.parts[-1]):
            self.parts[-1] = f"{self.parts[-1][:-1]}{self._attributes()}>"
            self.parts.append(bare(written))
        elif within in TEXT_ONLY:
            if is_alone and not READ.search(self.parts[-1]) and not LETTER.search(MARKED.sub("", written)):
                self.parts[-1] = f"{self.parts[-1][:-1]}{self._attributes()}>"
            self.parts.append(bare(written))
        else:
            element = "tspan" if "svg" in self.open else "span"
            said = MARKED.sub(rf"<{element}{self._attributes()}>\1</{element}>", written)
            self.parts.append(bare(said))

    def _attributes(self) -> str:
        # SVG knows no `dir`.
        return ENGLISH_IS if "svg" in self.open else ENGLISH_IS + self.direction


def with_language(page: str, *, right_to_left: bool) -> str:
    """A page of another language, with every marked text said to be English; others stay as they are."""
    if BEGINS not in page and WRITTEN_OUT.search(page) is None:
        return page
    found = _Page(' dir="ltr"' if right_to_left else "")
    done, opened = 0, False
    for match in TAG.finditer(page):
        closes, name = bool(match[1]), (match[2] or "").lower()
        words = page[done : match.start()]
        if words:
            found.text(words, is_alone=opened and closes)
        if name:
            found.tag(match[0], closes, name)
        else:
            found.parts.append(match[0])
        done, opened = match.end(), bool(name) and not closes and found.open[-1:] == [name]
    found.parts.append(_plain(page[done:]))
    return "".join(found.parts)


def _plain(written: str) -> str:
    return WRITTEN_OUT.sub("", bare(written)) if _has_marks(written) else written


def _has_marks(written: str) -> bool:
    return BEGINS in written or ENDS in written or WRITTEN_OUT.search(written) is not None
