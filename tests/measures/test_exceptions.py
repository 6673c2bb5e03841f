"""The rule book of what a body must look at first: a written table, each edge, and each rule switched off."""

from typing import Any

import pytest

from measures import exceptions
from measures.exceptions import exceptions_of, kinds_of, matrix_of, moved_since
from tests.measures import frozen

Document = dict[str, Any]
DECLINED = {
    "test": "control", "verdict": "declined", "sentence": "Getting worse.",
    "detail": "August 2026 (70%) lies below the usual range.",
}  # fmt: skip


def one(slug: str, *, figure: Document | None = None, **more: Any) -> Document:
    """A measure whose last figure says this of itself."""
    last = frozen.figure("Q2026-07", "July to September 2026", "2026-07-01", **(figure or {}))
    return frozen.measure(slug, [last], **({"title": slug.title()} | more))


def asked_for(margin: str) -> Document:
    return {"interval": {"margin": margin, "required_margin": "4"}}


MISSED = {"status": "missed", "word": "Target missed"}
HIDDEN = {"marker": "c", "shown_unit": "[c]", "flags": ["c", "u"]}
MEASURES = [
    one("calm"),
    one("critical", figure=MISSED, critical=True),
    one("both", figure=MISSED, change=DECLINED),
    one("plainly", figure=MISSED | {"gap": "5.0 percentage points short", "target": "95%"}),
    one("sliding", change=DECLINED),
    one("untested", change=DECLINED | {"test": "none"}),
    one("late", state="overdue", status="not_judged", word="Figure overdue", reason="The figure is overdue."),
    one("stale", state="stale", status="not_judged", word="Figure out of date", reason="It is old."),
    one("hidden", figure=MISSED | HIDDEN, state="suppressed", change=DECLINED),
    one("at-the-margin", figure=asked_for("4.0")),
    one("past-the-margin", figure=asked_for("4.1")),
    one("few", figure={"flags": ["u"]}),
    one("part", figure={"have": 2, "needed": 3}),
    one("differs", figure={"differs_because": "Two homes were sold."}),
    one("empty", figure={"flags": []}, change=None),
]
for old in ("change", "spc", "commentary", "promises"):
    MEASURES[-1].pop(old, None)


def promise(slug: str, status: str, *held: Document, **more: Any) -> Document:
    """A promise with lines on these measures."""
    lines = [{"measure": {"slug": measure["slug"], "status": measure["status"]}} for measure in held]
    return {"slug": slug, "title": slug, "status": status, "word": status, "lines": lines} | more


NEAR_CRITICAL = one("near-critical", critical=True)
GOOD = one("good", figure={"status": "met", "word": "Target met"})
PROMISES = [
    promise("broken", "missed", sentence="It was not kept.", reasons=["Critical is below target."]),
    promise("nearly", "near"),
    promise("safe", "met", GOOD, low="92", high="100"),
    promise("could-fall", "met", GOOD, low="89.9", high="100"),
    promise("on-the-line", "met", GOOD, low="90", high="100"),
    promise("shaky", "met", NEAR_CRITICAL, low="95", high="95"),
    promise("unknown-bad", "insufficient_data", MEASURES[6], low="20", high="100"),
    promise("unknown-good", "insufficient_data", GOOD, low="50", high="100"),
    promise("cannot-reach", "insufficient_data", GOOD, low="50", high="80"),
    promise("later", "not_assessed", MEASURES[1]),
]
TABLE = [
    "missed/critical", "missed/both", "missed/plainly", "worsening/sliding", "overdue/late", "overdue/stale",
    "doubtful/differs", "doubtful/few", "doubtful/part", "doubtful/past-the-margin",
    "promise/broken", "promise/cannot-reach", "promise/could-fall", "promise/nearly", "promise/shaky",
    "promise/unknown-bad",
]  # fmt: skip


def found() -> dict[str, exceptions.Exceptional]:
    return {told.key: told for told in exceptions_of([*MEASURES, NEAR_CRITICAL, GOOD], PROMISES, "90")}


