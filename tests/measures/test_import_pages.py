"""The pages of files of figures: upload, faults or preview, accept, submit, downloads, and who may."""

from datetime import date

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from charter import jobs
from charter.models import Job, Landlord, Post, PostHolding, RoleGrant, User
from measures.models import Import, Measure, Result, Target

pytestmark = pytest.mark.django_db

HEADING = "measure,period,numerator,denominator,note"


def person(email: str, role: str) -> User:
    made = User.objects.create_user(email, email.partition("@")[0].title())
    RoleGrant.objects.create(person=made, role=role, starts=date(2020, 1, 1), given_by=made)
    TOTP.activate(made, "JBSWY3DPEHPK3PXP")
    return made


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def owner() -> User:
    made = person("owner@example.org", "data_owner")
    post = Post.objects.create(title="Head of repairs")
    PostHolding.objects.create(post=post, person=made, starts=date(2020, 1, 1))
    Landlord.objects.create(name="Alderbrook Homes", first_period="2026-07")
    measure = Measure.objects.create(
        slug="repairs", title="Repairs on time", kind="percentage", direction="higher", frequency="monthly",
        unit="%", decimals=1, owner=post,
    )  # fmt: skip
    Target.objects.create(measure=measure, starts=date(2020, 4, 1), target=95)
    return made


@pytest.fixture
def client(owner) -> Client:
    return signed_in(owner)


def sent(client: Client, data: bytes | str, name: str = "figures.csv", **more: object):
    page = client.get(reverse("staff_imports"))
    token = page.context["form"]["form_token"].value()
    content = data.encode() if isinstance(data, str) else data
    return client.post(
        reverse("staff_imports"), {"form_token": token, "file": SimpleUploadedFile(name, content), **more}
    )


def rows(*given: str) -> str:
    return "\n".join([HEADING, *(row + "," * (4 - row.count(",")) for row in given)])


def checked(client: Client, *given: str) -> Import:
    answer = sent(client, rows(*given))
    assert answer.status_code == 302
    for job in Job.objects.filter(state="queued"):
        jobs.run(job.pk)
    return Import.objects.get(pk=int(answer.url.rstrip("/").rsplit("/", 1)[-1]))


def press(client: Client, batch: Import, button: str):
    page = client.get(reverse("staff_import", args=[batch.pk]))
    token = page.context["form"]["form_token"].value()
    return client.post(
        reverse("staff_import", args=[batch.pk]), {"form_token": token, "do": button}, follow=True
    )


def test_the_whole_way_of_a_file(client):
    batch = checked(client, "repairs,2026-07,96,100", "repairs,2026-08,80,100")
    page = client.get(reverse("staff_import", args=[batch.pk])).text
    assert "No faults: 2 figures ready" in page
    assert "96.0%" in page
    assert Result.objects.count() == 0
    assert "Accepted. The figures are drafts now" in press(client, batch, "accept").text
    assert Result.objects.filter(workflow="draft").count() == 2
    page = press(client, batch, "submit").text
    assert "1 figure sent for approval. 1 need an explanation first." in page
    assert reverse("staff_figure", args=["repairs", "2026-08"]) in page


def test_while_the_worker_checks_the_page_says_so(client):
    answer = sent(client, rows("repairs,2026-07,96,100"))
    page = client.get(answer.url).text
    assert "We are checking this file." in page
    assert "See whether it is ready" in page


def test_work_that_failed_is_told_and_the_file_can_be_sent_again(client):
    answer = sent(client, rows("repairs,2026-07,96,100"))
    Job.objects.update(state="failed", message="We could not finish this. Reference 1.")
    page = client.get(answer.url).text
    assert "Reference 1." in page
    assert "Upload the file again" in page
    assert sent(client, rows("repairs,2026-07,96,100")).url == answer.url
    assert jobs.run(Job.objects.get(state="queued").pk)
    assert "No faults: 1 figure ready" in client.get(answer.url).text


def test_all_faults_are_shown_and_can_be_downloaded(client):
    batch = checked(client, "repairs,2026-07,101,100,=x", "nobody,2026-08,1,2", "repairs,=1+1,1,2")
    page = client.get(reverse("staff_import", args=[batch.pk])).text
    assert "3 things are wrong with this file" in page
    assert "Numerator 101 is larger than denominator 100." in page
    assert "You are not the owner of nobody." in page
    download = client.get(reverse("staff_import_faults_csv", args=[batch.pk]))
    assert download["Content-Disposition"] == f'attachment; filename="faults-{batch.pk}.csv"'
    lines = download.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert "'=1+1" in lines[3]


def test_a_hundred_faults_are_shown_and_all_are_downloaded(client):
    batch = checked(client, *(f"nobody-{n},2026-07,1,2" for n in range(120)))
    page = client.get(reverse("staff_import", args=[batch.pk])).text
    assert page.count("<tr>") == 101
    assert "Download all 120 as" in page
    download = client.get(reverse("staff_import_faults_csv", args=[batch.pk]))
    assert len(download.content.splitlines()) == 121


