"""The documents of the charter as a whole and of all measures."""

from charter.languages.own import own
from charter.models import Charter, CharterStage, Quote
from charter.numbers import plain
from measures import sentences
from measures.payload.canonical import Document
from measures.payload.earlier import since
from measures.payload.figures import day, standing_document
from measures.payload.gather import Gathered
from measures.payload.measure_document import bodies
from measures.payload.promise_document import misses, promise_summary, theme_summary
from measures.scoring import Counts

NO_PROMISES = Counts(0, 0, 0, 0)


def charter_document(gathered: Gathered) -> Document:
    """The charter's sentence and counts, its themes and promises, its texts; also without any charter."""
    standing, charter = gathered.standing, gathered.standing.charter
    counts = standing.counts or NO_PROMISES
    met, judged = standing.measures_met
    made: Document = {
        "landlord": gathered.landlord.name,
        "period": gathered.period.key,
        "label": gathered.period.label,
        "exists": charter is not None,
        "counts": {
            "met": counts.met,
            "near": counts.near,
            "missed": counts.missed,
            "cannot_be_judged": counts.cannot_be_judged,
            "total": counts.total,
        },
        "sentence": sentences.charter_sentence(counts),
        "measures_met": met,
        "measures_judged": judged,
        "measures_sentence": sentences.measures_sentence(met, judged),
        "promises": [promise_summary(gathered, promise.slug) for promise in gathered.promises],
        "themes": [theme_summary(gathered, slug) for slug in standing.themes],
        "misses": [
            {"promise": promise_summary(gathered, promise.slug), "measures": misses(gathered, promise.slug)}
            for promise in gathered.promises
            if gathered.standing.promises[promise.slug][1].status != "met"
        ],
        "movements": _movements(gathered),
        "next_figures": {"label": gathered.period.next().label, "due": day(gathered.figures_due)},
        "coming": [_coming(gathered, found) for found in gathered.coming],
    } | (_texts(gathered, charter) if charter else {})
    return made | {"since": since(gathered.before, made)}


def _coming(gathered: Gathered, found: Charter) -> Document:
    """A charter that is being written, with its steps."""
    return {
        "slug": found.slug,
        "title": own(found.title),
        "stage": found.stage,
        "stage_name": found.get_stage_display(),
        "stages": [_stage(gathered, one) for one in found.stages.all()],
    }


def _stage(gathered: Gathered, found: CharterStage) -> Document:
    """A stage with the day promised, the days promised before that, and the day it came."""
    said = gathered.expected.get((found.charter_id, found.stage), [])
    return {
        "stage": found.stage,
        "name": found.get_stage_display(),
        "expected": day(found.expected),
        "earlier": [day(one) for one in said if one != found.expected],
        "actual": day(found.actual),
        "note": own(found.note),
    }


def performance_document(gathered: Gathered) -> Document:
    """Every measure, each once, with the promises and bodies by which one can filter."""
    return {
        "measures": [
            standing_document(one)
            | {
                "promises": [
                    {"slug": promise.slug, "title": own(promise.title), "theme": promise.theme.slug}
                    for promise, _ in gathered.lines_of_measure(slug)
                ],
                "monitored_by": bodies(one.measure.monitored_by.all()),
                "owner": own(one.measure.owner.title) if one.measure.owner else "",
            }
            for slug, one in gathered.standing.measures.items()
        ],
        "promises": [{"slug": found.slug, "title": own(found.title)} for found in gathered.promises],
        "themes": [{"slug": found.slug, "title": own(found.title)} for found in gathered.themes],
    }


def _movements(gathered: Gathered) -> Document:
    """Measures of the charter that moved for the better or worse since a year ago, as plain facts."""
    named = {line.measure.slug for lines in gathered.lines.values() for line in lines}
    moved = [standing_document(gathered.standing.measures[slug]) for slug in sorted(named)]
    moved = [one for one in moved if one["before"]]
    return {
        "better": [one for one in moved if _going(one) == "better"],
        "worse": [one for one in moved if _going(one) == "worse"],
        "same": [one["slug"] for one in moved if _going(one) == "neither"],
    }


def _going(one: Document) -> str:
    """Better or worse than a year ago, unless a test says that this is not clear (scoring.md 7)."""
    plain, change = one["before"]["good"], one["change"]
    if change is None:
        return str(plain)
    said = change["good"] if change["verdict"] in ("improved", "declined", "not_tested") else "neither"
    return str(plain) if said == plain else "neither"


def _quote(found: Quote) -> Document:
    return {"text": own(found.text), "attribution": own(found.attribution)}


def _texts(gathered: Gathered, charter: Charter) -> Document:
    return {
        "slug": charter.slug,
        "title": own(charter.title),
        "stage": charter.stage,
        "introduction": own(charter.introduction),
        "strategic_plan": own(charter.strategic_plan),
        "starts": day(charter.starts),
        "ends": day(charter.ends),
        "values": [own(value) for value in charter.values],
        "expectations": [own(found.text) for found in gathered.expectations],
        "quotes": [_quote(found) for found in gathered.quotes],
        "stages": [_stage(gathered, found) for found in gathered.stages],
        "lines": {
            "met_from": plain(charter.met_from),
            "near_from": plain(charter.near_from),
            "coverage": f"{charter.coverage_numerator}/{charter.coverage_denominator}",
        },
    }
