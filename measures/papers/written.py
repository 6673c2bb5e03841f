"""Texts that no table of the portal holds: which a paper needs, and what was approved (docs/adr/0037).

The regulator's items a to k of a survey and the landlord's own target times are in the list too: what the
tables of survey methods and limits hold only fills the box, and another person still approves it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from charter.periods import Period
from charter.querysets import first_period, year_starts
from charter.translated import lazily as _lazy
from charter.working_time import local_date
from measures.models import ReportSection, ServiceLimit, SurveyMethod
from measures.papers import Document, Fact
from measures.presenters import ReleaseView

MOST_YEARS = 5
ENOUGH = 120  # letters that are looked for together; a longer piece may run over the end of a page
LONGEST_WORD = 40  # of a longer one, only its beginning is sure to stand on one line


@dataclass(frozen=True)
class Wanted:
    """A text that a paper needs. `since`: only for years that begin on that day (ISO) or later.

    `item` is the letter of the survey's summary, `limit` the code of a target time, that fills the box.
    """

    key: str
    heading: str
    hint: str
    since: str = ""
    item: str = ""
    limit: str = ""


def _item(letter: str, heading: str, hint: str) -> Wanted:
    return Wanted(f"item-{letter}", heading, hint, item=letter)


# The regulator's publication requirements, as the sector's pages show them; headings in our own words.
NEEDED: dict[str, tuple[Wanted, ...]] = {
    "tsm": (
        _item("a", _lazy("a. How many people answered"), _lazy("How many answers were reached, by stock.")),
        _item("b", _lazy("b. When we asked"), _lazy("From which day to which day, or how often.")),
        _item("c", _lazy("c. How we asked"), _lazy("By telephone, letter, online or at the door, and why.")),
        _item("d", _lazy("d. How people were chosen"), _lazy("All, or a sample, and how it was drawn.")),
        _item(
            "e",
            _lazy("e. How like all tenants those are who answered"),
            _lazy("Which characteristics were compared, and how well they fit."),
        ),
        _item("f", _lazy("f. Weighting"), _lazy("By which characteristics; “None” if there was none.")),
        _item("g", _lazy("g. Who did the survey"), _lazy("Contractors by name, and what each did.")),
        _item(
            "h",
            _lazy("h. Homes that were left out"),
            _lazy("How many homes, and the exceptional reason; “None” if none was."),
        ),
        _item(
            "i",
            _lazy("i. If too few people answered, why"),
            _lazy("The reasons; “Enough people answered” if so."),
        ),
        _item("j", _lazy("j. What people got for answering"), _lazy("Prizes or vouchers; “Nothing” if so.")),
        _item(
            "k",
            _lazy("k. What else may have changed the answers"),
            _lazy("Anything in the method that matters; “Nothing that we know of” if so."),
        ),
        Wanted(
            "limits-rp02-1",
            _lazy("Our target time for repairs that are no emergency"),
            _lazy("Such as “28 calendar days”. Results are measured against it."),
            limit="RP02.1",
        ),
        Wanted(
            "limits-rp02-2",
            _lazy("Our target time for emergency repairs"),
            _lazy("Such as “24 hours”."),
            limit="RP02.2",
        ),
        Wanted(
            "limits-ch02",
            _lazy("The times for answers to complaints"),
            _lazy("Those of the Complaint Handling Code for both stages, with extensions."),
            limit="CH02",
        ),
        Wanted(
            "questionnaire",
            _lazy("The questionnaire in full"),
            _lazy("Every question in its order, with the words that introduced the survey."),
        ),
        Wanted(
            "change-of-method",
            _lazy("What makes this year hard to compare with the year before"),
            _lazy("A new method, time or wording; “Nothing” if so."),
            since="2025-04-01",
        ),
    ),
    "complaints": (
        Wanted(
            "self-assessment",
            _lazy("Self-assessment against the Complaint Handling Code"),
            _lazy("Where we do what the Code says, where we do not, and why; with the day it was approved."),
        ),
        Wanted(
            "analysis",
            _lazy("What the complaints were about"),
            _lazy("How many, of what, and what the figures below say. Name no people."),
        ),
        Wanted(
            "refused",
            _lazy("Complaints that we did not accept"),
            _lazy("How many, and for which reasons; “None” if there were none."),
        ),
        Wanted(
            "non-compliance",
            _lazy("Where the Ombudsman found that we broke the Code"),
            _lazy("Each finding and what was done; “None” if there were none."),
        ),
        Wanted(
            "learning",
            _lazy("What we learned, and what we changed"),
            _lazy("Each change with the day from which it holds."),
        ),
        Wanted(
            "ombudsman-report",
            _lazy("The Ombudsman's yearly report about us"),
            _lazy("What it says; or that there is none yet."),
        ),
        Wanted(
            "other-reports",
            _lazy("Other reports of the Ombudsman about our work"),
            _lazy("Such as special reports; “None” if there were none."),
        ),
        Wanted(
            "response",
            _lazy("What our governing body says to this report"),
            _lazy("Its own words, with the day on which it agreed them."),
        ),
    ),
}


def needed(kind: str, start: str) -> tuple[Wanted, ...]:
    """The texts that a paper of this kind needs for the year that begins on `start` (ISO)."""
    return tuple(one for one in NEEDED.get(kind, ()) if one.since <= start)


def wanted(kind: str, year: Period, key: str) -> Wanted | None:
    """One of them; None for a text that no such paper needs."""
    return next((one for one in needed(kind, year.start.isoformat()) if one.key == key), None)


def last_year_over(day: date, starts: int) -> Period:
    """The last financial year that was over on a day, that day being its last at the latest."""
    found = Period.containing(day, "year", starts)
    return found if found.end <= day else found.previous()


def years_to_write(today: date) -> list[Period]:
    """The years that texts are written for, newest first: the running one, the one before, and earlier ones
    that the portal answers for.
    """
    begins, running = first_period(), Period.containing(today, "year", year_starts())
    found = [running, running.previous()]
    while begins is not None and begins.start < found[-1].start and len(found) < MOST_YEARS:
        found.append(found[-1].previous())
    return found


def written_for(kind: str, release: ReleaseView) -> Document:
    """What a paper is given: its year, and the approved texts of that year by key. Two queries.

    The year is the last one that was over when the release's period ended: what the regulator and the
    Ombudsman ask for is about whole years.
    """
    year = last_year_over(date.fromisoformat(release.period_end), year_starts())
    rows = ReportSection.objects.filter(kind=kind, year=year.key, approved_at__isnull=False)
    texts = {
        one.key: {"text": one.text, "approved": local_date(one.approved_at).isoformat()}
        for one in rows
        if one.approved_at is not None
    }
    return {
        "year": year.key,
        "year_label": year.label,
        "year_start": year.start.isoformat(),
        "year_end": year.end.isoformat(),
        "year_before": year.previous().key,
        "texts": texts,
    }


def texts_of(kind: str, given: Document) -> list[dict[str, Any]]:
    """The texts of a paper in their order; one that is missing has an empty text."""
    known = given["texts"]
    return [
        {"key": one.key, "heading": str(one.heading)} | known.get(one.key, {"text": "", "approved": ""})
        for one in needed(kind, given["year_start"])
    ]


def missing_of(texts: list[dict[str, Any]]) -> tuple[str, ...]:
    """The headings of those that nobody has approved."""
    return tuple(one["heading"] for one in texts if not one["text"])


def facts_of_texts(texts: list[dict[str, Any]]) -> tuple[Fact, ...]:
    """What the paper must say of them: every heading, and every piece of every approved text."""
    found = []
    for one in texts:
        found.append(Fact(one["key"], one["heading"]))
        found += [Fact(one["key"], piece) for piece in pieces(one["text"])]
    return tuple(found)


def pieces(text: str) -> Iterator[str]:
    """A text in pieces of about a line or two, as a printed page can be asked for them."""
    for line in text.splitlines():
        piece: list[str] = []
        for word in line.split():
            if len(word) > LONGEST_WORD:
                yield from ([" ".join(piece)] if piece else [])
                yield word[:LONGEST_WORD]
                piece = []
                continue
            piece.append(word)
            if len(" ".join(piece)) >= ENOUGH:
                yield " ".join(piece)
                piece = []
        yield from ([" ".join(piece)] if piece else [])


def start_text(one: Wanted, year: Period) -> str:
    """What the tables of survey methods and target times hold for a text; empty where they hold nothing."""
    if one.item:
        rows = SurveyMethod.objects.filter(year=year.key).order_by("stock")
        said = [(row.stock, str(row.items.get(one.item) or "").strip()) for row in rows]
        return "\n".join(_("{stock}: {text}").format(stock=stock, text=text) for stock, text in said if text)
    if one.limit:
        limits = ServiceLimit.objects.filter(year=year.key, code__startswith=one.limit).order_by("code")
        return "\n".join(row.text for row in limits if row.text)
    return ""
