"""The document of one measure: all that its page, its CSV and the API say."""

from collections.abc import Iterable, Sequence
from datetime import date

from charter.languages.own import own
from charter.models import Body
from charter.numbers import plain
from measures.models import Measure
from measures.payload.areas import areas_document
from measures.payload.canonical import Document
from measures.payload.comparison import benchmark_rows, comparison_document
from measures.payload.explaining import explanations
from measures.payload.figures import (
    day,
    figure_document,
    standing_document,
    standing_word,
    target_document,
)
from measures.payload.gather import Gathered
from measures.payload.revisions import revisions_document
from measures.payload.signals import control_document, progress_document
from measures.payload.so_far import year_to_date_document
from measures.payload.target_changes import target_changes
from measures.payload.workings import workings_document
from measures.standing import MeasureStanding


def measure_document(gathered: Gathered, slug: str) -> Document:
    """A measure with its definition, targets, series of ten years, commentary, revisions and lines."""
    one = gathered.standing.measures[slug]
    measure = one.measure
    changed = gathered.target_changes.get(measure.pk, [])
    return standing_document(one) | {
        "areas": areas_document(gathered, slug),
        "results": _results(one, [change.starts for change in changed]),
        "target_changes": target_changes(measure, changed),
        "targets": [target_document(measure, target) for target in measure.targets.all()],
        "texts": _texts(measure),
        "definitions": _definitions(measure),
        "breaks": [{"from": day(row.starts), "reason": own(row.reason)} for row in measure.breaks.all()],
        "monitored_by": bodies(measure.monitored_by.all()),
        "promises": [
            {
                "slug": promise.slug,
                "title": own(promise.title),
                "text": own(line.text),
                "weight": plain(line.weight),
            }
            for promise, line in gathered.lines_of_measure(slug)
        ],
        "commentary": explanations(gathered, one),
        "revisions": revisions_document(gathered, measure),
        **_sector(gathered, one),
        "stages": [
            {"title": own(stage.title), "due": day(stage.due), "done": day(stage.done)}
            for stage in measure.stages.all()
        ],
        "expected_by": day(measure.expected_by),
        "grades": [own(grade) for grade in measure.grades],
        "year_to_date": year_to_date_document(one),
        "workings": workings_document(gathered, one),
        "members": _members(one),
        **_publications(measure),
        "spc": control_document(one.control),
        "progress": progress_document(one),
        "of": {"slug": measure.of.slug, "title": own(measure.of.title)} if measure.of else None,
    }


def bodies(rows: Iterable[Body]) -> list[Document]:
    """Who monitors, by name."""
    return [{"slug": body.slug, "name": own(body.name), "kind": body.kind} for body in rows]


def _results(one: MeasureStanding, changed: Sequence[date]) -> list[Document]:
    """Own periods and longer ones, oldest first; a longer period comes after its last part.

    Those in which another target began (`changed`) are marked.
    """
    found = {figure.period: figure for figure in (*one.series, *one.longer)}
    order = sorted(found, key=lambda period: (period.end, -period.start.toordinal()))
    return [
        figure_document(one.measure, found[period])
        | {"target_changed": any(period.contains(day) for day in changed)}
        for period in order
    ]


def _members(one: MeasureStanding) -> list[Document]:
    """What a composite counts, each with where it stands."""
    return [
        {
            "slug": found.measure.slug,
            "title": own(found.measure.title),
            "word": standing_word(found),
            "state": found.state,
            "status": found.status,
        }
        for found in one.members
    ]


def _publications(measure: Measure) -> Document:
    """The documents whose punctuality it measures: the release can be worked out again from them."""
    if measure.kind != "publication":
        return {}
    found = sorted(measure.publications.all(), key=lambda publication: publication.slug)
    return {"publications": [{"slug": one.slug, "title": own(one.title)} for one in found]}


def _texts(measure: Measure) -> Document:
    return {
        "why": own(measure.why),
        "definition": own(measure.definition),
        "numerator": own(measure.numerator_label),
        "denominator": own(measure.denominator_label),
        "source": own(measure.source),
        "owner": own(measure.owner.title) if measure.owner else "",
        "approver": own(measure.approver.title) if measure.approver else "",
        "next_review": day(measure.next_review),
        "due": measure.due_rule,
        "per": plain(measure.per) if measure.kind == "rate" else None,
        "accumulation": measure.accumulation,
        "rolling_months": measure.rolling_months,
        "cumulative": measure.cumulative,
    }


def _definitions(measure: Measure) -> list[Document]:
    return [
        {
            "from": day(found.starts),
            "text": own(found.text),
            "numerator": own(found.numerator_label),
            "denominator": own(found.denominator_label),
        }
        for found in measure.definitions.all()
    ]


def _sector(gathered: Gathered, one: MeasureStanding) -> Document:
    """Other landlords: the same measure and stock only, and where we stand among those like us."""
    code, stock = one.measure.regulator_code, one.measure.stock
    rows = [row for row in gathered.benchmarks.get(code, []) if code and row.stock == stock]
    compared = comparison_document(gathered.landlord, rows, one)
    return {"benchmark": compared, "benchmarks": benchmark_rows(rows, compared)}
