"""Surveys: what is asked, who was sent a link, and what was answered; nothing joins the last two."""

import uuid

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from charter.models.base import Versioned, one_of, together
from charter.translated import lazily as _lazy
from engagement.models.members import Member
from engagement.models.parts import in_order, only_after

PERSON = settings.AUTH_USER_MODEL

SURVEY_STATES = [("draft", _lazy("Draft")), ("open", _lazy("Open")), ("closed", _lazy("Closed"))]
ASKED = [("invited", _lazy("People with a link of their own")), ("everyone", _lazy("Everybody"))]
QUESTION_KINDS = [
    ("one", _lazy("One choice")),
    ("several", _lazy("Several choices")),
    ("satisfied", _lazy("How satisfied, on five points")),
    ("agree", _lazy("How far they agree, on five points")),
    ("number", _lazy("A number")),
    ("text", _lazy("Words")),
]
CAME_BY = [("link", _lazy("By a link")), ("open", _lazy("Open to everyone")), ("paper", _lazy("On paper"))]


@pghistory.track()
class Survey(Versioned):
    """A set of questions. `asked` says who may answer; what is open to everybody is not a sample.

    `population` is how many could have been asked. `fed_at` is when its answers became drafts of satisfaction
    figures, which the database allows for closed surveys of invited people alone.
    """

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    intro = models.TextField(blank=True)
    method = models.TextField(blank=True)
    asked = models.CharField(max_length=10, choices=ASKED, default="invited")
    stock = models.CharField(max_length=12, default="LCRA")
    population = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=SURVEY_STATES, default="draft", db_index=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True, db_index=True)
    published_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    fed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            one_of("survey_state_known", "state", SURVEY_STATES),
            one_of("survey_asked_known", "asked", ASKED),
            together("survey_closing_together", "closed_at", "closed_by"),
            together("survey_publication_together", "published_at", "published_by"),
            in_order("survey_closed_in_order", "opened_at", "closed_at"),
            only_after("survey_published_after_close", "published_at", "closed_at"),
            only_after("survey_fed_after_close", "fed_at", "closed_at"),
            models.CheckConstraint(
                condition=Q(fed_at__isnull=True) | Q(asked="invited"),
                name="survey_for_everybody_feeds_nothing",
            ),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class SurveyQuestion(Versioned):
    """One question of a survey, on a page of its own.

    `code` names the measure of the regulator that it is for. `may_not_know` offers “not applicable, or do
    not know”. It is asked only of those who chose the first option of `only_if`.
    """

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="questions")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=QUESTION_KINDS)
    text = models.TextField()
    code = models.CharField(max_length=12, blank=True)
    options: "ArrayField[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=200), default=list, blank=True
    )
    may_not_know = models.BooleanField(default=False)
    must_answer = models.BooleanField(default=False)
    only_if = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["survey", "place"]
        constraints = [
            one_of("survey_question_kind_known", "kind", QUESTION_KINDS),
            models.UniqueConstraint(fields=["survey", "place"], name="survey_place_once"),
        ]

    def __str__(self) -> str:
        return f"question {self.place}"


class SurveyInvitation(models.Model):
    """A link of one person. It says on which day it was used, never for which answer."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="invitations")
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    used_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "member"], name="one_survey_link_a_member")]

    def __str__(self) -> str:
        return f"survey link {self.pk}"


class SurveyDraft(models.Model):
    """Answers of somebody who has not finished; gone when they send them, or after 30 days."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    invitation = models.OneToOneField(
        SurveyInvitation, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    answers = models.JSONField(default=dict)
    started_on = models.DateField(db_index=True)

    def __str__(self) -> str:
        return "unfinished answers"


class SurveyResponse(models.Model):
    """What one person answered, under a random id: no link, no moment, only the day.

    `answers` holds the answer by the number of its question.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="responses")
    came_by = models.CharField(max_length=5, choices=CAME_BY)
    sent_on = models.DateField()
    answers = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        constraints = [one_of("survey_response_came_by_known", "came_by", CAME_BY)]

    def __str__(self) -> str:
        return "answers"
