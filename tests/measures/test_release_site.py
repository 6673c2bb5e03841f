"""The site as it would be, what is missing and waived, the minute of publication, the feed, taking back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from charter.faults import Refused
from charter.models import AuditEvent, User
from charter.periods import Period
from measures.actions import Decision, approve_result, record_result, submit_result
from measures.actions.releases import publish_due, publish_release, withdraw_release
from measures.actions.waivers import take_back_waiver, waive
from measures.figures import Figures
from measures.forms.releases import CLOCKS_CHANGE
from measures.models import Measure, Release, Waiver
from tests.people import fields_of, signed_in

pytestmark = pytest.mark.django_db
Q2 = Period.parse("2026-27-Q2")
PREVIEW = "/staff/releases/preview/?period=2026-27-Q2"
SITE = "/staff/releases/preview/2026-27-Q2/site/"


def approve(measure: Measure, by: User, second: User, period: str, share: int = 96) -> None:
    figures = Figures(Decimal(share), Decimal(100), why="Vans.", action="New vans.")
    result = record_result(
        measure=measure, period=Period.parse(period), figures=figures, by=by, correction_reason="Late data."
    )
    approve_result(result=submit_result(result=result, by=by), by=second, decision=Decision("provisional"))


@pytest.fixture
def quarter(measure, data_owner, approver) -> Measure:
    """A measure with the three months of the quarter."""
    for month in ("07", "08", "09"):
        approve(measure, data_owner, approver, f"2026-{month}")
    return measure


@pytest.fixture
def client(approver) -> Client:
    return signed_in(approver)


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def later(release: Release, *, seconds: float) -> None:
    """Move the planned moment, by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE measures_release SET scheduled_for = clock_timestamp() + make_interval(secs => %s) "
            "WHERE id = %s",
            [seconds, release.pk],
        )


class TestTheSiteAsItWouldBe:
    def test_shows_what_the_public_pages_would(self, client, quarter) -> None:
        assert Client().get("/measures/repairs/").status_code == 404
        page = client.get(f"{SITE}measures/repairs/")
        assert page.status_code == 200
        assert "96.0%" in text_of(page)
        assert "Preview: nobody else sees this." in text_of(page)
        assert "July to September 2026" in text_of(page)
        assert not Release.objects.exists()

    @pytest.mark.parametrize(
        "where", ["", "charter/", "performance/", "documents/", "how-we-score/", "brand.css"]
    )
    def test_every_page_of_it(self, client, quarter, where) -> None:
        assert client.get(f"{SITE}{where}").status_code == 200

    def test_links_stay_inside(self, client, quarter) -> None:
        text = text_of(client.get(f"{SITE}performance/"))
        assert f'href="{SITE}measures/repairs/"' in text
        assert f'href="{SITE}"' in text
        assert 'href="/performance/"' not in text
        assert reverse("performance") == "/performance/"  # and nothing of it is left behind

    def test_is_neither_kept_nor_found(self, client, quarter) -> None:
        page = client.get(f"{SITE}performance/")
        assert page["Cache-Control"] == "no-store, private"
        assert page["X-Robots-Tag"] == "noindex, nofollow"
        assert page["Vary"] != "Accept-Encoding"

    def test_the_next_reader_sees_the_live_site(self, client, quarter) -> None:
        client.get(f"{SITE}measures/repairs/")
        assert Client().get("/measures/repairs/").status_code == 404
        assert "Preview" not in text_of(Client().get("/"))

    def test_a_fault_in_a_page_leaves_nothing_behind(self, client, quarter) -> None:
        assert client.get(f"{SITE}measures/nothing/").status_code == 404
        assert reverse("performance") == "/performance/"
        assert Client().get("/measures/repairs/").status_code == 404

    def test_other_pages_are_the_real_ones(self, client, quarter) -> None:
        assert client.get(f"{SITE}contact/").url == "/contact/"
        assert client.get(f"{SITE}staff/").url == "/staff/"
        assert client.get(f"{SITE}nothing/at/all").status_code == 404
        assert client.get("/staff/releases/preview/nonsense/site/").status_code == 404

    def test_a_scheduled_release_as_it_will_be(self, client, quarter, approver) -> None:
        release = publish_release(period=Q2, by=approver, scheduled_for=timezone.now() + timedelta(days=30))
        Measure.objects.update(title="Changed since")
        where = reverse("staff_release_site", args=[release.slug])
        assert "Repairs on time" in text_of(client.get(f"{where}performance/"))
        publish_release(period=Period.parse("2026-27-Q1"), by=approver)
        assert client.get("/staff/releases/2026-27-q1/site/").status_code == 404

    def test_is_for_publishers(self, quarter, data_owner, administrator) -> None:
        assert Client().get(SITE).url.startswith("/account/login/")
        for person in (data_owner, administrator):
            assert signed_in(person).get(SITE).status_code == 403


