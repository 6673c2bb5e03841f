"""A thing of somebody else is as unknown as one that does not exist: the same 404, byte for byte (P28)."""

import re
from dataclasses import dataclass
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from charter import glass
from charter.models import BreakGlass, Job, Letter, Post, PostHolding, User
from charter.periods import Period
from measures.models import Import, Measure, Release, Report
from promises.models import Edition, Publication
from tests.access.walking import verdict
from tests.people import make_person, put_into, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MONTH = Period.containing(date.today(), "month").previous()
UNKNOWN, NOBODYS = 2_000_000_000, "nothing-of-the-kind"
CHANGING = re.compile(r'csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken": "[^"]+"|Reference [0-9a-f]+')


@dataclass
class Owner:
    """A data owner with a post and one thing of each kind."""

    person: User
    post: Post
    kept: dict[str, object]

    @classmethod
    def made(cls, name: str) -> "Owner":
        slug = name.lower().replace(" ", "-")
        person, post = make_person(name, "data_owner"), Post.objects.create(title=f"Head of {name}")
        put_into(post, person)
        common = {"owner": post, "direction": "higher", "frequency": "monthly"}
        Measure.objects.create(slug=slug, title=name, kind="percentage", **common)
        Measure.objects.create(slug=f"{slug}-cases", title=f"{name} cases", kind="cases", **common)
        Measure.objects.create(slug=f"{slug}-done", title=f"{name} done", kind="milestone", **common)
        batch = Import(
            name=f"{slug}.csv", digest=slug.ljust(64, "0"), size=3, received_by=person, state="faulty"
        )
        batch.file.save(f"{slug}.csv", ContentFile(b"a,b"), save=False)
        batch.save()
        publication = Publication.objects.create(
            slug=f"{slug}-plan", title=f"{name} plan", schedule="on change", owner=post
        )
        edition = Edition.objects.create(
            publication=publication, title="First", published=date(2026, 6, 1), written_by=person
        )
        job = Job.objects.create(kind="check_upload", key=slug, due=timezone.now(), asked_by=person)
        return cls(person, post, {"slug": slug, "import": batch.pk, "edition": edition.pk, "job": job.pk})


PLACES = (
    "/staff/figures/{slug}/" + MONTH.slug + "/",
    "/staff/milestones/{slug}-done/",
    "/staff/imports/{import}/",
    "/staff/imports/{import}/faults.csv",
    "/staff/imports/{import}/file/",
    "/staff/jobs/{job}/",
    "/staff/editions/{edition}/",
    "/staff/editions/{slug}-plan/new/",
    "/staff/editions/{slug}-plan/change/",
)
NO_ROW = {"slug": NOBODYS, "import": UNKNOWN, "edition": UNKNOWN, "job": UNKNOWN}


@pytest.fixture
def owners(landlord) -> tuple[Owner, Owner]:
    return Owner.made("Repairs"), Owner.made("Safety")


