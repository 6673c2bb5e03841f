"""The list of figures: what a filter leaves, under which promise, and how many stand where."""

from typing import Any

from measures.filtering import OTHERS, choices, chosen, counted, grouped, narrowed

PROMISES = [{"slug": "safe", "title": "Keep you safe"}, {"slug": "repairs", "title": "Repair on time"}]
DOCUMENT: dict[str, Any] = {"promises": PROMISES, "themes": [{"slug": "homes", "title": "Homes"}]}


def row(slug: str, status: str, *promises: str, body: str = "board") -> dict[str, Any]:
    return {
        "slug": slug,
        "status": status,
        "promises": [{"slug": name, "theme": "homes"} for name in promises],
        "monitored_by": [{"slug": body, "name": body.title()}],
    }


ROWS = [
    row("on-time", "met", "repairs"),
    row("emergency", "missed", "repairs", "safe"),
    row("gas", "met", "safe", body="panel"),
    row("rent", "not_judged"),
    row("visits", "near", "repairs"),
]
DOCUMENT["measures"] = ROWS


def test_each_figure_stands_once_under_its_first_promise_in_the_order_of_the_charter() -> None:
    found = grouped(ROWS, DOCUMENT, {})
    assert [(group.title, [one["slug"] for one in group.rows]) for group in found] == [
        ("Keep you safe", ["emergency", "gas"]),
        ("Repair on time", ["visits", "on-time"]),
        (OTHERS, ["rent"]),
    ]


def test_a_figure_stands_under_the_promise_that_was_asked_for() -> None:
    picked = {"promise": "repairs"}
    found = grouped(narrowed(ROWS, picked), DOCUMENT, picked)
    assert [group.slug for group in found] == ["repairs"]
    assert [one["slug"] for one in found[0].rows] == ["emergency", "visits", "on-time"]


def test_counts_part_what_is_judged_from_what_is_not() -> None:
    found = counted(ROWS)
    assert (found.met, found.near, found.missed, found.others, found.judged) == (2, 1, 1, 1, 4)


def test_filters_work_together_and_unknown_ones_are_ignored() -> None:
    picked = chosen({"status": "met", "body": "panel", "order": "drop table", "promise": ""})
    assert picked == {"status": "met", "body": "panel"}
    assert [one["slug"] for one in narrowed(ROWS, picked)] == ["gas"]


def test_each_choice_says_how_many_figures_it_leaves() -> None:
    by_name = {one.name: one for one in choices(DOCUMENT, {"body": "board"})}
    assert [(one.value, one.count) for one in by_name["promise"].choices] == [("safe", 1), ("repairs", 3)]
    assert {one.value: one.count for one in by_name["status"].choices}["missed"] == 1
    assert [one.chosen for one in by_name["body"].choices] == [True, False]
