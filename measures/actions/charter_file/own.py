"""Writing what belongs to one charter: its texts, themes, promises and lines."""

from collections.abc import Mapping

from charter.actions.rows import put, put_keyed, put_listed, put_related
from charter.models import Body, Charter, CharterStage, Expectation, Landlord, Quote, Theme, Translation
from measures.charter_file.definition import CharterFile, CharterTable, Line
from measures.charter_file.difference import lines_of, names_of
from measures.models import Measure, MeasureLine
from promises.models import Commitment, Promise


def write_charter(file: CharterFile, landlord: Landlord) -> Charter:
    """The charter's own table, its stages, quotes and expectations."""
    table = file.charter
    charter = Charter.objects.filter(slug=table.slug).first() or Charter(slug=table.slug, landlord=landlord)
    names = {name: list(slugs) for name, slugs in names_of(file).items()}
    put(charter, {**_columns(table), "named": names})
    stages = [
        {"stage": row.stage, "expected": row.expected, "actual": row.actual, "note": row.note, "order": place}
        for place, row in enumerate(table.stages)
    ]
    put_keyed(CharterStage, {"charter": charter}, "stage", stages)
    put_listed(
        Quote,
        {"charter": charter},
        [{"text": quote.text, "attribution": quote.attribution} for quote in file.quotes],
    )
    put_listed(Expectation, {"charter": charter}, [{"text": text} for text in table.expectations])
    _write_translations(file, charter)
    return charter


def _write_translations(file: CharterFile, charter: Charter) -> None:
    """Exactly those of the file; one whose English text is no more goes with it."""
    held = {(row.language, row.source): row for row in Translation.objects.filter(charter=charter)}
    for said in file.translations:
        row = held.pop((said.language, said.source), None)
        row = row or Translation(charter=charter, language=said.language, source=said.source)
        put(row, {"text": said.text})
    for row in held.values():
        row.delete()


def _columns(table: CharterTable) -> dict[str, object]:
    return {
        "title": table.title,
        "stage": table.stage,
        "introduction": table.introduction,
        "strategic_plan": table.strategic_plan,
        "starts": table.starts,
        "ends": table.ends,
        "values": list(table.values),
        "financial_year_starts": table.financial_year_starts,
        "met_from": table.lines.met_from,
        "near_from": table.lines.near_from,
        "coverage_numerator": table.lines.coverage.numerator,
        "coverage_denominator": table.lines.coverage.denominator,
    }


def write_promises(file: CharterFile, charter: Charter) -> Mapping[str, Promise]:
    """Themes and promises in the file's order. A theme goes only after the promises that stood under it."""
    existing = {row.slug: row for row in charter.themes.all()}
    themes = {}
    for place, theme in enumerate(file.themes):
        row = existing.get(theme.slug) or Theme(charter=charter, slug=theme.slug)
        put(row, {"title": theme.title, "summary": theme.summary, "order": place})
        themes[theme.slug] = row
    wanted = [
        {
            "slug": promise.slug,
            "theme": themes[promise.theme],
            "title": promise.title,
            "summary": promise.summary,
            "weight": promise.weight,
            "standards": list(promise.standards),
            "order": place,
        }
        for place, promise in enumerate(file.promises)
    ]
    promises = put_keyed(Promise, {"charter": charter}, "slug", wanted)
    for promise in file.promises:
        texts = [{"text": text} for text in promise.commitments]
        put_listed(Commitment, {"promise": promises[promise.slug]}, texts)
    charter.themes.exclude(slug__in=list(themes)).delete()
    return promises


def write_lines(
    file: CharterFile,
    promises: Mapping[str, Promise],
    measures: Mapping[str, Measure],
    bodies: Mapping[str, Body],
) -> None:
    """How each promise is measured, in the order of the file's measures."""
    by_promise: dict[str, list[tuple[str, Line]]] = {slug: [] for slug in promises}
    for measure, line in lines_of(file):
        by_promise[line.promise].append((measure, line))
    for slug, lines in by_promise.items():
        wanted = [
            {"measure": measures[measure], "text": line.text, "weight": line.weight, "order": place}
            for place, (measure, line) in enumerate(lines)
        ]
        rows = put_keyed(MeasureLine, {"promise": promises[slug]}, "measure", wanted)
        for measure, line in lines:
            put_related(rows[measures[measure]].monitored_by, [bodies[name] for name in line.monitored_by])
