"""The page of figures in time, rating data, and reminding whoever owes a figure."""

import csv
import io
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from charter import jobs
from charter.conflicts import Changed
from charter.faults import Refused
from charter.models import AuditEvent, Body, Job, RoleGrant
from charter.periods import Period
from charter.templatetags.staff_navigation import sections_for
from measures.actions import return_result
from measures.actions.chasing import remind_owner
from measures.actions.rating import rate_data
from measures.models import Chase, DataRating, Measure
from measures.querysets.timeliness import late_step, ratings
from tests.measures.years import given
from tests.people import LONG_AGO, fields_of, make_person, put_into, signed_in

pytestmark = pytest.mark.django_db
JULY, AUGUST, SEPTEMBER, OCTOBER = (Period.parse(f"2026-{month:02d}") for month in (7, 8, 9, 10))
TODAY = date(2026, 11, 20)
VALUE = 87  # is on no page, in no file and in no mail


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    """July was due on 28 August, August on 28 September, September on 28 October, October on 27 November."""
    with time_machine.travel("2026-11-20 10:00:00+00:00", tick=False):
        yield


@pytest.fixture
def collected(measure, data_owner, approver) -> Measure:
    """July approved long after its day, August with an approver, September sent back, October to come."""
    words = {"why": "Two crews were ill.", "action": "We hired one."}
    given(measure, JULY, owner=data_owner, approver=approver, share=VALUE, **words)
    given(measure, AUGUST, owner=data_owner, approver=None, share=VALUE, **words)
    sent = given(measure, SEPTEMBER, owner=data_owner, approver=None, share=VALUE, **words)
    return_result(result=sent, by=approver, reason="Which flats?")
    return measure


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def reader_of(kind: str):
    body = Body.objects.create(slug=kind, name=kind.title(), kind=kind)
    person = make_person(f"Reader {kind}")
    RoleGrant.objects.create(person=person, role="body_reader", body=body, starts=LONG_AGO, given_by=person)
    return person


def do_jobs() -> None:
    for job in Job.objects.filter(state="queued", kind="remind_owner"):
        jobs.run(job.pk)


def test_the_page_says_who_owes_what_and_shows_no_value(collected, approver) -> None:
    page = signed_in(approver).get(reverse("staff_timeliness"))
    text = text_of(page)
    for words in (
        "0 of 3 figures of 2026-27 came in time. 3 came late. 0 are late and not here.",
        "Repairs on time", "Head of Repairs", "Priya Nair", "Sent back", "28 October 2026", "23 days late",
        "27 November 2026", "An approver", "Not rated",
    ):  # fmt: skip
        assert words in text
    assert f"{VALUE}" not in text.replace("form_token", "").split("<main")[1].split("</main>")[0]
    assert reverse("staff_remind", args=["repairs", "2026-09"]) in text
    assert reverse("staff_remind", args=["repairs", "2026-08"]) not in text  # it waits for an approver


def test_the_file_has_a_row_a_period_and_no_value(collected, administrator) -> None:
    answer = signed_in(administrator).get(reverse("staff_timeliness_csv"))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["period"], row["timing"], row["days_late"], row["sent_back"]) for row in rows] == [
        ("2026-07", "Late", "84", "0"),
        ("2026-08", "Late", "53", "0"),
        ("2026-09", "Late", "23", "1"),
        ("2026-10", "Not due yet", "0", "0"),
    ]
    assert f"{VALUE}" not in answer.content.decode()
    assert "Priya" not in answer.content.decode()
    assert signed_in(administrator).get(reverse("staff_timeliness_xlsx")).status_code == 200


def test_who_may_see_it(collected, panel_member, body_reader, engagement_officer, data_owner) -> None:
    pages = [reverse("staff_timeliness"), reverse("staff_timeliness_csv")]
    team, board = reader_of("management"), reader_of("board")
    expected = [
        (engagement_officer, 200), (data_owner, 200), (team, 200),
        (board, 404), (body_reader, 404), (panel_member, 403), (None, 302),
    ]  # fmt: skip
    for person, status in expected:
        assert [signed_in(person).get(page).status_code for page in pages] == [status, status], person
    text = text_of(signed_in(team).get(pages[0]))
    assert "Priya Nair" not in text  # posts, no people
    assert "Head of Repairs" in text
    assert "/remind/" not in text
    assert "/rating/" not in text


def test_a_year_that_is_not_there(collected, approver) -> None:
    for year in ("2025-26", "<script>", "2026", "9" * 400):
        page = signed_in(approver).get(reverse("staff_timeliness"), {"year": year})
        assert page.status_code == 422
        assert "There is no year" in text_of(page)
        assert "<script>“" not in text_of(page)


