"""Nothing unpublished is anywhere in public: 40 marked values, every address, before and after (P30)."""

import io
import re
import time
from collections import deque
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from charter import jobs
from charter.faults import Refused
from charter.models import Charter, Landlord, Post, Theme, User
from charter.periods import Period
from measures.actions import (
    Decision,
    approve_result,
    record_result,
    releases,
    return_result,
    submit_result,
)
from measures.actions.releases import ask_to_publish_due, publish_due, publish_release, withdraw_release
from measures.actions.reports import order_report
from measures.actions.waivers import waive
from measures.figures import Figures
from measures.models import Measure, MeasureLine, Release, Report, Target
from promises.models import Promise
from tests.access.walking import routes
from tests.people import make_person, signed_in

pytestmark = pytest.mark.django_db
Q1, Q2 = Period.parse("2026-27-Q1"), Period.parse("2026-27-Q2")
LATER = timedelta(days=30)
COMING = [f"kestrel{number:02d}" for number in range(12)]  # come out with the scheduled release
NEVER = [f"osprey{number:02d}" for number in range(20)]  # in drafts, what was returned, comments, names
# Longer than numbers of rows in the database, which stand in addresses.
FIGURES_COMING = ["47111", "47112", "47113", "47114"]
FIGURES_NEVER = ["81511", "81512", "81513", "81514"]
CANARIES = [*COMING, *NEVER, *FIGURES_COMING, *FIGURES_NEVER]


def measure_called(slug: str, title: str, promise: Promise, **texts: str) -> Measure:
    made = Measure.objects.create(
        slug=slug, title=title, kind="count", direction="higher", frequency="monthly", unit="repairs",
        decimals=0, **texts,
    )  # fmt: skip
    Target.objects.create(measure=made, starts="2020-04-01", target=90_000)
    MeasureLine.objects.create(promise=promise, measure=made, text=texts.get("why") or title)
    return made


def typed(measure: Measure, month: str, number: str, by: User, words: Iterable[str]):
    why, action, note = words
    figures = Figures(value=Decimal(number), why=why, action=action, note=note)
    return record_result(measure=measure, period=Period.parse(month), figures=figures, by=by)


@pytest.fixture
def release(landlord, approver) -> Release:
    """A live release without a canary, a scheduled one with 16, and 24 in what is not to come out at all."""
    Landlord.objects.update(first_period="2026-04")
    owner = make_person(NEVER[0], "data_owner")
    checker = make_person(NEVER[1], "approver")
    Post.objects.create(title=NEVER[2])
    charter = Charter.objects.create(
        slug="charter",
        title="Our charter",
        landlord=Landlord.objects.get(),
        stage="published",
        is_current=True,
    )
    theme = Theme.objects.create(charter=charter, slug="repairs", title="Repairs")
    promise = Promise.objects.create(charter=charter, theme=theme, slug="on-time", title="Mend on time")
    measure = measure_called("repairs", "Repairs on time", promise)
    for month in ("2026-04", "2026-05", "2026-06"):
        approve_result(
            result=submit_result(result=typed(measure, month, "100", owner, ("V.", "A.", "")), by=owner),
            by=checker,
            decision=Decision("final"),
        )
    publish_release(period=Q1, by=approver)
    # What will come out with the scheduled release.
    Promise.objects.update(title=COMING[0], summary=COMING[1])
    Theme.objects.update(title=COMING[2])
    Measure.objects.update(title=COMING[3], definition=COMING[4], why=COMING[5])
    for place, month in enumerate(("2026-07", "2026-08", "2026-09")):
        words = (COMING[6 + place], COMING[9 + place], "")
        sent = submit_result(result=typed(measure, month, FIGURES_COMING[place], owner, words), by=owner)
        approve_result(result=sent, by=checker, decision=Decision("final"))
    new = measure_called("kestrels", "Kestrels seen", promise)
    sent = submit_result(result=typed(new, "2026-09", FIGURES_COMING[3], owner, ("V.", "A.", "")), by=owner)
    approve_result(result=sent, by=checker, decision=Decision("final"))
    made = publish_release(period=Q2, by=checker, scheduled_for=timezone.now() + LATER)
    # What is not to come out: drafts, what was returned, what waits, reasons, new texts.
    draft = measure_called("ospreys", NEVER[3], promise, why=NEVER[4], definition=NEVER[5])
    typed(draft, "2026-07", FIGURES_NEVER[0], owner, NEVER[6:9])
    returned = submit_result(result=typed(draft, "2026-08", FIGURES_NEVER[1], owner, NEVER[9:12]), by=owner)
    return_result(result=returned, by=checker, reason=NEVER[12])
    submit_result(result=typed(draft, "2026-09", FIGURES_NEVER[2], owner, NEVER[13:16]), by=owner)
    typed(draft, "2026-10", FIGURES_NEVER[3], owner, (NEVER[16], NEVER[17], NEVER[18]))
    waive(measure=draft, period=Q2, by=checker, reason=NEVER[19])
    return made


