"""Plain English words on a page in another language: what no translator could have written."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

SHOWN_ATTRIBUTES = ("alt", "aria-label", "aria-description", "aria-roledescription", "title", "placeholder")
SHOWN_ATTRIBUTES += ("label", "data-announce", "data-label", "data-drop")
SHOWN_CONTENT = {"description", "og:title", "og:description", "og:image:alt", "twitter:title", "author"}
UNSEEN = {"script", "style", "template", "code", "pre"}  # the last two are what machines read
VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
}  # fmt: skip
WORD = re.compile(r"[A-Za-z]{2,}")
# What is the same in every language: addresses, e-mail addresses, names of files, codes with a number.
NO_WORDS = re.compile(
    r"https?://\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[\w.-]*(?:/[\w.-]+)+/?|\b[\w-]+\.(?:csv|json|zip|svg|xlsx|pdf)\b"
    r"|(?<![\w-])[\w-]*[0-9][\w-]*"
)


@dataclass(frozen=True)
class Said:
    """A text of a page, the language in which it says to be, and where it stands (`p`, `a aria-label`)."""

    text: str
    language: str
    where: str


@dataclass
class _Page(HTMLParser):
    """Every text that somebody sees or hears."""

    said: list[Said] = field(default_factory=list)
    open: list[tuple[str, str]] = field(default_factory=list)  # tag, its language

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        outer = self.open[-1][1] if self.open else ""
        here = known.get("lang", outer)
        for name in SHOWN_ATTRIBUTES:
            self._add(known.get(name, ""), here, f"{tag} {name}")
        if tag == "meta" and (known.get("name") or known.get("property")) in SHOWN_CONTENT:
            self._add(known.get("content", ""), here, f"meta {known.get('name') or known.get('property')}")
        if tag == "input" and known.get("type") in ("submit", "button", "reset"):
            self._add(known.get("value", ""), here, "input value")
        if tag not in VOID:
            self.open.append((tag, here))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place][0] == tag:
                del self.open[place:]
                return

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][0] not in UNSEEN:
            self._add(data, self.open[-1][1], self.open[-1][0])

    def _add(self, text: str, language: str, where: str) -> None:
        if text.strip():
            self.said.append(Said(" ".join(text.split()), language, where))


def said_on(page: str) -> list[Said]:
    """Every text of a page that somebody sees or hears, in its order."""
    reader = _Page()
    reader.feed(page)
    reader.close()
    return reader.said


class Names:
    """What stays as it is in every language: the landlord's own texts, names, and words of formats."""

    def __init__(self, own: Iterable[str]) -> None:
        every = {" ".join(NO_WORDS.sub(" ", text.replace("’", "'")).lower().split()) for text in own}
        self.own = sorted((text for text in every if WORD.search(text)), key=len, reverse=True)
        self.words = lru_cache(maxsize=None)(self._words)

    def _words(self, text: str) -> tuple[str, ...]:
        """The plain English words of a text that are nobody's name."""
        rest = " ".join(NO_WORDS.sub(" ", text.replace("’", "'")).split()) if WORD.search(text) else ""
        for own in self.own:
            if not WORD.search(rest):
                return ()
            if own in rest.lower():
                rest = re.sub(rf"(?<![A-Za-z]){re.escape(own)}(?![A-Za-z])", " ", rest, flags=re.IGNORECASE)
        return tuple(WORD.findall(rest))


def plain_english(page: str, tag: str, names: Names) -> Iterator[str]:
    """The texts of a page in the language `tag` that are English and do not say so."""
    for one in said_on(page):
        words = names.words(one.text) if one.language == tag else ()
        if words:
            yield f"{one.where}: “{one.text}” ({', '.join(words)})"
