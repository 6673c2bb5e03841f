"""Verbs of a survey: draft, ask, open, invite, close, publish, and make figures of what was answered."""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit
from charter.conflicts import check_version
from charter.faults import Refused
from charter.models import Landlord, User
from charter.periods import Period
from engagement.actions.checks import free_address, words
from engagement.models import (
    ASKED,
    QUESTION_KINDS,
    Member,
    Survey,
    SurveyInvitation,
    SurveyQuestion,
)
from engagement.querysets.surveys import answers_on_scale, counts_of
from measures.actions.entering import Entry, Place, enter_figure
from measures.figures import Figures
from measures.models import Measure, Result
from measures.scoring.values import satisfaction
from measures.sector_data.definitions import definitions


@dataclass(frozen=True)
class SurveyPlan:
    """What a survey is and who may answer it; `population` is how many could be asked."""

    title: str
    intro: str = ""
    method: str = ""
    asked: str = "invited"
    population: int | None = None


@dataclass(frozen=True)
class Asking:
    """A question to put into a survey; `only_if` is the one whose first option leads here."""

    kind: str
    text: str
    options: tuple[str, ...] = ()
    code: str = ""
    may_not_know: bool = False
    must_answer: bool = False
    only_if: SurveyQuestion | None = None


@transaction.atomic
def draft_survey(*, plan: SurveyPlan, by: User) -> Survey:
    """Begin a survey that nobody can answer yet. Raises Refused without a title, or for a taken address."""
    if plan.asked not in dict(ASKED):
        raise Refused(_("Choose who may answer from the list."))
    title = words(plan.title, _("Give the survey a title."))
    made = Survey.objects.create(
        slug=free_address(Survey, title),
        title=title,
        intro=plan.intro.strip(),
        method=plan.method.strip(),
        asked=plan.asked,
        population=plan.population,
    )
    audit.record("draft_survey", made, by=by)
    return made


@transaction.atomic
def add_question(*, survey: Survey, asking: Asking, by: User, version: int | None = None) -> SurveyQuestion:
    """Put a question at the end. Raises Refused once the survey is open, or for an impossible question."""
    found = _draft(survey, version)
    made = _ask(found, asking)
    _saved(found, "add_survey_questions", by=by)
    return made


@transaction.atomic
def add_regulator_set(*, survey: Survey, by: User, version: int | None = None) -> Survey:
    """Put the twelve questions of the regulator's survey at the end, word for word, with their filters.

    “Not applicable or do not know” stands only where the regulator offers it (domain.md 1.2). Raises Refused
    when they are there already, or once the survey is open.
    """
    found = _draft(survey, version)
    if found.questions.exclude(code="").exists():
        raise Refused(_("The questions of the regulator are in this survey already."))
    name = Landlord.objects.values_list("name", flat=True).first() or ""
    filters: dict[str, SurveyQuestion] = {}
    for (code, _part), one in definitions().items():
        if not one.is_perception:
            continue
        asked = one.filter_question
        if asked and asked not in filters:
            text, _sep, options = asked.partition("? ")
            filter_ = Asking(
                "one", f"{text}?".replace("[landlord]", name), tuple(options.split("/")), must_answer=True
            )
            filters[asked] = _ask(found, filter_)
        kind = "agree" if code == "TP08" else "satisfied"
        not_known = "Not applicable" in one.answer_options
        text = one.question.replace("[landlord]", name)
        _ask(found, Asking(kind, text, (), code, not_known, only_if=filters.get(asked)))
    return _saved(found, "add_survey_questions", by=by)


def _ask(survey: Survey, asking: Asking) -> SurveyQuestion:
    if asking.kind not in dict(QUESTION_KINDS):
        raise Refused(_("Choose the kind of the question from the list."))
    options = [one.strip() for one in asking.options if one.strip()]
    if asking.kind in ("one", "several") and len(set(options)) < max(2, len(options)):
        raise Refused(_("Give at least two choices, each of them once."))
    last = survey.questions.order_by("-place").first()
    row = replace(asking, text=words(asking.text, _("Write the question.")))
    return SurveyQuestion.objects.create(
        survey=survey,
        place=last.place + 1 if last else 1,
        **{**row.__dict__, "options": options if asking.kind in ("one", "several") else []},
    )


