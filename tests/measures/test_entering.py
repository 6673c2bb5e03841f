"""Entering a figure: warnings, nothing to report, evidence, kept text, last time's base, and the list."""

import io
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, PngImagePlugin

from measures.actions.results import Decision, approve_result, return_result
from measures.models import Confirmation, Evidence, KeptText, Measure, Result, Target
from tests.people import fields_of, make_person, put_into, signed_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
LIST = "/staff/figures/"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def client(data_owner, measure):
    return signed_in(data_owner)


def address(period: str = "2026-10", slug: str = "repairs") -> str:
    return reverse("staff_figure", args=[slug, period])


def send(client, where: str | None = None, **typed):
    where = where or address()
    sent = fields_of(client.get(where)) | {"do": "submit"} | typed
    return client.post(where, sent)


def check(client, where: str | None = None, **typed):
    where = where or address()
    shown = fields_of(client.get(where))
    return client.post(f"{where}check/", shown | typed, headers={"HX-Request": "true"})


def approved(client, approver, period: str, **typed) -> Result:
    assert send(client, address(period), **typed).status_code == 302
    result = Result.objects.get(period=period, workflow="submitted")
    return approve_result(result=result, by=approver, decision=Decision("final"))


class TestTypedFigure:
    def test_the_percentage_is_worked_out_by_the_server(self, client) -> None:
        text = check(client, numerator="387", denominator="410").content.decode()
        assert "94.4%" in text
        assert "387 of 410" in text
        assert "Close to target" in text

    def test_a_miss_asks_for_words_at_once(self, client) -> None:
        assert (
            "Say why, and what you will do" in check(client, numerator="8", denominator="10").content.decode()
        )

    def test_what_cannot_be_is_said_at_once_and_blank_boxes_are_not_nagged(self, client) -> None:
        text = check(client, numerator="51", denominator="50").content.decode()
        assert "“Repairs on time” 51 is larger than “All repairs” 50" in text
        assert "blank" not in check(client).content.decode()

    def test_a_measure_of_somebody_else_is_not_there(self, measure) -> None:
        stranger = signed_in(make_person("Sam Stranger", "data_owner"))
        assert stranger.post(f"{address()}check/").status_code == 404
        assert not KeptText.objects.exists()

    def test_it_is_only_posted(self, client) -> None:
        assert client.get(f"{address()}check/").status_code == 405


class TestWarnings:
    def test_ten_times_the_last_value_needs_a_reason(self, client, approver, measure) -> None:
        measure.natural_max = None
        measure.kind, measure.unit, measure.decimals = "count", "", 0
        measure.save()
        Target.objects.all().delete()
        approved(client, approver, "2026-09", value="42")
        answer = send(client, value="420", checked="on")
        assert answer.status_code == 422
        assert "420 is 10 times or more that of September 2026, 42" in answer.content.decode()
        assert "Say why it is right" in answer.content.decode()
        assert not Result.objects.filter(period="2026-10").exists()
        assert send(client, value="420", because="Two estates joined us.").status_code == 302
        kept = Confirmation.objects.get(result__period="2026-10")
        assert kept.because == "Two estates joined us."
        assert "10 times or more" in kept.warnings[0]

    def test_a_jump_needs_a_tick_and_a_draft_needs_nothing(self, client, approver, landlord) -> None:
        landlord.first_period = "2026-01"
        landlord.save()
        for month in range(1, 8):
            approved(client, approver, f"2026-{month:02}", numerator=str(958 + month % 2), denominator="1000")
        typed = {"numerator": "990", "denominator": "1000"}
        answer = send(client, **typed)
        assert answer.status_code == 422
        assert "99.0% is unusual: the last 7 were between 95.8% and 95.9%" in answer.content.decode()
        assert send(client, do="save", **typed).status_code == 302
        assert send(client, checked="on", **typed).status_code == 302
        assert Result.objects.get(period="2026-10").workflow == "submitted"

    def test_a_warning_and_a_missing_explanation_are_named_in_one_round(self, client, approver) -> None:
        approved(client, approver, "2026-09", numerator="960", denominator="1000")
        answer = send(client, numerator="50", denominator="1000")
        assert answer.status_code == 422
        assert {"why"} < set(answer.context["form"].errors)
        saved = send(client, do="save", numerator="50", denominator="1000")
        assert saved.status_code == 302

    def test_both_numbers_of_last_time_are_asked_about(self, client, approver) -> None:
        approved(client, approver, "2026-09", numerator="960", denominator="1000")
        answer = send(client, numerator="960", denominator="1000")
        assert "Both numbers are those of September 2026" in answer.content.decode()

    def test_hate_incidents_above_all_cases_are_refused_on_either_side(
        self, client, measure, post, data_owner
    ) -> None:
        parts = {
            code: Measure.objects.create(
                slug=slug,
                title=title,
                kind="rate",
                per=1000,
                direction="none",
                frequency="monthly",
                decimals=1,
                owner=post,
                regulator_code=code,
                numerator_label=title,
                denominator_label="Homes",
            )
            for code, slug, title in (("NM01.1", "asb", "All cases"), ("NM01.2", "hate", "Hate incidents"))
        }
        assert len(parts) == 2
        send(client, address(slug="asb"), numerator="12", denominator="4000")
        answer = send(client, address(slug="hate"), numerator="13", denominator="4000")
        assert answer.status_code == 422
        text = answer.content.decode()
        assert "Hate incidents, Hate incidents: 13 cannot be more than All cases, All cases: 12" in text
        assert send(client, address(slug="hate"), numerator="3", denominator="4000").status_code == 302
        asked = send(client, address("2026-09", "hate"), numerator="3", denominator="4000")
        assert asked.status_code == 302