def test_nothing_at_all(landlord, approver) -> None:
    text = text_of(signed_in(approver).get(reverse("staff_timeliness")))
    for words in ("No figure of 2026-27 was due yet.", "Nothing is late.", "There is no measure for which"):
        assert words in text


def test_without_a_landlord_the_page_is_there(approver) -> None:
    assert signed_in(approver).get(reverse("staff_timeliness")).status_code == 200


def test_reminding_writes_once_a_day_to_who_holds_the_post(collected, approver, data_owner) -> None:
    client, address = signed_in(approver), reverse("staff_remind", args=["repairs", "2026-09"])
    page = client.get(address)
    assert "Priya Nair (Head of Repairs) will get a mail at once" in text_of(page)
    typed = fields_of(page)
    assert client.post(address, typed).status_code == 302
    assert client.post(address, typed).status_code == 302  # a double press
    do_jobs()
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([data_owner.email], "Overdue: Repairs on time, September 2026")
    assert "was due on 28 October 2026. It is 23 days late." in sent.body
    assert "/staff/figures/repairs/2026-09/" in sent.body
    assert f"{VALUE}" not in sent.body + str(sent.alternatives[0][0])
    again = client.post(address, fields_of(client.get(address)))
    assert again.status_code == 422
    assert "They were reminded of this figure today already." in text_of(again)
    assert Chase.objects.count() == 1
    assert AuditEvent.objects.filter(verb="chase_figure").count() == 1
    assert "Reminded on 20 November 2026" in text_of(client.get(reverse("staff_timeliness")))


def test_the_page_names_those_who_get_the_mail_and_each_gets_one(collected, approver, data_owner) -> None:
    """A deputy beside a holder gets none; a server that fails for one leaves the others as they are."""
    second, deputy = make_person("Sam Lowe", "data_owner"), make_person("Dee Puty", "data_owner")
    put_into(collected.owner, second)
    put_into(collected.owner, deputy, deputy=True)
    client, address = signed_in(approver), reverse("staff_remind", args=["repairs", "2026-09"])
    assert "Priya Nair, Sam Lowe (Head of Repairs) will get a mail at once" in text_of(client.get(address))
    remind_owner(measure=collected, period=SEPTEMBER, by=approver)
    do_jobs()
    do_jobs()
    assert sorted(one.to[0] for one in mail.outbox) == sorted([data_owner.email, second.email])
    assert Job.objects.filter(kind="remind_owner", state="done").count() == 2


def test_when_no_mail_could_be_sent_it_may_be_tried_again(collected, approver, data_owner) -> None:
    remind_owner(measure=collected, period=SEPTEMBER, by=approver)
    with pytest.raises(Refused, match="today already"):
        remind_owner(measure=collected, period=SEPTEMBER, by=approver)
    Job.objects.filter(kind="remind_owner").update(state="failed")
    remind_owner(measure=collected, period=SEPTEMBER, by=approver)
    do_jobs()
    assert [one.to for one in mail.outbox] == [[data_owner.email]]
    with pytest.raises(Refused, match="today already"):
        remind_owner(measure=collected, period=SEPTEMBER, by=approver)


def test_the_day_after_they_may_be_reminded_again(collected, approver) -> None:
    remind_owner(measure=collected, period=SEPTEMBER, by=approver)
    with time_machine.travel("2026-11-21 10:00:00+00:00", tick=False):
        remind_owner(measure=collected, period=SEPTEMBER, by=approver)
    assert Chase.objects.count() == 2


@pytest.mark.parametrize(
    ("period", "why"), [(AUGUST, "approver has it"), (OCTOBER, "not due"), (JULY, "here")]
)
def test_nobody_is_reminded_of_what_they_do_not_owe(collected, approver, period, why) -> None:
    assert late_step(collected, period, TODAY) is None, why
    with pytest.raises(Refused, match="not owed any more"):
        remind_owner(measure=collected, period=period, by=approver)
    page = signed_in(approver).get(reverse("staff_remind", args=["repairs", period.slug]))
    assert "It is not owed any more." in text_of(page)
    assert not Chase.objects.exists()


def test_nobody_holds_the_post(collected, approver, data_owner) -> None:
    data_owner.is_active = False
    data_owner.save()
    with pytest.raises(Refused, match="Nobody holds the post"):
        remind_owner(measure=collected, period=SEPTEMBER, by=approver)
    Measure.objects.update(owner=None)
    with pytest.raises(Refused, match="Nobody holds the post"):
        remind_owner(measure=Measure.objects.get(), period=SEPTEMBER, by=approver)


