"""The history of one figure: complete, in order, as far as each reader may see; its export equals it."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from charter.models import Post
from charter.periods import Period
from measures.actions import (
    Decision,
    approve_result,
    recall_result,
    record_result,
    return_result,
    submit_result,
)
from measures.actions.releases import publish_release, withdraw_release
from measures.actions.years import close_year
from measures.figures import Figures
from measures.models import Measure, Result, Score
from measures.querysets.figure_history import HEADS, figure_history
from tests.measures.years import MONTHS, YEAR, answers_from, whole_year
from tests.people import make_person, put_into, signed_in

pytestmark = pytest.mark.django_db
JULY = Period.parse("2026-07")
PAGE = "/staff/figures/repairs/2026-07/history/"


@pytest.fixture
def lived(measure, data_owner, approver) -> Measure:
    """A figure that was typed, sent, recalled, changed, returned, mended, approved, published, corrected."""

    def typed(share: int, because: str = "") -> Result:
        figures = Figures(Decimal(share), Decimal(100), why="Vans.", action="More vans.")
        return record_result(
            measure=measure, period=JULY, figures=figures, by=data_owner, correction_reason=because
        )

    def sent(result: Result) -> Result:
        return submit_result(result=result, by=data_owner)

    recall_result(result=sent(typed(90)), by=data_owner)
    return_result(result=sent(typed(91)), by=approver, reason="Which vans?")
    approve_result(result=sent(typed(92)), by=approver, decision=Decision("provisional"))
    publish_release(period=JULY, by=approver)
    approve_result(result=sent(typed(80, "Counted twice.")), by=approver, decision=Decision("final"))
    second = publish_release(period=JULY, by=approver, reason="A miscount.")
    withdraw_release(release=second, by=approver, reason="A wrong file.")
    Score.objects.update_or_create(
        subject="measure", subject_id=measure.pk, period="2026-07",
        defaults={"period_end": date(2026, 7, 31), "status": "missed", "score": 0, "inputs": "x",
                  "rule_version": "1"},
    )  # fmt: skip
    return measure


def told(events) -> list[tuple[str, str]]:
    return [(one.who, one.did) for one in events]


class TestTheWholeStory:
    def test_is_complete_and_in_order(self, lived) -> None:
        events = figure_history(lived, JULY, None)
        owner, approver = "Priya Nair", "Tom Hale"
        assert sorted(told(events)) == sorted(
            [
                (owner, "typed it"),
                (owner, "explained it"),
                (owner, "sent it for approval"),
                (owner, "recalled it"),
                (owner, "changed it"),
                (owner, "sent it for approval"),
                (approver, "returned it"),
                (owner, "took it up again"),
                (owner, "sent it for approval"),
                (approver, "approved it"),
                (approver, "published it in the release 2026-07"),
                (owner, "began a correction of it"),
                (owner, "explained it"),
                (owner, "sent it for approval"),
                ("The portal", "put the correction in its place"),
                (approver, "approved the correction"),
                (approver, "published it in the release 2026-07-r2"),
                (approver, "withdrew the release 2026-07-r2"),
                ("The portal", "scored it"),
            ]
        )
        assert len(events) >= 12
        assert [one.at for one in events] == sorted(one.at for one in events)

    def test_tells_old_and_new_values_and_reasons(self, lived) -> None:
        events = figure_history(lived, JULY, None)
        changed = next(one for one in events if one.did == "changed it")
        assert [(one.part, one.old, one.new) for one in changed.changes] == [("Numerator", "90", "91")]
        assert next(one for one in events if one.kind == "returned").reason == "Which vans?"
        began = next(one for one in events if one.did == "began a correction of it")
        assert began.reason == "Counted twice."
        first = began.changes[0]
        assert (first.part, first.old, first.new) == ("Numerator", "92", "80")
        published = [one.changes[0] for one in events if one.did.startswith("published it")]
        assert [(one.old, one.new) for one in published] == [
            ("", "92.0%, Below target"), ("92.0%, Below target", "80.0%, Below target"),
        ]  # fmt: skip

    def test_the_rows_of_one_figure_keep_their_order(self, lived) -> None:
        kinds = [one.kind for one in figure_history(lived, JULY, None)]
        steps = [
            "entered",
            "submitted",
            "recalled",
            "changed",
            "submitted",
            "returned",
            "mended",
            "submitted",
        ]
        own = [kind for kind in kinds if kind in {*steps, "approved"}]
        assert own[: len(steps) + 1] == [*steps, "approved"]

    def test_without_the_history_of_rows_it_would_be_poor(self, lived, monkeypatch) -> None:
        monkeypatch.setattr("measures.querysets.figure_history._steps", lambda *given: iter(()))
        assert len(figure_history(lived, JULY, None)) < 12


class TestThePage:
    def test_its_export_equals_it(self, lived, approver) -> None:
        client = signed_in(approver)
        page = client.get(PAGE)
        shown = [row for event in page.context["found"].events for row in event.rows]
        answer = client.get(f"{PAGE[:-1]}.csv")
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert rows[0] == list(HEADS)
        assert rows[1:] == [list(row) for row in shown]
        text = page.content.decode()
        assert text.count("<tr>") == len(rows)
        for cell in {cell for row in rows for cell in row if cell}:
            assert cell in text, cell

    def test_and_as_a_workbook(self, lived, approver) -> None:
        answer = signed_in(approver).get(f"{PAGE[:-1]}.xlsx")
        assert answer.status_code == 200
        assert answer.content.startswith(b"PK")

    def test_is_linked_from_the_figure(self, lived, data_owner) -> None:
        assert f'href="{PAGE}"' in signed_in(data_owner).get(PAGE.removesuffix("history/")).content.decode()

    @pytest.mark.parametrize(
        "where",
        [
            "/staff/figures/nothing/2026-07/history/",
            "/staff/figures/repairs/nonsense/history/",
            "/staff/figures/repairs/2026-06/history/",
            f"{PAGE}?segment=nothing",
        ],
    )
    def test_what_is_not_there(self, lived, approver, where) -> None:
        assert signed_in(approver).get(where).status_code == 404


class TestWhoSeesWhat:
    def test_a_data_owner_the_own_measures(self, lived, data_owner) -> None:
        assert signed_in(data_owner).get(PAGE).status_code == 200
        other = make_person("Olu Ade", "data_owner")
        put_into(Post.objects.create(title="Head of Calls"), other)
        assert signed_in(other).get(PAGE).status_code == 404

    def test_an_administrator_no_values(self, lived, administrator) -> None:
        page = signed_in(administrator).get(PAGE)
        cells = [row[3:] for event in page.context["found"].events for row in event.rows]
        assert {cell for row in cells for cell in row[1:]} <= {"", "not shown"}
        assert "Which vans?" not in page.content.decode()
        assert "92.0%" not in page.content.decode()
        assert "returned it" in page.content.decode()
        export = signed_in(administrator).get(f"{PAGE[:-1]}.csv").content.decode()
        assert "Which vans?" not in export

    def test_a_body_reader_what_was_released(self, lived, body_reader, data_owner, approver) -> None:
        figures = Figures(Decimal(70), Decimal(100), why="Unreleased.", action="x")
        record_result(measure=lived, period=JULY, figures=figures, by=data_owner, correction_reason="y")
        page = signed_in(body_reader).get(PAGE)
        kinds = {one.kind for one in page.context["found"].events}
        assert kinds == {"approved", "published"}  # the correction came out in what was withdrawn
        assert "Which vans?" not in page.content.decode()
        assert "Numerator" not in page.content.decode()

    def test_nothing_unreleased_for_a_body_reader(self, measure, data_owner, body_reader) -> None:
        figures = Figures(Decimal(70), Decimal(100), why="Unreleased.", action="x")
        record_result(measure=measure, period=JULY, figures=figures, by=data_owner)
        assert signed_in(body_reader).get(PAGE).status_code == 404

    def test_nothing_of_a_month_that_the_release_does_not_print(
        self, measure, data_owner, approver, body_reader
    ) -> None:
        """Approved before the cut-off of the live release, which ends a month earlier."""
        for month, share in ((JULY, 92), (JULY.next(), 93)):
            figures = Figures(Decimal(share), Decimal(100), why="Vans.", action="More vans.")
            sent = record_result(measure=measure, period=month, figures=figures, by=data_owner)
            submit_result(result=sent, by=data_owner)
            approve_result(result=sent, by=approver, decision=Decision("final"))
        publish_release(period=JULY, by=approver)
        client = signed_in(body_reader)
        assert client.get(PAGE).status_code == 200
        assert client.get(PAGE.replace("2026-07", "2026-08")).status_code == 404

    def test_others_not_at_all(self, lived, engagement_officer) -> None:
        assert signed_in(engagement_officer).get(PAGE).status_code == 403
        assert Client().get(PAGE).status_code == 302


def test_a_closed_year_says_that_it_made_the_figure_final(measure, landlord, data_owner, approver) -> None:
    """Closing notes one event for all figures; the history of each tells it, and by whom, all the same."""
    answers_from(landlord)
    whole_year(measure, owner=data_owner, approver=approver)
    closing = close_year(year=YEAR, by=approver)
    told = [one for one in figure_history(measure, MONTHS[0], None) if one.kind == "finalised"]
    assert [(one.who, one.did, one.at) for one in told] == [
        ("Tom Hale", "made it final by the close of 2024-25", closing.closed_at)
    ]
    assert [(one.part, one.new) for one in told[0].changes] == [("Approved as", "Final")]