def addresses() -> list[str]:
    """Every public route, with the things that there are, that are to come, and that are not."""
    slugs = ("repairs", "kestrels", "ospreys", "on-time", "2026-27-q1", "2026-27-q2", "nothing")
    found = set()
    for route in routes():
        if route.access and route.access.startswith("public"):
            found |= {f"/{route.where}".replace("nothing", slug) for slug in slugs}
    more = {f"{one}?release=2026-27-q2" for one in found if one.startswith(("/api/", "/measures/"))}
    asked = {f"/api/v1/results?format=csv&measure={slug}" for slug in slugs}
    return sorted(
        found | more | asked | {"/sitemap.xml", "/nothing/at/all", "/staff/", "/reports/", "/search/"}
    )


def crawl(client: Client) -> dict[str, str]:
    """By address, all that a visitor gets: status, headers and body, also of what the pages lead to."""
    seen: dict[str, str] = {}
    waiting = deque(addresses())
    while waiting:
        where = waiting.popleft()
        if where in seen:
            continue
        answer = client.get(where)
        content = b"".join(answer) if answer.streaming else answer.content
        # How long an answer is may be any number by chance.
        told = {name: value for name, value in answer.headers.items() if name != "Content-Length"}
        seen[where] = f"{answer.status_code} {told} {content.decode('utf-8', 'replace')}"
        links = re.findall(r'(?:href|action)="(/[^"#]*)', seen[where])
        waiting.extend(link.replace("&amp;", "&") for link in links if not link.startswith("/static/"))
    return seen


def found_in(pages: dict[str, str]) -> dict[str, list[str]]:
    """Which canaries are where; figures are sought with their thousands, too, and not inside tokens."""
    told = {}
    for canary in CANARIES:
        spelt = f"(?:{canary}|{int(canary):,})" if canary.isdigit() else canary
        sought = re.compile(rf"(?<![0-9A-Za-z]){spelt}(?![0-9A-Za-z])")
        places = [where for where, text in pages.items() if sought.search(text)]
        if places:
            told[canary] = places
    return told


def planned(release: Release, seconds: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE measures_release SET scheduled_for = clock_timestamp() + make_interval(secs => %s) "
            "WHERE id = %s",
            [seconds, release.pk],
        )


def test_forty_marked_values_are_nowhere_before(release, approver) -> None:
    assert len(CANARIES) == 40
    pages = crawl(Client())
    assert len(pages) > 100
    assert found_in(pages) == {}
    with pytest.raises(Refused, match="scheduled"):
        order_report(release=release, by=approver)


def test_what_is_to_come_out_is_there_after_and_the_rest_is_not(release) -> None:
    planned(release, -1)
    told = found_in(crawl(Client()))
    assert set(told) == {*COMING, *FIGURES_COMING}
    publish_due(by=User.objects.system())
    assert set(found_in(crawl(Client()))) == {*COMING, *FIGURES_COMING}


def test_were_the_moment_not_asked_the_crawl_would_find_them(release, monkeypatch) -> None:
    from django.db.models import Q

    monkeypatch.setattr("measures.querysets.releases.due", lambda *_: Q(state="scheduled"))
    assert set(found_in(crawl(Client()))) == {*COMING, *FIGURES_COMING}


SOONER = {"period": Q2, "reason": "A miscount."}


def changed_meanwhile(world: Release) -> None:
    """A figure of what is planned is corrected, so that another release of the period would differ."""
    owner, checker = User.objects.get(name=NEVER[0]), User.objects.get(name=NEVER[1])
    for slug in ("repairs", "kestrels"):
        made = record_result(
            measure=Measure.objects.get(slug=slug), period=Period.parse("2026-09"), by=owner,
            figures=Figures(value=Decimal(100), why="V.", action="A."), correction_reason="A miscount.",
        )  # fmt: skip
        sent = submit_result(result=made, by=owner)
        approve_result(result=sent, by=checker, decision=Decision("final"))


