"""What changed since the last release: held against what the public read then, not today's figures."""

from typing import Any

from measures.payload.earlier import Earlier, promise_history, since

WORDS = {
    "met": "Kept",
    "near": "Nearly kept",
    "missed": "Not kept",
    "insufficient_data": "Cannot be judged yet",
}


def page(**promises: str) -> dict[str, Any]:
    """A charter's page with promises by slug and status."""
    rows = [
        {
            "slug": slug,
            "title": slug.title(),
            "status": status,
            "word": WORDS.get(status, WORDS["insufficient_data"]),
        }
        for slug, status in promises.items()
    ]
    kept = sum(row["status"] == "met" for row in rows)
    return {"promises": rows, "counts": {"met": kept, "total": len(rows)}, "sentence": "So it stood"}


BEFORE = (
    Earlier(
        "2025-26-q3", "October to December 2025", page(safe="near", fair="missed", damp="met", old="met")
    ),
    Earlier("2025-26-q4", "January to March 2026", page(safe="met", fair="met", damp="not_assessed")),
)
NOW = page(safe="missed", fair="met", damp="insufficient_data", new="met")


def test_only_what_stands_differently_is_told_against_the_last_release() -> None:
    told = since(BEFORE, NOW)
    assert told is not None
    assert (told["release"], told["label"], told["met"], told["total"]) == (
        "2025-26-q4", "January to March 2026", 2, 3,
    )  # fmt: skip
    # Two statuses that read the same are no change; a promise that was not there has no before.
    assert [(one["slug"], one["was"], one["word"], one["went"]) for one in told["moved"]] == [
        ("safe", "Kept", "Not kept", "worse")
    ]


def test_better_worse_and_neither() -> None:
    told = since(BEFORE[:1], page(safe="met", fair="near", damp="insufficient_data"))
    assert told is not None
    assert {one["slug"]: one["went"] for one in told["moved"]} == {
        "safe": "better",
        "fair": "better",
        "damp": "",
    }


def test_before_a_second_release_nothing_is_said() -> None:
    assert since((), NOW) is None
    assert promise_history((), "safe", "April to June 2026", NOW["promises"][0]) == []


def test_a_promise_is_told_release_by_release_and_only_where_it_was() -> None:
    told = promise_history(BEFORE, "safe", "April to June 2026", NOW["promises"][0])
    assert [(one["release"], one["word"]) for one in told] == [
        ("2025-26-q3", "Nearly kept"), ("2025-26-q4", "Kept"), (None, "Not kept"),
    ]  # fmt: skip
    assert promise_history(BEFORE, "new", "April to June 2026", NOW["promises"][3]) == []