class TestWhatIsMissing:
    def send(self, client, where: str, **typed: str):
        return client.post(where, fields_of(client.get(where)) | typed)

    def test_stands_in_the_way_of_a_person(self, client, measure, approver) -> None:
        page = client.get(PREVIEW)
        assert "1 overdue figure stands in the way" in text_of(page)
        typed = fields_of(page) | {"do": "now", "period": Q2.key}
        answer = client.post(reverse("staff_release_preview"), typed)
        assert answer.status_code == 422
        assert "say for each why the period is published without it: Repairs on time." in text_of(answer)
        assert not Release.objects.exists()

    def test_is_waived_with_a_reason_that_the_public_reads(self, client, measure, approver) -> None:
        where = reverse("staff_waive", args=["2026-27-Q2", "repairs"])
        assert self.send(client, where, reason=" ", do="waive").status_code == 422
        assert self.send(client, where, reason="The contractor’s system failed.", do="waive").url == PREVIEW
        assert "The contractor’s system failed." in text_of(client.get(PREVIEW))
        typed = fields_of(client.get(PREVIEW)) | {"do": "now", "period": Q2.key}
        assert client.post(reverse("staff_release_preview"), typed).status_code == 302
        page = text_of(Client().get("/releases/2026-27-q2/"))
        assert "Repairs on time, because: The contractor’s system failed." in page
        assert "The contractor’s system failed." in text_of(Client().get("/feeds/releases.atom"))
        assert AuditEvent.objects.filter(verb="waive", actor_id=approver.pk).exists()

    def test_a_waiver_is_taken_back_but_not_out_of_a_release(self, client, measure, approver) -> None:
        waive(measure=measure, period=Q2, by=approver, reason="No data.")
        release = publish_release(period=Q2, by=approver, nothing_missing=True)
        where = reverse("staff_waive", args=["2026-27-Q2", "repairs"])
        assert self.send(client, where, reason="", do="back").status_code == 302
        assert not Waiver.objects.exists()
        assert Release.objects.get(pk=release.pk).without[0]["reason"] == "No data."
        with pytest.raises(Refused, match="already"):
            take_back_waiver(waiver=Waiver(pk=1), by=approver)

    def test_is_waived_for_one_period_only(self, measure, approver) -> None:
        waive(measure=measure, period=Period.parse("2026-27-Q1"), by=approver, reason="No data.")
        with pytest.raises(Refused, match="overdue"):
            publish_release(period=Q2, by=approver, nothing_missing=True)

    def test_who_may_not(self, data_owner, measure) -> None:
        assert signed_in(data_owner).get("/staff/releases/waive/2026-27-Q2/repairs/").status_code == 403

    def test_what_is_not_there(self, client, measure) -> None:
        for where in ("2026-27-Q2/nothing/", "nonsense/repairs/"):
            assert client.get(f"/staff/releases/waive/{where}").status_code == 404


class TestWhatWouldChange:
    def test_names_each_word_and_number(self, client, quarter, data_owner, approver) -> None:
        publish_release(period=Q2, by=approver)
        approve(quarter, data_owner, approver, "2026-09", 80)
        text = text_of(client.get(PREVIEW))
        assert '<td data-label="Now">96.0%, On target</td>' in text
        assert '<td data-label="Then">90.7%, Below target</td>' in text

    def test_nothing(self, client, quarter, approver) -> None:
        publish_release(period=Q2, by=approver)
        assert "No figure and no status would read differently." in text_of(client.get(PREVIEW))