def test_a_figure_that_comes_in_the_meantime_is_not_asked_for(collected, approver, data_owner) -> None:
    remind_owner(measure=collected, period=SEPTEMBER, by=approver)
    given(collected, SEPTEMBER, owner=data_owner, approver=None)
    do_jobs()
    assert mail.outbox == []
    assert Job.objects.get(kind="remind_owner").message == "The figure came in the meantime."


def test_only_those_for_whom_the_page_is_have_its_link(collected, approver) -> None:
    address = reverse("staff_timeliness")
    for person, has_it in ((reader_of("board"), False), (reader_of("management"), True), (approver, True)):
        links = [item.address for section in sections_for(person, "/") for item in section.items]
        assert (address in links) is has_it
        assert (signed_in(person).get(address).status_code == 200) is has_it


def test_who_may_remind(collected, data_owner, administrator, engagement_officer) -> None:
    address = reverse("staff_remind", args=["repairs", "2026-09"])
    for person, status in ((data_owner, 403), (administrator, 403), (engagement_officer, 200), (None, 302)):
        assert signed_in(person).get(address).status_code == status
        if status != 200:
            assert signed_in(person).post(address, {}).status_code == status
    assert not Chase.objects.exists()
    client = signed_in(engagement_officer)
    for address in ("nothing/2026-09", "repairs/2026-99", "repairs/never"):
        assert client.get(f"/staff/timeliness/{address}/remind/").status_code == 404


def test_the_owner_rates_the_data(collected, data_owner, approver) -> None:
    client, address = signed_in(data_owner), reverse("staff_rating", args=["repairs"])
    typed = fields_of(client.get(address)) | {"rating": "3", "evidence": "Checked against 40 job sheets."}
    assert client.post(address, typed).status_code == 302
    assert client.post(address, typed).status_code == 302  # a double press
    assert ratings() == {"repairs": (3, "Checked against 40 job sheets.")}
    text = text_of(signed_in(approver).get(reverse("staff_timeliness")))
    assert "3 of 4" in text
    assert "Checked against 40 job sheets." in text
    assert DataRating.objects.get().version == 1


@pytest.mark.parametrize(
    ("rating", "evidence", "fault"),
    [
        ("", "Seen.", "Choose how far the data can be trusted."),
        ("5", "Seen.", "Choose one of the list."),
        ("0", "Seen.", "Choose one of the list."),
        ("3", "   ", "Say what shows it"),
    ],
)
def test_a_rating_that_is_none(collected, data_owner, rating, evidence, fault) -> None:
    client, address = signed_in(data_owner), reverse("staff_rating", args=["repairs"])
    answer = client.post(address, fields_of(client.get(address)) | {"rating": rating, "evidence": evidence})
    assert answer.status_code == 422
    assert fault in text_of(answer)
    assert not DataRating.objects.exists()


def test_two_who_rate_at_once(collected, data_owner, approver) -> None:
    first = rate_data(measure=collected, rating=2, evidence="Gaps.", by=data_owner, version=0)
    with pytest.raises(Changed):
        rate_data(measure=collected, rating=4, evidence="Audited.", by=approver, version=0)
    rate_data(measure=collected, rating=4, evidence="Audited.", by=approver, version=first.version)
    assert ratings() == {"repairs": (4, "Audited.")}
    with pytest.raises(Refused, match="from 1 to 4"):
        rate_data(measure=collected, rating=5, evidence="Audited.", by=approver)
    with pytest.raises(Refused, match="what shows it"):
        rate_data(measure=collected, rating=1, evidence=" ", by=approver)


def test_who_may_rate(collected, approver, engagement_officer) -> None:
    other = make_person("Ola Grant", "data_owner")
    address = reverse("staff_rating", args=["repairs"])
    for person, status in ((approver, 200), (other, 404), (engagement_officer, 403), (None, 302)):
        assert signed_in(person).get(address).status_code == status
    assert signed_in(approver).get(reverse("staff_rating", args=["nothing"])).status_code == 404


def test_the_page_asks_the_same_whatever_the_number_of_measures(
    collected, approver, post, django_assert_num_queries, django_assert_max_num_queries
) -> None:
    client, address = signed_in(approver), reverse("staff_timeliness")
    client.get(address)
    with django_assert_max_num_queries(48) as few:
        client.get(address)
    more = {"kind": "percentage", "direction": "higher", "frequency": "monthly", "owner": post}
    Measure.objects.bulk_create(Measure(slug=f"m{n}", title=f"M {n}", **more) for n in range(200))
    with django_assert_num_queries(len(few)):
        client.get(address)