@pytest.mark.parametrize(
    ("data", "status", "says"),
    [
        (
            b"\x89PNG\r\n\x1a\n\x00",
            415,
            "This is not a CSV or Excel (.xlsx) file, even though its name says so.",
        ),
        (b"x" * 10_100_000, 413, "The file is 10.1 MB. Files must be smaller than 10 MB."),
        (b"", 422, "The file is empty. Choose a file with a heading row and at least one figure."),
    ],
)
def test_what_is_no_table_is_refused_beside_the_box(client, data, status, says):
    answer = sent(client, data)
    assert answer.status_code == status
    assert says in answer.text
    assert "<title>Error: " in answer.text
    assert Import.objects.count() == 0


def test_no_file_and_two_files_are_refused(client):
    token = client.get(reverse("staff_imports")).context["form"]["form_token"].value()
    answer = client.post(reverse("staff_imports"), {"form_token": token})
    assert answer.status_code == 422
    assert "Choose a file." in answer.text
    two = [SimpleUploadedFile(name, rows("repairs,2026-07,1,2").encode()) for name in ("a.csv", "b.csv")]
    answer = client.post(reverse("staff_imports"), {"form_token": token, "file": two})
    assert answer.status_code == 422
    assert "Choose one file at a time." in answer.text


def test_the_same_file_leads_to_the_first(client):
    first = checked(client, "repairs,2026-07,96,100")
    answer = sent(client, rows("repairs,2026-07,96,100"), name="other.csv")
    assert answer.url == reverse("staff_import", args=[first.pk])
    assert "You uploaded this same file before." in client.get(answer.url).text


def test_a_hostile_name_is_shown_as_text(client):
    sent(client, rows("repairs,2026-07,96,100"), name='"><img src=x>.csv')
    page = client.get(reverse("staff_imports")).text
    assert "<img" not in page
    assert "&lt;img src=x&gt;.csv" in page


def test_accepting_twice_and_a_stale_press_do_no_harm(client):
    batch = checked(client, "repairs,2026-07,96,100")
    page = client.get(reverse("staff_import", args=[batch.pk]))
    again = {"form_token": page.context["form"]["form_token"].value(), "do": "accept"}
    for _ in range(2):
        assert client.post(reverse("staff_import", args=[batch.pk]), again).status_code == 302
    assert Result.objects.count() == 1
    assert "already accepted" in press(client, batch, "accept").text
    assert "Choose a button on this page." in press(client, batch, "other").text


def test_what_changed_since_the_check_is_listed_on_the_page(client, owner):
    batch = checked(client, "repairs,2026-07,96,100")
    Measure.objects.update(owner=None)
    answer = press(client, batch, "accept")
    assert answer.status_code == 422
    assert "you are not the owner of repairs." in answer.text
    assert Result.objects.count() == 0
    sent(client, rows("repairs,2026-07,96,100"))
    assert jobs.run(Job.objects.get(state="queued").pk)
    page = client.get(reverse("staff_import", args=[batch.pk])).text
    assert "1 thing is wrong with this file" in page


def test_the_file_comes_back_as_a_download_that_no_browser_runs(client):
    batch = checked(client, "repairs,2026-07,96,100")
    answer = client.get(reverse("staff_import_file", args=[batch.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert b"".join(answer.streaming_content).decode() == rows("repairs,2026-07,96,100")


def test_others_do_not_see_the_file(client, owner):
    batch = checked(client, "repairs,2026-07,96,100")
    other = signed_in(person("other@example.org", "data_owner"))
    for name in ("staff_import", "staff_import_faults_csv", "staff_import_file"):
        assert other.get(reverse(name, args=[batch.pk])).status_code == 404
    approver = signed_in(person("approver@example.org", "approver"))
    answer = approver.get(reverse("staff_import_file", args=[batch.pk]))
    assert b"".join(answer.streaming_content)
    assert approver.get(reverse("staff_imports")).status_code == 403
    assert Client().get(reverse("staff_imports")).status_code == 302


def test_templates_hold_the_measures_and_periods_that_are_owed(client):
    where = reverse("staff_import_template_csv", args=["results"])
    lines = client.get(where).content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("measure,title,period,last_value,segment,numerator")
    assert "repairs,Repairs on time,2026-07,,,,,,,,,,,," in lines
    text = client.get(reverse("staff_import_template_csv", args=["satisfaction"])).content.decode("utf-8-sig")
    assert len(text.splitlines()) == 1
    assert client.get("/staff/imports/template/other.csv").status_code == 404
    assert client.get("/staff/imports/template/other.xlsx").status_code == 404


def test_the_template_reads_back_once_filled_in(client):
    where = reverse("staff_import_template_csv", args=["results"])
    data = client.get(where).content.decode("utf-8-sig")
    filled = data.replace("repairs,Repairs on time,2026-07,,,,", "repairs,Repairs on time,2026-07,,,96,100")
    answer = sent(client, filled)
    for job in Job.objects.filter(state="queued"):
        jobs.run(job.pk)
    batch = Import.objects.get()
    assert (batch.state, batch.rows) == ("ready", 1)
    assert batch.summary["unfilled_count"] == len(data.splitlines()) - 2
    assert "left out" in client.get(answer.url).text
