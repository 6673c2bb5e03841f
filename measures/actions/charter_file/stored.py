"""What the portal holds, in the classes of a charter file: for comparing with a file and for export."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from charter.models import Body, BodyAlias, Charter, Landlord, Post
from measures.actions.targets import target_in_file
from measures.charter_file import definition as d
from measures.charter_file.definition import CharterFile, Known
from measures.charter_file.difference import Stored, names_of, posts_of
from measures.charter_file.translations import texts_of
from measures.charter_file.vocabulary import natural_bounds
from measures.models import Measure, MeasureLine, Segment
from promises.models import Publication


def known() -> Known:
    """Every record of the landlord that a file may refer to."""
    aliases = {name.lower(): slug for name, slug in Body.objects.values_list("name", "slug")}
    pairs = BodyAlias.objects.values_list("name", "body__slug")
    aliases.update((name.lower(), slug) for name, slug in pairs)
    measures = list(Measure.objects.values_list("slug", "kind", "regulator_code", "stock"))
    return Known(
        landlord=Landlord.objects.values_list("name", flat=True).first() or "",
        bodies=frozenset(Body.objects.values_list("slug", flat=True)),
        publications=frozenset(Publication.objects.values_list("slug", flat=True)),
        segments=dict(Segment.objects.values_list("slug", "dimension")),
        measures={slug: kind for slug, kind, _, _ in measures},
        aliases=aliases,
        regulator={(code, stock): slug for slug, _, code, stock in measures if code},
    )


def stored_beside(file: CharterFile) -> Stored:
    """What the portal holds of the records that a file names."""
    return _stored(file.charter.slug, names_of(file), posts_of(file))


def stored_charter(charter: Charter) -> Stored:
    """A whole charter: what its file named, and every measure that has a line in it."""
    named = {name: tuple(charter.named.get(name, ())) for name in ("bodies", "publications", "segments")}
    lines = MeasureLine.objects.filter(promise__charter=charter).order_by("promise__order", "order", "id")
    slugs = [*charter.named.get("measures", ()), *lines.values_list("measure__slug", flat=True)]
    return _stored(charter.slug, {**named, "measures": tuple(dict.fromkeys(slugs))}, ())


def _stored(slug: str, names: dict[str, tuple[str, ...]], posts: tuple[str, ...]) -> Stored:
    charter = Charter.objects.select_related("landlord").filter(slug=slug).first()
    own: dict[str, Any] = {} if charter is None else _own(charter)
    found = Stored(
        **own,
        bodies=_in_order(names["bodies"], bodies(names["bodies"])),
        publications=_in_order(names["publications"], publications(names["publications"])),
        segments=_in_order(names["segments"], segments(names["segments"])),
        measures=_in_order(names["measures"], measures(names["measures"])),
        posts=frozenset(Post.objects.filter(title__in=posts).values_list("title", flat=True)),
    )
    return found if charter is None else replace(found, translations=_translations(charter, found))


def as_file(stored: Stored) -> CharterFile:
    """A charter of the portal with all that its file named, as that file would say it.

    Raises ValueError where the portal holds no such charter.
    """
    if stored.charter is None:
        raise ValueError("The portal holds no such charter.")
    lines: dict[str, list[d.Line]] = {}
    for measure, line in stored.lines:
        lines.setdefault(measure, []).append(line)
    return CharterFile(
        charter=stored.charter,
        quotes=stored.quotes,
        bodies=stored.bodies,
        themes=stored.themes,
        publications=stored.publications,
        segments=stored.segments,
        promises=stored.promises,
        measures=tuple(replace(one, promises=tuple(lines.get(one.slug, ()))) for one in stored.measures),
        translations=stored.translations,
    )


def _translations(charter: Charter, stored: Stored) -> tuple[d.Translation, ...]:
    """Those whose English text still stands in the charter, as it stands there."""
    known = set(texts_of(as_file(stored)))
    rows = charter.translations.filter(source__in=known)
    return tuple(d.Translation(row.language, row.source, row.text) for row in rows)


def _in_order(slugs: Iterable[str], found: Iterable[Any]) -> tuple[Any, ...]:
    by_slug = {entry.slug: entry for entry in found}
    return tuple(by_slug[slug] for slug in slugs if slug in by_slug)


def _text(written: str) -> str:
    """Text as a file would give it: forms send line ends of their own."""
    return written.replace("\r\n", "\n").strip()


def _own(charter: Charter) -> dict[str, Any]:
    return {
        "charter": _charter(charter),
        "is_current": charter.is_current,
        "quotes": tuple(d.Quote(_text(row.text), row.attribution) for row in charter.quotes.all()),
        "themes": tuple(d.Theme(row.slug, row.title, _text(row.summary)) for row in charter.themes.all()),
        "promises": _promises(charter),
        "lines": _lines(charter),
        "named": {name: tuple(slugs) for name, slugs in charter.named.items()},
    }


def _charter(row: Charter) -> d.CharterTable:
    stages = tuple(
        d.StageDates(stage.stage, stage.expected, stage.actual, _text(stage.note))
        for stage in row.stages.all()
    )
    return d.CharterTable(
        slug=row.slug,
        title=row.title,
        landlord=row.landlord.name,
        stage=row.stage,
        introduction=_text(row.introduction),
        strategic_plan=_text(row.strategic_plan),
        starts=row.starts,
        ends=row.ends,
        values=tuple(_text(value) for value in row.values),
        expectations=tuple(_text(expectation.text) for expectation in row.expectations.all()),
        financial_year_starts=row.financial_year_starts,
        lines=d.Lines(
            row.met_from, row.near_from, Fraction(row.coverage_numerator, row.coverage_denominator)
        ),
        stages=stages,
    )


def _promises(charter: Charter) -> tuple[d.Promise, ...]:
    rows = charter.promises.select_related("theme").prefetch_related("commitments")
    return tuple(
        d.Promise(
            slug=row.slug,
            theme=row.theme.slug,
            title=row.title,
            summary=_text(row.summary),
            weight=row.weight,
            commitments=tuple(_text(commitment.text) for commitment in row.commitments.all()),
            standards=tuple(row.standards),
        )
        for row in rows
    )


def _lines(charter: Charter) -> tuple[tuple[str, d.Line], ...]:
    rows = MeasureLine.objects.filter(promise__charter=charter).order_by(
        "promise__order", "promise_id", "order", "id"
    )
    return tuple(
        (row.measure.slug, d.Line(row.promise.slug, _text(row.text), row.weight, _slugs(row.monitored_by)))
        for row in rows.select_related("promise", "measure").prefetch_related("monitored_by")
    )


def _slugs(related: Any) -> tuple[str, ...]:
    return tuple(sorted(row.slug for row in related.all()))


def bodies(slugs: Iterable[str]) -> list[d.Body]:
    """These bodies, in no order."""
    rows = Body.objects.filter(slug__in=slugs)
    aliases: dict[int, list[str]] = {}
    for alias in BodyAlias.objects.filter(body__in=rows).order_by("id"):
        aliases.setdefault(alias.body_id, []).append(alias.name)
    return [
        d.Body(row.slug, row.name, row.kind, _text(row.description), tuple(aliases.get(row.pk, ())))
        for row in rows
    ]


def publications(slugs: Iterable[str]) -> list[d.Publication]:
    """These publications, in no order."""
    rows = Publication.objects.filter(slug__in=slugs).select_related("owner")
    return [
        d.Publication(row.slug, row.title, row.schedule, row.starts, row.stairs_class, _post(row.owner))
        for row in rows
    ]


def segments(slugs: Iterable[str]) -> list[d.Segment]:
    """These segments, in no order."""
    rows = Segment.objects.filter(slug__in=slugs).prefetch_related("replaces")
    return [
        d.Segment(row.slug, row.dimension, row.name, row.homes, row.starts, row.ends, _slugs(row.replaces))
        for row in rows
    ]


def _post(post: Post | None) -> str:
    return post.title if post is not None else ""


def measures(slugs: Iterable[str]) -> list[d.Measure]:
    """These measures without their lines, in no order."""
    rows = Measure.objects.filter(slug__in=slugs).select_related("owner", "approver", "of")
    rows = rows.prefetch_related("monitored_by", "publications", "members")
    rows = rows.prefetch_related("targets", "definitions", "breaks", "stages")
    return [_measure(row) for row in rows]


def _measure(row: Measure) -> d.Measure:
    low, high = natural_bounds(row.kind, row.counter, row.natural_min, row.natural_max)
    return d.Measure(
        slug=row.slug,
        title=row.title,
        kind=row.kind,
        direction=row.direction,
        frequency=row.frequency,
        unit=row.unit,
        decimals=row.decimals,
        monitored_by=_slugs(row.monitored_by),
        owner=_post(row.owner),
        approver=_post(row.approver),
        why=_text(row.why),
        definition=_text(row.definition),
        numerator=row.numerator_label,
        denominator=row.denominator_label,
        source=row.source,
        critical=row.critical,
        sensitive=row.sensitive,
        regulator=row.regulator_code,
        stock=row.stock,
        natural_min=low,
        natural_max=high,
        next_review=row.next_review,
        due=d.Due(row.due_working_days, row.due_calendar_days),
        accumulation=row.accumulation,
        rolling_months=row.rolling_months,
        cumulative=row.cumulative,
        **_of_kind(row),
        **_dated(row),
    )


def _of_kind(row: Measure) -> dict[str, Any]:
    """What only this kind uses; the columns of the others hold defaults that mean nothing."""
    if row.kind == "cases":
        return _case_rule(row.case_rule)
    found: dict[str, dict[str, Any]] = {
        "publication": {"publication": _slugs(row.publications)},
        "counted": {"counter": row.counter},
        "composite": {"members": _slugs(row.members)},
        "grade": {"grades": tuple(row.grades)},
        "trend": {"of": row.of.slug if row.of is not None else ""},
        "rate": {"per": row.per},
        "satisfaction": {"answer_scale": row.answer_scale},
        "milestone": {"expected_by": row.expected_by, "done": row.done},
    }
    return found.get(row.kind, {})


def _case_rule(rule: dict[str, Any]) -> dict[str, Any]:
    clock = rule.get("clock")
    limit = (
        None
        if clock is None
        else d.Clock(
            Decimal(clock["limit"]), clock["unit"], clock["stops"], clock["from"], clock.get("rule", "")
        )
    )
    words = {name: rule.get(name, "") for name in ("count", "exclude", "period_by")}
    return {"clock": limit, **words}


def _dated(row: Measure) -> dict[str, Any]:
    return {
        "stages": tuple(d.Step(step.title, step.due, step.done) for step in row.stages.all()),
        "targets": tuple(target_in_file(target) for target in row.targets.all()),
        "definitions": tuple(
            d.Wording(entry.starts, _text(entry.text), entry.numerator_label, entry.denominator_label)
            for entry in row.definitions.all()
        ),
        "breaks": tuple(d.BreakRow(entry.starts, _text(entry.reason)) for entry in row.breaks.all()),
        "spc": _spc(row.spc),
    }


def _spc(settings: dict[str, Any]) -> d.Spc:
    dates = settings.get("recalculate", ())
    return d.Spc(
        screen=settings.get("screen", True),
        fixed_points=settings.get("fixed_points"),
        seasonal=settings.get("seasonal", False),
        recalculate=tuple(d.BreakRow(date.fromisoformat(row["from"]), row["reason"]) for row in dates),
    )