class TestNothingToReport:
    @pytest.mark.parametrize(("sign", "says"), [("z", "No cases"), ("na", "Not available")])
    def test_it_goes_the_way_of_a_figure_and_is_no_longer_owed(self, client, approver, sign, says) -> None:
        answer = send(client, nothing=sign, nothing_because="The lift was out of use.")
        assert answer.status_code == 302
        result = Result.objects.get()
        assert (result.marker, result.note, result.workflow) == (
            sign,
            "The lift was out of use.",
            "submitted",
        )
        assert result.value is None
        approve_result(result=result, by=approver, decision=Decision())
        page = client.get(LIST)
        assert "2026-10" not in [line.period.key for line in page.context["lines"]]
        assert says in client.get(address("2026-11")).content.decode()

    def test_the_public_reads_no_data_with_its_reason_never_zero(self, client, approver, charter_of) -> None:
        send(client, nothing="na", nothing_because="The system failed in October.")
        approve_result(result=Result.objects.get(), by=approver, decision=Decision())
        document = charter_of("repairs")
        assert document["state"] == "not_applicable"
        assert document["reason"] == "The figure of this time is not available. The system failed in October."
        assert document["figure"]["value"] is None
        assert document["figure"]["marker"] == "na"

    def test_a_reason_is_needed_and_numbers_beside_it_are_refused(self, client) -> None:
        answer = send(client, nothing="z", numerator="0")
        text = answer.content.decode()
        assert answer.status_code == 422
        assert "Say why there is no figure" in text
        assert "“Repairs on time” is filled in, but you chose “There were no cases in this period”" in text
        assert not Result.objects.exists()

    def test_a_count_offers_only_not_available_since_zero_is_a_figure(self, client, measure) -> None:
        measure.kind = "count"
        measure.save()
        assert send(client, nothing="z", nothing_because="None.").status_code == 422
        assert send(client, value="0", why="x", action="y").status_code == 302
        assert Result.objects.get().value == Decimal(0)


@pytest.fixture
def charter_of(landlord):
    """The document of a measure as a release of October 2026 would freeze it."""
    from django.utils import timezone

    from charter.periods import Period
    from measures.payload.gather import gather
    from measures.payload.measure_document import measure_document

    return lambda slug: measure_document(gather(Period.parse("2026-10"), timezone.now()), slug)


def picture(kind: str = "PNG") -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "canary-of-a-camera")
    out = io.BytesIO()
    options = {"pnginfo": info} if kind == "PNG" else {"comment": b"canary-of-a-camera"}
    Image.new("RGB", (4, 4), (200, 10, 10)).save(out, format=kind, **options)
    return out.getvalue()