@transaction.atomic
def open_survey(*, survey: Survey, by: User, version: int | None = None) -> Survey:
    """Let people answer; from now on the questions stay. Raises Refused without a question."""
    found = _draft(survey, version)
    if not found.questions.exists():
        raise Refused(_("Put a question into the survey first."))
    found.state, found.opened_at = "open", timezone.now()
    return _saved(found, "open_survey", by=by)


@transaction.atomic
def invite_to_survey(*, survey: Survey, members: list[Member | None], by: User) -> list[SurveyInvitation]:
    """Make a link for each; None is a link for somebody who is on no list, such as on a letter.

    Raises Refused unless the survey is open to invited people.
    """
    found = _locked(survey)
    if found.asked != "invited" or found.state != "open":
        raise Refused(_("Links are made while a survey for invited people is open."))
    had = set(found.invitations.values_list("member", flat=True)) - {None}
    wanted = [one for one in members if one is None or one.pk not in had]
    made = [SurveyInvitation.objects.create(survey=found, member=one) for one in wanted]
    audit.record("invite_to_survey", found, by=by, detail={"links": len(made)})
    return made


@transaction.atomic
def close_survey(*, survey: Survey, by: User, version: int | None = None) -> Survey:
    """Let nobody answer any more. Raises Refused unless the survey is open."""
    found = _locked(survey)
    check_version(found, version)
    if found.state != "open":
        raise Refused(_("This survey is not open."))
    found.state, found.closed_at, found.closed_by = "closed", timezone.now(), by
    return _saved(found, "close_survey", by=by)


@transaction.atomic
def publish_survey(*, survey: Survey, by: User, version: int | None = None) -> Survey:
    """Show the results to everybody. Raises Refused before the close, without a method, or twice."""
    found = _locked(survey)
    check_version(found, version)
    if found.state != "closed" or found.published_at is not None:
        raise Refused(_("Results are published once, after the survey is closed."))
    words(found.method, _("Say how people were asked. It stands beside the results."))
    found.published_at, found.published_by = timezone.now(), by
    return _saved(found, "publish_survey", by=by)


@transaction.atomic
def feed_measures(*, survey: Survey, period: Period, by: User) -> list[Result]:
    """Make figures of the closed survey's answers and send them for approval by another person.

    Each question of the regulator goes to the measure with its code and stock; one without answers, or
    without a measure, is left out. Raises Refused for a survey open to everybody, which is no sample, before
    it is closed, when it was done already, and as `enter_figure` does.
    """
    found = _locked(survey)
    if found.asked != "invited":
        raise Refused(_("This survey was open to everyone. It is no sample, so it makes no figures."))
    if found.state != "closed" or found.fed_at is not None:
        raise Refused(_("Figures are made once, after the survey is closed."))
    made = []
    for question in found.questions.exclude(code=""):
        measure = Measure.objects.filter(
            regulator_code=question.code, stock=found.stock, kind="satisfaction"
        ).first()
        figures = _figures(found, question)
        if measure is not None and figures is not None:
            place = Place(measure, period)
            made.append(enter_figure(place=place, entry=Entry(figures, 0), by=by, send=True))
    found.fed_at = timezone.now()
    _saved(found, "feed_measures", by=by)
    return made


def _figures(survey: Survey, question: SurveyQuestion) -> Figures | None:
    counted = counts_of(question)
    satisfied, base = satisfaction(answers_on_scale(counted))
    if not base:
        return None
    told = {key: str(count) for key, count in counted.items()} | {"method": survey.method}
    return Figures(
        numerator=Decimal(int(satisfied)),
        denominator=Decimal(int(base)),
        answers=told,
    )


def _draft(survey: Survey, version: int | None) -> Survey:
    found = _locked(survey)
    check_version(found, version)
    if found.state != "draft":
        raise Refused(_("This survey was opened, so its questions stay as they are."))
    return found


def _saved(found: Survey, verb: str, *, by: User) -> Survey:
    found.version += 1
    found.save()
    audit.record(verb, found, by=by)
    return found


def _locked(survey: Survey) -> Survey:
    return Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