def told(answer) -> tuple[int, str]:
    """What a person learns: the status and the page without its one-time marks."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, CHANGING.sub("", content.decode())


def ask(client: Client, where: str, method: str) -> tuple[int, str]:
    if method == "POST":
        return told(client.post(where, {}))
    return told(client.get(where, headers={"HX-Request": "true"} if method == "HTMX" else {}))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("method", ["GET", "POST", "HTMX"])
def test_what_is_anothers_is_unknown(owners, place, method) -> None:
    mine, other = owners
    client = signed_in(mine.person)
    unknown = ask(client, place.format(**NO_ROW), method)
    assert unknown[0] == 404
    assert ask(client, place.format(**other.kept), method) == unknown
    if (method, place) != ("POST", "/staff/editions/{edition}/"):  # to approve it is somebody else's
        assert ask(client, place.format(**mine.kept), method)[0] != 404  # the control: the own one is there


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_numbers_of_another_kind_lead_nowhere(owners, method) -> None:
    mine, _ = owners
    client = signed_in(mine.person)
    for where in (
        "/staff/imports/x/",
        "/staff/imports/-1/",
        "/staff/imports/1e3/",
        f"/staff/imports/{'9' * 40}/",
    ):
        assert ask(client, where, method)[0] == 404, where


def test_two_ids_that_do_not_belong_together(owners, administrator) -> None:
    mine, other = owners
    client = signed_in(administrator)
    holding = PostHolding.objects.get(person=other.person)
    crossed = ask(client, f"/staff/people/{mine.person.pk}/posts/{holding.pk}/hand-over/", "GET")
    unknown = ask(client, f"/staff/people/{mine.person.pk}/posts/{UNKNOWN}/hand-over/", "GET")
    assert crossed == unknown
    assert crossed[0] == 404
    posted = client.post(f"/staff/people/{mine.person.pk}/posts/{holding.pk}/hand-over/", {"starts": ""})
    assert posted.status_code == 404
    holding.refresh_from_db()
    assert holding.ends is None


def test_a_file_is_closed_to_administrators_until_the_glass_is_broken(owners, administrator) -> None:
    mine, other = owners
    client = signed_in(administrator)
    where = f"/staff/imports/{mine.kept['import']}/file/"
    unknown = ask(client, f"/staff/imports/{UNKNOWN}/file/", "GET")
    assert ask(client, where, "GET") == unknown
    second = make_person("Otto Admin", "administrator")
    page = client.get("/staff/restricted/")
    typed = {field.html_name: field.value() for field in page.context["form"] if field.value()}
    typed |= {"what": "upload", "number": mine.kept["import"], "reason": "The owner is ill."}
    assert client.post("/staff/restricted/", typed).status_code == 302
    assert client.get(where).status_code == 200
    assert ask(client, f"/staff/imports/{other.kept['import']}/file/", "GET") == unknown
    assert ask(signed_in(second), where, "GET")[0] == 404  # open to one person only
    assert Letter.objects.filter(kind="break_glass", person=second).count() == 1
    assert glass.opened_ids(second, "download_upload") == []


def test_glass_is_not_broken_without_a_second_administrator_or_a_reason(owners, administrator) -> None:
    mine, _ = owners
    client = signed_in(administrator)
    for reason, says in (("The owner is ill.", "no second administrator"), ("x", "Say why")):
        page = client.get("/staff/restricted/")
        typed = {field.html_name: field.value() for field in page.context["form"] if field.value()}
        typed |= {"what": "upload", "number": mine.kept["import"], "reason": reason}
        answer = client.post("/staff/restricted/", typed)
        assert answer.status_code == 422
        assert says in answer.content.decode()
    assert not BreakGlass.objects.exists()


def test_the_others_are_told_by_mail(owners, administrator, mailoutbox) -> None:
    from charter import jobs
    from charter.actions.break_glass import break_glass

    mine, _ = owners
    second = make_person("Otto Admin", "administrator")
    batch = Import.objects.get(pk=mine.kept["import"])
    break_glass(permission="download_upload", subject=batch, reason="The owner is ill.", by=administrator)
    (job,) = Job.objects.filter(kind="send_letter")
    for _ in range(2):  # a worker that died after sending is asked again: one letter each all the same
        jobs.run(job.pk)
        Job.objects.filter(pk=job.pk).update(state="queued")
    (mail,) = [one for one in mailoutbox if one.subject == "Restricted data was opened"]
    assert mail.to == [second.email]
    assert "Ann Marsh" in mail.body
    assert not re.search(r"\d\d:\d\d(?![ap]m)", mail.body)  # “4:30pm”, as on every page
    assert "ill" not in mail.body.split("http")[0].replace("will", "")


def test_a_paper_is_not_there_until_it_is_released_to_the_board(landlord, approver, body_reader) -> None:
    release = Release.objects.create(
        slug="2026-07",
        period="2026-07",
        period_kind="month",
        period_start=date(2026, 7, 1),
        period_end=date(2026, 7, 31),
        state="live",
        published_by=approver,
        published_at=timezone.now(),
        cutoff=timezone.now(),
        hash="0" * 64,
    )
    report = Report(release=release, kind="board", ordered_by=approver)
    report.file.save("board.pdf", ContentFile(b"%PDF-1.7"), save=False)
    report.save()
    client, where = signed_in(body_reader), f"/staff/reports/{report.pk}/file/"
    assert ask(client, where, "GET") == ask(client, f"/staff/reports/{UNKNOWN}/file/", "GET")
    Report.objects.filter(pk=report.pk).update(released_to_board=True)
    assert verdict(client.get(where)) == "in"
    assert client.get(where).status_code == 200
