"""The rows of engagement's demonstration, read from `story.toml`: the same on every machine and day."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from charter.demonstration.figures import MONTHS
from charter.working_time import LONDON

DAYS_TO_ANSWER = 14
EVENT_DAY, MOST_OF_A_MONTH = 15, 27


@dataclass(frozen=True)
class Change:
    """You said, we did."""

    title: str
    said: str
    did: str
    published: date
    outcome: str = "did"
    promises: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A recommendation with its answer and the action that follows; days that are None did not come."""

    text: str
    made: date
    due: date
    answered: date | None = None
    decision: str = ""
    answer: str = ""
    action: str = ""
    owner: str = ""
    action_due: date | None = None
    done: date | None = None
    closed: date | None = None


@dataclass(frozen=True)
class Project:
    """A piece of scrutiny with its report."""

    title: str
    summary: str
    started: date
    report: date
    recommendations: tuple[Asked, ...]
    promises: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Challenged:
    """What the panel challenged; without `answered` nobody answered, and `withheld` is the reason if any."""

    kind: str
    text: str
    raised: date
    promise: str = ""
    measure: str = ""
    display_name: str = ""
    answered: date | None = None
    answer: str = ""
    withheld: str = ""


@dataclass(frozen=True)
class Happening:
    """An event. `invited` None: nobody was invited yet; `cancelled` says why it did not take place."""

    kind: str
    title: str
    starts: datetime
    listed: date
    invited: date | None
    cancelled: str = ""
    planned: bool = False
    place: str = ""
    late: str = ""
    seats: int | None = None
    agenda: str = ""
    heard: str = ""
    next_steps: str = ""


@dataclass(frozen=True)
class Told:
    """A piece of feedback; `public` are the words that were published, empty for none."""

    kind: str
    text: str
    received: datetime
    due: date
    answered: datetime | None
    public: str


@cache
def _story() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "story.toml").read_text(encoding="utf-8"))


def changes() -> tuple[Change, ...]:
    """Every change, in order of time."""
    return tuple(Change(**_about(given)) for given in _story()["changes"])


def projects() -> tuple[Project, ...]:
    """Every project, in order of time."""
    return tuple(
        Project(
            **_about(given) | {"recommendations": tuple(Asked(**one) for one in given["recommendations"])}
        )
        for given in _story()["projects"]
    )


def _about(given: dict[str, Any]) -> dict[str, Any]:
    return given | {key: tuple(given.get(key, ())) for key in ("promises", "measures")}


def challenges() -> tuple[Challenged, ...]:
    """Every challenge, in order of time."""
    return tuple(Challenged(**given) for given in _story()["challenges"])


def events() -> Iterator[Happening]:
    """One event a month, then those that are planned."""
    given = _story()["events"]
    for number, month in enumerate(MONTHS):
        kind, title = given["titles"][number % len(given["titles"])]
        day = month.start.replace(day=EVENT_DAY)
        invited = day - timedelta(days=given["notice"][number % len(given["notice"])])
        yield Happening(
            kind=kind,
            title=title,
            starts=_at(day, given["hours"][number % len(given["hours"])]),
            listed=invited,
            invited=invited,
            cancelled=given["cancelled"].get(str(number), ""),
            place=given["places"][number % len(given["places"])],
            late=given["late"],
            **({name: given[name] for name in ("heard", "next_steps")} if month == MONTHS[-1] else {}),
        )
    for one in given["planned"]:
        starts = _at(one["day"], one["hour"])
        full = {name: one[name] for name in ("seats", "agenda", "place") if name in one}
        yield Happening(
            one["kind"], one["title"], starts, one["listed"], one.get("invited"), planned=True, **full
        )


def members() -> list[str]:
    """Names of people who take part, in the order in which they answer."""
    return list(_story()["events"]["members"])


def feedback() -> Iterator[Told]:
    """Four pieces a month; compliments are published the week after they came."""
    given = _story()["feedback"]
    number, turns = 0, Counter[str]()
    for month in MONTHS:
        for week in range(4):
            kind = given["kinds"][number % len(given["kinds"])]
            turn = turns[kind] % len(given["texts"][kind])
            turns[kind] += 1
            received = _at(month.start.replace(day=1 + (number * 5 + week * 7) % MOST_OF_A_MONTH), 9 + week)
            after = given["answered_after"][number % len(given["answered_after"])]
            public = given["public"].get(kind, [])
            yield Told(
                kind=kind,
                text=given["texts"][kind][turn],
                received=received,
                due=received.date() + timedelta(days=DAYS_TO_ANSWER),
                answered=received + timedelta(days=after) if after else None,
                public=public[turn] if public else "",
            )
            number += 1


def morning(day: date) -> datetime:
    """Ten in the morning in London."""
    return _at(day, 10)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), LONDON)
