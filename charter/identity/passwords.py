"""Passwords that are long and easy to guess: common words, the landlord's own words, runs, years (P36)."""

from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from charter.models import Landlord
from charter.translated import lazily as _lazy

WORDS = Path(__file__).resolve().parent.parent / "data" / "weak_words.txt"
LONGEST = 1000
# What must be left of a password without common words, runs and digits: about one unusual word.
LEFT_OVER = 6
# Letters that people write as digits and signs.
DISGUISED = str.maketrans(
    {"@": "a", "4": "a", "0": "o", "3": "e", "$": "s", "5": "s", "1": "i", "!": "i", "7": "t"}
)
RUNS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedcrfvtgbyhnujmikolp")
SHORTEST_RUN = 4

TOO_EASY = _lazy(
    "This password is easy to guess: it is made of common words, names of this landlord, runs or years. "
    "Use three words that have nothing to do with each other."
)


class NotEasyToGuess:
    """A password check for the settings: refuses what is common words in disguise, or too long to hash."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError in plain words."""
        if len(password) > LONGEST:
            said = _("This password is too long. Use at most {count} characters.").format(count=LONGEST)
            raise ValidationError(said, code="password_too_long")
        known = common_words() | own_words(user)
        if min(left_over(one, known) for one in readings(password)) < LEFT_OVER:
            raise ValidationError(TOO_EASY, code="password_too_easy")

    def get_help_text(self) -> str:
        """What a person should know before choosing."""
        return _("Use three words that have nothing to do with each other.")


@cache
def common_words() -> frozenset[str]:
    """The deny list that comes with the portal."""
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def own_words(user: Any) -> frozenset[str]:
    """The landlord's own words, and those of the person: the name, and the address before the @."""
    texts = [getattr(user, "name", "") or "", (getattr(user, "email", "") or "").replace("@", " ")]
    landlord = Landlord.objects.first()
    if landlord is not None:
        texts += [landlord.name, landlord.word_for_customer, landlord.word_for_customers]
    words = "".join(sign if sign.isalpha() else " " for sign in " ".join(texts).casefold()).split()
    return frozenset(word for word in words if len(word) > 2)


def readings(password: str) -> tuple[str, ...]:
    """The letters of a password as typed, and with digits and signs read as the letters they stand for."""
    typed = password.casefold()
    disguised = typed.translate(DISGUISED)
    return _letters(typed), _letters(disguised), _letters(typed.replace("1", "l").translate(DISGUISED))


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalpha())


def left_over(letters: str, known: frozenset[str]) -> int:
    """How many different letters in a row of a password are no known word and no run; repeats count once."""
    left, place = [], 0
    while place < len(letters):
        step = _known_at(letters, place, known)
        if step == 0:
            left.append(letters[place])
            step = 1
        place += step
    return _without_repeats("".join(left))


def _known_at(letters: str, place: int, known: frozenset[str]) -> int:
    """The length of the longest known word or run that begins here; 0 for none."""
    for length in range(min(20, len(letters) - place), 2, -1):
        part = letters[place : place + length]
        if part in known or (length >= SHORTEST_RUN and _is_run(part)):
            return length
    return 0


def _is_run(part: str) -> bool:
    return len(set(part)) == 1 or any(part in run or part in run[::-1] for run in RUNS)


def _without_repeats(text: str) -> int:
    """How many letters the shortest text has that gives this one when it is said again and again."""
    for size in range(1, len(text) // 2 + 1):
        if (text[:size] * (len(text) // size + 1)).startswith(text):
            return size
    return len(text)
