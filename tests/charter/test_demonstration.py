"""The demonstration's story, before any database: its charter, its figures and what they say."""

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from charter.demonstration import figures, series, story
from charter.periods import Period
from measures import charter_file, words
from measures.csv_import import Catalogue, MeasureEntry, SegmentEntry, read
from measures.scoring import Rule, judge

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def charter():
    reading = charter_file.read(story.CHARTER_FILE.read_bytes())
    assert reading.faults == ()
    return reading.file


@pytest.fixture(scope="module")
def catalogue(charter):
    entries = (
        MeasureEntry(
            measure.slug,
            measure.title,
            measure.kind,
            measure.frequency,
            per=measure.per or Decimal(1000),
            grades=measure.grades,
            is_proportion=measure.kind in words.PROPORTION_KINDS,
        )
        for measure in charter.measures
    )
    return Catalogue.of(entries, (SegmentEntry(segment.slug) for segment in charter.segments))


def test_the_charter_has_its_promised_size(charter):
    lines = [line for measure in charter.measures for line in measure.promises]
    assert len(charter.themes) == len(charter.promises) == 7
    assert {promise.theme for promise in charter.promises} == {theme.slug for theme in charter.themes}
    assert sum(len(promise.commitments) for promise in charter.promises) == 37
    assert (len(charter.measures), len(lines)) == (35, 38)
    assert len(charter.charter.expectations) == 8
    assert len(charter.charter.values) == 5


def test_every_kind_of_measure_is_there_and_every_body_watches_some(charter):
    assert {measure.kind for measure in charter.measures} == {kind for kind, _ in words.KINDS}
    watching = {body for measure in charter.measures for body in measure.monitored_by}
    assert watching == {body.slug for body in charter.bodies}
    assert Counter(body.kind for body in charter.bodies) == {
        "tenant": 1,
        "board": 1,
        "management": 1,
        "committee": 2,
    }


def test_one_stage_of_the_charter_slipped(charter):
    late = [stage.stage for stage in charter.charter.stages if stage.actual > stage.expected]
    assert late == ["signed_off"]


def test_every_post_of_the_charter_is_held_by_somebody(charter):
    owners = {measure.owner for measure in charter.measures} | {
        publication.owner for publication in charter.publications
    }
    approvers = {measure.approver for measure in charter.measures}
    held = {post: person for person in story.people() for post in person.posts}
    assert owners | approvers <= set(held)
    assert all("data_owner" in held[post].roles for post in owners)
    assert all("approver" in held[post].roles for post in approvers)


def test_each_role_has_one_person_to_sign_in_with():
    shown = [role for person in story.people() if person.shown for role in person.roles]
    assert set(shown) == {
        "administrator",
        "data_owner",
        "approver",
        "engagement_officer",
        "panel_member",
        "body_reader",
    }
    assert all(person.email.endswith("@alderbrook.example") for person in story.people())


@pytest.mark.parametrize("rows", [figures.results(), figures.answers(), figures.october()])
def test_the_files_are_read_without_a_fault(rows, catalogue):
    reading = read(figures.written(rows).encode(), catalogue, today=TODAY)
    assert reading.faults == ()
    assert len(reading.rows) == len(rows)


def test_the_figures_reach_over_three_years_and_are_always_the_same():
    months = [row.period for row in figures.results() if row.measure == "repairs-on-time"]
    assert (months[0], months[-1], len(months)) == ("2023-10", "2026-09", 36)
    september = next(
        row for row in figures.results() if (row.measure, row.period) == ("emergency-repairs", "2026-09")
    )
    assert (september.numerator, september.denominator) == ("394", "427")


def test_parts_by_area_add_up_to_the_whole():
    whole = {(row.measure, row.period): row for row in figures.results() if not row.segment}
    parts: Counter[tuple[str, str]] = Counter()
    for row in figures.results():
        if row.segment:
            parts[row.measure, row.period] += int(row.numerator)
    assert parts
    assert all(count == int(whole[key].numerator) for key, count in parts.items())
    assert any(0 < int(row.numerator) < 5 for row in figures.results() if row.segment)


def _statuses(charter):
    measures = {measure.slug: measure for measure in charter.measures}
    for row in figures.results():
        measure = measures[row.measure]
        if row.segment or measure.kind == "grade":
            continue
        end = Period.parse(row.period).end
        target = next(
            (t for t in measure.targets if t.starts <= end and (t.ends is None or end <= t.ends)), None
        )
        yield row, judge(_value(row, measure), _rule(measure, target)).status


def _value(row, measure):
    if row.value:
        return Fraction(row.value)
    per = {"percentage": 100, "rate": 1000}.get(measure.kind, 1)
    return Fraction(per * int(row.numerator), int(row.denominator)) if int(row.denominator) else None


def _rule(measure, target):
    if target is None or measure.direction == "none":
        return None
    return Rule.of(
        measure.direction,
        target=target.target,
        low=target.low,
        high=target.high,
        tolerance=target.tolerance,
        tolerance_kind=target.tolerance_kind,
        floor=target.floor,
    )


def test_every_missed_figure_is_explained_and_only_those_need_be(charter):
    missed = [row for row, status in _statuses(charter) if status == "missed"]
    assert len(missed) > 8
    assert all(row.why and row.action and row.by_when for row in missed)


def test_the_story_has_a_missed_safety_target_and_a_figure_of_nothing(charter):
    critical = {measure.slug for measure in charter.measures if measure.critical}
    last = {row.measure: status for row, status in _statuses(charter) if row.period == "2026-27-Q2"}
    assert {measure for measure, status in last.items() if status == "missed"} == {"electrical-checks"}
    assert "electrical-checks" in critical
    nothing = [row for row in figures.results() if row.denominator == "0"]
    assert {row.measure for row in nothing} == {"second-answers", "damp-made-safe"}


def test_one_series_falls_and_one_gets_better_month_by_month():
    falling = [Fraction(*pair) for pair in series.MONTHLY["emergency-repairs"].months()]
    waiting = [Fraction(*pair) for pair in series.MONTHLY["phone-wait"].months()]
    assert max(falling[-6:]) < min(falling[:24])
    assert max(waiting[-12:]) < min(waiting[:12])


def test_the_words_are_short(charter):
    texts = [promise.summary for promise in charter.promises]
    texts += [text for promise in charter.promises for text in promise.commitments]
    texts += [line.text for measure in charter.measures for line in measure.promises]
    texts += [measure.why for measure in charter.measures]
    texts += [row.why for row in figures.results()] + [row.action for row in figures.results()]
    sentences = [sentence for text in texts for sentence in re.split(r"(?<=[.?!]) ", text) if sentence]
    longest = max(sentences, key=lambda sentence: len(sentence.split()))
    assert len(longest.split()) <= 25, longest
    assert sum(len(sentence.split()) for sentence in sentences) / len(sentences) <= 15
