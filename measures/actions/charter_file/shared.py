"""Writing the landlord's own records, which live through all charters."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from charter.actions.rows import put, put_keyed, put_listed, put_related
from charter.models import Body, BodyAlias, Post
from charter.numbers import plain
from measures.actions.targets import target_columns
from measures.charter_file import definition as d
from measures.charter_file.difference import posts_of
from measures.models import Break, Definition, Measure, MilestoneStage, Segment, Target
from promises.models import Publication

Posts = Mapping[str, Post]


def write_posts(file: d.CharterFile) -> Posts:
    """The posts that the file names; a new one is held by nobody yet."""
    return {title: Post.objects.get_or_create(title=title)[0] for title in posts_of(file)}


def write_bodies(file: d.CharterFile) -> dict[str, Body]:
    """The file's bodies with their aliases; returns every body of the landlord by slug."""
    rows = {row.slug: row for row in Body.objects.all()}
    for body in file.bodies:
        row = rows.setdefault(body.slug, Body(slug=body.slug))
        put(row, {"name": body.name, "kind": body.kind, "description": body.description})
    # Aliases are unique over all bodies: one that moves must go before it can come.
    differing = [body for body in file.bodies if _aliases(rows[body.slug]) != list(body.aliases)]
    BodyAlias.objects.filter(body__in=[rows[body.slug] for body in differing]).delete()
    for body in differing:
        for name in body.aliases:
            BodyAlias.objects.create(body=rows[body.slug], name=name)
    return rows


def _aliases(body: Body) -> list[str]:
    return list(body.aliases.order_by("id").values_list("name", flat=True))


def write_publications(publications: Iterable[d.Publication], posts: Posts) -> None:
    """These publications; their editions are never touched."""
    rows = {row.slug: row for row in Publication.objects.all()}
    for publication in publications:
        row = rows.get(publication.slug) or Publication(slug=publication.slug)
        values = {
            "title": publication.title,
            "schedule": publication.schedule,
            "starts": publication.starts,
            "stairs_class": publication.stairs_class,
            "owner": posts.get(publication.owner),
        }
        put(row, values)


def write_segments(segments: Sequence[d.Segment]) -> None:
    """These segments, then what each replaces."""
    rows = {row.slug: row for row in Segment.objects.all()}
    for segment in segments:
        row = rows.setdefault(segment.slug, Segment(slug=segment.slug))
        values = {
            "dimension": segment.dimension,
            "name": segment.name,
            "homes": segment.homes,
            "starts": segment.starts,
            "ends": segment.ends,
        }
        put(row, values)
    for segment in segments:
        put_related(rows[segment.slug].replaces, [rows[slug] for slug in segment.replaces])


def write_measures(
    measures: Sequence[d.Measure], posts: Posts, bodies: Mapping[str, Body]
) -> dict[str, Measure]:
    """These measures with targets, wordings, breaks and stages; returns every measure by slug."""
    rows = {row.slug: row for row in Measure.objects.all()}
    publications = {row.slug: row for row in Publication.objects.all()}
    for measure in measures:
        row = rows.setdefault(measure.slug, Measure(slug=measure.slug))
        put(row, {**_columns(measure), **_kind_columns(measure), **_post_columns(measure, posts)})
        _write_dated(row, measure)
    for measure in measures:
        row = rows[measure.slug]
        put(row, {"of": rows[measure.of] if measure.of else None})
        put_related(row.monitored_by, [bodies[slug] for slug in measure.monitored_by])
        put_related(row.publications, [publications[slug] for slug in measure.publication])
        put_related(row.members, [rows[slug] for slug in measure.members])
    return rows


def _post_columns(measure: d.Measure, posts: Posts) -> dict[str, Any]:
    return {"owner": posts.get(measure.owner), "approver": posts.get(measure.approver)}


def _columns(measure: d.Measure) -> dict[str, Any]:
    return {
        "title": measure.title,
        "kind": measure.kind,
        "direction": measure.direction,
        "frequency": measure.frequency,
        "unit": measure.unit,
        "decimals": measure.decimals,
        "why": measure.why,
        "definition": measure.definition,
        "numerator_label": measure.numerator,
        "denominator_label": measure.denominator,
        "source": measure.source,
        "critical": measure.critical,
        "sensitive": measure.sensitive,
        "regulator_code": measure.regulator,
        "stock": measure.stock,
        "natural_min": measure.natural_min,
        "natural_max": measure.natural_max,
        "due_working_days": measure.due.working_days,
        "due_calendar_days": measure.due.calendar_days,
        "accumulation": measure.accumulation,
        "rolling_months": measure.rolling_months,
        "cumulative": measure.cumulative,
        "next_review": measure.next_review,
        "spc": _spc(measure.spc),
    }


def _kind_columns(measure: d.Measure) -> dict[str, Any]:
    """What only some kinds use; a kind that does not use a column gets its default."""
    return {
        "per": 1000 if measure.per is None else measure.per,
        "answer_scale": measure.answer_scale or "satisfied",
        "counter": measure.counter,
        "grades": list(measure.grades),
        "expected_by": measure.expected_by,
        "done": measure.done,
        "case_rule": _case_rule(measure),
    }


def _spc(spc: d.Spc) -> dict[str, Any]:
    if spc == d.Spc():
        return {}
    dates = [{"from": row.starts.isoformat(), "reason": row.reason} for row in spc.recalculate]
    settings = {"screen": spc.screen, "fixed_points": spc.fixed_points, "recalculate": dates}
    return settings | ({"seasonal": True} if spc.seasonal else {})


def _case_rule(measure: d.Measure) -> dict[str, Any]:
    if measure.kind != "cases":
        return {}
    clock = measure.clock
    rule: dict[str, Any] = {
        "count": measure.count,
        "exclude": measure.exclude,
        "period_by": measure.period_by,
    }
    if clock is not None:
        limit = plain(clock.limit)
        rule["clock"] = {"limit": limit, "unit": clock.unit, "stops": clock.stops, "from": clock.start}
        if clock.rule:
            rule["clock"]["rule"] = clock.rule
    return rule


def _write_dated(row: Measure, measure: d.Measure) -> None:
    owner = {"measure": row}
    put_keyed(Target, owner, "starts", [target_columns(target) for target in measure.targets])
    definitions = [
        {
            "starts": entry.starts,
            "text": entry.text,
            "numerator_label": entry.numerator,
            "denominator_label": entry.denominator,
        }
        for entry in measure.definitions
    ]
    put_keyed(Definition, owner, "starts", definitions)
    breaks = [{"starts": entry.starts, "reason": entry.reason} for entry in measure.breaks]
    put_keyed(Break, owner, "starts", breaks)
    steps = [{"title": step.title, "due": step.due, "done": step.done} for step in measure.stages]
    put_listed(MilestoneStage, owner, steps)
