"""Questions about surveys: which are public, what was counted, which question comes next."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from engagement.models import Survey, SurveyQuestion, SurveyResponse
from measures.scoring.values import BASE

NOT_KNOWN = "dont_know"
Answers = Mapping[str, Any]


def public_surveys() -> QuerySet[Survey]:
    """What everybody can find: surveys that are open to everyone, and results that are published."""
    return Survey.objects.filter(Q(state="open", asked="everyone") | Q(published_at__isnull=False))


def asked_of(questions: list[SurveyQuestion], answers: Answers) -> list[SurveyQuestion]:
    """The questions that somebody who answered so far is asked, in order."""
    filters = {one.pk: one for one in questions}
    return [one for one in questions if one.only_if_id is None or _leads(filters[one.only_if_id], answers)]


def _leads(question: SurveyQuestion, answers: Answers) -> bool:
    return bool(answers.get(str(question.pk)) == question.options[0])


def counts_of(question: SurveyQuestion) -> dict[str, int]:
    """How many gave each answer; of several choices one person counts for each."""
    rows = SurveyResponse.objects.filter(survey=question.survey_id, answers__has_key=str(question.pk))
    counted: Counter[str] = Counter()
    for answers in rows.values_list("answers", flat=True).iterator():
        given = answers[str(question.pk)]
        counted.update(given if isinstance(given, list) else [str(given)])
    if question.kind in ("satisfied", "agree"):
        return {point: counted[point] for point in (*BASE, *([NOT_KNOWN] if question.may_not_know else []))}
    if question.options:
        return {option: counted[option] for option in question.options}
    return dict(counted)


def answers_on_scale(counted: Mapping[str, int]) -> dict[str, int]:
    """The five points alone: who does not know is not in the base (domain.md 1.2)."""
    return {point: counted.get(point, 0) for point in BASE}
