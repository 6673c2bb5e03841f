"""Surveys: the regulator's set, one answer per link, what is forgotten, and what may make figures."""

from datetime import timedelta
from threading import Thread
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from charter.faults import Refused
from charter.models import Landlord
from charter.periods import Period
from engagement.actions.answering import (
    answer_question,
    begin_answers,
    enter_paper,
    forget_unfinished,
    submit_answers,
)
from engagement.actions.surveys import (
    Asking,
    SurveyPlan,
    add_question,
    add_regulator_set,
    close_survey,
    draft_survey,
    feed_measures,
    invite_to_survey,
    open_survey,
    publish_survey,
)
from engagement.models import Survey, SurveyDraft, SurveyInvitation, SurveyResponse
from tests.engagement.rows import author

pytestmark = pytest.mark.django_db
YES_NO = ("Yes", "No")


def asked_for(asked: str = "invited") -> Survey:
    plan = SurveyPlan(f"Repairs {asked}", method="By post.", asked=asked, population=100)
    survey = draft_survey(plan=plan, by=author())
    repair = add_question(
        survey=survey, asking=Asking("one", "A repair?", YES_NO, must_answer=True), by=author()
    )
    scale = Asking("satisfied", "How satisfied?", code="TP02", only_if=repair)
    add_question(survey=survey, asking=scale, by=author())
    return open_survey(survey=survey, by=author())


def test_regulators_set(landlord: Landlord):
    survey = draft_survey(plan=SurveyPlan("TSM"), by=author())
    add_regulator_set(survey=survey, by=author())
    rows = list(survey.questions.all())
    coded = {one.code: one for one in rows if one.code}
    assert list(coded) == [f"TP{number:02}" for number in range(1, 13)]
    unsure = {code for code, one in coded.items() if one.may_not_know}
    assert unsure == {"TP05", "TP06", "TP07", "TP08", "TP11", "TP12"}
    assert {code for code, one in coded.items() if one.only_if} == {"TP02", "TP03", "TP09", "TP10"}
    assert coded["TP02"].only_if == coded["TP03"].only_if
    assert coded["TP10"].only_if.options == ["Yes", "No", "Don't know"]
    assert coded["TP08"].kind == "agree"
    assert not any("[landlord]" in one.text for one in rows)
    with pytest.raises(Refused):
        add_regulator_set(survey=survey, by=author())


def test_one_answer_a_link_and_nothing_joins_them(landlord: Landlord):
    survey = asked_for()
    link = invite_to_survey(survey=survey, members=[None], by=author())[0]
    repair, scale = survey.questions.all()
    draft = begin_answers(survey=survey, link=link.key)
    assert begin_answers(survey=survey, link=link.key) == draft
    with pytest.raises(Refused):
        submit_answers(draft=draft)
    answer_question(draft=draft, question=scale, given=["neither"])
    with pytest.raises(Refused):
        answer_question(draft=draft, question=scale, given=["dont_know"])
    answer_question(draft=draft, question=repair, given=["No"])
    made = submit_answers(draft=draft)
    assert made.answers == {str(repair.pk): "No"}  # the filter took the other one away
    assert not SurveyDraft.objects.exists()
    for again in (lambda: begin_answers(survey=survey, link=link.key), lambda: submit_answers(draft=draft)):
        with pytest.raises(Refused):
            again()
    assert SurveyResponse.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_by_one_link_make_one_answer(landlord: Landlord):
    survey = asked_for()
    link = invite_to_survey(survey=survey, members=[None], by=author())[0]
    draft = begin_answers(survey=survey, link=link.key)
    answer_question(draft=draft, question=survey.questions.get(place=1), given=["Yes"])
    refused: list[str] = []

    def send() -> None:
        try:
            submit_answers(draft=draft)
        except Refused as fault:
            refused.append(str(fault))
        finally:
            connection.close()

    threads = [Thread(target=send) for _ in range(10)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (SurveyResponse.objects.count(), len(refused)) == (1, 9)


def test_open_to_everyone_never_makes_figures(landlord: Landlord):
    survey = asked_for("everyone")
    with pytest.raises(Refused):
        invite_to_survey(survey=survey, members=[None], by=author())
    survey = close_survey(survey=survey, by=author())
    with pytest.raises(Refused, match="no sample"):
        feed_measures(survey=survey, period=Period.parse("2026/27"), by=author())
    with pytest.raises(IntegrityError, match="survey_for_everybody_feeds_nothing"), transaction.atomic():
        Survey.objects.filter(pk=survey.pk).update(fed_at=timezone.now())


def test_paper_close_publish_and_unfinished_answers(landlord: Landlord):
    survey = asked_for()
    first = survey.questions.get(place=1)
    with pytest.raises(Refused):
        enter_paper(survey=survey, given={first.pk: ["Perhaps"]}, by=author())
    assert enter_paper(survey=survey, given={first.pk: ["Yes"]}, by=author()).came_by == "paper"
    link = invite_to_survey(survey=survey, members=[None], by=author())[0]
    begin_answers(survey=survey, link=link.key)
    assert forget_unfinished() == 0
    SurveyDraft.objects.update(started_on=timezone.localdate() - timedelta(days=30))
    assert forget_unfinished() == 1
    assert SurveyInvitation.objects.get().used_on is None
    with pytest.raises(Refused):
        publish_survey(survey=survey, by=author())
    publish_survey(survey=close_survey(survey=survey, by=author()), by=author())
    with pytest.raises(Refused, match="not open"):
        enter_paper(survey=survey, given={first.pk: ["Yes"]}, by=author())


def test_pages_one_question_at_a_time(landlord: Landlord):
    survey, client = asked_for("everyone"), Client()
    assert survey.title in client.get(reverse("surveys")).content.decode()
    page = reverse("survey", args=[survey.slug])
    assert "not a sample" in client.get(page).content.decode()
    first = client.post(page)["Location"]
    refused = client.post(first, {"answer": "Perhaps"})
    assert refused.status_code == 422
    assert "Choose an answer from the list." in refused.content.decode()
    second = client.post(first, {"answer": "Yes"})["Location"]
    assert "Fairly dissatisfied" in client.get(second).content.decode()
    last = client.post(second, {"answer": "neither"})["Location"]
    assert "Neither satisfied nor dissatisfied" in client.get(last).content.decode()
    done = client.post(last)
    assert client.post(last)["Location"] == done["Location"]  # pressed twice
    assert client.get(done["Location"]).status_code == 200
    assert SurveyResponse.objects.get().came_by == "open"
    assert client.get(last).status_code == 404
    assert not client.cookies


def test_start_without_the_link_is_refused_and_a_draft_is_not_there(landlord: Landlord):
    survey, client = asked_for(), Client()
    page = reverse("survey", args=[survey.slug])
    assert client.post(page).status_code == 422
    assert client.post(reverse("survey_link", args=[survey.slug, uuid4()])).status_code == 422
    assert survey.title not in client.get(reverse("surveys")).content.decode()
    hidden = draft_survey(plan=SurveyPlan("Not yet"), by=author())
    assert client.get(reverse("survey", args=[hidden.slug])).status_code == 404
    assert not SurveyDraft.objects.exists()
