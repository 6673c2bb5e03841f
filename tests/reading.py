"""How hard a text is to read: sentences, syllables, its school grade, and words tenants do not use."""

import re
from dataclasses import dataclass

LONGEST = 25  # words a sentence: GOV.UK, "Writing for GOV.UK", short sentences
ENOUGH = 30  # words; a grade of fewer says nothing
GRADE = (
    6.0  # Flesch-Kincaid (Kincaid et al. 1975); grade 6 is read at 11, the most that design section 9 allows
)
# What the trade says, and what we say instead (design section 2, GOV.UK "words to avoid").
BANNED = {
    "underperform": "be short of the target",
    "threshold": "target",
    "stakeholder": "who it is",
    "utilise": "use",
    "facilitate": "help",
    "leverage": "use",
    "going forward": "from now on",
    "in order to": "to",
    "kpi": "figure",
    "rag": "status",
    "statistically significant": "more than chance",
    "special cause": "a real change",
    "common cause": "chance",
    "numerator": "what it counts",
    "denominator": "what it is a share of",
    "stat": "figure",
    "outturn": "figure",
    "deliverable": "what we will do",
    "robust": "leave it out",
    "holistic": "leave it out",
    "empower": "let",
    "customer journey": "what happens to you",
}


@dataclass(frozen=True)
class Reading:
    """The longest sentence of a text, and the school grade that reads it with ease."""

    longest: str
    grade: float
    banned: tuple[str, ...]

    @property
    def words(self) -> int:
        """How many words the longest sentence has."""
        return len(words_of(self.longest))


def words_of(text: str) -> list[str]:
    """The words of a text; a number counts as one."""
    return re.findall(r"[A-Za-z’']+|[0-9][0-9.,:%]*", text)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text; each line stands for itself, as a heading or a point of a list does."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    found = [part for line in lines for part in re.split(r"(?<=[.!?:;])\s+", line)]
    return [part for part in found if len(words_of(part)) > 0]


def syllables(word: str) -> int:
    """About how many syllables a word has: groups of vowels, without a silent e at its end."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    if not plain:
        return 1
    groups = len(re.findall(r"[aeiouy]+", plain))
    silent = plain.endswith("e") and not plain.endswith(("le", "ee")) and groups > 1
    quiet = plain.endswith("ed") and not plain.endswith(("ted", "ded")) and groups > 1
    return max(groups - (silent or quiet), 1)


def read(text: str) -> Reading:
    """How hard the text is: grade = 0.39 words a sentence + 11.8 syllables a word - 15.59."""
    found = sentences_of(text)
    words = [word for one in found for word in words_of(one)]
    if not words:
        return Reading("", 0.0, ())
    grade = 0.39 * len(words) / len(found) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    said = " ".join(words).lower()
    banned = tuple(word for word in BANNED if re.search(rf"\b{re.escape(word)}s?\b", said))
    return Reading(max(found, key=lambda one: len(words_of(one))), grade, banned)


def faults(name: str, text: str) -> list[str]:
    """What is too hard in a text, each as a line that says where and what to do."""
    told = read(text)
    found = [f"{name}: “{word}”. Say: {BANNED[word]}." for word in told.banned]
    if told.words > LONGEST:
        found.append(f"{name}: {told.words} words in one sentence: {told.longest}")
    if told.grade > GRADE and len(words_of(text)) >= ENOUGH:
        found.append(f"{name}: school grade {told.grade:.1f}, at most {GRADE}")
    return found
