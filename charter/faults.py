"""What is wrong, where, and what to do about it: the one shape of every fault shown to people."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing wrong in something that a person gave us.

    `where` names the place in that person's own terms (row and column, table and key, field),
    `what` says what is wrong there, `remedy` says what to do.
    """

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return " ".join(
            str(part) for part in (f"{self.where}:" if self.where else "", self.what, self.remedy) if part
        )


class Refused(Exception):
    """A request that we turn down, with a message for people.

    `faults` lists every fault found, so that a person can mend them all at once. It may be empty
    when the message says everything.
    """

    def __init__(self, message: str, faults: Iterable[Fault] = ()) -> None:
        super().__init__(message)
        self.faults: tuple[Fault, ...] = tuple(faults)

    @classmethod
    def because(cls, faults: Iterable[Fault]) -> "Refused":
        """Refuse for these faults; the message is the faults, one a line."""
        listed = tuple(faults)
        return cls("\n".join(str(fault) for fault in listed), listed)


class FileRefused(Refused):
    """A file that cannot be taken at all.

    `status` is the HTTP status that says so: 413 too large, 415 another kind of file, 422 otherwise.
    """

    def __init__(self, message: str, status: int = 422) -> None:
        words = str(message)  # a text of a table may wait until now for the language that it is said in
        super().__init__(words, [Fault("", words, "")])
        self.status = status