def test_the_written_table() -> None:
    assert list(found()) == TABLE


def test_each_is_told_once_with_what_else_holds() -> None:
    both = found()["missed/both"]
    assert both.also == ("worsening",)
    assert both.reasons == ("Getting worse.", "August 2026 (70%) lies below the usual range.")
    assert found()["missed/plainly"].sentence == (
        "Plainly was 90.0% in July to September 2026, 5.0 percentage points short of our target of 95%."
    )
    assert (
        found()["worsening/sliding"].sentence == "Sliding was 90.0% in July to September 2026. Getting worse."
    )
    assert found()["overdue/late"].sentence == "The figure is overdue."
    assert found()["promise/broken"].reasons == ("Critical is below target.",)


@pytest.mark.parametrize("state", ["suppressed", "judged"])
def test_a_hidden_figure_gives_nothing_away(state: str) -> None:
    hidden = one("hidden", figure=MISSED | HIDDEN, state=state, change=DECLINED)
    assert kinds_of(hidden) == ()
    assert kinds_of(hidden | {"state": "overdue"}) == ("overdue",)  # that it is late is no secret


def test_a_measure_with_no_figure_yet() -> None:
    [told] = exceptions_of([frozen.measure("empty", [])], [], "90")
    assert (told.key, told.figure, told.why) == ("overdue/empty", "", "")


def test_why_comes_from_the_judged_period_alone() -> None:
    said = {"why": "Two crews were ill.", "action": "We hired.", "by_when": "May 2027"}
    before = one("repairs", figure=MISSED, commentary=[said | {"period": "Q2026-04"}])
    now = one("repairs", figure=MISSED, commentary=[said | {"period": "Q2026-07"}])
    assert exceptions_of([before], [], "90")[0].why == ""
    [told] = exceptions_of([now], [], "90")
    assert (told.why, told.action, told.by_when) == ("Two crews were ill.", "We hired.", "May 2027")


RULES = {
    "LATE_STATES": (frozenset(), {"overdue/late", "overdue/stale", "promise/unknown-bad"}),
    "TESTED": (frozenset(), {"worsening/sliding"}),
    "_doubts": (lambda measure: (), {key for key in TABLE if key.startswith("doubtful")}),
    "_is_at_risk": (lambda *facts: False, {key for key in TABLE if key.startswith("promise")}),
}


@pytest.mark.parametrize("rule", RULES)
def test_the_table_needs_each_rule(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: without a rule, exactly its own rows are gone."""
    off, gone = RULES[rule]
    monkeypatch.setattr(exceptions, rule, off)
    assert set(TABLE) - set(found()) == gone


def test_the_matrix_holds_every_measure_once() -> None:
    def charted(slug: str, variation: str | None, assurance: str | None) -> Document:
        return one(slug, spc={"variation_icon": variation, "assurance": assurance})

    measures = [
        charted("a", "concern_low", "consistent_fail"),
        charted("b", "common_cause", "inconsistent"),
        charted("c", "neutral_high", "consistent_pass"),
        charted("d", "improvement_high", None),
        charted("e", None, "consistent_pass"),
        one("f", spc=None),
    ]
    matrix = matrix_of(measures)
    held = {row.key: [[m["slug"] for m in cell] for cell in row.cells] for row in matrix.rows}
    assert held == {
        "better": [[], [], []], "same": [[], ["b"], []], "worse": [[], [], ["a"]], "moved": [["c"], [], []],
    }  # fmt: skip
    assert [m["slug"] for m in matrix.left_out] == ["d", "e", "f"]


def test_what_moved_between_two_meetings() -> None:
    was, better = (
        one("repairs", figure=MISSED),
        one("repairs", figure={"shown_unit": "96.0%", "status": "met"}),
    )
    told = moved_since([was, one("gone"), one("same")], [better, one("fresh"), one("same")])
    assert [(m.slug, m.before, m.now, m.good) for m in told] == [
        ("fresh", "", "90.0%", "neither"),
        ("gone", "90.0%", "", "neither"),
        ("repairs", "90.0%", "96.0%", "better"),
    ]