GOOD = {"numerator": "960", "denominator": "1000"}


class TestEvidence:
    def test_a_refused_form_says_that_its_file_is_to_be_chosen_again(self, client, post) -> None:
        def file() -> SimpleUploadedFile:
            return SimpleUploadedFile("ev.csv", b"a,b\n1,2\n", content_type="text/csv")

        text = send(client, numerator="x", file=file()).content.decode()
        assert text.count("<bdi>ev.csv</bdi> again") == 2
        assert "Nothing is lost" not in text
        old = fields_of(client.get(address()))
        send(client, do="save", **GOOD)
        clash = client.post(address(), old | GOOD | {"do": "save", "numerator": "1", "file": file()})
        assert clash.status_code == 409
        assert "<bdi>ev.csv</bdi> again" in clash.content.decode()
        assert "Keep the other window’s" in clash.content.decode()

    def send(self, client, name: str, content: bytes):
        return send(client, do="save", file=SimpleUploadedFile(name, content), **GOOD)

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("report.pdf", b"%PDF-1.7\n%%EOF"),
            ("photo.png", picture()),
            ("photo.jpg", picture("JPEG")),
            ("list.csv", b"a,b\n1,2\n"),
            ("eicar.csv", rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"),
        ],
    )
    def test_a_file_is_kept_and_only_downloaded(self, client, name, content, settings) -> None:
        assert self.send(client, name, content).status_code == 302
        found = Evidence.objects.get()
        assert name.rpartition(".")[0] not in found.file.name
        answer = client.get(reverse("staff_evidence", args=[found.pk]))
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "no-store" in answer["Cache-Control"]

    @pytest.mark.parametrize("kind", ["PNG", "JPEG"])
    def test_nothing_hides_in_a_picture(self, client, kind) -> None:
        name = "photo.png" if kind == "PNG" else "photo.jpg"
        assert b"canary-of-a-camera" in picture(kind)
        self.send(client, name, picture(kind))
        with Evidence.objects.get().file.open("rb") as kept:
            content = kept.read()
        assert b"canary-of-a-camera" not in content
        assert Image.open(io.BytesIO(content)).size == (4, 4)

    @pytest.mark.parametrize(
        ("name", "content", "status", "says"),
        [
            ("drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "This is not a"),
            ("page.pdf", b"<!doctype html><script>alert(1)</script>", 415, "This is not a"),
            ("figures.csv", picture(), 415, "does not fit"),
            ("empty.csv", b"", 422, "The file is empty"),
            ("broken.png", picture()[:60], 422, "could not read this picture"),
            (
                "huge.png",
                picture()[:16] + (60_000).to_bytes(4, "big") * 2 + picture()[24:],
                413,
                "The picture is too large: 60,000 × 60,000",
            ),
            ("large.pdf", b"%PDF-" + b"x" * 10_000_000, 413, "10.1 MB"),
        ],
    )
    def test_what_is_none_of_these_is_refused_and_the_text_stays(
        self, client, name, content, status, says
    ) -> None:
        answer = self.send(client, name, content)
        assert answer.status_code == status
        assert says in answer.content.decode()
        assert 'value="960"' in answer.content.decode()
        assert not Result.objects.exists()
        assert not Evidence.objects.exists()

    def test_only_those_who_see_the_figure_get_it(self, client, approver) -> None:
        self.send(client, "report.pdf", b"%PDF-1.7\n%%EOF")
        where = reverse("staff_evidence", args=[Evidence.objects.get().pk])
        assert signed_in(approver).get(where).status_code == 200
        assert signed_in(make_person("Sam Stranger", "data_owner")).get(where).status_code == 404
        assert signed_in(make_person("Ann Marsh", "administrator")).get(where).status_code == 403
        assert signed_in(None).get(where).status_code == 302

    def test_it_can_be_removed_from_a_draft_only(self, client) -> None:
        self.send(client, "report.pdf", b"%PDF-1.7\n%%EOF")
        found = Evidence.objects.get()
        send(client, do=f"remove-{found.pk}")
        assert not Evidence.objects.exists()
        self.send(client, "report.pdf", b"%PDF-1.7\n%%EOF")
        send(client)
        assert Result.objects.get().workflow == "submitted"
        client.post(address(), {"do": f"remove-{Evidence.objects.get().pk}"})
        assert Evidence.objects.count() == 1

    @pytest.mark.parametrize("key", ["0", "x", "٣", "9" * 30])
    def test_a_file_that_is_not_there_cannot_be_removed(self, client, key) -> None:
        assert client.post(address(), {"do": f"remove-{key}"}).status_code == 404


class TestKeptText:
    def test_unfinished_text_is_kept_and_found_on_another_device(self, client, data_owner) -> None:
        check(client, numerator="96o", why="Vans broke")
        other = signed_in(data_owner)
        page = other.get(address())
        text = page.content.decode()
        assert 'value="96o"' in text
        assert "Vans broke" in text
        assert "Your text is kept from" in text
        assert "on another device" in text
        assert "on another device" not in client.get(address()).content.decode()

    def test_nobody_else_sees_it(self, client, post, approver) -> None:
        check(client, why="canary-of-a-draft")
        deputy = make_person("Dan Deputy", "data_owner")
        put_into(post, deputy, deputy=True)
        for other in (deputy, approver):
            browser = signed_in(other)
            for where in (address(), LIST, "/staff/approvals/", "/staff/audit/"):
                assert "canary-of-a-draft" not in browser.get(where).content.decode()

    def test_saving_or_a_button_throws_it_away(self, client) -> None:
        check(client, numerator="9")
        send(client, do="save", **GOOD)
        assert not KeptText.objects.exists()
        check(client, numerator="9")
        client.post(address(), {"do": "discard"})
        assert not KeptText.objects.exists()
        assert 'value="960"' in client.get(address()).content.decode()

    def test_it_survives_the_end_of_the_session(self, client, data_owner) -> None:
        check(client, why="half a sentence")
        client.logout()
        assert client.post(f"{address()}check/", {"why": "x"}).status_code == 302
        client.force_login(data_owner)
        assert "half a sentence" in client.get(address()).content.decode()

    def test_after_somebody_saved_in_between_it_is_a_conflict(self, client, post) -> None:
        check(client, **GOOD)
        deputy = make_person("Dan Deputy", "data_owner")
        put_into(post, deputy, deputy=True)
        send(signed_in(deputy), do="save", numerator="970", denominator="1000")
        answer = send(client)
        assert answer.status_code == 409
        assert "Dan Deputy changed this" in answer.content.decode()
        assert Result.objects.get().numerator == 970

    def test_what_another_window_kept_after_a_save_is_named_so(self, client) -> None:
        old = fields_of(client.get(address()))
        send(client, do="save", **GOOD)
        client.post(f"{address()}check/", old | {"why": "from the other window"})
        text = client.get(address()).content.decode()
        assert "Another window of yours holds text that is not saved" in text
        assert "from the other window" not in text
        assert f'href="{address()}?kept=1"' in text
        assert "from the other window" in client.get(address(), {"kept": "1"}).content.decode()

    @pytest.mark.parametrize("typed", [{"why": "x" * 50_000}, {"why": "a\x00b"}, {"version": "x"}])
    def test_strange_text_breaks_nothing(self, client, typed) -> None:
        assert check(client, **typed).status_code == 200


class TestCopy:
    def test_a_base_that_stood_still_and_the_action_are_taken_over_and_marked(self, client, approver) -> None:
        miss = {"why": "Vans.", "action": "New vans.", "by_when": "2027-01-31"}
        approved(client, approver, "2026-08", numerator="960", denominator="1000")
        approved(client, approver, "2026-09", numerator="800", denominator="1000", **miss)
        assert "Copy from last period" in client.get(address()).content.decode()
        send(client, do="copy", numerator="970")
        page = client.get(address())
        shown = fields_of(page)
        assert (shown["numerator"], shown["denominator"], shown["action"]) == ("970", "1000", "New vans.")
        assert not shown.get("why")
        assert page.content.decode().count("Copied from September 2026") == 2
        assert not Result.objects.filter(period="2026-10").exists()

    def test_a_base_that_moves_is_not_offered(self, client, approver) -> None:
        approved(client, approver, "2026-08", numerator="960", denominator="1000")
        approved(client, approver, "2026-09", numerator="961", denominator="1001")
        assert "Copy from last period" not in client.get(address()).content.decode()


class TestList:
    def test_a_row_opens_in_place_by_an_address(self, client) -> None:
        page = client.get(LIST + "?open=repairs.2026-09")
        assert page.context["opened"].period.key == "2026-09"
        assert 'id="entry"' in page.content.decode()

    @pytest.mark.parametrize("key", ["repairs.2031-01", "nothing", "other.2026-09", "'", "../x.2026-09"])
    def test_a_row_that_is_not_there_opens_nothing(self, client, key) -> None:
        page = client.get(LIST, {"open": key, "after": key, "measure": key})
        assert page.status_code == 200
        assert page.context["opened"] is None

    def test_filters_leave_what_was_chosen(self, client) -> None:
        lines = client.get(LIST, {"period": "2026-09"}).context["lines"]
        assert [line.period.key for line in lines] == ["2026-09"]
        assert client.get(LIST, {"measure": "nothing"}).context["lines"] == []

    def test_after_saving_within_the_list_only_the_list_is_fetched_and_the_next_row_has_the_focus(
        self, client
    ) -> None:
        shown = fields_of(client.get(address("2026-07")))
        sent = shown | {"do": "submit", "back": "", **GOOD}
        answer = client.post(address("2026-07"), sent, headers={"HX-Request": "true"})
        assert answer.status_code == 204
        assert "after=repairs.2026-07" in answer["HX-Location"]
        page = client.get(LIST, {"after": "repairs.2026-07"})
        assert page.context["next"].period.key == "2026-08"
        text = page.content.decode()
        assert "Repairs on time, July 2026: sent for approval" in text
        row = text[: text.index("autofocus")]
        assert row.rindex("open=repairs.2026-08") > row.rindex("open=repairs.2026-08") - 1
        assert "open=repairs.2026-08" in row[-300:]

    def test_faults_come_back_in_place(self, client) -> None:
        sent = fields_of(client.get(address())) | {"do": "submit", "back": "step=enter", "numerator": "x"}
        answer = client.post(address(), sent, headers={"HX-Request": "true"})
        assert answer.status_code == 422
        assert "<html" not in answer.content.decode()
        assert 'value="step=enter"' in answer.content.decode()

    def test_a_returned_figure_comes_first_with_its_reason(self, client, approver) -> None:
        send(client, **GOOD)
        return_result(result=Result.objects.get(), by=approver, reason="Which month is it?")
        in_time = [line for line in client.get(LIST).context["lines"] if not line.overdue]
        assert (in_time[0].period.key, in_time[0].step) == ("2026-10", "returned")
        assert "Which month is it?" in client.get(LIST + "?open=repairs.2026-10").content.decode()

    def test_what_is_late_stands_first_and_is_counted(self, client, approver) -> None:
        send(client, **GOOD)
        return_result(result=Result.objects.get(), by=approver, reason="Which month is it?")
        with time_machine.travel(date(2026, 11, 22), tick=False):
            page = client.get(LIST)
        lines = page.context["lines"]
        assert [line.overdue for line in lines] == sorted((line.overdue for line in lines), reverse=True)
        late = sum(line.overdue for line in lines)
        assert late
        assert f"{len(lines)} figures need you. {late} are late. The next is due on 27 November 2026." in (
            page.content.decode()
        )
        assert f"{late} are late." in client.get("/staff/").content.decode()

    def test_a_day_that_is_over_is_no_promise(self, client) -> None:
        miss = {"numerator": "80", "denominator": "100", "why": "Vans.", "action": "New vans."}
        answer = send(client, by_when="2026-11-21", **miss)
        assert answer.status_code == 422
        assert "This day is over" in answer.content.decode()
        assert send(client, by_when="2026-11-22", **miss).status_code == 302
