"""What changed between two texts, word by word; pure text, no Django."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

# A word with the blanks behind it; a line end is a word of its own, so that moved lines show as lines.
_WORD = re.compile(r"\n|[^\s]+[^\S\n]*|[^\S\n]+")
State = Literal["same", "gone", "added"]


@dataclass(frozen=True)
class Part:
    """A stretch of words that both texts share, that only the older has, or that only the newer has."""

    state: State
    text: str


def difference(old: str, new: str) -> tuple[Part, ...]:
    """Both texts as one row of parts: `same` and `gone` parts make the old one, `same` and `added` the new.

    Blanks at the end of a word do not count as a change; a shared part is written as the newer text has it.
    """
    before, after = _WORD.findall(old), _WORD.findall(new)
    # Without the heuristic for long texts: common words such as “the” must still be found to be the same.
    matcher = SequenceMatcher(None, _keys(before), _keys(after), autojunk=False)
    parts: list[Part] = []
    for word, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if word == "equal":
            parts.append(Part("same", "".join(after[new_from:new_to])))
            continue
        if old_to > old_from:
            parts.append(Part("gone", "".join(before[old_from:old_to])))
        if new_to > new_from:
            parts.append(Part("added", "".join(after[new_from:new_to])))
    return tuple(parts)


def _keys(words: list[str]) -> list[str]:
    return [word if word == "\n" else word.strip() for word in words]
