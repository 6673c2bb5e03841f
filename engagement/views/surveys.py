"""Surveys for those who answer: one question a page, kept under a random key in the address. No cookie."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from charter.access import public
from charter.faults import Refused
from charter.identity import guessing
from charter.identity.guessing import Limit
from charter.request_identity import address_of, line_of
from engagement.actions.answering import answer_question, begin_answers, submit_answers
from engagement.forms.surveys import QuestionForm, offered
from engagement.models import Survey, SurveyDraft, SurveyQuestion
from engagement.querysets.surveys import asked_of, public_surveys
from engagement.views.from_here import refuse_other_sites, too_many
from measures.presenters import live_release

BEGINNING = Limit("survey", 30, 3600)  # from one household or office in an hour (reliability.md P44)


@public("everybody may see which surveys are open", cache=False)
@require_safe
def surveys(request: HttpRequest) -> HttpResponse:
    """The surveys that everybody may answer now."""
    context = {"surveys": public_surveys().filter(state="open"), "release": live_release()}
    return render(request, "engagement/surveys.html", context)


@public("everybody, or whoever has the link, may answer", cache=False)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, slug: str, link: UUID | None = None) -> HttpResponse:
    """What it is about, and the button that begins; by a link one goes on where one was."""
    survey = get_object_or_404(Survey.objects.exclude(state="draft"), slug=slug)
    fault = ""
    if request.method == "POST":
        refuse_other_sites(request)
        counted = [(BEGINNING, line_of(address_of(request)))]
        if guessing.is_blocked(counted):
            return too_many(request)
        try:
            draft = begin_answers(survey=survey, link=link)
        except Refused as refused:
            fault = str(refused)
        else:
            guessing.failed(request, counted)
            return _next(draft, 0)
    context = {"survey": survey, "link": link, "fault": fault, "release": live_release()}
    return render(request, "engagement/survey.html", context, status=422 if fault else 200)


@public("whoever has the key began these answers", cache=False)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, slug: str, key: UUID, place: int) -> HttpResponse:
    """One question."""
    draft = _draft(slug, key)
    asked = asked_of(list(draft.survey.questions.all()), draft.answers)
    found = next((one for one in asked if one.place == place), None)
    if found is None:
        raise Http404
    posted = request.method == "POST"
    before = {"answer": draft.answers.get(str(found.pk))}
    form = QuestionForm(request.POST if posted else None, question=found, initial=before)
    if posted:
        refuse_other_sites(request)
        if form.is_valid():
            return _next(answer_question(draft=draft, question=found, given=form.given), place)
    earlier = [one.place for one in asked if one.place < place]
    context = {
        "draft": draft,
        "form": form,
        "back": earlier[-1] if earlier else None,
        "number": len(earlier) + 1,
        "release": live_release(),
    }
    return render(request, "engagement/survey_question.html", context, status=422 if form.errors else 200)


@public("whoever has the key began these answers", cache=False)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """All answers before they are sent."""
    if request.method == "POST" and not SurveyDraft.objects.filter(pk=key).exists():
        return redirect("survey_done", slug)  # pressed twice: they are with us
    draft = _draft(slug, key)
    fault = ""
    if request.method == "POST":
        refuse_other_sites(request)
        try:
            submit_answers(draft=draft)
            return redirect("survey_done", slug)
        except Refused as refused:
            fault = str(refused)
    asked = asked_of(list(draft.survey.questions.all()), draft.answers)
    rows = [(one, _said(one, draft)) for one in asked]
    context = {"draft": draft, "rows": rows, "fault": fault, "release": live_release()}
    return render(request, "engagement/survey_check.html", context, status=422 if fault else 200)


@public("it says thank you and nothing else", cache=False)
@require_safe
def done(request: HttpRequest, slug: str) -> HttpResponse:
    """Thank you."""
    survey = get_object_or_404(Survey.objects.exclude(state="draft"), slug=slug)
    return render(request, "engagement/survey_done.html", {"survey": survey, "release": live_release()})


def _draft(slug: str, key: UUID) -> SurveyDraft:
    return get_object_or_404(SurveyDraft.objects.select_related("survey"), pk=key, survey__slug=slug)


def _next(draft: SurveyDraft, place: int) -> HttpResponse:
    asked = asked_of(list(draft.survey.questions.all()), draft.answers)
    later = [one.place for one in asked if one.place > place]
    if later:
        return redirect("survey_question", draft.survey.slug, draft.pk, later[0])
    return redirect("survey_check", draft.survey.slug, draft.pk)


def _said(question: SurveyQuestion, draft: SurveyDraft) -> str:
    given = draft.answers.get(str(question.pk), "")
    named = dict(offered(question))
    listed = given if isinstance(given, list) else [given]
    return ", ".join(str(named.get(one, one)) for one in listed)
