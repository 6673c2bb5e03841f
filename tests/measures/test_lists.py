"""Figures by area and by period: nothing there that a measure's page does not show, hidden ones hidden."""

from typing import Any

from measures.payload.lists import LOOK_BACK, areas_of, list_documents, list_index, periods_of
from measures.words import FORMER_LANDLORD


def figure(period: str, shown: str, *, kind: str = "quarter", end: str = "", **more: Any) -> dict[str, Any]:
    hidden = shown == ""
    return {
        "period": period,
        "label": f"In {period}",
        "kind": kind,
        "end": end or period,
        "shown_unit": shown,
        "base": "" if hidden else "1 of 2",
        "status": "not_judged" if hidden else "met",
        "word": "Not shown" if hidden else "On target",
        "target": "95%",
        "flags": ["c"] if hidden else [],
        "data_status": "final",
        "hidden": hidden,
        "value": "12.5",
        "note": "Only for staff.",
    } | more


def part(slug: str | None, *figure_words: Any, dimension: str = "area", **more: Any) -> dict[str, Any]:
    own: dict[str, Any] = {
        "segment": slug,
        "name": str(slug).title(),
        "dimension": dimension,
        "homes": 10,
        "replaces": [],
    }
    return figure(*figure_words, **more) | own


def measure(results: list[Any], newest: list[Any] = (), older: list[Any] = ()) -> dict[str, Any]:  # type: ignore[assignment]
    tables = [
        {"dimension": name, "rows": [row for row in newest if row["dimension"] == name]}
        for name in sorted({row["dimension"] for row in newest})
    ]
    every = [*newest, *older]
    return {"results": results, "areas": {"dimensions": tables, "results": every} if every else None}


WHOLE = [figure("2025-Q1", "90%"), figure("2025-Q2", "91%")]
NORTH, SOUTH = part("north", "2025-Q2", "80%"), part("south", "2025-Q2", "")
MEASURES = {
    "gas": measure(WHOLE, [NORTH, SOUTH, part(None, "2025-Q2", "5%")], [part("north", "2025-Q1", "")]),
    "rent": measure([figure("2025-26", "£5", kind="year", end="2026-03-31")]),
}


def test_an_area_has_its_figures_beside_the_whole_of_the_same_time() -> None:
    found = list_documents(MEASURES)["areas/north"]["figures"]
    assert list(found) == ["gas"]
    assert (found["gas"]["shown_unit"], found["gas"]["whole"], found["gas"]["hidden"]) == (
        "80%",
        "91%",
        False,
    )
    before = found["gas"]["periods"]["2025-Q1"]
    assert (before["shown_unit"], before["whole"], before["hidden"]) == ("", "90%", True)


def test_a_hidden_figure_is_only_a_mark_and_nothing_but_words_travels() -> None:
    cell = list_documents(MEASURES)["areas/south"]["figures"]["gas"]
    assert (cell["hidden"], cell["shown_unit"], cell["base"], cell["flags"]) == (True, "", "", ["c"])
    assert not {"value", "numerator", "denominator", "note", "score"} & set(cell)


def test_what_is_in_no_area_and_former_landlords_cannot_be_chosen() -> None:
    former = part("old", "2025-Q2", "70%", dimension=FORMER_LANDLORD)
    known = {"gas": measure(WHOLE, [NORTH, part(None, "2025-Q2", "5%"), former])}
    assert [area["slug"] for area in areas_of(known)] == ["north"]
    assert set(list_documents(known)) == {"areas/north", "periods/2025-Q1", "periods/2025-Q2"}


def test_a_period_has_every_measure_with_a_figure_of_it() -> None:
    made = list_documents(MEASURES)
    assert set(made["periods/2025-Q1"]["figures"]) == {"gas"}
    assert set(made["periods/2025-26"]["figures"]) == {"rent"}


def test_one_looks_back_so_far_longest_periods_first() -> None:
    many = [figure(f"2{year:03}", "1", kind="year") for year in range(20)]
    many += [figure(f"2000-{month:02}", "1", kind="month") for month in range(1, 30)]
    kinds = [period["kind"] for period in periods_of({"m": measure(many)})]
    assert kinds == ["year"] * LOOK_BACK["year"] + ["month"] * LOOK_BACK["month"]


def test_the_index_says_where_each_measure_has_a_figure() -> None:
    found = list_index(MEASURES)["stands"]
    assert found["gas"] == {
        "areas": {"north": "met", "south": "not_judged"},
        "periods": {"2025-Q1": "met", "2025-Q2": "met"},
    }
    assert found["rent"]["areas"] == {}
