"""What is kept of people, as the pages about privacy say it: read from the data map alone."""

from dataclasses import dataclass

from engagement.data_map import HOLDINGS


@dataclass(frozen=True)
class Kept:
    """A row of the table of what is kept."""

    what: str
    why: str
    ground: str
    kept: str
    readers: str


def what_is_kept() -> list[Kept]:
    """Every holding of the data map, in words."""
    return [
        Kept(str(one.says), str(one.why), str(one.ground), str(one.kept), str(one.readers))
        for one in HOLDINGS
    ]
