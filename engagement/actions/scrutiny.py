"""Verbs of scrutiny: open a project, publish its report, recommend and answer, act and close."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from charter import audit, changes, permissions
from charter.conflicts import check_version
from charter.faults import Refused
from charter.models import Body, Post, User
from charter.working_time import local_date
from engagement.actions.checks import (
    NOTHING_NAMED,
    About,
    another_person,
    day_so_far,
    free_address,
    known,
    moment_of_record,
    not_before,
    web_address,
    words,
)
from engagement.models import DECISIONS, Recommendation, ScrutinyAction, ScrutinyProject


@transaction.atomic
def open_project(
    *,
    title: str,
    body: Body,
    started: date,
    by: User,
    summary: str = "",
    slug: str = "",
    about: About = NOTHING_NAMED,
) -> ScrutinyProject:
    """Begin a piece of scrutiny. `slug` is its address, by default made of the title.

    `about` names the promises and measures that it looks at. Raises Refused without a title, when the day
    lies ahead, the address is taken, or a promise or measure is not there.
    """
    named = words(title, _("Give the project a title."))
    project = ScrutinyProject.objects.create(
        slug=free_address(ScrutinyProject, slug or named),
        title=named,
        summary=summary.strip(),
        body=body,
        started=day_so_far(started, _("The first day")),
        opened_by=by,
        **known(about),
    )
    audit.record("open_scrutiny_project", project, by=by, detail={"body": body.slug})
    return project


@transaction.atomic
def publish_report(
    *,
    project: ScrutinyProject,
    by: User,
    address: str = "",
    at: datetime | None = None,
    version: int | None = None,
) -> ScrutinyProject:
    """Say that the report is public; from now on the project counts.

    `at` is the moment for the demonstration's history, else now. Raises Refused when it is public already,
    when `by` opened the project, or for a day before its start and for an address that is none; Changed when
    somebody saved it since the page with the `version` was opened.
    """
    found = ScrutinyProject.objects.select_for_update(of=("self",)).get(pk=project.pk)
    if found.published_on is not None:
        raise Refused(_("The report of this project is public already."))
    check_version(found, version)
    another_person(
        found.opened_by_id, by, _("You opened this project, so someone else must publish its report.")
    )
    published_on = local_date(moment_of_record(at, _("The report")))
    not_before(published_on, found.started, _("The report cannot come before the project began."))
    found.published_on, found.published_by, found.report_address = published_on, by, web_address(address)
    found.version += 1
    found.save()
    audit.record("publish_scrutiny_report", found, by=by)
    changes.announce("scrutiny_projects", [found.pk], by=by)
    return found


@transaction.atomic
def make_recommendation(
    *, project: ScrutinyProject, text: str, made_on: date, answer_due: date, by: User
) -> Recommendation:
    """Ask the landlord for something, to be answered by a day. Raises Refused when days are out of order."""
    not_before(answer_due, made_on, _("The answer cannot be due before the recommendation is made."))
    made = Recommendation.objects.create(
        project=project,
        text=words(text, _("Write what you recommend.")),
        made_on=day_so_far(made_on, _("The day of the recommendation")),
        made_by=by,
        answer_due=answer_due,
    )
    audit.record("make_recommendation", made, by=by)
    changes.announce("recommendations_answered_in_time", [made.pk], by=by)
    return made


@transaction.atomic
def answer_recommendation(
    *,
    recommendation: Recommendation,
    decision: str,
    answer: str,
    by: User,
    at: datetime | None = None,
    version: int | None = None,
) -> Recommendation:
    """Answer for the landlord: accepted, in part, or not, and why.

    `at` is the moment for the demonstration's history, else now. Raises Refused when it is answered already,
    when `by` made it, without words, or for a day before it; Changed as `publish_report` does.
    """
    found = Recommendation.objects.select_for_update(of=("self",)).get(pk=recommendation.pk)
    if found.answered_on is not None:
        raise Refused(_("This recommendation is answered already."))
    check_version(found, version)
    if decision not in dict(DECISIONS):
        raise Refused(_("Say whether you accept it, accept it in part, or do not accept it."))
    another_person(found.made_by_id, by, _("You made this recommendation, so someone else must answer it."))
    answered_on = local_date(moment_of_record(at, _("The answer")))
    not_before(answered_on, found.made_on, _("The answer cannot come before the recommendation."))
    found.decision, found.answer = decision, words(answer, _("Write the answer."))
    found.answered_on, found.answered_by = answered_on, by
    found.version += 1
    found.save()
    audit.record("answer_recommendation", found, by=by, detail={"decision": decision})
    changes.announce("recommendations_answered_in_time", [found.pk], by=by)
    return found


@transaction.atomic
def add_action(
    *, of: ScrutinyProject | Recommendation, text: str, owner: Post, added_on: date, due: date, by: User
) -> ScrutinyAction:
    """Promise to do something by a day, for a project or for one of its recommendations.

    Raises Refused when days are out of order or nothing is said.
    """
    not_before(due, added_on, _("An action cannot be due before it is agreed."))
    action = ScrutinyAction.objects.create(
        project=of if isinstance(of, ScrutinyProject) else None,
        recommendation=of if isinstance(of, Recommendation) else None,
        text=words(text, _("Write what is to be done.")),
        owner=owner,
        due=due,
        added_on=day_so_far(added_on, _("The day of the action")),
        added_by=by,
    )
    audit.record("add_scrutiny_action", action, by=by)
    changes.announce("scrutiny_actions_done", [action.pk], by=by)
    return action


@transaction.atomic
def report_action_done(
    *, action: ScrutinyAction, done_on: date, by: User, version: int | None = None
) -> ScrutinyAction:
    """Tell the group that an action is done; it counts once the group closes it.

    Raises Refused when it was said before, or for a day before the action was agreed; Changed as
    `publish_report` does.
    """
    found = _locked(action)
    if found.done_on is not None:
        raise Refused(_("This action is reported as done already."))
    check_version(found, version)
    day_so_far(done_on, _("The day on which it was done"))
    not_before(done_on, found.added_on, _("An action cannot be done before it is agreed."))
    found.done_on, found.done_by = done_on, by
    found.version += 1
    found.save()
    audit.record("report_scrutiny_action_done", found, by=by)
    return found


@transaction.atomic
def close_action(
    *, action: ScrutinyAction, by: User, at: datetime | None = None, version: int | None = None
) -> ScrutinyAction:
    """The group agrees that an action is done (design section 8, row 66: panel member only).

    `at` is the moment for the demonstration's history, else now. Raises Refused before anybody reported it,
    when `by` did so or is not of the body that watches it, when it is closed, or for an earlier day; Changed
    as `publish_report` does.
    """
    found = _locked(action)
    if found.closed_on is not None:
        raise Refused(_("This action is closed already."))
    check_version(found, version)
    if found.done_on is None:
        raise Refused(_("Nobody has said that this action is done. Ask its owner first."))
    another_person(
        found.done_by_id, by, _("You reported this action as done, so someone else must close it.")
    )
    closed_on = local_date(moment_of_record(at, _("The closing")))
    body = _watched_by(found)
    if not permissions.is_member(by, body, closed_on):
        raise Refused(
            _("Only a member of “{body}” can close this action. Ask the group to do it.").format(body=body)
        )
    not_before(closed_on, found.done_on, _("An action cannot be closed before it is done."))
    found.closed_on, found.closed_by = closed_on, by
    found.version += 1
    found.save()
    audit.record("close_scrutiny_action", found, by=by)
    changes.announce("scrutiny_actions_done", [found.pk], by=by)
    return found


def _watched_by(action: ScrutinyAction) -> Body:
    """The body of the action's project, or of its recommendation's."""
    project = action.recommendation.project_id if action.recommendation else action.project_id
    return Body.objects.get(scrutiny_projects=project)


def _locked(action: ScrutinyAction) -> ScrutinyAction:
    return ScrutinyAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
