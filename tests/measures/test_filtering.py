"""The list of figures: what a filter leaves, under which promise, and how many stand where."""

from typing import Any

from measures.filtering import (
    OTHERS,
    asked,
    cells_of,
    choices,
    counted,
    grouped,
    has_empty,
    narrowed,
    ordered,
    seen,
)

PROMISES = [{"slug": "safe", "title": "Keep you safe"}, {"slug": "repairs", "title": "Repair on time"}]
GOING = {"gas": "worse", "on-time": "better", "visits": "neither"}
NORTH = {"slug": "north", "name": "North"}
YEAR, QUARTER = {"key": "2025-26", "label": "This year"}, {"key": "2025-26-Q1", "label": "A quarter"}
DOCUMENT: dict[str, Any] = {
    "promises": PROMISES,
    "themes": [{"slug": "homes", "title": "Homes"}],
    "areas": [NORTH],
    "periods": [YEAR, QUARTER],
}


def row(slug: str, status: str, *promises: str, body: str = "board") -> dict[str, Any]:
    return {
        "slug": slug,
        "title": slug.capitalize(),
        "status": status,
        "change": {"good": GOING[slug]} if slug in GOING else None,
        "before": None,
        "figure": {"shown_unit": "90%"},
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
DOCUMENT["stands"] = {one["slug"]: {"areas": {}, "periods": {}} for one in ROWS} | {
    "gas": {"areas": {"north": "not_judged"}, "periods": {"2025-26": "met"}},
    "visits": {"areas": {}, "periods": {"2025-26": "missed", "2025-26-Q1": "near"}},
}


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


def test_filters_work_together_and_unknown_names_are_ignored() -> None:
    found = asked({"status": "met", "body": "panel", "utm_source": "letter", "promise": ""}, DOCUMENT)
    assert (found.picked, found.order, found.faults) == ({"status": "met", "body": "panel"}, "", ())
    assert [one["slug"] for one in narrowed(ROWS, found.picked)] == ["gas"]


def test_a_value_that_does_not_exist_is_left_out_and_named() -> None:
    wrong = {"status": "great", "promise": "x" * 500, "area": "north'; drop table", "period": "2025-26"}
    found = asked({**wrong, "order": "rank"}, DOCUMENT)
    assert (found.picked, found.order) == ({"period": "2025-26"}, "")
    assert [fault.partition(":")[0] for fault in found.faults[:3]] == ["Promise", "Status", "Area"]
    assert all("we left it out" in fault for fault in found.faults[:3])
    assert "“rank”" in found.faults[3]
    assert max(map(len, found.faults)) < 160


def test_before_the_first_release_nothing_is_chosen_and_nothing_is_wrong() -> None:
    found = asked({"promise": "safe", "order": "rank"}, None)
    assert (found.picked, found.order, found.faults) == ({}, "", ())


def test_the_address_of_a_list_is_as_short_as_it_can_be() -> None:
    found = asked({"status": "met", "theme": "", "order": "name"}, DOCUMENT)
    assert found.query() == "status=met&order=name"
    assert found.query(order="") == "status=met"
    assert (has_empty({"theme": ""}), has_empty({"theme": "homes", "other": ""})) == (True, False)


def test_each_choice_says_how_many_figures_it_leaves() -> None:
    by_name = {one.name: one for one in choices(DOCUMENT, ROWS, {"body": "board"})}
    assert [(one.value, one.count) for one in by_name["promise"].choices] == [("safe", 1), ("repairs", 3)]
    assert {one.value: one.count for one in by_name["status"].choices}["missed"] == 1
    assert [one.chosen for one in by_name["body"].choices] == [True, False]


def counts(name: str, picked: dict[str, str]) -> list[int | None]:
    found = next(one for one in choices(DOCUMENT, ROWS, picked) if one.name == name)
    return [choice.count for choice in found.choices]


def test_areas_and_periods_are_counted_where_that_is_known() -> None:
    assert counts("period", {}) == [2, 1]
    assert counts("period", {"status": "missed"}) == [1, 0], "by the status that it had then"
    assert counts("period", {"body": "panel"}) == [1, 0]
    assert counts("area", {}) == [1]
    assert counts("area", {"period": "2025-26"}) == [None], "not known beforehand, so no number is given"


def test_figures_of_an_area_or_a_period_take_the_place_of_todays() -> None:
    cell = {"shown_unit": "[c]", "status": "not_judged", "word": "Not shown", "target": "95%"}
    then = {"shown_unit": "70%", "status": "missed", "word": "Below target", "target": ""}
    area = {"figures": {"gas": {**cell, "periods": {"2025-26": then}}}}
    now = seen(ROWS, cells_of(area, None, {"area": "north"}))
    assert [(one["slug"], one["status"], one["target"]) for one in now] == [
        ("gas", "not_judged", {"shown": "95%"})
    ]
    both = seen(ROWS, cells_of(area, {"figures": {}}, {"area": "north", "period": "2025-26"}))
    assert [(one["slug"], one["status"], one["target"], one["change"]) for one in both] == [
        ("gas", "missed", None, None)
    ]
    assert seen(ROWS, cells_of(None, {"figures": {"rent": then}}, {"period": "2025-26"}))[0]["slug"] == "rent"
    assert seen(ROWS, cells_of(None, None, {})) == ROWS


def slugs(order: str) -> list[str]:
    [group] = ordered(ROWS, DOCUMENT, asked({"order": order}, DOCUMENT))
    return [one["slug"] for one in group.rows]


def test_an_order_makes_one_list_and_keeps_the_charters_where_equal() -> None:
    assert slugs("name") == ["emergency", "gas", "on-time", "rent", "visits"]
    assert slugs("status") == ["emergency", "visits", "on-time", "gas", "rent"]
    assert slugs("direction") == ["gas", "visits", "on-time", "emergency", "rent"]
    assert ordered([], DOCUMENT, asked({"order": "name"}, DOCUMENT)) == []
    assert len(ordered(ROWS, DOCUMENT, asked({}, DOCUMENT))) == 3
