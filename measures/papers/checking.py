"""Whether a paper is whole: every page there, nothing blank, every fact in its text (docs/adr/0035).

The worker asks before a paper is filed, and again in the night: a paper that says less than its release, or
something else, is never filed and never stays unnoticed.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

from measures import pdf
from measures.models import ReleaseEntry
from measures.papers import Fact, Paper
from measures.payload.canonical import digest, manifest_hash
from measures.pdf.printing import plain_letter
from measures.presenters import ReleaseView

EVERY_FONT_HAS = frozenset("£−–—±×‘’“”…")
FROM_THE_RIGHT = frozenset({"R", "AL"})
FIRST_OF_FIGURE, INSIDE_FIGURE, LAST_OF_FIGURE = "0123456789£−-", "0123456789.,£−-", "0123456789%"
FIGURE_GOES_ON = re.compile(r"[\d%]|[.,]\d")
TWO_NUMBERS = re.compile(r"\d \d")
PAGE_NUMBER = re.compile(r" *Page \d+ of \d+")
FEWEST_TO_COMPARE = 3  # pages; with fewer nothing tells head and foot from the text
FEWEST_LETTERS = 4  # a page with less than this beside its head and foot is blank
A_BEGINNING = 40  # letters, from which on a text cannot be mistaken for a part of another
SPLIT_FROM = 100  # only words longer than this may run over the end of a page


def damaged_documents(release: ReleaseView) -> Iterator[str]:
    """Which frozen documents do not have the hashes under which they were published. One query."""
    entries = ReleaseEntry.objects.filter(release_id=release.pk).select_related("document")
    held = {entry.name: entry.document for entry in entries}
    for name, document in held.items():
        if digest(document.body) != document.digest:
            yield f"The stored document {name} was changed or damaged."
    if manifest_hash({name: document.digest for name, document in held.items()}) != release.hash:
        yield "The list of documents is not the one that was published."


def faults(content: bytes, pages: int, paper: Paper) -> list[str]:
    """What is wrong with a printed paper, in sentences; nothing when it is whole."""
    sheets = pdf.sheets(content)
    return [*_faults_of_pages(sheets, pages), *missing_facts(sheets, paper.facts)]


def _faults_of_pages(sheets: list[str], pages: int) -> Iterator[str]:
    if len(sheets) != pages or not sheets:
        yield f"The paper has {len(sheets)} pages instead of {pages}."
    for number, text in enumerate(_bodies(sheets), 1):
        if f"Page {number} of {len(sheets)}" not in " ".join(sheets[number - 1].split()):
            yield f"Page {number} does not say that it is page {number} of {len(sheets)}."
        if len(text) < FEWEST_LETTERS:
            yield f"Page {number} is blank."


def _bodies(sheets: list[str]) -> list[str]:
    """The pages without spaces, page number, head and foot, which come last in the text of a page."""
    lines = [[one for one in PAGE_NUMBER.sub("", sheet).split("\n") if one.strip()] for sheet in sheets]
    if len(lines) < FEWEST_TO_COMPARE:
        return [_squeezed(" ".join(page[:-2])) for page in lines]
    running = set(lines[1]).intersection(*lines[2:])
    return [_squeezed(" ".join(one for one in page if one not in running)) for page in lines]


def missing_facts(sheets: list[str], wanted: Iterable[Fact]) -> Iterator[str]:
    """A sentence for each fact that the text does not say."""
    facts = list(dict.fromkeys(wanted))
    said, places = _Text(sheets), _Places(sheets, {fact.after for fact in facts})
    for fact in facts:
        if not said.holds(fact.says):
            words = fact.says if len(fact.says) <= SPLIT_FROM else f"{fact.says[:SPLIT_FROM]}…"
            yield f"The paper does not say “{words}” of {fact.about}."
        elif not places.hold(fact):
            yield f"The paper says “{fact.says}”, but not of {fact.about}."


class _Places:
    """The text of a paper cut at titles: what stands after each, up to the next other one."""

    def __init__(self, sheets: list[str], titles: set[str]) -> None:
        self.text = " ".join(" ".join(sheets).split())
        self.after: dict[str, list[_Text]] = {}
        begins = sorted((at, -end, title) for title in titles if title for at, end in self._found(title))
        cuts: list[tuple[int, str]] = []
        reached = 0  # a title inside a longer one is no title
        for at, end, title in begins:
            if at >= reached:
                cuts.append((at, title))
                reached = -end
        for (at, title), (until, _) in pairwise([*cuts, (len(self.text), "")]):
            self.after.setdefault(title, []).append(_Text([self.text[at:until]]))

    def _found(self, title: str) -> Iterator[tuple[int, int]]:
        for one in re.finditer(r"\s*".join(map(re.escape, title.split())), self.text):
            yield one.span()

    def hold(self, fact: Fact) -> bool:
        """Whether the words stand after their title, with what belongs beside them in the same place.

        So too where the letters of the title cannot be found in order, and where what belongs beside them
        stands after the title nowhere, which is a fault of its own.
        """
        places = self.after.get(fact.after, ())
        if not places or any(not any(place.holds(one) for place in places) for one in fact.beside):
            return True
        return any(all(map(place.holds, (fact.says, *fact.beside))) for place in places)


class _Text:
    """The text of a paper, asked for words however its lines were broken."""

    def __init__(self, sheets: list[str]) -> None:
        self.spaced = " ".join(" ".join(sheets).split())
        self.places = [at for at, letter in enumerate(self.spaced) if letter != " "]
        self.sheets = [_squeezed(sheet) for sheet in sheets]
        self.squeezed = "".join(self.sheets)

    def holds(self, words: str) -> bool:
        """Whether the words are there; a number never as a part of a longer one, a word never of another."""
        return self._whole(_squeezed(words)) or self._plainly(words) or self._over_two_pages(words)

    def _whole(self, wanted: str) -> bool:
        at = self.squeezed.find(wanted)
        while at >= 0:
            first, after = self.places[at], self.places[at + len(wanted) - 1] + 1
            if _stands_alone(self.spaced, first, after):
                return True
            at = self.squeezed.find(wanted, at + 1)
        return False

    def _plainly(self, words: str) -> bool:
        """Words that fonts lack letters for, or that are written from the right, each by itself."""
        if all(letter.isascii() or letter in EVERY_FONT_HAS for letter in words):
            return False
        return all(self._word(one) for one in words.split())

    def _word(self, word: str) -> bool:
        orders = [word]
        if any(unicodedata.bidirectional(letter) in FROM_THE_RIGHT for letter in word):
            orders.append(word[::-1])
        return any(re.search(_pattern(one), self.squeezed) for one in orders)

    def _over_two_pages(self, words: str) -> bool:
        """A long text whose first words end a page and whose last ones are on the next."""
        if len(words) < SPLIT_FROM:
            return False
        parts = words.split()
        for first, second in zip(self.sheets, self.sheets[1:], strict=False):
            for at in range(1, len(parts)):
                if "".join(parts[:at]) in first and "".join(parts[at:]) in second:
                    return True
        return False


def _stands_alone(text: str, first: int, after: int) -> bool:
    """Whether a piece of a text is no part of a longer number or word, nor two numbers read as one.

    Where a block ends and the next begins there may be no space, but then no small letter either. A long text
    may be the beginning of a longer one, or a hash over two lines, and is told apart by its length alone.
    """
    if after - first >= A_BEGINNING:
        return True
    if TWO_NUMBERS.search(text[first:after]):
        return False
    before, behind = text[first - 1 : first], text[after : after + 2]
    if text[first].islower():
        return not before.isalnum() and _ends(text[after - 1], behind)
    inside = text[first] in FIRST_OF_FIGURE and before and before in INSIDE_FIGURE
    return not inside and _ends(text[after - 1], behind)


def _ends(last: str, behind: str) -> bool:
    """Whether a number or word is over with this letter, by what stands behind it."""
    if last.isalpha():
        return not behind[:1].islower()
    return last not in LAST_OF_FIGURE or FIGURE_GOES_ON.match(behind) is None


def _pattern(word: str) -> str:
    """A word, each of its letters as itself or as the plain letter that is printed in its place."""
    return "".join(f"(?:{re.escape(one)}|{re.escape(plain_letter(ord(one)))})" for one in word)


def _squeezed(text: str) -> str:
    return "".join(text.split())
