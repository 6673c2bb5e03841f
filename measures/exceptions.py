"""What a body must look at first: the rules of exceptions, the matrix, and what moved between two releases.

Everything is read from frozen documents, so a dashboard, an agenda, a paper and the public page never differ.
Sentences are those of the documents; no number is worked out. Source: design section 4, ADR 0034.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

Document = Mapping[str, Any]

KINDS = ("missed", "worsening", "overdue", "doubtful", "promise")  # in the order of need
KIND_WORDS: Mapping[str, str] = {
    "missed": N_("Below target"),
    "worsening": N_("Getting worse, and not by chance"),
    "overdue": N_("Figure is late"),
    "doubtful": N_("Take this figure with care"),
    "promise": N_("Promise at risk"),
}
LATE_STATES = frozenset({"overdue", "stale"})
TESTED = frozenset({"control", "survey"})
VARIATIONS = {"improvement": "better", "concern": "worse", "neutral": "moved", "common": "same"}
ASSURANCES = {"consistent_pass": "hits", "inconsistent": "hit_and_miss", "consistent_fail": "misses"}


@dataclass(frozen=True)
class Exceptional:
    """One measure or promise that needs an eye, and everything that a row about it says.

    `key` such as `missed/repairs` is stable, `kind` the first of KINDS that holds and `also` the others.
    `why`, `action` and `by_when` are the newest explanation inside the judged period. Texts are empty where
    there is none.
    """

    key: str
    kind: str
    also: tuple[str, ...]
    subject: str
    slug: str
    title: str
    critical: bool
    status: str
    word: str
    sentence: str
    reasons: tuple[str, ...]
    figure: str = ""
    target: str = ""
    label: str = ""
    owner: str = ""
    why: str = ""
    action: str = ""
    by_when: str = ""
    promises: tuple[str, ...] = ()

    @property
    def kind_word(self) -> str:
        """The kind in words."""
        return _(KIND_WORDS[self.kind])


def exceptions_of(
    measures: Iterable[Document], promises: Iterable[Document], met_from: str
) -> tuple[Exceptional, ...]:
    """Each measure once, then promises: the gravest first, inside a kind by title.

    `measures` and `promises` are whole frozen documents, `met_from` the charter's line for a kept promise
    (points out of 100, as text).
    """
    every = list(measures)
    found = [one for one in map(_of_measure, every) if one is not None]
    by_slug = {one["slug"]: one for one in every}
    line = Decimal(met_from or "0")
    told = [_of_promise(one) for one in promises if _is_at_risk(one, by_slug, line)]
    return tuple(sorted([*found, *told], key=_need))


def kinds_of(measure: Document) -> tuple[str, ...]:
    """Which kinds of exception a measure is, in the order of need; a hidden figure can only be late."""
    hidden, change = is_hidden(measure), measure.get("change") or {}
    held = {
        "missed": not hidden and measure.get("status") == "missed",
        "worsening": not hidden and change.get("verdict") == "declined" and change.get("test") in TESTED,
        "overdue": measure.get("state") in LATE_STATES,
        "doubtful": not hidden and bool(_doubts(measure)),
    }
    return tuple(kind for kind in KINDS if held.get(kind))


def is_hidden(measure: Document) -> bool:
    """Whether its figure is kept from the public, so that nothing may follow from it."""
    return measure.get("state") == "suppressed" or _figure(measure).get("marker") == "c"


def variation_of(measure: Document) -> str:
    """`better`, `worse`, `same`, `moved` (no side of it is good) or `unknown`."""
    icon = (measure.get("spc") or {}).get("variation_icon") or ""
    return VARIATIONS.get(icon.partition("_")[0], "unknown")


def assurance_of(measure: Document) -> str:
    """`hits`, `hit_and_miss`, `misses` or `unknown`."""
    return ASSURANCES.get((measure.get("spc") or {}).get("assurance") or "", "unknown")


def _figure(measure: Document) -> Document:
    return measure.get("figure") or {}


def _doubts(measure: Document) -> tuple[str, ...]:
    """Why a figure is to be taken with care, a sentence each."""
    figure = _figure(measure)
    interval = figure.get("interval") or {}
    found = []
    if "u" in figure.get("flags", ()):
        found.append(_("Few answers or cases stand behind this figure."))
    if figure.get("have", 0) < figure.get("needed", 0):
        found.append(
            _("Only {have} of {needed} parts are in.").format(have=figure["have"], needed=figure["needed"])
        )
    if figure.get("differs_because"):
        found.append(
            _("It differs from the sum of its parts: {reason}").format(reason=figure["differs_because"])
        )
    margin, wanted = interval.get("margin"), interval.get("required_margin")
    if margin is not None and wanted is not None and Decimal(margin) > Decimal(wanted):
        found.append(_("The survey is less exact than the regulator asks for."))
    return tuple(found)


def _of_measure(measure: Document) -> Exceptional | None:
    kinds = kinds_of(measure)
    if not kinds:
        return None
    figure, said = _figure(measure), explanation_of(measure) or {}
    return Exceptional(
        key=f"{kinds[0]}/{measure['slug']}",
        kind=kinds[0],
        also=kinds[1:],
        subject="measure",
        slug=measure["slug"],
        title=measure["title"],
        critical=bool(measure.get("critical")),
        status=measure["status"],
        word=measure["word"],
        sentence=_sentence(measure, kinds[0]),
        reasons=tuple(_reasons(measure, kinds)),
        figure=figure.get("shown_unit") or "",
        target=(measure.get("target") or {}).get("shown") or "",
        label=figure.get("label") or "",
        owner=(measure.get("texts") or {}).get("owner") or "",
        why=said.get("why") or "",
        action=said.get("action") or "",
        by_when=said.get("by_when") or "",
        promises=tuple(one["slug"] for one in measure.get("promises", ())),
    )


def _sentence(measure: Document, kind: str) -> str:
    """What is wrong, in one sentence of the document."""
    figure, change = _figure(measure), measure.get("change") or {}
    if kind == "overdue" or not figure:
        return str(measure.get("reason") or measure["word"])
    places = {"title": measure["title"], "figure": figure.get("shown_unit"), "label": figure.get("label")}
    if kind == "missed" and figure.get("gap") and figure.get("target"):
        return _("{title} was {figure} in {label}, {gap} of our target of {target}.").format(
            **places, gap=figure["gap"], target=figure["target"]
        )
    said = _("{title} was {figure} in {label}.").format(**places)
    return f"{said} {change['sentence']}" if kind == "worsening" and change.get("sentence") else said


def _reasons(measure: Document, kinds: Sequence[str]) -> list[str]:
    """What else is to be said of it."""
    change, found = measure.get("change") or {}, []
    if "worsening" in kinds:
        found += [change["sentence"]] if kinds[0] != "worsening" and change.get("sentence") else []
        found += [change["detail"]] if change.get("detail") else []
    if "overdue" in kinds and kinds[0] != "overdue":
        found.append(measure.get("reason") or measure["word"])
    if "doubtful" in kinds:
        found += _doubts(measure)
    return found


def explanation_of(measure: Document) -> Document | None:
    """The newest explanation whose period lies in the judged one; None where nobody explained it."""
    figure = _figure(measure)
    if not figure:
        return None
    start, end = figure["start"], figure["end"]
    inside = {
        row["period"] for row in measure.get("results", ()) if start <= row["start"] and row["end"] <= end
    }
    inside.add(figure["period"])
    return next((one for one in measure.get("commentary", ()) if one["period"] in inside), None)


def _is_at_risk(promise: Document, measures: Mapping[str, Document], met_from: Decimal) -> bool:
    status = promise.get("status")
    held = [measures.get(one["measure"]["slug"], one["measure"]) for one in promise.get("lines", ())]
    if status in ("missed", "near"):
        return True
    if status == "met":
        low = promise.get("low")
        shaky = any(
            one.get("critical") and (one.get("status") == "near" or "worsening" in kinds_of(one))
            for one in held
        )
        return shaky or (low is not None and Decimal(low) < met_from)
    if status == "insufficient_data":
        high = promise.get("high")
        bad = any(one.get("status") in ("missed", "near") or one.get("state") in LATE_STATES for one in held)
        return bad or (high is not None and Decimal(high) < met_from)
    return False


def _of_promise(promise: Document) -> Exceptional:
    reasons = tuple(promise.get("reasons") or ())
    return Exceptional(
        key=f"promise/{promise['slug']}",
        kind="promise",
        also=(),
        subject="promise",
        slug=promise["slug"],
        title=promise["title"],
        critical=False,
        status=promise["status"],
        word=promise["word"],
        sentence=promise.get("sentence") or promise["word"],
        reasons=reasons,
        promises=(promise["slug"],),
    )


def _need(one: Exceptional) -> tuple[int, str]:
    if one.kind == "missed":
        rank = 0 if one.critical else 1 if "worsening" in one.also else 2
    else:
        rank = 2 + KINDS.index(one.kind)
    return rank, one.title.casefold()


@dataclass(frozen=True)
class MatrixRow:
    """One kind of variation, with its measures by assurance."""

    key: str
    word: str
    cells: tuple[tuple[Document, ...], ...]


@dataclass(frozen=True)
class Matrix:
    """Variation down, assurance across; `left_out` are measures that lack one of the two."""

    columns: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    left_out: tuple[Document, ...]


COLUMNS: Mapping[str, str] = {
    "hits": N_("Keeps hitting the target"),
    "hit_and_miss": N_("Sometimes hits, sometimes misses"),
    "misses": N_("Keeps missing the target"),
}
ROWS: Mapping[str, str] = {
    "better": N_("Getting better, and not by chance"),
    "same": N_("Normal ups and downs"),
    "worse": N_("Getting worse, and not by chance"),
    "moved": N_("Moved, and not by chance"),
}


def matrix_of(measures: Iterable[Document]) -> Matrix:
    """The measures by how they move and whether they can be relied on to hit their target."""
    every = list(measures)
    placed = {id(one) for one in every if variation_of(one) != "unknown" and assurance_of(one) != "unknown"}
    rows = tuple(
        MatrixRow(
            key,
            _(word),
            tuple(
                tuple(
                    one
                    for one in every
                    if id(one) in placed and variation_of(one) == key and assurance_of(one) == column
                )
                for column in COLUMNS
            ),
        )
        for key, word in ROWS.items()
    )
    columns = tuple(_(word) for word in COLUMNS.values())
    return Matrix(columns, rows, tuple(one for one in every if id(one) not in placed))


@dataclass(frozen=True)
class Moved:
    """A measure that reads differently in two releases: its figures and status words then and now.

    `good` is `better`, `worse` or `neither`; a measure that is new or gone has empty words on one side.
    """

    slug: str
    title: str
    before: str
    now: str
    was: str
    is_now: str
    good: str


RANK = {"missed": 0, "near": 1, "met": 2}


def moved_since(then: Iterable[Document], now: Iterable[Document]) -> tuple[Moved, ...]:
    """What reads differently between two lists of measures (rows of `performance`), by title."""
    before, after = ({one["slug"]: one for one in rows} for rows in (then, now))
    found = []
    for slug in before.keys() | after.keys():
        old, new = before.get(slug, {}), after.get(slug, {})
        said = _told(old) + _told(new)
        if said[:2] != said[2:]:
            title = (new or old)["title"]
            good = _good(old.get("status"), new.get("status"))
            found.append(Moved(slug, title, said[0], said[2], said[1], said[3], good))
    return tuple(sorted(found, key=lambda one: one.title.casefold()))


def _told(measure: Document) -> tuple[str, str]:
    return (_figure(measure).get("shown_unit") or "", measure.get("word") or "")


def _good(was: str | None, is_now: str | None) -> str:
    if was not in RANK or is_now not in RANK or was == is_now:
        return "neither"
    return "better" if RANK[is_now] > RANK[was] else "worse"