def notices() -> dict[str, str]:
    """All that tells what a release of the second quarter changed. A measure's own list of corrections is not
    among it: that names every approved figure that was corrected."""
    where = ["/feeds/releases.atom", "/api/v1/releases", "/releases/"]
    where += [f"/releases/2026-27-q2{end}/" for end in ("", "-r2", "-r3")]
    answers = {one: Client().get(one) for one in where}
    return {one: f"{answer.status_code} {answer.content.decode()}" for one, answer in answers.items()}


def test_nothing_of_a_planned_release_is_in_the_notice_of_another(release, approver) -> None:
    """Plan a period, correct it, publish it now: the notice compares with what the public read, no more."""
    changed_meanwhile(release)
    with pytest.raises(
        Refused, match=r"planned for [^.]*([0-9][ap]m|midday|midnight)\. Call it off first: open “2026-27-q2”"
    ):
        publish_release(**SOONER, by=approver)
    assert found_in(crawl(Client())) == {}
    withdraw_release(release=release, by=approver, reason="Published sooner.")
    made = publish_release(period=Q2, by=approver)
    assert (made.slug, made.replaces, made.notice) == ("2026-27-q2-r2", None, {})
    told = notices()
    assert told["/releases/2026-27-q2/"].startswith("404")
    assert told["/releases/2026-27-q2-r2/"].startswith("200")
    assert not set(FIGURES_COMING[2:]) & set(found_in(told))


def test_compared_with_public_ones_alone_no_notice_tells_it_either(release, approver, monkeypatch) -> None:
    """The second of the two protections holds without the first; without both the notice would tell."""
    changed_meanwhile(release)
    monkeypatch.setattr(releases, "_refuse_if_planned", lambda period: None)
    with transaction.atomic():
        made = publish_release(**SOONER, by=approver)
        assert (made.replaces, made.notice) == (None, {})
        assert not set(FIGURES_COMING[2:]) & set(found_in(notices()))
        transaction.set_rollback(True)
    monkeypatch.setattr(releases, "public_before", lambda period: release)
    publish_release(**SOONER, by=approver)
    assert FIGURES_COMING[3] in found_in(notices())


FORMATS = {
    "page": "/measures/kestrels/",
    "API": "/api/v1/results?measure=kestrels",
    "CSV": "/measures/kestrels.csv",
    "feed": "/feeds/releases.atom",
}


def formats_with_it(approver: User, release: Release) -> set[str]:
    """In which of the formats the release is there now; a paper can be ordered of what is public."""
    client = Client()
    sought = {"feed": "releases/2026-27-q2/"}
    found = {
        name
        for name, where in FORMATS.items()
        if re.search(sought.get(name, r"47114|47,114"), client.get(where).content.decode())
    }
    try:
        order_report(release=release, by=approver)
    except Refused:
        return found
    return found | {"PDF"}


def test_comes_out_in_every_format_in_its_second_and_in_none_before(release, approver) -> None:
    planned(release, 3)
    moment = time.monotonic() + 3
    looked = 0
    while time.monotonic() < moment - 0.5:
        assert formats_with_it(approver, release) == set()
        looked += 1
    assert looked > 1
    time.sleep(max(moment + 0.2 - time.monotonic(), 0))
    assert formats_with_it(approver, release) == {*FORMATS, "PDF"}
    assert time.monotonic() < moment + 1.5
    job = Report.objects.get().job
    assert job is not None
    jobs.run(job.pk)
    assert Report.objects.get().problem == ""
    paper = PdfReader(io.BytesIO(Report.objects.get().file.read()))
    text = "".join(leaf.extract_text() for leaf in paper.pages)
    assert "47,114" in text
    assert COMING[0] in text
    assert not any(canary in text for canary in [*NEVER, *FIGURES_NEVER])


def test_the_worker_notes_it_and_nothing_reads_otherwise(release) -> None:
    planned(release, -1)
    before = {where: Client().get(where).content for where in FORMATS.values()}
    job = ask_to_publish_due(by=User.objects.system())
    assert job is not None
    jobs.run(job.pk)
    assert Release.objects.get(pk=release.pk).state == "live"
    assert {where: Client().get(where).content for where in FORMATS.values()} == before


def test_signed_in_people_without_the_right_find_nothing_of_the_release(
    release, body_reader, panel_member
) -> None:
    for person in (body_reader, panel_member):
        pages = crawl(signed_in(person))
        assert set(found_in(pages)) == set()