class TestTheMinute:
    @pytest.mark.parametrize(
        ("typed", "says"),
        [
            ("2027-03-28T01:30", CLOCKS_CHANGE),
            ("2026-10-25T01:30", CLOCKS_CHANGE),
            ("2026-11-01T09:00", "This time is over"),
            ("2099-01-01T09:00", "more than a year ahead"),
            ("tomorrow", "Enter a day and a time"),
            ("31/02/2027 09:00", "Enter a day and a time"),
            ("", "Say when"),
        ],
    )
    def test_that_is_none(self, client, quarter, typed, says) -> None:
        with time_machine.travel(
            date(2026, 11, 22) if "10-25" not in typed else date(2026, 10, 24), tick=False
        ):
            fields = fields_of(client.get(PREVIEW)) | {
                "do": "later",
                "period": Q2.key,
                "scheduled_for": typed,
            }
            answer = client.post(reverse("staff_release_preview"), fields)
        assert answer.status_code == 422
        assert says in text_of(answer)
        assert not Release.objects.exists()

    @pytest.fixture
    def november(self):
        with time_machine.travel(date(2026, 11, 22), tick=False):
            yield

    def test_around_the_change_of_clocks(self, november, client, quarter) -> None:
        moment = {"do": "later", "period": Q2.key, "scheduled_for": "2027-03-28T02:00"}
        fields = fields_of(client.get(PREVIEW)) | moment
        assert client.post(reverse("staff_release_preview"), fields).status_code == 302
        assert Release.objects.get().scheduled_for.isoformat() == "2027-03-28T01:00:00+00:00"

    def test_counts_by_the_database_and_needs_no_worker(self, quarter, approver) -> None:
        release = publish_release(period=Q2, by=approver, scheduled_for=timezone.now() + timedelta(days=30))
        assert Client().get("/measures/repairs/").status_code == 404
        later(release, seconds=-1)
        page = Client().get("/measures/repairs/")
        assert page.status_code == 200
        before = Client().get("/releases/2026-27-q2/").content
        assert publish_due(by=approver)[0].slug == release.slug
        assert Client().get("/measures/repairs/").content == page.content
        assert Client().get("/releases/2026-27-q2/").content == before
        found = Release.objects.get()
        assert (found.state, found.public_since) == ("live", found.scheduled_for)

    def test_by_the_clock_of_the_application_it_would_come_too_early(
        self, quarter, approver, monkeypatch
    ) -> None:
        release = publish_release(period=Q2, by=approver, scheduled_for=timezone.now() + timedelta(days=30))
        with time_machine.travel(timezone.now() + timedelta(days=31)):
            assert Client().get("/measures/repairs/").status_code == 404
            monkeypatch.setattr("measures.querysets.releases.Now", timezone.now)
            assert Client().get("/measures/repairs/").status_code == 200
        assert release.state == "scheduled"

    def test_one_that_takes_the_place_of_the_live_one(self, quarter, data_owner, approver) -> None:
        publish_release(period=Q2, by=approver)
        approve(quarter, data_owner, approver, "2026-09", 80)
        second = publish_release(
            period=Q2, by=approver, reason="A miscount.", scheduled_for=timezone.now() + timedelta(days=30)
        )
        feed = text_of(Client().get("/feeds/releases.atom"))
        assert "miscount" not in feed
        assert "corrected" not in text_of(Client().get("/releases/2026-27-q2/"))
        later(second, seconds=-1)
        assert "This release was corrected" in text_of(Client().get("/releases/2026-27-q2/"))
        states = [one["state"] for one in Client().get("/api/v1/releases").json()["releases"]]
        assert states == ["live", "earlier"]
        assert "Published again: A miscount." in text_of(Client().get("/feeds/releases.atom"))


class TestTakingBack:
    def test_answers_410_with_the_notice_everywhere(self, quarter, approver) -> None:
        release = publish_release(period=Q2, by=approver)
        withdraw_release(release=release, by=approver, reason="A wrong file.")
        for where in (
            "/releases/2026-27-q2/",
            "/measures/repairs.json?release=2026-27-q2",
            "/measures/repairs.csv?release=2026-27-q2",
            "/api/v1/results?release=2026-27-q2&format=csv",
            "/api/v1/measures?release=2026-27-q2",
        ):
            answer = Client().get(where)
            assert answer.status_code == 410, where
            assert "A wrong file." in answer.content.decode(), where
        feed = Client().get("/feeds/releases.atom").content.decode()
        assert "<title>Withdrawn: Results for July to September 2026</title>" in feed
        assert "We took these results back. A wrong file." in feed
        taken = Release.objects.get().withdrawn_at
        assert f"<updated>{taken:%Y-%m-%dT%H:%M:%S}" in feed

    def test_what_came_out_by_the_clock_is_withdrawn_not_called_off(self, quarter, approver) -> None:
        release = publish_release(period=Q2, by=approver, scheduled_for=timezone.now() + timedelta(days=30))
        later(release, seconds=-1)
        withdraw_release(release=release, by=approver, reason="A wrong file.")
        assert Client().get("/releases/2026-27-q2/").status_code == 410

    def test_what_nobody_saw_leaves_nothing(self, quarter, approver) -> None:
        release = publish_release(period=Q2, by=approver, scheduled_for=timezone.now() + timedelta(days=30))
        withdraw_release(release=release, by=approver, reason="A wrong file.")
        assert Client().get("/releases/2026-27-q2/").status_code == 404
        assert "wrong file" not in text_of(Client().get("/feeds/releases.atom"))


class TestTheFeed:
    def test_is_found_from_every_page(self, db) -> None:
        assert 'type="application/atom+xml"' in text_of(Client().get("/contact/"))

    def test_is_an_atom_feed(self, quarter, approver) -> None:
        publish_release(period=Q2, by=approver)
        answer = Client().get("/feeds/releases.atom")
        assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
        assert answer["Cache-Control"] == "public, max-age=60"
        assert answer.content.decode().count("<entry>") == 1
